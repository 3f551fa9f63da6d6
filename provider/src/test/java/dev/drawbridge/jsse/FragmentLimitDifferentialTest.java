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

/** {@code jsse.enableMFLNExtension} in a JVM that has it set from the beginning, because SunJSSE reads it once. */
class FragmentLimitDifferentialTest {
    @TempDir
    private Path dir;

    @ParameterizedTest
    @CsvSource({"TLSv1.3, TLS_AES_128_GCM_SHA256", "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLSv1.2, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"})
    void recordsAndSizesAreAlike(String version, String suite) throws Exception {
        Path output = dir.resolve("output");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Djsse.enableMFLNExtension=true",
                "-cp", System.getProperty("java.class.path"), FragmentLimitProgram.class.getName(), version, suite)
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        boolean ended = process.waitFor(120, TimeUnit.SECONDS);
        process.destroyForcibly();
        String said = Files.readString(output, StandardCharsets.UTF_8);
        assertTrue(ended, "the program hangs: " + said);
        assertEquals(0, process.exitValue(), said);
        assertTrue(said.endsWith("compared\n"), said);
    }
}
