package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SslControl;
import java.net.InetAddress;
import java.security.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Drawbridge against SunJSSE and itself: both roles, both versions, each suite, group and kind of key; engines and sockets. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MatrixIT {
    record Case(Provider client, Provider server, String protocol, String suite, String group, Keys.Kind kind, boolean clientAuth) {
        @Override
        public String toString() {
            return client.getName() + " to " + server.getName() + " " + protocol + " " + suite + " " + group + " " + kind
                    + (clientAuth ? " client auth" : "");
        }
    }

    static Stream<Case> cases() {
        List<Case> all = new ArrayList<>();
        for (Provider[] p : new Provider[][] {{Contexts.DRAWBRIDGE, Contexts.SUN}, {Contexts.SUN, Contexts.DRAWBRIDGE},
            {Contexts.DRAWBRIDGE, Contexts.DRAWBRIDGE}}) {
            for (String s : List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")) {
                all.add(new Case(p[0], p[1], "TLSv1.3", s, null, Keys.Kind.EC, false));
            }
            for (String s : List.of("AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256")) {
                all.add(new Case(p[0], p[1], "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_" + s, null, Keys.Kind.EC, false));
                all.add(new Case(p[0], p[1], "TLSv1.2", "TLS_ECDHE_RSA_WITH_" + s, null, Keys.Kind.RSA, false));
            }
            for (String v : List.of("TLSv1.3", "TLSv1.2")) {
                for (String g : List.of("x25519", "secp256r1", "secp384r1")) {
                    all.add(new Case(p[0], p[1], v, null, g, Keys.Kind.RSA, false)); // in 1.2 the groups bind a leaf's curve too
                }
                for (Keys.Kind k : Keys.Kind.values()) {
                    all.add(new Case(p[0], p[1], v, null, null, k, true));
                }
            }
        }
        all.add(new Case(Contexts.DRAWBRIDGE, Contexts.DRAWBRIDGE, "TLSv1.3", null, "X25519MLKEM768", Keys.Kind.EC, false));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void engines(Case c) throws Exception {
        // RFC 5246 section 7.4.9: "the Hash MUST be the Hash used as the basis for the PRF."
        withGroup(c, () -> {
            SSLEngine client = context(c.client(), c).createSSLEngine("drawbridge.test", 443);
            SSLEngine server = context(c.server(), c).createSSLEngine();
            restrict(client, c);
            server.setUseClientMode(false);
            server.setNeedClientAuth(c.clientAuth());
            EnginePair pair = new EnginePair(client, server, c.clientAuth()); // half of them with direct buffers
            pair.handshake();
            check(client.getSession().getProtocol(), client.getSession().getCipherSuite(), c);
            if (c.group() != null) {
                assertEquals(c.group(), SslControl.of(c.client() == Contexts.DRAWBRIDGE ? client : server).group());
            }
            byte[] data = new byte[100_000];
            new Random(1).nextBytes(data);
            assertArrayEquals(data, pair.transfer(client, server, data));
            assertArrayEquals(data, pair.transfer(server, client, data));
            Keys keys = Keys.of(c.kind());
            assertEquals(keys.certificate, client.getSession().getPeerCertificates()[0]);
            if (c.clientAuth()) {
                assertEquals(keys.certificate, server.getSession().getPeerCertificates()[0]);
            }
            pair.close();
            assertTrue(client.isInboundDone() && server.isInboundDone());
        });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void sockets(Case c) throws Exception {
        withGroup(c, () -> {
            try (SSLServerSocket listener = (SSLServerSocket) context(c.server(), c).getServerSocketFactory()
                    .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                listener.setNeedClientAuth(c.clientAuth());
                CompletableFuture<byte[]> served = CompletableFuture.supplyAsync(() -> {
                    try (SSLSocket s = (SSLSocket) listener.accept()) {
                        byte[] got = s.getInputStream().readNBytes(100_000);
                        s.getOutputStream().write(got);
                        s.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
                        return got;
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                try (SSLSocket s = (SSLSocket) context(c.client(), c).getSocketFactory()
                        .createSocket("localhost", listener.getLocalPort())) {
                    s.setEnabledProtocols(new String[] {c.protocol()});
                    if (c.suite() != null) {
                        s.setEnabledCipherSuites(new String[] {c.suite()});
                    }
                    byte[] data = new byte[100_000];
                    new Random(2).nextBytes(data);
                    s.getOutputStream().write(data);
                    assertArrayEquals(data, s.getInputStream().readNBytes(data.length));
                    check(s.getSession().getProtocol(), s.getSession().getCipherSuite(), c);
                }
                assertEquals(100_000, served.get(30, TimeUnit.SECONDS).length);
            }
        });
    }

    private static SSLContext context(Provider p, Case c) {
        return Contexts.context(p, Keys.of(c.kind()));
    }

    private static void restrict(SSLEngine e, Case c) {
        e.setEnabledProtocols(new String[] {c.protocol()});
        if (c.suite() != null) {
            e.setEnabledCipherSuites(new String[] {c.suite()});
        }
    }

    private static void check(String protocol, String suite, Case c) {
        assertEquals(c.protocol(), protocol);
        if (c.suite() != null) {
            assertEquals(c.suite(), suite);
        }
    }

    private interface Body {
        void run() throws Exception;
    }

    /** SunJSSE reads the groups once per JVM, so only our side is held to one: the other has them all. */
    private static void withGroup(Case c, Body body) throws Exception {
        if (c.group() == null) {
            body.run();
            return;
        }
        System.setProperty("jdk.tls.namedGroups", c.group());
        try {
            body.run();
        } finally {
            System.clearProperty("jdk.tls.namedGroups");
        }
    }
}
