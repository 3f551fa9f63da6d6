package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.start.TestCredentials;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What follows the handshake under OpenSSL's names; each line is what OpenSSL 3.0.19 returned to the same calls in C over a pair of BIOs. */
@Timeout(60)
class SslRenegotiationTest extends SslPairCase {
    private void connect(String version) throws SslException {
        pair(version);
        for (int i = 0; i < 10; i++) {
            client.doHandshake();
            server.doHandshake();
        }
        read(client);
        read(server);
        assertEquals(version, server.getVersion());
        ErrorQueue.clear();
    }

    /** A refusal, which in C leaves the last call's SSL_get_error. */
    private static String refused(int result) {
        OpensslError e = ErrorQueue.get();
        ErrorQueue.clear();
        return result + (e == null ? "" : " " + e.reason());
    }

    private static String read(Ssl ssl) {
        return said(ssl, ssl.read(new byte[100]));
    }

    private static String write(Ssl ssl) {
        return said(ssl, ssl.write("abc".getBytes(StandardCharsets.US_ASCII)));
    }

    private static String shake(Ssl ssl) {
        return said(ssl, ssl.doHandshake());
    }

    /** Of the client and the server: whether in a handshake, and whether a renegotiation is pending. */
    private void assertState(String expected) {
        assertEquals(expected, state(client) + " " + state(server));
    }

    private static String state(Ssl ssl) {
        return (ssl.inInit() ? 1 : 0) + "" + (ssl.renegotiatePending() ? 1 : 0);
    }

    @Test
    void aServerStartsIt() throws SslException {
        connect("TLSv1.2");
        assertEquals(1, server.renegotiate());
        assertState("00 01");
        assertEquals("1 NONE", shake(server));
        assertState("00 01");
        assertEquals("1 NONE", shake(server), "the tutorial's second call");
        assertEquals("3 NONE", write(server));
        assertEquals("3 NONE", read(client));
        assertState("11 01");
        assertEquals("-1 WANT_READ", read(client));
        assertEquals("-1 WANT_READ", write(client));
        assertEquals("-1 WANT_READ", read(server));
        assertState("11 11");
        assertEquals("-1 WANT_READ", write(server));
        assertEquals("-1 SSL shutdown while in init", said(server, server.shutdown()));
        assertEquals("-1 WANT_READ", read(client));
        assertState("00 11");
        assertEquals("-1 WANT_READ", read(server));
        assertState("00 00");
        assertEquals("3 NONE", write(client));
        assertEquals("3 NONE", read(server));
        assertEquals("3 NONE", write(server));
        assertEquals("3 NONE", read(client));
        assertTrue(client.sessionReused() && server.sessionReused());
    }

    @Test
    void dataIsInFlight() throws SslException {
        connect("TLSv1.2");
        assertEquals("3 NONE", write(client));
        assertEquals(1, server.renegotiate());
        assertEquals("1 NONE", shake(server));
        assertEquals("3 NONE", read(server));
        assertEquals("3 NONE", write(client));
        assertEquals("-1 WANT_READ", read(client));
        assertState("11 01");
        assertEquals("3 NONE", read(server));
        assertState("11 01");
        assertEquals("-1 WANT_READ", read(server));
        assertState("11 11");
        assertEquals("-1 WANT_READ", read(client));
        assertEquals("-1 WANT_READ", read(server));
        assertEquals("-1 WANT_READ", read(client));
        assertState("00 00");
    }

    /** OpenSSL ends the connection when data comes while a program writes or handshakes; here it is held. */
    @Test
    void dataThatComesMeanwhileIsHeld() throws SslException {
        connectAllowed();
        assertEquals("3 NONE", write(server));
        assertEquals("3 NONE", write(server));
        assertEquals(1, client.renegotiate());
        assertEquals("-1 WANT_READ", shake(client));
        assertEquals("-1 WANT_READ", read(server));
        for (int i = 0; i < 3; i++) {
            client.doHandshake();
            read(server);
        }
        assertState("00 00");
        assertEquals(6, client.pending());
        assertEquals("6 NONE", read(client));
    }

    private void connectAllowed() throws SslException {
        servers.setOptions(SslOption.ALLOW_CLIENT_RENEGOTIATION);
        connect("TLSv1.2");
    }

    @Test
    void aClientIsRefused() throws SslException {
        connect("TLSv1.2");
        assertEquals(1, client.renegotiate());
        assertState("01 00");
        assertEquals("-1 WANT_READ", shake(client));
        assertState("11 00");
        assertEquals("-1 WANT_READ", read(server));
        assertState("11 00");
        assertEquals("-1 SSL no renegotiation", shake(client));
        assertEquals("0 SSL sslv3 alert handshake failure", read(server));
    }

    @Test
    void aClientMay() throws SslException {
        connectAllowed();
        assertEquals(1, client.renegotiate());
        assertEquals("-1 WANT_READ", shake(client));
        assertState("11 00");
        assertEquals("-1 WANT_READ", read(server));
        assertEquals("-1 WANT_READ", shake(client));
        assertEquals("-1 WANT_READ", read(server));
        assertEquals("1 NONE", shake(client));
        assertState("00 00");
        assertFalse(client.sessionReused() || server.sessionReused());
        assertEquals("-1 WANT_READ", read(server));
        assertEquals(1, client.renegotiateAbbreviated());
        assertEquals("-1 WANT_READ", shake(client));
        assertEquals("-1 WANT_READ", read(server));
        assertEquals("1 NONE", shake(client));
        assertEquals("-1 WANT_READ", read(server));
        assertTrue(client.sessionReused() && server.sessionReused());
        assertEquals(1, client.renegotiate());
        for (int i = 0; i < 2; i++) {
            assertEquals("-1 WANT_READ", write(client));
            assertEquals("-1 WANT_READ", read(server));
        }
        assertEquals("3 NONE", write(client));
        assertEquals("3 NONE", read(server));
        assertState("00 00");
        server.setOptions(SslOption.NO_RENEGOTIATION);
        assertEquals("0 no renegotiation", refused(server.renegotiate()));
        assertEquals("0 wrong ssl version", refused(server.keyUpdate(true)));
        assertEquals("0 wrong ssl version", refused(server.verifyClientPostHandshake()));
    }

    @Test
    void theClientSaysNo() throws SslException {
        clients.setOptions(SslOption.NO_RENEGOTIATION);
        connect("TLSv1.2");
        assertEquals(1, server.renegotiate());
        assertEquals("1 NONE", shake(server));
        assertEquals("-1 WANT_READ", read(client));
        assertState("00 01");
        assertEquals("-1 SSL no renegotiation", read(server));
    }

    /** What was set since the handshake counts in the next. */
    @Test
    void aCertificateIsAskedForInIt() throws SslException {
        clients.useCertificate(TestCredentials.ECDSA_P256.credentials().leaf());
        clients.usePrivateKey(TestCredentials.ECDSA_P256.credentials().key());
        connect("TLSv1.2");
        assertNull(server.getPeerCertificate());
        server.setVerify(Set.of(VerifyMode.PEER), (ok, context) -> true);
        assertEquals(1, server.renegotiate());
        assertEquals("1 NONE", shake(server));
        for (int i = 0; i < 3; i++) {
            assertEquals("-1 WANT_READ", read(client));
            assertEquals("-1 WANT_READ", read(server));
        }
        assertState("00 00");
        assertEquals(TestCredentials.ECDSA_P256.credentials().leaf(), server.getPeerCertificate());
        assertEquals(VerifyResult.DEPTH_ZERO_SELF_SIGNED_CERT, server.getVerifyResult());
    }

    @Test
    void beforeTheHandshake() throws SslException {
        client = new Ssl(clients);
        assertEquals(1, client.renegotiate());
        client.setConnectState();
        assertEquals("0 wrong ssl version", refused(client.keyUpdate(false)));
        assertEquals("0 wrong ssl version", refused(client.verifyClientPostHandshake()));
    }

    @Test
    void keysAreUpdated() throws SslException {
        connect("TLSv1.3");
        assertEquals("0 wrong ssl version", refused(server.renegotiate()));
        assertEquals("0 wrong ssl version", refused(server.renegotiateAbbreviated()));
        assertEquals(1, server.keyUpdate(true));
        assertState("00 10");
        assertEquals("1 NONE", shake(server));
        assertState("00 00");
        assertEquals("-1 WANT_READ", read(client));
        assertEquals("3 NONE", write(client));
        assertEquals("3 NONE", read(server));
        assertEquals("0 extension not received", refused(withPeer(server).verifyClientPostHandshake()));
        assertEquals("0 not server", refused(client.verifyClientPostHandshake()));
    }

    private static Ssl withPeer(Ssl ssl) {
        ssl.setVerify(Set.of(VerifyMode.PEER), (ok, context) -> true);
        return ssl;
    }

    @Test
    void aCertificateIsAskedForAfterTheHandshake() throws SslException {
        clients.setPostHandshakeAuth(true);
        clients.useCertificate(TestCredentials.ECDSA_P256.credentials().leaf());
        clients.usePrivateKey(TestCredentials.ECDSA_P256.credentials().key());
        servers.setVerify(Set.of(VerifyMode.PEER, VerifyMode.POST_HANDSHAKE), (ok, context) -> true);
        connect("TLSv1.3");
        server.setVerify(Set.of(), null);
        assertEquals("0 invalid config", refused(server.verifyClientPostHandshake()));
        withPeer(server);
        assertEquals(1, server.verifyClientPostHandshake());
        assertState("00 10");
        assertEquals("0 still in init", refused(server.verifyClientPostHandshake()));
        assertEquals("1 NONE", shake(server));
        assertState("00 00");
        assertEquals("0 request sent", refused(server.verifyClientPostHandshake()));
        assertEquals("3 NONE", write(server));
        assertEquals("3 NONE", read(client));
        assertEquals("-1 WANT_READ", read(client));
        assertEquals("-1 WANT_READ", read(server));
        assertNotNull(server.getPeerCertificate());
        assertEquals(1, server.verifyClientPostHandshake());
    }

    @Test
    void whoeverListensHearsOfEach() throws SslException {
        List<Integer> heard = new ArrayList<>();
        servers.setInfoCallback((ssl, where, value) -> heard.add(where));
        connect("TLSv1.2");
        assertEquals(List.of(SslContext.InfoCallback.HANDSHAKE_START, SslContext.InfoCallback.HANDSHAKE_DONE), heard);
        server.renegotiate();
        server.doHandshake();
        for (int i = 0; i < 3; i++) {
            read(client);
            read(server);
        }
        assertEquals(4, heard.size());
    }
}
