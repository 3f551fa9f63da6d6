package dev.drawbridge.jsse;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code jsse.enableMFLNExtension} in a JVM that has it set from the beginning, because SunJSSE reads it once. */
class FragmentLimitDifferentialTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @CsvSource({"TLSv1.3, TLS_AES_128_GCM_SHA256", "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"})
    void recordsAndSizesAreAlike(String version, String suite) throws Exception {
        ComparingJvm.run(dir, List.of("-Djsse.enableMFLNExtension=true"), FragmentLimitProgram.class, version, suite);
    }
}
