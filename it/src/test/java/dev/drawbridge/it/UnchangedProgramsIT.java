package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.store.Watched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs that never heard of us, in JVMs of their own with one flag more. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class UnchangedProgramsIT {
    @TempDir
    Path directory;

    @Test
    void urlConnectionAndHttpsServer() throws Exception {
        Path trace = directory.resolve("trace");
        try (Programs.Running server = program("ServeByHttpsServer", trace, Keys.of(Keys.Kind.EC))) {
            server.awaitOutput("provider Drawbridge");
            String port = server.output().lines().filter(l -> l.startsWith("port ")).findFirst().orElseThrow().substring(5);
            try (Programs.Running client = program("FetchByUrlConnection", trace, null, "https://localhost:" + port + "/")) {
                assertEquals(0, client.await(), client.output());
                assertTrue(client.output().contains("200 CN=ec.test served plainly"), client.output());
            }
        }
        List<String> lines = Files.readAllLines(trace);
        assertTrue(lines.stream().anyMatch(l -> l.contains("\"role\":\"client\"") && l.contains("\"protocol\":\"TLSv1.3\"")),
                lines.toString());
        assertTrue(lines.stream().anyMatch(l -> l.contains("\"role\":\"server\"")), lines.toString());
    }

    /** Key and certificate in one file, encrypted, and the CA: no line of code, no key store. */
    @Test
    void pemFilesInTheProperties() throws Exception {
        Keys keys = Keys.of(Keys.Kind.EC);
        Path key = directory.resolve("encrypted.pem");
        try (Programs.Running openssl = Programs.start(Programs.require("openssl", "openssl"), "pkcs8", "-topk8", "-in",
                keys.keyFile().toString(), "-passout", "pass:geheim", "-out", key.toString())) {
            assertEquals(0, openssl.await(), openssl.output());
        }
        Path server = Files.writeString(directory.resolve("server.pem"),
                Files.readString(key) + Files.readString(keys.certificateFile()));
        Path roots = Files.createDirectory(directory.resolve("roots"));
        Files.copy(Keys.caFile(), roots.resolve("ca.pem"));
        String storeType = "-Djavax.net.ssl.trustStoreType=PEM";
        try (Programs.Running running = pemProgram("ServeByHttpsServer", List.of("-Djavax.net.ssl.keyStore=" + server,
                "-Djavax.net.ssl.keyStoreType=PEM", "-Djavax.net.ssl.keyStorePassword=geheim"), "")) {
            running.awaitOutput("provider Drawbridge");
            String port = running.output().lines().filter(l -> l.startsWith("port ")).findFirst().orElseThrow().substring(5);
            for (Path trust : List.of(Keys.caFile(), roots)) {
                try (Programs.Running client = pemProgram("FetchByUrlConnection",
                        List.of("-Djavax.net.ssl.trustStore=" + trust, storeType), "https://localhost:" + port + "/")) {
                    assertEquals(0, client.await(), client.output());
                    assertTrue(client.output().contains("200 CN=ec.test served plainly"), client.output());
                }
            }
        }
        try (Programs.Running wrong = pemProgram("FetchByUrlConnection", List.of("-Djavax.net.ssl.keyStore=" + server,
                "-Djavax.net.ssl.keyStoreType=PEM", "-Djavax.net.ssl.keyStorePassword=falsch"), "https://localhost:" + Programs.freePort())) {
            assertTrue(wrong.await() != 0);
            assertTrue(wrong.output().contains("javax.net.ssl.keyStore=" + server + ": " + server + ", block 1 at line 1: "),
                    wrong.output());
            assertTrue(wrong.output().contains("(bad decrypt)") && !wrong.output().contains("falsch"), wrong.output());
        }
    }

    /** Files that a shell makes of the output of commands can be read once: {@code <(vault read ...)}. */
    @Test
    void theOutputOfACommandIsAFileToo() throws Exception {
        Keys keys = Keys.of(Keys.Kind.EC);
        try (Programs.Running server = byShell("-Djavax.net.ssl.keyStore=<(cat " + keys.keyFile() + ' ' + keys.certificateFile()
                + ") -Djavax.net.ssl.keyStoreType=PEM", "ServeByHttpsServer")) {
            server.awaitOutput("provider Drawbridge");
            String port = server.output().lines().filter(l -> l.startsWith("port ")).findFirst().orElseThrow().substring(5);
            for (String trust : List.of("javax.net.ssl.trustStoreType=PEM -Djavax.net.ssl.trustStore", "drawbridge.VerifyCAFile")) {
                try (Programs.Running client = byShell("-D" + trust + "=<(cat " + Keys.caFile() + ")",
                        "FetchByUrlConnection", "https://localhost:" + port + "/")) {
                    assertEquals(0, client.await(), client.output());
                    assertTrue(client.output().contains("200 CN=ec.test served plainly"), client.output());
                }
            }
            Thread.sleep(2 * Watched.INTERVAL.toMillis()); // the key store was looked at again
            assertFalse(server.output().contains("stay in use"), server.output());
        }
    }

    private static Programs.Running byShell(String options, String name, String... arguments) throws IOException {
        return Programs.start("/bin/bash", "-c", "exec " + String.join(" ", Programs.java()) + " -javaagent:" + System.getProperty("it.allJar") + ' ' + options + ' '
                + Path.of(System.getProperty("it.programs"), name + ".java") + ' ' + String.join(" ", arguments));
    }

    /** The file is renamed into place while the program runs, which holds one SSLContext: the next handshakes have the new certificate. */
    @Test
    void aRenewedCertificateIsServedWithoutARestart() throws Exception {
        Path server = directory.resolve("server.pem");
        renamePair(Keys.of(Keys.Kind.EC), server);
        try (Programs.Running running = pemProgram("ServeByHttpsServer",
                List.of("-Djavax.net.ssl.keyStore=" + server, "-Djavax.net.ssl.keyStoreType=PEM"), "")) {
            running.awaitOutput("provider Drawbridge");
            String port = running.output().lines().filter(l -> l.startsWith("port ")).findFirst().orElseThrow().substring(5);
            assertTrue(fetched(port).contains("CN=ec.test"));
            Files.writeString(directory.resolve("new"), "-----BEGIN CERTIFICATE-----\nhalf");
            Files.move(directory.resolve("new"), server, StandardCopyOption.ATOMIC_MOVE);
            running.awaitOutput("the keys read before stay in use");
            assertTrue(fetched(port).contains("CN=ec.test"));
            renamePair(Keys.of(Keys.Kind.RSA), server);
            while (!fetched(port).contains("CN=rsa.test")) { // the timeout ends it
                Thread.sleep(100);
            }
        }
    }

    private void renamePair(Keys keys, Path file) throws IOException {
        Files.writeString(directory.resolve("new"), Files.readString(keys.keyFile()) + Files.readString(keys.certificateFile()));
        Files.move(directory.resolve("new"), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String fetched(String port) throws Exception {
        try (Programs.Running client = pemProgram("FetchByUrlConnection", List.of("-Djavax.net.ssl.trustStore=" + Keys.caFile(),
                "-Djavax.net.ssl.trustStoreType=PEM"), "https://localhost:" + port + "/")) {
            assertEquals(0, client.await(), client.output());
            return client.output();
        }
    }

    private static Programs.Running pemProgram(String name, List<String> options, String argument) throws IOException {
        List<String> command = Programs.java("-javaagent:" + System.getProperty("it.allJar"));
        command.addAll(options);
        command.add(Path.of(System.getProperty("it.programs"), name + ".java").toString());
        if (!argument.isEmpty()) {
            command.add(argument);
        }
        return Programs.start(command);
    }

    @Test
    void urlConnectionRefusesAWrongName() throws Exception {
        try (Nginx nginx = new Nginx(directory, "");
                Programs.Running client = program("FetchByUrlConnection", directory.resolve("trace"), null,
                        "https://127.0.0.2:" + nginx.port + "/")) {
            assertTrue(client.await() != 0);
            assertTrue(client.output().contains("SSLHandshakeException"), client.output());
        }
    }

    @Test
    void httpClientSpeaksHttp2() throws Exception {
        Path trace = directory.resolve("trace");
        try (Nginx nginx = new Nginx(directory, "");
                Programs.Running client = program("FetchByHttpClient", trace, null,
                        "https://localhost:" + nginx.port + "/", "https://localhost:" + nginx.port + "/big")) {
            assertEquals(0, client.await(), client.output());
            List<String> lines = client.output().lines().filter(l -> l.startsWith("HTTP")).toList();
            assertEquals(16, lines.size(), client.output());
            assertEquals(8, lines.stream().filter("HTTP_2 TLSv1.3 11"::equals).count(), client.output());
            assertEquals(8, lines.stream().filter("HTTP_2 TLSv1.3 3000000"::equals).count(), client.output());
        }
        assertTrue(Files.readString(trace).contains("\"alpn\":\"h2\""), Files.readString(trace));
    }

    private static Programs.Running program(String name, Path trace, Keys keys, String... arguments) throws IOException {
        List<String> command = Programs.java("-javaagent:" + System.getProperty("it.allJar"), "-Ddrawbridge.trace=" + trace,
                "-Djavax.net.ssl.trustStore=" + Keys.trustStoreFile(), "-Djavax.net.ssl.trustStorePassword=changeit");
        if (keys != null) {
            command.addAll(List.of("-Djavax.net.ssl.keyStore=" + keys.keyStoreFile(),
                    "-Djavax.net.ssl.keyStorePassword=changeit"));
        }
        command.add(Path.of(System.getProperty("it.programs"), name + ".java").toString());
        command.addAll(List.of(arguments));
        return Programs.start(command);
    }
}
