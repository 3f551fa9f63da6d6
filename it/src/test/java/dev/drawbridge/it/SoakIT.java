package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * The soak in small: every scenario once with every check but the heap's, which a run so short says nothing about. Its bounds are for a
 * machine that does much else.
 */
final class SoakIT {
    @Test
    void everyScenarioOnce() throws Exception {
        Path target = Path.of(System.getProperty("it.target"));
        try (Programs.Running soak = Programs.start(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m", "-XX:+UseSerialGC", "-Xss256k", "-Dcom.sun.net.ssl.requireCloseNotify=true",
                "-cp", target.resolve("drawbridge-it.jar") + System.getProperty("path.separator") + target.resolve("lib") + "/*",
                "dev.drawbridge.it.soak.Soak", "--minutes", "0", "--idle", "48", "--active", "24", "--abandoned", "480", "--pace", "3",
                "--deadline", "2", "--bound", "300", "--heap-tolerance", "0", "--seed", "1"))) {
            soak.process.onExit().get(20, TimeUnit.MINUTES);
            assertEquals(0, soak.await(), soak::output);
        }
    }
}
