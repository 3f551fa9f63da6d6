package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
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
        Path output = dir.resolve("output");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dcom.sun.net.ssl.requireCloseNotify=" + require, "-Djdk.tls.acknowledgeCloseNotify=" + acknowledge,
                "-cp", System.getProperty("java.class.path"), CloseNotifyProgram.class.getName(), version)
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertTrue(ended, "the program hangs: " + said);
        assertEquals(0, process.exitValue(), said);
        assertTrue(said.endsWith("compared\n"), said);
    }
}
