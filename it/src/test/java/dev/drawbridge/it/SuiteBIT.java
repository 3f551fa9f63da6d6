package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.verify.VerifyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Suite B (RFC 6460) of contexts of JSSE, as a CipherString says it, with {@code openssl s_server} and {@code s_client} of the same profile or of none. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
@ExtendWith(PropertiesAsBefore.class)
class SuiteBIT {
    private static final String OPENSSL = Programs.require("openssl", "openssl");

    @TempDir
    static Path directory;

    /** Files of a certificate and its key. */
    private record Who(Path certificate, Path key) {
        static Who of(Keys.Kind kind) {
            Keys keys = Keys.of(kind);
            return new Who(keys.certificateFile(), keys.keyFile());
        }

        /** A name of the table: a leaf of the P-256 authority of all tests, or the one of the P-384 authority. */
        static Who named(String name) {
            return name.equals("P384") ? p384 : of(Keys.Kind.valueOf(name));
        }

        List<String> options() {
            return List.of("-cert", certificate.toString(), "-key", key.toString());
        }
    }

    private static Who p384;
    /** Both authorities. */
    private static Path trusted;

    @BeforeAll
    static void p384() throws Exception {
        Path conf = Files.writeString(directory.resolve("req.cnf"), "[req]\ndistinguished_name=dn\nprompt=no\n[dn]\nCN=P-384\n"
                + "[ca]\nbasicConstraints=critical,CA:TRUE\n[leaf]\nbasicConstraints=critical,CA:FALSE\nsubjectAltName=DNS:localhost,IP:127.0.0.1\n");
        Who root = certificate(conf, "ca", null);
        p384 = certificate(conf, "leaf", root);
        trusted = Files.writeString(directory.resolve("trusted.pem"), Files.readString(Keys.caFile()) + Files.readString(root.certificate));
    }

    private static Who certificate(Path conf, String name, Who issuer) throws Exception {
        Who who = new Who(directory.resolve(name + ".pem"), directory.resolve(name + ".key"));
        List<String> command = new ArrayList<>(List.of(OPENSSL, "req", "-x509", "-config", conf.toString(), "-extensions", name, "-subj", "/CN=P-384 " + name,
                "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-sha384", "-days", "30", "-keyout", who.key.toString(), "-out",
                who.certificate.toString()));
        if (issuer != null) {
            command.addAll(List.of("-CA", issuer.certificate.toString(), "-CAkey", issuer.key.toString()));
        }
        try (Programs.Running made = Programs.start(command)) {
            assertEquals(0, made.await(), made.output());
        }
        return who;
    }

    private static SSLContext context() throws Exception {
        System.setProperty("drawbridge.VerifyCAFile", trusted.toString());
        SSLContext context = SSLContext.getInstance("TLS", Contexts.DRAWBRIDGE);
        context.init(null, null, null);
        return context;
    }

    private static void show(String role, Who who) {
        System.setProperty("drawbridge." + role + ".Certificate", who.certificate.toString());
        System.setProperty("drawbridge." + role + ".PrivateKey", who.key.toString());
    }

    private static Programs.Running server(int port, Who who, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(OPENSSL, "s_server", "-accept", "127.0.0.1:" + port, "-rev", "-CAfile", trusted.toString()));
        command.addAll(who.options());
        command.addAll(List.of(more));
        Programs.Running server = Programs.start(command);
        server.awaitOutput("ACCEPT");
        return server;
    }

    private static String suite(SSLSession session) {
        return session.getProtocol() + ' ' + session.getCipherSuite();
    }

    /** The number of the verification's result, or what else is wrong. */
    private static String wrong(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof VerifyException v) {
                return v.result().number() + " at " + v.depth();
            }
        }
        return String.valueOf(e.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "SUITEB128, EC, -tls1_2 -cipher SUITEB128, TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "SUITEB128, EC, -tls1_3 -cipher SUITEB128, TLSv1.3 TLS_AES_256_GCM_SHA384",
        "SUITEB128ONLY, EC, -tls1_2, TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "SUITEB128, P384, -tls1_2 -cipher SUITEB192, TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "SUITEB128C2, P384, -tls1_2 -cipher SUITEB128C2, TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "SUITEB192, P384, -tls1_2 -cipher SUITEB192, TLSv1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "SUITEB192, P384, -tls1_3 -cipher SUITEB192, TLSv1.3 TLS_AES_256_GCM_SHA384"})
    void ourClient(String profile, String who, String options, String suite) throws Exception {
        System.setProperty("drawbridge.client.CipherString", profile);
        int port = Programs.freePort();
        try (Programs.Running server = server(port, Who.named(who), options.split(" "));
                SSLSocket s = (SSLSocket) context().getSocketFactory().createSocket("127.0.0.1", port)) {
            s.startHandshake();
            assertEquals(suite, suite(s.getSession()), server.output());
        }
    }

    /** EC384 is P-384 signed by P-256. A server without any profile may show what it has, if the two agree about a signature. */
    @ParameterizedTest
    @CsvSource({
        "SUITEB128, EC384, -tls1_3, 61 at 0", "SUITEB192, EC384, -tls1_3, 60 at 0", "SUITEB192, EC384, -tls1_2, 60 at 0",
        "SUITEB128, EC384, -tls1_2 -cipher ECDHE-ECDSA-AES256-GCM-SHA384 -curves P-384, 61 at 0",
        "SUITEB128, P384, -tls1_2 -cipher SUITEB128, key that should be of secp256r1",
        "SUITEB128C2, P384, -tls1_2, secp256r1 with TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "SUITEB128, RSA, -tls1_2, handshake_failure", "SUITEB128, RSA, -tls1_3, handshake_failure", "SUITEB128, EC521, -tls1_2, handshake_failure",
        "SUITEB128, EC521, -tls1_3, handshake_failure", "SUITEB192, EC, -tls1_2, handshake_failure", "SUITEB128ONLY, P384, -tls1_3, handshake_failure",
        "SUITEB128, EC, -tls1_1 -cipher DEFAULT:@SECLEVEL=0, protocol_version"})
    void ourClientRefuses(String profile, String who, String options, String why) throws Exception {
        System.setProperty("drawbridge.client.CipherString", profile);
        int port = Programs.freePort();
        try (Programs.Running server = server(port, Who.named(who), options.split(" "));
                SSLSocket s = (SSLSocket) context().getSocketFactory().createSocket("127.0.0.1", port)) {
            SSLHandshakeException e = assertThrows(SSLHandshakeException.class, s::startHandshake, server.output());
            assertTrue(wrong(e).contains(why), wrong(e) + server.output());
        }
    }

    private static String accepted(SSLServerSocket listener) {
        try (SSLSocket s = (SSLSocket) listener.accept()) {
            try {
                s.startHandshake();
                s.getOutputStream().write("served\n".getBytes(StandardCharsets.US_ASCII));
                s.getInputStream().read(); // until the client has it and goes
                return suite(s.getSession());
            } catch (SSLHandshakeException e) {
                return wrong(e);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What our server finds of a client, and then what s_client prints. */
    private static void assertServed(List<String> client, String serverSays, String clientSays) throws Exception {
        try (SSLServerSocket listener = (SSLServerSocket) context().getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> said = CompletableFuture.supplyAsync(() -> accepted(listener));
            List<String> command = new ArrayList<>(List.of(OPENSSL, "s_client", "-connect", "127.0.0.1:" + listener.getLocalPort(), "-CAfile",
                    trusted.toString(), "-verify_return_error"));
            command.addAll(client);
            try (Programs.Running running = Programs.start(command)) {
                running.awaitOutput(clientSays);
                if (clientSays.equals("served")) {
                    running.write("q\n");
                }
                String found = said.get(30, TimeUnit.SECONDS);
                assertTrue(found.contains(serverSays), found + running.output());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "SUITEB128, EC, -tls1_2 -cipher SUITEB128, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, served",
        "SUITEB128, EC, -tls1_3 -cipher SUITEB128, TLS_AES_256_GCM_SHA384, served",
        "SUITEB128, EC, -tls1_2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, served",
        "SUITEB128, P384, -tls1_2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, served",
        "SUITEB128C2, P384, -tls1_2 -cipher SUITEB128C2, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, served",
        "SUITEB192, P384, -tls1_2 -cipher SUITEB192, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, served",
        "SUITEB192, P384, -tls1_3 -cipher SUITEB192, TLS_AES_256_GCM_SHA384, served",
        "SUITEB128, P384, -tls1_2 -cipher SUITEB128, illegal_parameter, wrong curve",
        "SUITEB192, EC384, -tls1_2 -cipher SUITEB192, certificate_unknown, num=60:",
        "SUITEB128, EC384, -tls1_3 -cipher SUITEB128, certificate_unknown, num=61:",
        "SUITEB192, EC, -tls1_2, certificate of ours, alert handshake failure",
        "SUITEB128, RSA, -tls1_2, certificate of ours, alert handshake failure",
        "SUITEB128, RSA, -tls1_3, certificate of ours, alert handshake failure",
        "SUITEB128, EC521, -tls1_2, certificate of ours, alert handshake failure"})
    void ourServer(String profile, String who, String options, String serverSays, String clientSays) throws Exception {
        System.setProperty("drawbridge.server.CipherString", profile);
        show("server", Who.named(who));
        assertServed(List.of(options.split(" ")), serverSays, clientSays);
    }

    @ParameterizedTest
    @CsvSource({
        "EC, -tls1_2, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, served", "EC, -tls1_3, TLS_AES_256_GCM_SHA384, served",
        "P384, -tls1_3, TLS_AES_256_GCM_SHA384, served", "P384, -tls1_2, key that should be of secp256r1, alert illegal parameter",
        "EC384, -tls1_2, 61 at 0, alert certificate unknown", "EC384, -tls1_3, 61 at 0, alert certificate unknown",
        "RSA, -tls1_2, did not send a certificate, alert", "RSA, -tls1_3, did not send a certificate, alert"})
    void ourServerAsksForCertificates(String who, String options, String serverSays, String clientSays) throws Exception {
        System.setProperty("drawbridge.server.CipherString", "SUITEB128");
        System.setProperty("drawbridge.server.VerifyMode", "Require");
        show("server", Who.of(Keys.Kind.EC));
        List<String> client = new ArrayList<>(List.of(options.split(" ")));
        client.addAll(Who.named(who).options());
        assertServed(client, serverSays, clientSays);
    }

    /** As OpenSSL's a client shows a certificate only where its curve is the suite's, in TLS 1.2. */
    @ParameterizedTest
    @CsvSource({"EC, -tls1_2, true", "EC, -tls1_3, true", "P384, -tls1_3, true", "P384, -tls1_2, false", "RSA, -tls1_2, false", "RSA, -tls1_3, false"})
    void ourClientShowsWhatItMay(String who, String version, boolean shown) throws Exception {
        System.setProperty("drawbridge.client.CipherString", "SUITEB128");
        show("client", Who.named(who));
        int port = Programs.freePort();
        try (Programs.Running server = server(port, Who.of(Keys.Kind.EC), version, "-verify", "3");
                SSLSocket s = (SSLSocket) context().getSocketFactory().createSocket("127.0.0.1", port)) {
            s.getOutputStream().write("abc\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals('c', s.getInputStream().read());
            assertEquals(shown, s.getSession().getLocalCertificates() != null, server.output());
        }
    }

    /** Whoever trusts everybody does not know whether an authority keeps to Suite B that was not sent; s_server sends its root, if it may. */
    @ParameterizedTest
    @CsvSource({"EC, , ''", "EC, -no-CAfile, Suite B is demanded", "EC384, , 61 at 0"})
    void trustManagersOfTheProgramAreNotEnough(String who, String more, String why) throws Exception {
        System.setProperty("drawbridge.client.CipherString", "SUITEB128");
        int port = Programs.freePort();
        SSLContext context = SSLContext.getInstance("TLS", Contexts.DRAWBRIDGE);
        context.init(null, new TrustManager[] {new EverybodyManagers.Trusting()}, null);
        List<String> command = new ArrayList<>(List.of(OPENSSL, "s_server", "-accept", "127.0.0.1:" + port, "-rev"));
        command.addAll(more == null ? List.of("-CAfile", trusted.toString()) : List.of(more));
        command.addAll(Who.named(who).options());
        try (Programs.Running server = Programs.start(command)) {
            server.awaitOutput("ACCEPT");
            try (SSLSocket s = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
                if (why.isEmpty()) {
                    s.startHandshake();
                    assertEquals(2, s.getSession().getPeerCertificates().length);
                } else {
                    SSLHandshakeException e = assertThrows(SSLHandshakeException.class, s::startHandshake, server.output());
                    assertTrue(wrong(e).contains(why), wrong(e));
                }
            }
        }
    }
}
