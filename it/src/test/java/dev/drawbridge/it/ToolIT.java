package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code java -jar drawbridge-all.jar} as a user calls it. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ToolIT {
    private static final String TOOL = System.getProperty("it.allJar");

    static Stream<Jdk> jdks() {
        return Jdk.found();
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void versionNamesUsTheJdkAndBouncyCastle(Jdk jdk) throws Exception {
        PlainProgram.Ended ended = PlainProgram.run(jdk, List.of("-jar", TOOL, "version"));
        assertEquals(0, ended.status(), ended.output());
        List<String> lines = ended.output().lines().toList();
        assertEquals("Drawbridge     " + System.getProperty("it.version"), lines.get(0));
        assertTrue(lines.get(1).startsWith("JDK            " + jdk.version()), lines.get(1));
        assertEquals("Bouncy Castle  1.84, as dev.drawbridge.shaded.bouncycastle", lines.get(2));
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void ciphersHasItsTableInTheJar(Jdk jdk) throws Exception {
        PlainProgram.Ended ended = PlainProgram.run(jdk, List.of("-jar", TOOL, "ciphers", "-ciphersuites", "", "@SECLEVEL=3:kRSA+AESGCM"));
        assertEquals(0, ended.status(), ended.output());
        assertEquals("AES256-GCM-SHA384:AES128-GCM-SHA256", ended.output().strip());
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void demoShowsWhatHappened(Jdk jdk) throws Exception {
        PlainProgram.Ended ended = PlainProgram.run(jdk, List.of("-jar", TOOL, "demo"));
        assertEquals(0, ended.status(), ended.output());
        String said = ended.output().replaceAll(" +", " ");
        for (String expected : List.of(
                "SSLContext Default Drawbridge", "SSLContext TLS Drawbridge", "KeyManagerFactory SunX509 Drawbridge",
                "TrustManagerFactory PKIX Drawbridge", "handshake as client with", "handshake as server with",
                "protocol TLSv1.3", "cipher suite TLS_", "group ", "signature scheme ecdsa_secp256r1_sha256",
                "peer chain CN=localhost", "verified by ", "ca.p12", "status 200", "answered GET /")) {
            assertTrue(said.contains(expected), () -> "'" + expected + "' in\n" + said);
        }
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void demoFailsWhenNobodyAnswers(Jdk jdk) throws Exception {
        PlainProgram.Ended ended = PlainProgram.run(jdk, List.of("-jar", TOOL, "demo", "https://localhost:" + Programs.freePort() + "/"));
        assertEquals(1, ended.status(), ended.output());
        assertTrue(ended.output().contains("java.net.ConnectException"), ended.output());
        assertTrue(ended.output().contains("FAILED"), ended.output());
    }

    @ParameterizedTest
    @MethodSource("jdks")
    void demoTakesOnlyHttps(Jdk jdk) throws Exception {
        PlainProgram.Ended ended = PlainProgram.run(jdk, List.of("-jar", TOOL, "demo", "http://localhost/"));
        assertNotEquals(0, ended.status(), ended.output());
        assertTrue(ended.output().contains("expected https://host..., got http://localhost/"), ended.output());
    }
}
