package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SslControl;
import dev.drawbridge.spec.NamedGroup;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against {@code openssl s_server} and {@code openssl s_client}: every suite, group and kind of key, both roles. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OpensslIT {
    /** One combination; null leaves a choice to the two sides. */
    record Case(String protocol, String suite, String opensslSuite, String group, Keys.Kind kind, boolean clientAuth) {
        boolean tls13() {
            return protocol.equals("TLSv1.3");
        }
    }

    static Stream<Case> cases() {
        List<Case> all = new ArrayList<>();
        for (String suite : List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
                "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256")) {
            all.add(new Case("TLSv1.3", suite, suite, null, Keys.Kind.EC, false));
        }
        for (String group : List.of("X25519", "P-256", "P-384", "P-521", "X448")) {
            all.add(new Case("TLSv1.3", null, null, group, Keys.Kind.EC, false));
            all.add(new Case("TLSv1.2", null, null, group, Keys.Kind.RSA, false)); // in 1.2 the groups bind a leaf's curve too
        }
        for (String group : List.of("ffdhe2048", "ffdhe3072", "ffdhe4096", "ffdhe6144", "ffdhe8192")) {
            all.add(new Case("TLSv1.3", null, null, group, Keys.Kind.EC, false));
        }
        for (Keys.Kind kind : Keys.Kind.values()) {
            all.add(new Case("TLSv1.3", null, null, null, kind, true));
            all.add(new Case("TLSv1.2", null, null, null, kind, true));
        }
        for (String cipher : List.of("AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305")) {
            String iana = cipher.replace("AES128", "AES_128").replace("AES256", "AES_256").replace('-', '_')
                    + (cipher.startsWith("CHACHA") ? "_SHA256" : "");
            all.add(new Case("TLSv1.2", "TLS_ECDHE_ECDSA_WITH_" + iana, "ECDHE-ECDSA-" + cipher, null, Keys.Kind.EC, false));
            all.add(new Case("TLSv1.2", "TLS_ECDHE_RSA_WITH_" + iana, "ECDHE-RSA-" + cipher, null, Keys.Kind.RSA, false));
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void ourClientTheirServer(Case c) throws Exception {
        String openssl = Programs.require("openssl", "openssl");
        int port = Programs.freePort();
        Keys keys = Keys.of(c.kind());
        List<String> command = new ArrayList<>(List.of(openssl, "s_server", "-accept", "127.0.0.1:" + port, "-rev",
                "-cert", keys.certificateFile().toString(), "-key", keys.keyFile().toString(),
                "-CAfile", Keys.caFile().toString(), c.tls13() ? "-tls1_3" : "-tls1_2"));
        restrict(command, c);
        if (c.clientAuth()) {
            command.addAll(List.of("-Verify", "3", "-verify_return_error"));
        }
        try (Programs.Running server = Programs.start(command)) {
            server.awaitOutput("ACCEPT");
            try (SSLSocket s = (SSLSocket) context(c, c.clientAuth() ? keys : null).getSocketFactory().createSocket("127.0.0.1", port)) {
                configure(s, c);
                assertEquals("olleh", ask(s, "hello"));
                check(s, c);
                assertEquals(keys.certificate, s.getSession().getPeerCertificates()[0]);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theirClientOurServer(Case c) throws Exception {
        String openssl = Programs.require("openssl", "openssl");
        Keys keys = Keys.of(c.kind());
        try (SSLServerSocket listener = (SSLServerSocket) context(c, keys).getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            listener.setEnabledProtocols(new String[] {c.protocol()});
            if (c.suite() != null) {
                listener.setEnabledCipherSuites(new String[] {c.suite()});
            }
            listener.setNeedClientAuth(c.clientAuth());
            CompletableFuture<SSLSocket> served = CompletableFuture.supplyAsync(() -> serveOneLine(listener));
            List<String> command = new ArrayList<>(List.of(openssl, "s_client", "-connect",
                    "127.0.0.1:" + listener.getLocalPort(), "-CAfile", Keys.caFile().toString(), "-verify_return_error",
                    "-verify_hostname", "localhost", c.tls13() ? "-tls1_3" : "-tls1_2"));
            restrict(command, c);
            if (c.clientAuth()) {
                command.addAll(List.of("-cert", keys.certificateFile().toString(), "-key", keys.keyFile().toString()));
            }
            try (Programs.Running client = Programs.start(command)) {
                client.write("hello\n");
                client.awaitOutput("olleh");
                client.awaitOutput("Verification: OK");
                SSLSocket s = served.get(30, TimeUnit.SECONDS);
                check(s, c);
                if (c.clientAuth()) {
                    assertEquals(keys.certificate, s.getSession().getPeerCertificates()[0]);
                }
                s.close();
            }
        }
    }

    @Test
    void helloRetryRequestInBothRoles() throws Exception {
        // s_client sends a share of its first group only, which our server does not take.
        String openssl = Programs.require("openssl", "openssl");
        Keys keys = Keys.of(Keys.Kind.EC);
        int port = Programs.freePort();
        try (Programs.Running server = Programs.start(openssl, "s_server", "-accept", "127.0.0.1:" + port, "-rev", "-groups", "P-384",
                "-cert", keys.certificateFile().toString(), "-key", keys.keyFile().toString(), "-tls1_3", "-msg")) {
            server.awaitOutput("ACCEPT");
            try (SSLSocket s = (SSLSocket) Contexts.context(Contexts.DRAWBRIDGE, null).getSocketFactory()
                    .createSocket("127.0.0.1", port)) {
                assertEquals("olleh", ask(s, "hello"));
            }
            server.awaitOutput(", ClientHello", 2);
        }
        System.setProperty("jdk.tls.namedGroups", "secp384r1");
        try (SSLServerSocket listener = (SSLServerSocket) Contexts.context(Contexts.DRAWBRIDGE, keys)
                .getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<SSLSocket> served = CompletableFuture.supplyAsync(() -> serveOneLine(listener));
            try (Programs.Running client = Programs.start(openssl, "s_client", "-connect",
                    "127.0.0.1:" + listener.getLocalPort(), "-CAfile", Keys.caFile().toString(), "-tls1_3", "-msg", "-groups",
                    "X25519:P-384")) {
                client.write("hello\n");
                client.awaitOutput("olleh");
                served.get(30, TimeUnit.SECONDS).close();
                assertEquals(2, client.output().split(", ClientHello", -1).length - 1, client.output());
            }
        } finally {
            System.clearProperty("jdk.tls.namedGroups");
        }
    }

    @Test
    void keyUpdateAndCloseNotify() throws Exception {
        String openssl = Programs.require("openssl", "openssl");
        Keys keys = Keys.of(Keys.Kind.EC);
        try (SSLServerSocket listener = (SSLServerSocket) Contexts.context(Contexts.DRAWBRIDGE, keys)
                .getServerSocketFactory().createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            CompletableFuture<String> served = CompletableFuture.supplyAsync(() -> {
                try (SSLSocket s = (SSLSocket) listener.accept()) {
                    BufferedReader in = reader(s);
                    StringBuilder lines = new StringBuilder();
                    for (String line = in.readLine(); line != null; line = in.readLine()) {
                        lines.append(line).append(';');
                        s.getOutputStream().write(("echo " + line + "\n").getBytes(StandardCharsets.UTF_8));
                    }
                    return lines.toString(); // null from readLine: close_notify came, not a broken stream
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            try (Programs.Running client = Programs.start(openssl, "s_client", "-connect",
                    "127.0.0.1:" + listener.getLocalPort(), "-CAfile", Keys.caFile().toString(), "-tls1_3")) {
                client.write("one\n");
                client.awaitOutput("echo one");
                client.write("K\n"); // key update, peer asked to update too
                client.awaitOutput("KEYUPDATE");
                client.write("two\n");
                client.awaitOutput("echo two");
                client.write("k\n"); // key update of its own keys only; s_client drops what it reads together with a command
                client.awaitOutput("KEYUPDATE", 2);
                client.write("three\n");
                client.awaitOutput("echo three");
                client.write("Q\n"); // ends with close_notify
                assertEquals("one;two;three;", served.get(30, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void distrustIsAHandshakeFailureOnBothSides() throws Exception {
        String openssl = Programs.require("openssl", "openssl");
        Keys keys = Keys.of(Keys.Kind.EC);
        int port = Programs.freePort();
        try (Programs.Running server = Programs.start(openssl, "s_server", "-accept", "127.0.0.1:" + port, "-rev",
                "-cert", keys.certificateFile().toString(), "-key", keys.keyFile().toString())) {
            server.awaitOutput("ACCEPT");
            SSLContext fresh = SSLContext.getInstance("TLS", Contexts.DRAWBRIDGE);
            fresh.init(null, null, null); // trusts the JDK's roots, not the test CA
            try (SSLSocket s = (SSLSocket) fresh.getSocketFactory().createSocket("127.0.0.1", port)) {
                SSLHandshakeException e = assertThrows(SSLHandshakeException.class, s::startHandshake);
                assertTrue(e.getMessage().startsWith("("), e.getMessage());
            }
            server.awaitOutput("alert");
        }
    }

    /** Of ours; groups that are not in the default list are configured. */
    private static SSLContext context(Case c, Keys keys) throws Exception {
        if (c.group() == null) {
            return Contexts.context(Contexts.DRAWBRIDGE, keys);
        }
        System.setProperty("drawbridge.Groups", c.group());
        try {
            return Contexts.context(Contexts.DRAWBRIDGE, keys);
        } finally {
            System.clearProperty("drawbridge.Groups");
        }
    }

    private static void restrict(List<String> command, Case c) {
        if (c.opensslSuite() != null) {
            command.addAll(List.of(c.tls13() ? "-ciphersuites" : "-cipher", c.opensslSuite()));
        }
        if (c.group() != null) {
            command.addAll(List.of("-groups", c.group()));
        }
    }

    private static void configure(SSLSocket s, Case c) {
        SSLParameters p = s.getSSLParameters();
        p.setProtocols(new String[] {c.protocol()});
        p.setEndpointIdentificationAlgorithm("HTTPS");
        if (c.suite() != null) {
            p.setCipherSuites(new String[] {c.suite()});
        }
        s.setSSLParameters(p);
    }

    private static void check(SSLSocket s, Case c) {
        assertEquals(c.protocol(), s.getSession().getProtocol());
        if (c.suite() != null) {
            assertEquals(c.suite(), s.getSession().getCipherSuite());
        }
        if (c.group() != null) {
            assertEquals(NamedGroup.named(c.group()).toString(), SslControl.of(s).group());
        }
    }

    private static String ask(SSLSocket s, String line) throws java.io.IOException {
        s.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        return reader(s).readLine();
    }

    private static SSLSocket serveOneLine(SSLServerSocket listener) {
        try {
            SSLSocket s = (SSLSocket) listener.accept();
            String line = reader(s).readLine();
            s.getOutputStream().write((new StringBuilder(line).reverse() + "\n").getBytes(StandardCharsets.UTF_8));
            return s;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static BufferedReader reader(SSLSocket s) throws java.io.IOException {
        return new BufferedReader(new InputStreamReader(s.getInputStream(), StandardCharsets.UTF_8));
    }
}
