package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.DrawbridgeProvider;
import dev.drawbridge.verify.TestCa;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The default context of an unmodified program. When it cannot be made, the JDK would quietly hand out SunJSSE's if our service threw;
 * these programs must instead fail, each time and with our reason.
 */
class DefaultContextTest {
    @TempDir
    private Path dir;

    @BeforeEach
    void files() throws Exception {
        TestCa ca = TestCa.root("Root");
        store("keys.p12", TestCa.keyStore(ca.issue("EC", TestCa.Leaf.of("localhost", "localhost"))));
        store("trust.p12", TestCa.trustStore(ca.certificate()));
        Files.writeString(dir.resolve("broken.p12"), "this is no key store");
        Provider[] all = Security.getProviders();
        Files.writeString(dir.resolve("drawbridge.security"), "security.provider." + (all.length + 1) + "=" + DrawbridgeProvider.class.getName()
                + "\njdk.security.provider.preferred=SSLContext.Default:Drawbridge, SSLContext.TLS:Drawbridge\n");
    }

    private void store(String name, KeyStore store) throws Exception {
        try (OutputStream out = Files.newOutputStream(dir.resolve(name))) {
            store.store(out, TestCa.PASSWORD);
        }
    }

    /** Runs the program with these properties, in which {@code DIR} stands for the directory of the stores. */
    private Map<String, String> run(String... properties) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.security.properties=" + dir.resolve("drawbridge.security")));
        for (String p : properties) {
            command.add("-D" + p.replace("DIR", dir.toString()));
        }
        try (ServerSocket deaf = new ServerSocket(0)) {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), DefaultContextProgram.class.getName(),
                    Integer.toString(deaf.getLocalPort())));
            Path output = dir.resolve("output");
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            if (properties.length == 0) {
                deaf.accept().close();
                deaf.accept().close();
            }
            assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the program hangs");
            String said = Files.readString(output, StandardCharsets.UTF_8);
            assertEquals(0, process.exitValue(), said);
            return Arrays.stream(said.split("\n")).filter(l -> l.contains(": "))
                    .collect(Collectors.toMap(l -> l.substring(0, l.indexOf(": ")), l -> l.substring(l.indexOf(": ") + 2)));
        }
    }

    @Test
    void isOursForEveryWayOfAsking() throws Exception {
        Map<String, String> said = run();
        assertEquals("Drawbridge", said.get("context"));
        assertEquals("Drawbridge", said.get("http"));
        assertEquals("6", said.get("engine"));
        for (String socket : List.of("socket", "connected", "serverSocket")) {
            assertEquals("dev.drawbridge.jsse", said.get(socket));
        }
        assertTrue(said.get("url").contains("SSLHandshakeException"), said.get("url"));
    }

    @ParameterizedTest
    @CsvSource({
        "javax.net.ssl.trustStore=DIR/absent.p12, '', there is no such file",
        "javax.net.ssl.trustStore=DIR/broken.p12, '', cannot be read as a key store",
        "javax.net.ssl.keyStore=DIR/absent.p12, '', there is no such file",
        "javax.net.ssl.keyStore=DIR/keys.p12, javax.net.ssl.keyStorePassword=wrong, cannot be read as a key store",
        "javax.net.ssl.keyStore=DIR/keys.p12, javax.net.ssl.keyStoreType=nonsense, expected a readable file of type nonsense",
        "jdk.tls.client.protocols=TLSv1.7, '', expected protocol names",
        "jdk.tls.maxHandshakeMessageSize=1, '', expected a number from",
        "jdk.tls.namedGroups=P-1, '', expected names of groups"})
    void failsWithOurReasonAndNeverFallsBack(String property, String more, String reason) throws Exception {
        Map<String, String> said = more.isEmpty() ? run(property) : run(property, more);
        assertEquals("Drawbridge", said.get("context"));
        String name = property.replace("DIR", dir.toString());
        for (String use : List.of("engine", "parameters", "socket", "connected", "serverSocket", "url")) {
            String answer = said.get(use);
            assertTrue(answer.startsWith("failed: "), use + ": " + answer);
            assertTrue(answer.contains("the default SSLContext cannot be made: " + name), use + ": " + answer);
            assertTrue(answer.contains(reason), use + ": " + answer);
        }
        for (String use : List.of("socket", "connected", "serverSocket", "url")) {
            assertTrue(said.get(use).startsWith("failed: java.net.SocketException"), said.get(use));
        }
        assertFalse(said.values().stream().anyMatch(v -> v.contains("SunJSSE") || v.contains("sun.security.ssl")), said.toString());
        assertFalse(said.toString().contains("wrong)"), "a password is in a message");
    }

    @Test
    void usesTheStoresOfTheProperties() throws Exception {
        Map<String, String> said = run("javax.net.ssl.keyStore=DIR/keys.p12", "javax.net.ssl.keyStorePassword=password",
                "javax.net.ssl.trustStore=DIR/trust.p12", "javax.net.ssl.trustStorePassword=password", "jdk.tls.client.protocols=TLSv1.2",
                "sun.net.client.defaultReadTimeout=500");
        assertEquals("dev.drawbridge.jsse", said.get("socket"));
        assertEquals("1", said.get("parameters"));
    }
}
