package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that never heard of us, under the agent, told everything by an openssl.cnf; {@code openssl} says what was agreed on. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ConfiguredProgramsIT {
    private static final Keys KEYS = Keys.of(Keys.Kind.RSA);

    @TempDir
    Path directory;

    /** A file with one named section, which may have certificates. */
    private Path conf(String... commands) throws IOException {
        return conf(Keys.caFile(), KEYS.certificateFile(), KEYS.keyFile(), commands);
    }

    private Path conf(Path trust, Path certificate, Path key, String... commands) throws IOException {
        return Files.writeString(directory.resolve("test.cnf"), "openssl_conf = library\n[library]\nssl_conf = names\n[names]\nprogram = commands\n"
                + "[commands]\n" + String.join("\n", commands) + "\nVerifyCAFile = " + trust + "\nCertificate = " + certificate
                + "\nPrivateKey = " + key + "\n");
    }

    private static List<String> options(Path conf) {
        return List.of("-Ddrawbridge.conf=" + conf, "-Ddrawbridge.conf.section=program");
    }

    private static Programs.Running program(Path conf, String name, String... arguments) throws IOException {
        return program(options(conf), name, arguments);
    }

    private static Programs.Running program(List<String> options, String name, String... arguments) throws IOException {
        List<String> command = Programs.java("-javaagent:" + System.getProperty("it.allJar"));
        command.addAll(options);
        command.add(Path.of(System.getProperty("it.programs"), name + ".java").toString());
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

    private String withCrl(String crl) throws IOException {
        return Files.writeString(directory.resolve("trust-and-crl.pem"), Files.readString(Keys.caFile()) + crl).toString();
    }

    /** By openssl.cnf and PEM files alone, then by the JDK's properties that name PEM files: mutual TLS with nginx, and CRLs on both sides. */
    @Test
    void mutualTlsWithNginxAndCrls() throws Exception {
        Path theirs = Files.writeString(directory.resolve("nginx-crl.pem"), Keys.crl());
        Path both = Files.writeString(directory.resolve("client.pem"), Files.readString(KEYS.keyFile()) + Files.readString(KEYS.certificateFile()));
        String asks = "ssl_verify_client on; ssl_client_certificate " + Keys.caFile() + "; ssl_crl " + theirs + ";";
        Path trust = directory.resolve("trust-and-crl.pem");
        for (boolean byConf : new boolean[] {true, false}) {
            List<String> options = byConf
                    ? options(conf(trust, KEYS.certificateFile(), KEYS.keyFile(), "SetCertificateFlags = CRLCheck"))
                    : List.of("-Djavax.net.ssl.trustStore=" + trust, "-Djavax.net.ssl.trustStoreType=PEM", "-Djavax.net.ssl.keyStore=" + both,
                            "-Djavax.net.ssl.keyStoreType=PEM", "-Ddrawbridge.SetCertificateFlags=CRLCheck");
            Files.writeString(theirs, Keys.crl());
            withCrl(Keys.crl());
            try (Nginx nginx = new Nginx(directory, asks)) {
                String url = "https://localhost:" + nginx.port + "/";
                try (Programs.Running client = program(options, "FetchByUrlConnection", url)) {
                    assertEquals(0, client.await(), client.output());
                    assertTrue(client.output().contains("200 CN=ec.test hello nginx"), client.output());
                }
                withCrl(Keys.crl(Keys.of(Keys.Kind.EC)));
                try (Programs.Running client = program(options, "FetchByUrlConnection", url)) {
                    assertTrue(client.await() != 0);
                    assertTrue(client.output().contains("(certificate_revoked)")
                            && client.output().contains("(X509_V_ERR_CERT_REVOKED, 23) at depth 0: CN=ec.test"), client.output());
                }
            }
            withCrl(Keys.crl());
            Files.writeString(theirs, Keys.crl(KEYS));
            try (Nginx nginx = new Nginx(directory, asks);
                    Programs.Running client = program(options, "FetchByUrlConnection", "https://localhost:" + nginx.port + "/")) {
                assertTrue(client.await() != 0);
                assertTrue(client.output().contains("Server returned HTTP response code: 400"), client.output());
            }
        }
    }

    @Test
    void aWrongNameIsNumber62() throws Exception {
        Path hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost wrong.test\n");
        List<String> options = new ArrayList<>(options(conf("MinProtocol = TLSv1.2")));
        options.add("-Djdk.net.hosts.file=" + hosts);
        try (Nginx nginx = new Nginx(directory, "");
                Programs.Running client = program(options, "FetchByUrlConnection", "https://wrong.test:" + nginx.port + "/")) {
            assertTrue(client.await() != 0);
            assertTrue(client.output().contains("SSLHandshakeException: (bad_certificate) certificate not good enough: No subject alternative DNS name matching wrong.test found")
                    && client.output().contains("(X509_V_ERR_HOSTNAME_MISMATCH, 62)"), client.output());
        }
    }

    /** Certificate and key are replaced while the program runs, which holds one context; {@code openssl s_client} sees the new one. */
    @Test
    void aRenewedCertificateIsServedWithoutARestart() throws Exception {
        Path certificate = Files.copy(KEYS.certificateFile(), directory.resolve("cert.pem"));
        Path key = Files.copy(KEYS.keyFile(), directory.resolve("key.pem"));
        try (Programs.Running server = program(conf(Keys.caFile(), certificate, key), "ServeByHttpsServer")) {
            server.awaitOutput("provider Drawbridge");
            String port = server.output().lines().filter(l -> l.startsWith("port ")).findFirst().orElseThrow().substring(5);
            assertTrue(subject(port).contains("rsa.test"));
            rename(Keys.of(Keys.Kind.EC).certificateFile(), certificate);
            rename(Keys.of(Keys.Kind.EC).keyFile(), key);
            while (!subject(port).contains("ec.test")) { // the timeout ends it
                Thread.sleep(100);
            }
        }
    }

    private void rename(Path from, Path to) throws IOException {
        Path fresh = Files.copy(from, directory.resolve("fresh"));
        Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String subject(String port) throws Exception {
        try (Programs.Running client = Programs.start(Programs.require("openssl", "openssl"), "s_client", "-connect", "127.0.0.1:" + port,
                "-CAfile", Keys.caFile().toString(), "-verify_return_error")) {
            client.awaitOutput("Verify return code: 0 (ok)");
            return client.output().lines().filter(l -> l.startsWith("subject=")).findFirst().orElseThrow();
        }
    }
}
