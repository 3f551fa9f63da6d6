package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.openssl.SslContext.SessionCacheMode;
import dev.drawbridge.start.TestCredentials;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections under OpenSSL's names, over a pair of BIOs; what they return is what OpenSSL 3.0.19 returned to the same calls in C. */
@Timeout(60)
class SslTest {
    private static final String TLS12 = "TLSv1.2";
    private static final String TLS13 = "TLSv1.3";

    @TempDir
    private Path directory;

    private final List<String> log = new ArrayList<>();
    private SslContext clients;
    private SslContext servers;
    private Ssl client;
    private Ssl server;

    @BeforeEach
    void contexts() throws SslException {
        ErrorQueue.clear();
        clients = new SslContext(SslMethod.TLS_CLIENT);
        servers = new SslContext(SslMethod.TLS_SERVER);
        servers.useCertificate(TestCredentials.ECDSA_P256.credentials().leaf());
        servers.usePrivateKey(TestCredentials.ECDSA_P256.credentials().key());
        servers.setSessionIdContext(new byte[] {'x'});
    }

    /** A new connection of both, not yet begun. */
    private void connection() {
        PairBio a = Bio.pair(0, 0);
        client = new Ssl(clients);
        server = new Ssl(servers);
        client.setBio(a, a);
        PairBio b = a.peer();
        server.setBio(b, b);
        client.setConnectState();
        server.setAcceptState();
    }

    private void handshake(String version) throws SslException {
        clients.setMaxProtoVersion(version);
        connection();
        run();
        assertTrue(client.isInitFinished() && server.isInitFinished(), String.valueOf(ErrorQueue.peek()));
        assertEquals(version, client.getVersion());
    }

    private void run() {
        for (int i = 0; i < 10; i++) {
            client.doHandshake();
            server.doHandshake();
        }
        byte[] one = new byte[1];
        client.read(one);
        server.read(one);
        assertEquals(0, client.getShutdown() | server.getShutdown());
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private String said(Ssl ssl, int result) {
        return result + " " + ssl.getError(result);
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void dataGoesBothWays(String version) throws Exception {
        handshake(version);
        byte[] long1 = new byte[40_000];
        long1[39_999] = 7;
        byte[] got = new byte[50_000];
        int sent = client.write(long1);
        int read = 0;
        while (read < long1.length) { // the pair has room for 17 KiB only
            int n = server.read(got, read, got.length - read);
            read += Math.max(n, 0);
            if (sent <= 0) {
                assertEquals(SslError.WANT_WRITE, client.getError(sent));
                sent = client.write(long1);
            }
        }
        assertEquals(long1.length, sent);
        assertEquals(7, got[39_999]);
        assertEquals(3, server.write(bytes("abc")));
        assertEquals(2, client.peek(got, 0, 2));
        assertEquals(1, client.read(got, 0, 1));
        assertEquals(2, client.pending());
        assertTrue(client.hasPending());
        assertEquals(2, client.read(got));
        assertEquals("-1 WANT_READ", said(client, client.read(got)));
        assertNull(ErrorQueue.peek());
    }

    /** The rules that the manual SSL_shutdown(3) has, as measured. */
    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void shutdown(String version) throws Exception {
        handshake(version);
        byte[] buf = new byte[5];
        assertEquals("0 NONE", said(client, client.shutdown()));
        assertEquals(Ssl.SENT_SHUTDOWN, client.getShutdown());
        assertEquals("0 ZERO_RETURN", said(server, server.read(buf)));
        assertEquals(1, server.write(bytes("x")));
        assertEquals(1, client.read(buf));
        assertEquals(1, server.shutdown());
        assertEquals(3, server.getShutdown());
        assertEquals(1, client.shutdown());
        assertEquals(3, client.getShutdown());
        assertEquals("-1 SSL", said(client, client.write(bytes("x"))));
        assertEquals("protocol is shutdown", ErrorQueue.peekLast().reason());
        assertEquals(0x0A0000CF, ErrorQueue.peekLast().code());
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void shutdownWhileDataIsPending(String version) throws Exception {
        handshake(version);
        assertEquals(0, client.shutdown());
        assertEquals("-1 WANT_READ", said(client, client.shutdown()));
        assertEquals(1, server.write(bytes("x")));
        assertEquals("-1 SSL", said(client, client.shutdown()));
        assertEquals("application data after close notify", ErrorQueue.peekLast().reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void quietShutdown(String version) throws Exception {
        handshake(version);
        client.setQuietShutdown(true);
        assertEquals(1, client.shutdown());
        assertEquals(3, client.getShutdown());
        assertEquals(0, server.rbio().pending());
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void anEndWithoutCloseNotify(String version) throws Exception {
        handshake(version);
        ((PairBio) client.wbio()).shutdownWrite();
        assertEquals("0 SSL", said(server, server.read(new byte[1])));
        assertEquals("unexpected eof while reading", ErrorQueue.get().reason());
        servers.setOptions(SslOption.IGNORE_UNEXPECTED_EOF);
        handshake(version);
        ((PairBio) client.wbio()).shutdownWrite();
        assertEquals("0 ZERO_RETURN", said(server, server.read(new byte[1])));
        assertNull(ErrorQueue.peek());
    }

    /** The tutorial's six steps, and its note about SSL_free. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resumption(boolean tickets) throws Exception {
        if (!tickets) {
            servers.setOptions(SslOption.NO_TICKET);
        }
        for (String version : List.of(TLS12, TLS13)) {
            for (boolean shut : new boolean[] {true, false}) {
                List<SslSession> told = new ArrayList<>();
                clients.setSessionCacheMode(Set.of(SessionCacheMode.CLIENT));
                clients.sessSetNewCb((ssl, s) -> told.add(s));
                handshake(version);
                SslSession session = client.get1Session();
                assertTrue(told.contains(session));
                if (shut) {
                    client.shutdown();
                    server.shutdown();
                    client.shutdown();
                }
                client.close();
                server.close();
                assertEquals(shut, session.isResumable());
                connection();
                assertEquals(1, client.setSession(session));
                run();
                assertEquals(shut, client.sessionReused(), version);
                assertEquals(client.sessionReused(), server.sessionReused());
                assertArrayEquals(session.toDer(), SslSession.ofPem(session.toPem()).toDer());
            }
        }
    }

    @Test
    void verification() throws Exception {
        handshake(TLS13);
        assertEquals(VerifyResult.DEPTH_ZERO_SELF_SIGNED_CERT, client.getVerifyResult());
        assertNotNull(client.getPeerCertificate());
        clients.setVerify(Set.of(VerifyMode.PEER), (ok, x) -> {
            log.add(ok + " " + x.error().number() + " " + x.depth());
            return ok;
        });
        connection();
        client.doHandshake();
        server.doHandshake();
        assertEquals("-1 SSL", said(client, client.doHandshake()));
        assertEquals("error:0A000086:SSL routines:SSL_do_handshake:certificate verify failed", ErrorQueue.get().toString());
        assertEquals(List.of("false 18 0"), log);
        int r = server.doHandshake();
        assertEquals("-1 SSL", said(server, r));
        assertEquals("error:0A000418:SSL routines:SSL_do_handshake:tlsv1 alert unknown ca", ErrorQueue.get().toString());
        clients.getCertStore().addCert(TestCredentials.ECDSA_P256.credentials().leaf());
        connection();
        client.set1Host("other.test");
        run0();
        assertEquals(VerifyResult.HOSTNAME_MISMATCH, client.getVerifyResult());
        assertFalse(client.isInitFinished());
        ErrorQueue.clear();
        handshake(TLS12);
        assertEquals(VerifyResult.OK, client.getVerifyResult());
        assertTrue(log.contains("true 0 0"), log.toString());
    }

    @Test
    void aServerAsksForACertificate() throws Exception {
        servers.setVerify(Set.of(VerifyMode.PEER, VerifyMode.CLIENT_ONCE), null);
        handshake(TLS12);
        assertNull(server.getPeerCertificate());
        assertEquals(VerifyResult.OK, server.getVerifyResult());
        servers.setVerify(Set.of(VerifyMode.PEER, VerifyMode.FAIL_IF_NO_PEER_CERT), null);
        connection();
        run0();
        assertEquals("peer did not return a certificate", first("peer did not return a certificate"));
        servers.getCertStore().addCert(TestCredentials.RSA.credentials().leaf());
        clients.useCertificate(TestCredentials.RSA.credentials().leaf());
        assertThrows(SslException.class, clients::checkPrivateKey);
        assertThrows(SslException.class, () -> clients.usePrivateKey(TestCredentials.ECDSA_P256.credentials().key()));
        clients.usePrivateKey(TestCredentials.RSA.credentials().key());
        clients.checkPrivateKey();
        handshake(TLS13);
        assertEquals(TestCredentials.RSA.credentials().leaf(), server.getPeerCertificate());
    }

    private void run0() {
        for (int i = 0; i < 5; i++) {
            client.doHandshake();
            server.doHandshake();
        }
    }

    private static String first(String reason) {
        for (OpensslError e = ErrorQueue.get(); e != null; e = ErrorQueue.get()) {
            if (e.reason().equals(reason)) {
                return reason;
            }
        }
        return null;
    }

    @Test
    void settings() throws Exception {
        SslException e = assertThrows(SslException.class, () -> clients.setCipherList("NO-SUCH-CIPHER"));
        assertEquals(0x0A0000B9, e.code());
        assertEquals("no cipher match", ErrorQueue.get().reason());
        clients.setCipherList("ECDHE-ECDSA-AES128-GCM-SHA256");
        clients.set1GroupsList("P-256");
        clients.setAlpnProtos(List.of("h2", "http/1.1"));
        servers.setAlpnSelectCb(offered -> offered.get(1));
        handshake(TLS12);
        assertEquals("ECDHE-ECDSA-AES128-GCM-SHA256", client.getCipher());
        assertEquals("secp256r1", server.getNegotiatedGroup());
        assertEquals("http/1.1", client.getAlpnSelected());
    }

    /** What a connection is told counts for it alone. */
    @Test
    void aConnectionHasItsOwnCertificate() throws Exception {
        clients.setVerify(Set.of(), null);
        connection();
        server.useCertificateAsn1(TestCredentials.RSA.credentials().encoded().get(0));
        server.usePrivateKeyAsn1(TestCredentials.RSA.credentials().key().getEncoded());
        client.set1SigalgsList("RSA-PSS+SHA256");
        run();
        assertEquals(TestCredentials.RSA.credentials().leaf(), client.getPeerCertificate());
        handshake(TLS13);
        assertEquals(TestCredentials.ECDSA_P256.credentials().leaf(), client.getPeerCertificate());
        assertThrows(SslException.class, () -> server.usePrivateKeyAsn1(new byte[] {0x30, 0}));
        assertThrows(SslException.class, () -> server.useCertificateAsn1(new byte[5]));
    }

    /** Its key decrypts instead of signing. From JDK 24 on the JDK's policy forbids it. */
    @Test
    void keyExchangeWithRsa() throws Exception {
        String policy = Security.getProperty("jdk.tls.disabledAlgorithms");
        Security.setProperty("jdk.tls.disabledAlgorithms", policy.replaceAll(",\\s*TLS_RSA_\\*", ""));
        try {
            handshakeWithRsa();
        } finally {
            Security.setProperty("jdk.tls.disabledAlgorithms", policy);
        }
    }

    private void handshakeWithRsa() throws Exception {
        servers.useCertificate(TestCredentials.RSA.credentials().leaf());
        servers.usePrivateKey(TestCredentials.RSA.credentials().key());
        clients.setCipherList("AES128-GCM-SHA256");
        handshake(TLS12);
        assertEquals("AES128-GCM-SHA256", client.getCipher());
    }

    /** What a command names is loaded, and a mistake in it changes nothing. */
    @Test
    void commandsNameFiles() throws Exception {
        Path pem = directory.resolve("rsa.pem");
        Files.writeString(pem, pem("CERTIFICATE", TestCredentials.RSA.credentials().encoded().get(0))
                + pem("PRIVATE KEY", TestCredentials.RSA.credentials().key().getEncoded()));
        assertThrows(SslException.class, () -> clients.conf("VerifyCAFile", directory.resolve("none.pem").toString()));
        assertThrows(SslException.class, () -> clients.conf("NoSuchCommand", "x"));
        clients.conf("VerifyCAFile", pem.toString());
        clients.setVerify(Set.of(VerifyMode.PEER), null);
        servers = new SslContext(SslMethod.TLS_SERVER);
        servers.conf("Certificate", pem.toString());
        handshake(TLS13);
        assertEquals(TestCredentials.RSA.credentials().leaf(), client.getPeerCertificate());
        assertEquals(VerifyResult.OK, client.getVerifyResult());
    }

    /** Each alone means something; together they leave nothing, which the handshake says. */
    @Test
    void boundsThatLeaveNoVersion() throws Exception {
        clients.setMaxProtoVersion(TLS12);
        clients.setMinProtoVersion(TLS13);
        connection();
        assertEquals("-1 SSL", said(client, client.doHandshake()));
        assertEquals("no protocols available", ErrorQueue.get().reason());
    }

    @Test
    void versionsThatAreNotAllowed() throws Exception {
        clients = new SslContext(SslMethod.SSLv3);
        connection();
        assertEquals("-1 SSL", said(client, client.doHandshake()));
        assertEquals("no protocols available", ErrorQueue.get().reason());
    }

    /** At level 0 alone, and where {@code jdk.tls.disabledAlgorithms} has them. The order of the calls does not matter. */
    @ParameterizedTest
    @ValueSource(strings = {"SSLv3", "TLSv1", "TLSv1.1"})
    void olderVersions(String version) throws Exception {
        clients = new SslContext(version.equals("SSLv3") ? SslMethod.SSLv3_CLIENT
                : version.equals("TLSv1") ? SslMethod.TLSv1_CLIENT : SslMethod.TLSv1_1_CLIENT);
        connection();
        assertEquals("-1 SSL", said(client, client.doHandshake()));
        assertEquals("no protocols available", ErrorQueue.get().reason());
        String disabled = Security.getProperty("jdk.tls.disabledAlgorithms");
        Security.setProperty("jdk.tls.disabledAlgorithms", "");
        try {
            clients.setSecurityLevel(0);
            servers.setSecurityLevel(0);
            servers.setMinProtoVersion("SSLv3");
            servers.useCertificate(TestCredentials.RSA.credentials().leaf()); // SSL 3.0 knows no ECDSA
            servers.usePrivateKey(TestCredentials.RSA.credentials().key());
            handshake(version);
            // RFC 7507: a server that has a newer version refuses who says that he fell back.
            clients.setMode(SslMode.SEND_FALLBACK_SCSV);
            connection();
            client.doHandshake();
            server.doHandshake();
            assertEquals("inappropriate fallback", ErrorQueue.get().reason());
            clients.clearMode(SslMode.SEND_FALLBACK_SCSV);
            ErrorQueue.clear();
            handshake(version);
        } finally {
            Security.setProperty("jdk.tls.disabledAlgorithms", disabled);
        }
    }

    @Test
    void informs() throws Exception {
        servers.setInfoCallback((ssl, where, value) -> log.add(Integer.toHexString(where) + " " + Integer.toHexString(value)));
        handshake(TLS13);
        client.shutdown();
        server.read(new byte[1]);
        server.shutdown();
        assertEquals(List.of("10 1", "20 1", "4004 100", "4008 100"), log);
    }
}
