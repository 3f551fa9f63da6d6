package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLHandshakeException;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.catalina.webresources.TomcatURLStreamHandlerFactory;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Embedded Tomcat with its JSSE implementation, which takes the SSLContext of whichever provider stands first, and curl and the JDK's client. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class TomcatIT {
    private static final String PASSPHRASE = "geheim";
    private static final Logger TOMCAT = Logger.getLogger("org.apache"); // held, or its level would be forgotten

    private static Registration registration;

    @TempDir
    Path directory;

    @BeforeAll
    static void register() {
        registration = Registration.first();
        TomcatURLStreamHandlerFactory.disable(); // it would stay in this JVM
        TOMCAT.setLevel(Level.SEVERE);
    }

    @AfterAll
    static void unregister() {
        registration.close();
        TOMCAT.setLevel(null);
    }

    /** Says what the servlet sees of the connection. */
    private static final class Seen extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            X509Certificate[] chain = (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
            response.getWriter().print(request.getProtocol() + " " + request.getAttribute("org.apache.tomcat.util.net.secure_protocol_version") + " "
                    + request.getAttribute("jakarta.servlet.request.cipher_suite") + " "
                    + (chain == null ? "nobody" : chain[0].getSubjectX500Principal().getName()));
        }
    }

    /** A running Tomcat with a connector of these hosts, the first of which serves who sends no name or another. */
    private final class Running implements AutoCloseable {
        final Tomcat tomcat = new Tomcat();
        final Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");

        Running(SSLHostConfig... hosts) throws LifecycleException {
            tomcat.setBaseDir(directory.toString());
            connector.setPort(0);
            connector.setScheme("https");
            connector.setSecure(true);
            AbstractHttp11Protocol<?> protocol = protocol();
            protocol.setAddress(InetAddress.getLoopbackAddress());
            protocol.setSSLEnabled(true);
            protocol.setDefaultSSLHostConfigName(hosts[0].getHostName());
            connector.addUpgradeProtocol(new Http2Protocol());
            for (SSLHostConfig host : hosts) {
                connector.addSslHostConfig(host);
            }
            connector.setThrowOnFailure(true);
            tomcat.setConnector(connector);
            Context context = tomcat.addContext("", directory.toString());
            Tomcat.addServlet(context, "seen", new Seen()).addMapping("/");
            tomcat.start();
        }

        private AbstractHttp11Protocol<?> protocol() {
            return (AbstractHttp11Protocol<?>) connector.getProtocolHandler();
        }

        /** Reads the files of a host again, as Tomcat's manager application and its TLS reload listener do. */
        void reload(String host) {
            protocol().reloadSslHostConfig(host);
        }

        URI uri() {
            return URI.create("https://localhost:" + connector.getLocalPort() + "/");
        }

        /** What curl says of a request by one of the names of the certificate. */
        String curl(String host, Keys client, String... options) throws Exception {
            List<String> command = new ArrayList<>(List.of(Programs.require("curl", "curl"), "-sSv", "--max-time", "30", "--noproxy", "*", "--cacert",
                    Keys.caFile().toString(), "--resolve", host + ":" + connector.getLocalPort() + ":127.0.0.1"));
            if (client != null) {
                command.addAll(List.of("--cert", client.certificateFile().toString(), "--key", client.keyFile().toString()));
            }
            command.addAll(List.of(options));
            command.add("https://" + host + ":" + connector.getLocalPort() + "/");
            try (Programs.Running curl = Programs.start(command)) {
                curl.await();
                return curl.output();
            }
        }

        @Override
        public void close() throws LifecycleException {
            tomcat.stop();
            tomcat.destroy();
        }
    }

    // ---- settings

    private static SSLHostConfig host(String name) {
        SSLHostConfig host = new SSLHostConfig();
        host.setHostName(name);
        return host;
    }

    /** Certificate, chain and key in files of their own. */
    private static SSLHostConfigCertificate pemFiles(SSLHostConfig host, Path certificate, Path key) {
        SSLHostConfigCertificate files = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        files.setCertificateFile(certificate.toString());
        files.setCertificateKeyFile(key.toString());
        files.setCertificateChainFile(Keys.caFile().toString());
        host.addCertificate(files);
        return files;
    }

    private static void trustsPem(SSLHostConfig host) {
        host.setTruststoreType("PEM");
        host.setTruststoreFile(Keys.caFile().toString());
        host.setCertificateVerification("required");
    }

    private static void assertOurs(SSLHostConfig host) {
        for (SSLHostConfigCertificate c : host.getCertificates()) {
            String engine = c.getSslContext().createSSLEngine().getClass().getName();
            assertTrue(engine.startsWith("dev.drawbridge."), engine);
        }
    }

    private static String get(Running tomcat, Keys keys) throws Exception {
        HttpClient client = HttpClient.newBuilder().sslContext(Contexts.context(Contexts.DRAWBRIDGE, keys)).build();
        return client.send(HttpRequest.newBuilder(tomcat.uri()).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    // ---- tests

    /** Two hosts on one port: one demands a client certificate, the other speaks TLS 1.2 with suites in OpenSSL's words. */
    @Test
    void hostsWithPemFiles() throws Exception {
        Keys ec = Keys.of(Keys.Kind.EC);
        Keys rsa = Keys.of(Keys.Kind.RSA);
        Path encrypted = directory.resolve("encrypted.pem");
        try (Programs.Running openssl = Programs.start(Programs.require("openssl", "openssl"), "pkcs8", "-topk8", "-in", ec.keyFile().toString(),
                "-passout", "pass:" + PASSPHRASE, "-out", encrypted.toString())) {
            assertEquals(0, openssl.await(), openssl.output());
        }
        SSLHostConfig closed = host("localhost");
        pemFiles(closed, ec.certificateFile(), encrypted).setCertificateKeyPassword(PASSPHRASE);
        trustsPem(closed);
        closed.setProtocols("TLSv1.2+TLSv1.3");
        SSLHostConfig open = host("drawbridge.test");
        pemFiles(open, rsa.certificateFile(), rsa.keyFile());
        open.setProtocols("TLSv1.2");
        open.setCiphers("ECDHE+CHACHA20:!ECDSA");
        try (Running tomcat = new Running(closed, open)) {
            assertOurs(closed);
            assertOurs(open);
            String known = tomcat.curl("localhost", rsa);
            assertTrue(known.contains("HTTP/2.0 TLSv1.3 TLS_AES_256_GCM_SHA384 CN=rsa.test") && known.contains("CN=ec.test"), known);
            String nobody = tomcat.curl("localhost", null);
            assertTrue(nobody.contains("alert certificate required") || nobody.contains("alert, certificate required"), nobody);
            String other = tomcat.curl("drawbridge.test", null);
            assertTrue(other.contains("HTTP/2.0 TLSv1.2 TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 nobody"), other);
            assertTrue(other.contains("CN=rsa.test"), other);
            String newer = tomcat.curl("drawbridge.test", null, "--tlsv1.3");
            assertTrue(newer.contains("alert protocol version") || newer.contains("alert, protocol version"), newer);

            assertEquals("HTTP/2.0 TLSv1.3 TLS_AES_256_GCM_SHA384 CN=rsa.test", get(tomcat, rsa));
            assertThrows(SSLHandshakeException.class, () -> get(tomcat, null));
        }
    }

    /** Tomcat takes this setting for its OpenSSL implementation only; with JSSE the trust of the JVM counts, without a word. */
    @Test
    void caCertificateFileDoesNotCount() throws Exception {
        Keys ec = Keys.of(Keys.Kind.EC);
        SSLHostConfig host = host("localhost");
        pemFiles(host, ec.certificateFile(), ec.keyFile());
        host.setCaCertificateFile(Keys.caFile().toString());
        host.setCertificateVerification("required");
        try (Running tomcat = new Running(host)) {
            String known = tomcat.curl("localhost", Keys.of(Keys.Kind.RSA), "--http1.1");
            assertTrue(known.contains("unknown CA") || known.contains("unknown ca"), known);
        }
    }

    /** The files are renewed and Tomcat is told; a file that is half written leaves the old certificate. */
    @Test
    void aHostIsReloaded() throws Exception {
        Path certificate = directory.resolve("certificate.pem");
        Path key = directory.resolve("key.pem");
        SSLHostConfig host = host("localhost");
        put(Keys.of(Keys.Kind.EC), certificate, key);
        pemFiles(host, certificate, key);
        try (Running tomcat = new Running(host)) {
            assertTrue(tomcat.curl("localhost", null).contains("CN=ec.test"));
            put(Keys.of(Keys.Kind.RSA), certificate, key);
            assertTrue(tomcat.curl("localhost", null).contains("CN=ec.test"), "not told yet");
            tomcat.reload("localhost");
            String renewed = tomcat.curl("localhost", null);
            assertTrue(renewed.contains("CN=rsa.test") && renewed.contains("HTTP/2.0 TLSv1.3"), renewed);
            Files.writeString(key, Files.readString(key).substring(0, 200));
            assertThrows(IllegalArgumentException.class, () -> tomcat.reload("localhost"));
            assertTrue(tomcat.curl("localhost", null).contains("CN=rsa.test"));
        }
    }

    private static void put(Keys keys, Path certificate, Path key) throws IOException {
        Files.copy(keys.certificateFile(), certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(keys.keyFile(), key, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Tomcat's settings for key stores, with our type: key and chain in one file, with the forms that Tomcat itself does not read. */
    @Test
    void aKeyStoreOfTypePem() throws Exception {
        Keys ec = Keys.of(Keys.Kind.EC);
        Path sec1 = directory.resolve("sec1.pem");
        try (Programs.Running openssl = Programs.start(Programs.require("openssl", "openssl"), "ec", "-in", ec.keyFile().toString(), "-aes256",
                "-passout", "pass:" + PASSPHRASE, "-out", sec1.toString())) {
            assertEquals(0, openssl.await(), openssl.output());
        }
        Path server = Files.writeString(directory.resolve("server.pem"), Files.readString(ec.certificateFile()) + Files.readString(sec1)
                + Files.readString(Keys.caFile()));
        SSLHostConfig host = host("localhost");
        SSLHostConfigCertificate store = new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        store.setCertificateKeystoreType("PEM");
        store.setCertificateKeystoreFile(server.toString());
        store.setCertificateKeystorePassword(PASSPHRASE);
        host.addCertificate(store);
        trustsPem(host);
        try (Running tomcat = new Running(host)) {
            assertOurs(host);
            String known = tomcat.curl("localhost", Keys.of(Keys.Kind.RSA));
            assertTrue(known.contains("HTTP/2.0 TLSv1.3 TLS_AES_256_GCM_SHA384 CN=rsa.test") && known.contains("CN=ec.test"), known);
            assertThrows(SSLHandshakeException.class, () -> get(tomcat, null));
        }
    }
}
