package dev.drawbridge.jsse;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How connections end by ours and by SunJSSE, with the properties that SunJSSE reads once in a JVM. */
class CloseNotifyDifferentialTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @CsvSource({"TLSv1.2, true, true", "TLSv1.3, true, true", "TLSv1.3, false, true"})
    void endsAreAlike(String version, boolean require, boolean acknowledge) throws Exception {
        ComparingJvm.run(dir, List.of("-Dcom.sun.net.ssl.requireCloseNotify=" + require, "-Djdk.tls.acknowledgeCloseNotify=" + acknowledge),
                CloseNotifyProgram.class, version);
    }
}
