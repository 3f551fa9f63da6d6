package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.verify.TestCa;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.Provider;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a program sees of a socket of ours and of SunJSSE's: every kind of failure with its exception and alert, and every kind of end. */
class SocketDifferentialTest {

    /** What makes a handshake fail. */
    enum Trouble {
        UNTRUSTED_CA, EXPIRED, WRONG_HOST, NO_COMMON_SUITE, NO_COMMON_VERSION, NO_CLIENT_CERTIFICATE, UNTRUSTED_CLIENT, NO_SERVER_KEY,
        NO_COMMON_PROTOCOL
    }

    /** A TLS 1.3 server of SunJSSE shows the session from its own Finished on, whatever the client then says. */
    private static final Set<Trouble> AFTER_THE_SERVERS_FLIGHT = EnumSet.of(Trouble.UNTRUSTED_CA, Trouble.EXPIRED, Trouble.WRONG_HOST,
            Trouble.NO_CLIENT_CERTIFICATE, Trouble.UNTRUSTED_CLIENT);

    /** The subject's role and the version. */
    record Play(Trouble trouble, boolean client, String version) {
    }

    static Stream<Play> failures() {
        List<Play> all = new ArrayList<>();
        for (Trouble t : Trouble.values()) {
            for (boolean client : new boolean[] {true, false}) {
                for (String version : new String[] {"TLSv1.3", "TLSv1.2"}) {
                    all.add(new Play(t, client, version));
                }
            }
        }
        return all.stream();
    }

    private static SSLContext context(Differential.Lab lab, boolean subject, TestCa.Identity[] keys, TestCa trusted) throws Exception {
        return Contexts.context(subject ? lab.subject : Contexts.SUN, trusted, keys);
    }

    /** Both sides fail with the same exceptions and alerts, whoever of the two is ours. */
    @ParameterizedTest
    @MethodSource("failures")
    void failingHandshakes(Play play) throws Exception {
        TestCa other = TestCa.root("Other");
        TestCa namesake = TestCa.root("Root"); // named as the one that is trusted, so that its certificates are offered
        Instant now = Instant.now();
        TestCa.Identity expired = Differential.CA.issue("EC", TestCa.Leaf.of("old", "localhost")
                .valid(now.minus(9, ChronoUnit.DAYS), now.minus(2, ChronoUnit.DAYS)));
        TestCa.Identity elsewhere = Differential.CA.issue("EC", TestCa.Leaf.of("elsewhere", "elsewhere.test"));
        TestCa.Identity[] served = switch (play.trouble) {
            case EXPIRED -> new TestCa.Identity[] {expired};
            case WRONG_HOST -> new TestCa.Identity[] {elsewhere};
            case NO_SERVER_KEY -> new TestCa.Identity[0];
            default -> new TestCa.Identity[] {Differential.EC};
        };
        TestCa.Identity[] stranger = play.trouble == Trouble.UNTRUSTED_CLIENT
                ? new TestCa.Identity[] {namesake.issue("EC", TestCa.Leaf.of("stranger"))} : new TestCa.Identity[0];
        Differential.compareAcrossJdks(lab -> {
            SSLContext clients = context(lab, play.client, stranger, play.trouble == Trouble.UNTRUSTED_CA ? other : Differential.CA);
            SSLContext servers = context(lab, !play.client, served, Differential.CA);
            for (int i = 0; !fails(lab, play, clients, servers); i++) {
                assertTrue(i < 50, "every alert was lost");
            }
        }, onPurpose(play));
    }

    /** RFC 8446 section 6.2 has an alert for each of these; we use it, as OpenSSL does. A handshake that failed has no session. */
    private static Map<String, String> onPurpose(Play play) {
        boolean is13 = play.version.equals("TLSv1.3");
        Map<String, String> m = new HashMap<>();
        switch (play.trouble) {
            case UNTRUSTED_CA -> m.put("server heard", "Received fatal alert: unknown_ca");
            case WRONG_HOST -> m.put("server heard", "Received fatal alert: bad_certificate");
            case NO_CLIENT_CERTIFICATE -> m.put("client heard", "Received fatal alert: " + (is13 ? "certificate_required" : "handshake_failure"));
            // Signed by another key than the trusted authority of that name has.
            case UNTRUSTED_CLIENT -> m.put("client heard", "Received fatal alert: decrypt_error");
            case EXPIRED -> {
                if (is13) { // in TLS 1.2 SunJSSE says so too
                    m.put("server heard", "Received fatal alert: certificate_expired");
                }
            }
            default -> { }
        }
        m.keySet().removeIf(k -> k.startsWith(play.client ? "client" : "server"));
        if (is13 && !play.client && AFTER_THE_SERVERS_FLIGHT.contains(play.trouble)) {
            m.put("session", "SSL_NULL_WITH_NULL_NULL");
        }
        return m;
    }

    /** One failing handshake; false when SunJSSE lost the alert to the reset that followed it, which happens to it and not to us. */
    private static boolean fails(Differential.Lab lab, Play play, SSLContext clients, SSLContext servers) throws Exception {
        try (SSLServerSocket l = (SSLServerSocket) servers.getServerSocketFactory().createServerSocket(0, 1,
                InetAddress.getLoopbackAddress());
                SSLSocket c = (SSLSocket) clients.getSocketFactory().createSocket("localhost", l.getLocalPort());
                SSLSocket s = (SSLSocket) l.accept()) {
            c.setEnabledProtocols(new String[] {play.version});
            prepare(play, c, s);
            CompletableFuture<Throwable> there = SocketPeers.async(() -> failure(s));
            Throwable atClient = failure(c);
            Throwable atServer = SocketPeers.await(there);
            if (lost(atClient, play.client ? lab.subject : Contexts.SUN) || lost(atServer, play.client ? Contexts.SUN : lab.subject)) {
                return false;
            }
            see(lab, "client", atClient, play.client);
            see(lab, "server", atServer, !play.client);
            SSLSocket subject = play.client ? c : s;
            lab.see("closed", subject::isClosed);
            lab.see("session", () -> subject.getSession().getCipherSuite());
            lab.act("read again", () -> subject.getInputStream().read());
            lab.act("write again", () -> subject.getOutputStream().write(1));
            lab.act("handshake again", subject::startHandshake);
            return true;
        }
    }

    private static boolean lost(Throwable t, Provider provider) {
        return provider == Contexts.SUN && t instanceof SocketException;
    }

    private static void prepare(Play play, SSLSocket c, SSLSocket s) {
        boolean is13 = play.version.equals("TLSv1.3");
        switch (play.trouble) {
            case WRONG_HOST -> {
                SSLParameters p = c.getSSLParameters();
                p.setEndpointIdentificationAlgorithm("HTTPS");
                c.setSSLParameters(p);
            }
            case NO_COMMON_SUITE -> {
                c.setEnabledCipherSuites(new String[] {is13 ? "TLS_AES_128_GCM_SHA256" : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
                s.setEnabledCipherSuites(new String[] {is13 ? "TLS_AES_256_GCM_SHA384" : "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"});
            }
            case NO_COMMON_VERSION -> s.setEnabledProtocols(new String[] {is13 ? "TLSv1.2" : "TLSv1.3"});
            case NO_CLIENT_CERTIFICATE, UNTRUSTED_CLIENT -> s.setNeedClientAuth(true);
            case NO_COMMON_PROTOCOL -> {
                SSLParameters p = c.getSSLParameters();
                p.setApplicationProtocols(new String[] {"a"});
                c.setSSLParameters(p);
                SSLParameters q = s.getSSLParameters();
                q.setApplicationProtocols(new String[] {"b"});
                s.setSSLParameters(q);
            }
            default -> { }
        }
    }

    /** What ends it: a TLS 1.3 client hears of a refusal only when it reads. */
    private static Throwable failure(SSLSocket s) {
        try {
            s.startHandshake();
            s.getInputStream().read();
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** The class, the alert that was heard, and of the subject the kinds of causes that programs look for. */
    private static void see(Differential.Lab lab, String who, Throwable t, boolean subject) {
        lab.see(who, () -> t == null ? "none" : Differential.kind(t));
        String message = String.valueOf(t == null ? null : t.getMessage());
        lab.see(who + " heard", () -> message.contains("Received fatal alert") ? message.replaceAll(".*Received", "Received") : "nothing");
        if (subject) {
            lab.see(who + " causes", () -> causes(t));
        }
    }

    private static String causes(Throwable t) {
        List<String> kinds = new ArrayList<>();
        for (Throwable c = t; c != null; c = c.getCause()) {
            for (Class<?> kind : List.of(CertificateException.class, CertPathBuilderException.class, CertPathValidatorException.class)) {
                if (kind.isInstance(c)) {
                    kinds.add(kind.getSimpleName());
                }
            }
        }
        return kinds.toString();
    }

    // ---- peers that speak something else, or stop

    /** A plain peer: what it does with the connection. */
    interface Plain {
        void talk(Socket socket) throws Exception;
    }

    private static void client(Differential.Lab lab, Plain server) throws Exception {
        try (ServerSocket l = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SSLSocket c = (SSLSocket) lab.context().getSocketFactory().createSocket("localhost", l.getLocalPort());
                Socket s = l.accept()) {
            CompletableFuture<Void> other = SocketPeers.async(() -> {
                server.talk(s);
                return null;
            });
            failed(lab, c);
            SocketPeers.await(other);
        }
    }

    private static void server(Differential.Lab lab, Plain client) throws Exception {
        try (SSLServerSocket l = (SSLServerSocket) lab.context().getServerSocketFactory().createServerSocket(0, 1,
                InetAddress.getLoopbackAddress());
                Socket c = new Socket(InetAddress.getLoopbackAddress(), l.getLocalPort());
                SSLSocket s = (SSLSocket) l.accept()) {
            CompletableFuture<Void> other = SocketPeers.async(() -> {
                client.talk(c);
                return null;
            });
            failed(lab, s);
            SocketPeers.await(other);
        }
    }

    private static void failed(Differential.Lab lab, SSLSocket s) {
        s.setUseClientMode(s.getUseClientMode());
        Throwable t = failure(s);
        lab.see("class", () -> Differential.kind(t));
        lab.see("message", () -> String.valueOf(t.getMessage()).replaceAll("^\\(.*?\\) ", ""));
        lab.see("closed", s::isClosed);
        lab.see("session", () -> s.getSession().getCipherSuite());
    }

    @Test
    void plainHttpServer() throws Exception {
        Differential.same(lab -> client(lab, s -> {
            s.getInputStream().read();
            s.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            drain(s.getInputStream());
        }));
    }

    @Test
    void plainHttpClient() throws Exception {
        Differential.same(lab -> server(lab, s -> {
            s.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] got = s.getInputStream().readAllBytes();
            assertEquals(21, got[0], "an alert");
        }));
    }

    @Test
    void theServerHangsUpAtOnce() throws Exception {
        Differential.same(lab -> client(lab, s -> {
            s.getInputStream().read(new byte[100_000]);
            s.shutdownOutput();
            drain(s.getInputStream());
        }));
    }

    @Test
    void theClientHangsUpAtOnce() throws Exception {
        Differential.same(lab -> server(lab, s -> s.shutdownOutput()));
    }

    @Test
    void theServerStopsInsideARecord() throws Exception {
        Differential.same(lab -> client(lab, s -> {
            s.getInputStream().read(new byte[100_000]);
            s.getOutputStream().write(new byte[] {22, 3, 3, 0, 100, 2, 0, 0});
            s.shutdownOutput();
            drain(s.getInputStream());
        }));
    }

    private static void drain(InputStream in) throws IOException {
        try {
            in.readAllBytes();
        } catch (IOException e) { // reset: as good an end
            return;
        }
    }

    // ---- ends

    /** A connection of the subject as client with SunJSSE, its handshake done. */
    private static SocketPeers.Pair connected(Differential.Lab lab, String version) throws Exception {
        try (SSLServerSocket l = SocketPeers.SUN.listen(version)) {
            SSLSocket c = (SSLSocket) Contexts.context("TLS", lab.subject, null, SocketPeers.trust()).getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), l.getLocalPort());
            return new SocketPeers.Pair(c, (SSLSocket) l.accept()).shake();
        }
    }

    private static String state(SSLSocket s) {
        return s.isClosed() + " " + s.isInputShutdown() + " " + s.isOutputShutdown() + " " + s.isConnected();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void streams(String version) throws Exception {
        Differential.compare(lab -> {
            try (SocketPeers.Pair p = connected(lab, version)) {
                InputStream in = p.client.getInputStream();
                lab.see("no bytes", () -> in.read(new byte[0]));
                lab.act("null array", () -> in.read(null, 0, 1));
                lab.act("wrong range", () -> in.read(new byte[3], 2, 2));
                lab.act("write null", () -> p.client.getOutputStream().write(null, 0, 1));
                lab.act("write a wrong range", () -> p.client.getOutputStream().write(new byte[3], 2, 2));
                lab.act("write no bytes", () -> p.client.getOutputStream().write(new byte[0]));
                lab.act("flush", () -> p.client.getOutputStream().flush());
                p.server.getOutputStream().write(new byte[10]);
                lab.see("one byte", in::read);
                lab.see("available", in::available);
                lab.see("the rest", () -> in.read(new byte[100]));
                p.client.setSoTimeout(50);
                lab.act("timeout", in::read);
                p.server.getOutputStream().write(7);
                p.client.setSoTimeout(5000);
                lab.see("after the timeout", in::read);
                in.close();
                lab.see("closed by its stream", () -> p.client.isClosed() + " " + p.client.isOutputShutdown());
                lab.act("read", in::read);
                lab.act("available when closed", in::available);
                lab.act("write", () -> p.client.getOutputStream().write(1));
                lab.act("getInputStream", p.client::getInputStream);
                lab.act("handshake", p.client::startHandshake);
                lab.act("shutdownOutput", p.client::shutdownOutput);
                lab.act("setSoTimeout", () -> p.client.setSoTimeout(1));
            }
        }, Map.of("read", "SocketException"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void thePeerCloses(String version) throws Exception {
        Differential.compare(lab -> {
            try (SocketPeers.Pair p = connected(lab, version)) {
                InputStream in = p.client.getInputStream();
                p.server.close();
                lab.see("read", in::read);
                lab.see("state", () -> state(p.client));
                lab.see("read again", in::read);
                lab.see("session", () -> p.client.getSession().getProtocol());
                lab.act("close", p.client::close);
                lab.see("end", () -> p.client.isClosed() + " " + p.client.isOutputShutdown());
            }
        }, version.equals("TLSv1.3") ? Map.of("state", "false false false true") : Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void halfClose(String version) throws Exception {
        Differential.same(lab -> {
            try (SocketPeers.Pair p = connected(lab, version)) {
                p.client.shutdownOutput();
                lab.see("state", () -> state(p.client));
                lab.act("write", () -> p.client.getOutputStream().write(1));
                lab.act("shutdownOutput again", p.client::shutdownOutput);
                lab.see("the peer reads", () -> p.server.getInputStream().read());
                if (version.equals("TLSv1.3")) {
                    p.server.getOutputStream().write(5);
                    lab.see("what it still says", () -> p.client.getInputStream().read());
                }
                p.server.close();
                lab.see("the end", () -> p.client.getInputStream().read());
                lab.see("state then", () -> state(p.client));
                lab.act("shutdownInput", p.client::shutdownInput);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void shutdownInputBeforeCloseNotify(String version) throws Exception {
        Differential.same(lab -> {
            try (SocketPeers.Pair p = connected(lab, version)) {
                lab.act("shutdownInput", p.client::shutdownInput);
                lab.see("state", () -> state(p.client));
                lab.act("input", p.client::getInputStream);
                lab.act("shutdownInput again", p.client::shutdownInput);
                lab.act("write", () -> p.client.getOutputStream().write(1));
            }
        });
    }

    /** The transport ends after the handshake, between records, without close_notify. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void truncated(String version) throws Exception {
        Differential.compare(lab -> {
            try (SSLServerSocket l = SocketPeers.SUN.listen(version); SocketRelay relay = new SocketRelay(1 << 14)) {
                relay.start(l.getLocalPort());
                SSLSocket c = (SSLSocket) Contexts.context("TLS", lab.subject, null, SocketPeers.trust()).getSocketFactory()
                        .createSocket(InetAddress.getLoopbackAddress(), relay.port());
                try (SocketPeers.Pair p = new SocketPeers.Pair(c, (SSLSocket) l.accept()).shake()) {
                    p.server.getOutputStream().write(9);
                    lab.see("data", () -> c.getInputStream().read());
                    relay.cut();
                    lab.see("read", () -> c.getInputStream().read());
                    lab.see("read again", () -> c.getInputStream().read());
                    lab.see("state", () -> state(c));
                    lab.act("write", () -> c.getOutputStream().write(1));
                }
            }
        }, version.equals("TLSv1.2") ? Map.of("state", "false true false true", "write", "done") : Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void startHandshakeOnceMore(String version) throws Exception {
        Differential.same(lab -> {
            try (SocketPeers.Pair p = connected(lab, version)) {
                lab.see("session", () -> p.client.getSession().isValid());
                p.server.getOutputStream().write(3);
                lab.see("read", () -> p.client.getInputStream().read());
                if (version.equals("TLSv1.3")) {
                    lab.act("again", p.client::startHandshake);
                    p.client.getOutputStream().write(4);
                    lab.see("the peer reads", () -> p.server.getInputStream().read());
                }
            }
        });
    }
}
