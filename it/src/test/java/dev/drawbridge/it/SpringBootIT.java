package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Spring Boot under the agent: the SSL bundles of its properties, for its web server and for its clients. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class SpringBootIT {
    private static final String PASSPHRASE = "geheim";

    @TempDir
    Path directory;

    private Programs.Running program(String... properties) throws IOException {
        List<String> command = Programs.java("-javaagent:" + System.getProperty("it.allJar"), "-cp", System.getProperty("java.class.path"),
                SpringBootProgram.class.getName(), "--spring.main.banner-mode=off", "--logging.level.root=warn", "--server.port=0",
                "--server.address=127.0.0.1", "--server.ssl.bundle=server", "--server.ssl.client-auth=need", "--server.http2.enabled=true");
        for (String property : properties) {
            command.add("--spring.ssl.bundle." + property);
        }
        return Programs.start(command);
    }

    private void put(Keys keys) throws Exception {
        Path key = directory.resolve("key.new");
        try (Programs.Running openssl = Programs.start(Programs.require("openssl", "openssl"), "pkcs8", "-topk8", "-in", keys.keyFile().toString(),
                "-passout", "pass:" + PASSPHRASE, "-out", key.toString())) {
            assertEquals(0, openssl.await(), openssl.output());
        }
        Files.copy(keys.certificateFile(), directory.resolve("certificate.new"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(key, directory.resolve("key.pem"), StandardCopyOption.REPLACE_EXISTING);
        Files.move(directory.resolve("certificate.new"), directory.resolve("certificate.pem"), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void bundlesOfServerAndClient() throws Exception {
        Keys rsa = Keys.of(Keys.Kind.RSA);
        put(Keys.of(Keys.Kind.EC));
        try (Programs.Running application = program("watch.file.quiet-period=200ms",
                "pem.server.keystore.certificate=file:" + directory.resolve("certificate.pem"),
                "pem.server.keystore.private-key=file:" + directory.resolve("key.pem"), "pem.server.keystore.private-key-password=" + PASSPHRASE,
                "pem.server.truststore.certificate=file:" + Keys.caFile(), "pem.server.reload-on-update=true",
                "pem.client.keystore.certificate=" + Files.readString(rsa.certificateFile()),
                "pem.client.keystore.private-key=" + Files.readString(rsa.keyFile()), "pem.client.truststore.certificate=file:" + Keys.caFile(),
                "pem.nobody.truststore.certificate=file:" + Keys.caFile(),
                "pem.stranger.truststore.certificate=file:" + rsa.certificateFile())) {
            application.awaitOutput("ready");
            call(application, "client", "by CN=rsa.test, served by CN=ec.test with TLSv1.3, Drawbridge");
            call(application, "nobody", "Received fatal alert: certificate_required");
            call(application, "stranger", "failed: javax.net.ssl.SSLHandshakeException");

            put(rsa);
            int calls = 3;
            do { // the timeout ends it
                Thread.sleep(100);
                application.write("client\n");
                application.awaitOutput("called: ", ++calls);
            } while (!application.output().contains("by CN=rsa.test, served by CN=rsa.test with TLSv1.3, Drawbridge"));
        }
    }

    private static void call(Programs.Running application, String bundle, String expected) throws Exception {
        int before = application.output().split("called: ", -1).length - 1;
        application.write(bundle + "\n");
        application.awaitOutput("called: ", before + 1);
        String said = application.output().substring(application.output().lastIndexOf("called: "));
        assertTrue(said.contains(expected), application.output());
    }
}
