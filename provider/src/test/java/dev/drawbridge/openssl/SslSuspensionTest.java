package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.start.TestCredentials;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Callbacks that say "not yet": the handshake waits, each further call asks them again, and it goes on from there. Each line is what OpenSSL 3.0.19
 * returned to the same calls in C over a pair of BIOs.
 */
@Timeout(60)
class SslSuspensionTest extends SslPairCase {
    private static final TestCredentials OWN = TestCredentials.ECDSA_P256;

    private final List<String> asked = new ArrayList<>();
    private int left;

    @Override
    void certificate() throws SslException {
        ownCertificate(servers);
    }

    private static void ownCertificate(SslConfigurable of) throws SslException {
        of.useCertificate(OWN.credentials().leaf());
        of.usePrivateKey(OWN.credentials().key());
    }

    private void connection(String version) throws SslException {
        pair(version);
        asked.clear();
    }

    /** Says not yet as often as {@code left} says. */
    private int notYet(String who) {
        asked.add(who);
        return left-- > 0 ? -1 : 1;
    }

    private static String shake(Ssl ssl) {
        return said(ssl, ssl.doHandshake());
    }

    /** Until both are done, or one waits for more than bytes. */
    private void assertDone() {
        for (int i = 0; i < 4; i++) {
            shake(client);
            shake(server);
        }
        assertEquals("1 NONE", shake(client));
        assertEquals("1 NONE", shake(server));
    }

    /** What every call says meanwhile. */
    private static void assertSuspended(Ssl ssl, String what) {
        assertEquals("-1 " + what, said(ssl, ssl.read(new byte[9])));
        assertEquals("-1 " + what, said(ssl, ssl.write(new byte[3])));
        assertEquals("-1 " + what, said(ssl, ssl.peek(new byte[9], 0, 1)));
        assertEquals("-1 SSL shutdown while in init", said(ssl, ssl.shutdown()));
        assertTrue(ssl.inInit());
        assertEquals(0, ssl.pending());
        assertEquals("-1 " + what, shake(ssl));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerLooksForItsCertificate(String version) throws SslException {
        servers = new SslContext(SslMethod.TLS_SERVER);
        servers.setCertCb(ssl -> {
            assertSame(server, ssl);
            int r = notYet("cert");
            try {
                if (r == 1) {
                    ownCertificate(ssl);
                }
            } catch (SslException e) {
                throw new IllegalStateException(e);
            }
            return r;
        });
        left = 6;
        connection(version);
        assertEquals("-1 WANT_READ", shake(client));
        assertEquals("-1 WANT_X509_LOOKUP", shake(server));
        assertSuspended(server, "WANT_X509_LOOKUP");
        assertEquals("-1 WANT_READ", shake(client));
        assertEquals(List.of("cert", "cert", "cert", "cert", "cert"), asked);
        assertEquals("-1 WANT_X509_LOOKUP", shake(server));
        assertEquals("-1 WANT_READ", shake(server));
        assertDone();
        assertEquals(7, asked.size());
        assertEquals(OWN.credentials().leaf(), client.getPeerCertificate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatFindsNone(String version) throws SslException {
        servers.setCertCb(ssl -> 0);
        connection(version);
        assertEquals("-1 WANT_READ", shake(client));
        assertEquals("-1 SSL cert cb error", shake(server));
        assertEquals("-1 SSL tlsv1 alert internal error", shake(client));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientLooksForItsCertificate(String version) throws SslException {
        servers.setVerify(Set.of(VerifyMode.PEER), (ok, context) -> true);
        clients.setCertCb(ssl -> notYet("cert"));
        clients.setClientCertCb(ssl -> {
            int r = notYet("client");
            try {
                if (r == 1) {
                    ownCertificate(ssl);
                }
            } catch (SslException e) {
                throw new IllegalStateException(e);
            }
            return r;
        });
        left = 1;
        connection(version);
        shake(client);
        assertEquals("-1 WANT_READ", shake(server));
        assertEquals("-1 WANT_X509_LOOKUP", shake(client));
        assertEquals("-1 WANT_READ", shake(server));
        assertDone();
        assertEquals(List.of("cert", "cert", "client"), asked);
        assertEquals(OWN.credentials().leaf(), server.getPeerCertificate());
        // suspended in the second of them, the first is not asked again
        clients.setCertCb(ssl -> {
            asked.add("cert");
            return 1;
        });
        left = 2;
        connection(version);
        shake(client);
        shake(server);
        assertEquals("-1 WANT_X509_LOOKUP", shake(client));
        assertEquals("-1 WANT_X509_LOOKUP", shake(client));
        assertDone();
        assertEquals(List.of("cert", "client", "client", "client"), asked);
    }

    @Test
    void aClientThatIsNotAsked() throws SslException {
        clients.setCertCb(ssl -> notYet("cert"));
        clients.setClientCertCb(ssl -> notYet("client"));
        connection("TLSv1.3");
        assertDone();
        assertEquals(List.of(), asked);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientWithoutACertificate(String version) throws SslException {
        servers.setVerify(Set.of(VerifyMode.PEER), null);
        clients.setClientCertCb(ssl -> 0);
        connection(version);
        assertDone();
        assertNull(server.getPeerCertificate());
        clients.setCertCb(ssl -> 0);
        connection(version);
        shake(client);
        shake(server);
        assertEquals("-1 SSL callback failed", shake(client));
        // said that it has one, and set none
        clients.setCertCb(null);
        clients.setClientCertCb(ssl -> 1);
        connection(version);
        shake(client);
        shake(server);
        client.doHandshake();
        assertEquals("bad data returned by callback", ErrorQueue.get().reason());
        assertDone();
        assertNull(server.getPeerCertificate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientAsksAnotherAboutTheServer(String version) throws SslException {
        for (Set<VerifyMode> mode : List.of(Set.of(VerifyMode.PEER), Set.<VerifyMode>of())) {
            clients.setVerify(mode, (ok, context) -> {
                Ssl ssl = Ssl.of(context);
                assertSame(client, ssl);
                asked.add(ok + " " + context.error().number() + " " + context.depth());
                if (left-- > 0) {
                    return ssl.setRetryVerify() == 1;
                }
                return true;
            });
            left = 12;
            connection(version);
            shake(client);
            shake(server);
            assertEquals("-1 WANT_RETRY_VERIFY", shake(client));
            assertEquals(List.of("false 18 0", "true 18 0"), asked);
            assertSuspended(client, "WANT_RETRY_VERIFY");
            assertEquals(10, asked.size());
            assertEquals("-1 WANT_RETRY_VERIFY", shake(client));
            assertDone();
            assertEquals(14, asked.size());
            assertEquals(VerifyResult.DEPTH_ZERO_SELF_SIGNED_CERT, client.getVerifyResult());
        }
    }

    /** SSL_set_retry_verify(3) is for clients; a server's handshake goes on. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerDoesNotWait(String version) throws SslException {
        ownCertificate(clients);
        servers.setVerify(Set.of(VerifyMode.PEER), (ok, context) -> Ssl.of(context).setRetryVerify() == 1);
        connection(version);
        assertDone();
        assertEquals(OWN.credentials().leaf(), server.getPeerCertificate());
    }

    /** A peer that is refused is not asked about again. */
    @Test
    void refusedForGood() throws SslException {
        clients.setVerify(Set.of(VerifyMode.PEER), (ok, context) -> {
            Ssl.of(context).setRetryVerify();
            return false;
        });
        connection("TLSv1.3");
        shake(client);
        shake(server);
        assertEquals("-1 SSL certificate verify failed", shake(client));
        assertEquals(1, client.setRetryVerify(), "outside of the callback it has no effect");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void freedOrClearedMeanwhile(String version) throws SslException {
        servers.setCertCb(ssl -> notYet("cert"));
        left = 2;
        connection(version);
        shake(client);
        assertEquals("-1 WANT_X509_LOOKUP", shake(server));
        assertTrue(server.clear());
        assertEquals("-1 WANT_READ", shake(server));
        connection(version);
        shake(client);
        assertEquals("-1 WANT_X509_LOOKUP", shake(server));
        server.close();
        assertEquals("-1 SYSCALL Input/output error", shake(client), "its half of the pair is alone; in C SSL, uninitialized");
        assertEquals(List.of("cert"), asked);
    }

    @Test
    void inARenegotiationAndAfterTheHandshake() throws SslException {
        servers.setSessionIdContext(new byte[] {'x'});
        servers.setOptions(SslOption.NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
        clients.setCertCb(ssl -> notYet("cert"));
        ownCertificate(clients);
        connection("TLSv1.2");
        assertDone();
        server.setVerify(Set.of(VerifyMode.PEER), (ok, context) -> true);
        server.renegotiate();
        shake(server);
        left = 2;
        client.read(new byte[1]);
        assertEquals("-1 WANT_READ", said(server, server.read(new byte[1])));
        assertEquals("-1 WANT_X509_LOOKUP", said(client, client.read(new byte[1])));
        assertEquals("-1 WANT_X509_LOOKUP", said(client, client.write(new byte[1])));
        assertEquals("-1 WANT_READ", said(client, client.read(new byte[1])));
        server.read(new byte[1]);
        assertEquals(OWN.credentials().leaf(), server.getPeerCertificate());

        clients.setPostHandshakeAuth(true);
        servers.setVerify(Set.of(VerifyMode.PEER, VerifyMode.POST_HANDSHAKE), (ok, context) -> true);
        left = 0;
        connection("TLSv1.3");
        assertDone();
        assertEquals(List.of(), asked);
        assertEquals(1, server.verifyClientPostHandshake());
        shake(server);
        left = 1;
        assertEquals("-1 WANT_X509_LOOKUP", said(client, client.read(new byte[1])));
        assertEquals("-1 WANT_READ", said(client, client.read(new byte[1])));
        assertEquals("-1 WANT_READ", said(server, server.read(new byte[1])));
        assertEquals(OWN.credentials().leaf(), server.getPeerCertificate());
        assertEquals(1, server.verifyClientPostHandshake());
        shake(server);
        assertEquals("-1 WANT_READ", said(client, client.read(new byte[1])));
        assertEquals(List.of("cert", "cert", "cert"), asked, "each request asks anew");
    }

    /** A blocking BIO does not hold up what does not wait for bytes. */
    @Test
    void overSockets() throws Exception {
        servers.setCertCb(ssl -> notYet("cert"));
        left = 1;
        connection("TLSv1.3");
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket ours = new Socket(listening.getInetAddress(), listening.getLocalPort()); Socket theirs = listening.accept()) {
            client.setFd(ours);
            server.setFd(theirs);
            CompletableFuture<Integer> connected = CompletableFuture.supplyAsync(client::connect);
            assertEquals("-1 WANT_X509_LOOKUP", said(server, server.accept()));
            assertEquals("1 NONE", said(server, server.accept()));
            assertEquals(1, connected.get(30, TimeUnit.SECONDS));
        }
    }
}
