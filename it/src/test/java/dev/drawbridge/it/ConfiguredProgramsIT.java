package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that never heard of us, under the agent, told everything by an openssl.cnf; {@code openssl} says what was agreed on. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ConfiguredProgramsIT {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    private static final Keys KEYS = Keys.of(Keys.Kind.RSA);

    @TempDir
    Path directory;

    /** A file with one named section, which may have certificates. */
    private Path conf(String... commands) throws IOException {
        return Files.writeString(directory.resolve("test.cnf"), "openssl_conf = library\n[library]\nssl_conf = names\n[names]\nprogram = commands\n"
                + "[commands]\n" + String.join("\n", commands) + "\nVerifyCAFile = " + Keys.caFile() + "\nCertificate = " + KEYS.certificateFile()
                + "\nPrivateKey = " + KEYS.keyFile() + "\n");
    }

    private static Programs.Running program(Path conf, String name, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(JAVA, "-javaagent:" + System.getProperty("it.allJar"), "-Ddrawbridge.conf=" + conf,
                "-Ddrawbridge.conf.section=program", Path.of(System.getProperty("it.programs"), name + ".java").toString()));
        command.addAll(List.of(arguments));
        return Programs.start(command);
    }

    @Test
    void aClient() throws Exception {
        Path conf = conf("MinProtocol = TLSv1.2", "MaxProtocol = TLSv1.2",
                "CipherString = ECDHE-RSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256", "Groups = P-384");
        int port = Programs.freePort();
        try (Programs.Running server = Programs.start(Programs.require("openssl", "openssl"), "s_server", "-accept", "127.0.0.1:" + port, "-www",
                "-cert", KEYS.certificateFile().toString(), "-key", KEYS.keyFile().toString(), "-CAfile", Keys.caFile().toString(),
                "-Verify", "3", "-verify_return_error")) {
            server.awaitOutput("ACCEPT");
            try (Programs.Running client = program(conf, "FetchByUrlConnection", "https://localhost:" + port + "/")) {
                assertEquals(0, client.await(), client.output());
                String page = client.output();
                assertTrue(page.contains("New, TLSv1.2, Cipher is ECDHE-RSA-CHACHA20-POLY1305"), page);
                assertTrue(page.contains("Shared groups: secp384r1\n"), page);
                assertTrue(page.contains("Ciphers common between both SSL end points:\nECDHE-RSA-CHACHA20-POLY1305 ECDHE-RSA-AES128-GCM-SHA256"), page);
                assertTrue(page.contains("CN=rsa.test") || page.contains("CN = rsa.test"), "the client's certificate: " + page);
            }
        }
    }

    @Test
    void aServer() throws Exception {
        Path conf = conf("MinProtocol = TLSv1.3", "Ciphersuites = TLS_CHACHA20_POLY1305_SHA256", "Groups = P-384", "VerifyMode = Require");
        try (Programs.Running server = program(conf, "ServeByHttpsServer")) {
            server.awaitOutput("provider Drawbridge");
            String port = server.output().lines().filter(l -> l.startsWith("port ")).findFirst().orElseThrow().substring(5);
            List<String> command = List.of(Programs.require("openssl", "openssl"), "s_client", "-connect", "127.0.0.1:" + port, "-CAfile",
                    Keys.caFile().toString(), "-verify_return_error", "-verify_hostname", "localhost");
            List<String> withKey = new ArrayList<>(command);
            withKey.addAll(List.of("-cert", KEYS.certificateFile().toString(), "-key", KEYS.keyFile().toString()));
            try (Programs.Running client = Programs.start(withKey)) {
                client.write("GET / HTTP/1.0\r\n\r\n");
                client.awaitOutput("served plainly");
                assertTrue(client.output().contains("New, TLSv1.3, Cipher is TLS_CHACHA20_POLY1305_SHA256"), client.output());
                assertTrue(client.output().contains("Server Temp Key: ECDH, P-384, 384 bits") || client.output().contains("secp384r1"), client.output());
                assertTrue(client.output().contains("Verification: OK"), client.output());
            }
            try (Programs.Running nobody = Programs.start(command)) {
                nobody.write("GET / HTTP/1.0\r\n\r\n");
                nobody.await(); // the JDK's HTTP server closes without sending the alert
                assertTrue(nobody.output().contains("Requested Signature Algorithms"), nobody.output());
                assertFalse(nobody.output().contains("served plainly"), nobody.output());
            }
            List<String> older = new ArrayList<>(withKey);
            older.add("-tls1_2");
            try (Programs.Running client = Programs.start(older)) {
                assertTrue(client.await() != 0, client.output());
                assertTrue(client.output().contains("Cipher is (NONE)"), client.output());
            }
        }
    }

    @Test
    void aMistakeEndsTheProgramWithFileAndLine() throws Exception {
        Path conf = conf("MinProtocol = 1.2");
        try (Programs.Running client = program(conf, "FetchByUrlConnection", "https://localhost:" + Programs.freePort() + "/")) {
            assertTrue(client.await() != 0);
            assertTrue(client.output().contains("drawbridge.conf=" + conf + ": " + conf + ":7: MinProtocol = 1.2: "), client.output());
        }
    }
}
