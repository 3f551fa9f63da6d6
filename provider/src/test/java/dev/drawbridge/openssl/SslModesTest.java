package dev.drawbridge.openssl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.PskKey;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Modes, pre-shared keys and threads of connections under OpenSSL's names; what writes return is what OpenSSL 3.0.19 returned to them. */
@Timeout(60)
class SslModesTest extends SslPairCase {
    private static final String TLS12 = "TLSv1.2";
    private static final String TLS13 = "TLSv1.3";
    private static final byte[] KEY = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final byte[] in = new byte[60_000];
    private final byte[] data = new byte[50_000];
    private final byte[] other = new byte[50_000];

    /** Not every test has one. */
    @Override
    void certificate() throws SslException {
        servers.setSessionIdContext(new byte[] {'x'});
    }

    private void withCertificate() throws SslException {
        super.certificate();
    }

    private void connect(String version) throws SslException {
        pair(version);
        for (int i = 0; i < 10; i++) {
            client.doHandshake();
            server.doHandshake();
        }
        assertTrue(client.isInitFinished() && server.isInitFinished(), String.valueOf(ErrorQueue.peek()));
    }

    private void drain() {
        client.read(in);
        server.read(in);
    }

    private String write(byte[] from, int length) {
        return said(client, client.write(from, 0, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void aWriteIsRepeatedAsItWas(String version) throws SslException {
        withCertificate();
        connect(version);
        drain();
        assertEquals(Set.of(SslMode.AUTO_RETRY), client.getMode());
        assertEquals("-1 WANT_WRITE", write(data, 40_000));
        assertEquals("-1 WANT_WRITE", write(data, 40_000));
        assertEquals("-1 SSL bad write retry", write(other, 40_000));
        assertEquals("-1 SSL bad length", write(data, 30_000));
        int read = 0;
        String last = "";
        while (read < 40_000) {
            read += Math.max(0, server.read(in));
            last = last.equals("40000 NONE") ? last : write(data, 40_000);
        }
        assertEquals("40000 NONE", last);
        assertEquals(40_000, read);
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void partialWrites(String version) throws SslException {
        withCertificate();
        clients.setMode(SslMode.ENABLE_PARTIAL_WRITE);
        connect(version);
        drain();
        assertEquals("16384 NONE", write(data, 40_000));
        assertEquals("-1 WANT_WRITE", write(data, 40_000));
        assertEquals("-1 SSL bad write retry", write(other, 40_000));
        assertEquals(16_384, server.read(in));
        assertEquals("16384 NONE", write(data, 40_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void movingBuffers(String version) throws SslException {
        withCertificate();
        clients.setMode(SslMode.ACCEPT_MOVING_WRITE_BUFFER);
        connect(version);
        drain();
        assertEquals("-1 WANT_WRITE", write(data, 40_000));
        assertEquals("-1 WANT_WRITE", write(other, 40_000));
        assertEquals("-1 SSL bad length", write(other, 30_000));
        client.clearMode(SslMode.ACCEPT_MOVING_WRITE_BUFFER);
        assertEquals(Set.of(SslMode.AUTO_RETRY), client.getMode());
    }

    /** A ticket is not data: without it a read returns after one, which a BIO that blocks shows. */
    @Test
    void withoutAutoRetryAReadReturnsAfterATicket() throws Exception {
        withCertificate();
        servers.setNumTickets(1);
        clients.clearMode(SslMode.AUTO_RETRY);
        MemoryBio toServer = Bio.memory();
        MemoryBio toClient = Bio.memory();
        client = new Ssl(clients);
        server = new Ssl(servers);
        client.setBio(toClient, toServer);
        server.setBio(toServer, toClient);
        client.setConnectState();
        server.setAcceptState();
        for (int i = 0; i < 5; i++) {
            client.doHandshake();
            server.doHandshake();
        }
        assertEquals(3, server.write("abc".getBytes(StandardCharsets.US_ASCII)));
        int first = client.read(in);
        assertEquals(first == 3 ? "3 NONE" : "-1 WANT_READ", said(client, first)); // what has arrived with the ticket is read on
        assertEquals(3, first == 3 ? first : client.read(in));
        assertEquals("-1 WANT_READ", said(client, client.read(in)));
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void preSharedKeys(String version) throws SslException {
        servers.setCipherList("PSK");
        clients.setCipherList("PSK");
        servers.usePskIdentityHint("a hint");
        byte[][] heard = new byte[2][];
        clients.setPskClientCallback((ssl, hint) -> {
            heard[0] = hint;
            return PskKey.of("me", KEY);
        });
        servers.setPskServerCallback((ssl, identity) -> {
            heard[1] = identity;
            return PskKey.of("me", KEY);
        });
        connect(version);
        assertArrayEquals(version.equals(TLS12) ? "a hint".getBytes(StandardCharsets.US_ASCII) : null, heard[0]);
        assertArrayEquals("me".getBytes(StandardCharsets.US_ASCII), heard[1]);
        assertNull(client.getPeerCertificate());
        assertEquals(version, client.getVersion());
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void anIdentityThatNobodyKnows(String version) throws SslException {
        servers.setCipherList("PSK");
        clients.setCipherList("PSK");
        clients.setMaxProtoVersion(version);
        clients.setPskClientCallback((ssl, hint) -> PskKey.of("me", KEY));
        servers.setPskServerCallback((ssl, identity) -> null);
        PairBio a = Bio.pair(0, 0);
        client = new Ssl(clients);
        server = new Ssl(servers);
        client.setBio(a, a);
        server.setBio(a.peer(), a.peer());
        client.setConnectState();
        server.setAcceptState();
        client.doHandshake();
        int r = server.doHandshake();
        if (version.equals(TLS12)) {
            client.doHandshake();
            r = server.doHandshake();
        }
        assertEquals(-1, r);
        assertEquals(SslError.SSL, server.getError(r));
    }

    /** A session goes with whoever has it: to another context of a client, and to another of a server that has the same ticket keys. */
    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void aSessionIsResumedAcrossContexts(String version) throws SslException {
        withCertificate();
        connect(version);
        drain();
        SslSession session = client.get1Session();
        client.shutdown();
        SslContext first = servers;
        clients = new SslContext(SslMethod.TLS_CLIENT);
        assertEquals(true, resumed(version, session));
        servers = new SslContext(SslMethod.TLS_SERVER);
        servers.setSessionIdContext(new byte[] {'x'});
        withCertificate();
        assertEquals(false, resumed(version, session), "its ticket keys are its own");
        servers = first;
        assertEquals(true, resumed(version, session));
    }

    private boolean resumed(String version, SslSession session) throws SslException {
        clients.setMaxProtoVersion(version);
        PairBio a = Bio.pair(0, 0);
        client = new Ssl(clients);
        server = new Ssl(servers);
        client.setBio(a, a);
        server.setBio(a.peer(), a.peer());
        client.setSession(session);
        client.setConnectState();
        server.setAcceptState();
        for (int i = 0; i < 5; i++) {
            client.doHandshake();
            server.doHandshake();
        }
        assertEquals(client.sessionReused(), server.sessionReused());
        client.shutdown();
        return client.sessionReused();
    }

    /** SSL objects are for one thread at a time, contexts for many. */
    @ParameterizedTest
    @ValueSource(strings = {TLS12, TLS13})
    void aContextServesManyThreads(String version) throws Exception {
        withCertificate();
        clients.setMaxProtoVersion(version);
        CompletableFuture<?>[] all = new CompletableFuture<?>[8];
        for (int i = 0; i < all.length; i++) {
            all[i] = CompletableFuture.runAsync(() -> {
                PairBio a = Bio.pair(0, 0);
                try (Ssl c = new Ssl(clients); Ssl s = new Ssl(servers)) {
                    c.setBio(a, a);
                    s.setBio(a.peer(), a.peer());
                    for (int n = 0; n < 10; n++) {
                        c.connect();
                        s.accept();
                    }
                    assertEquals(3, c.write("abc".getBytes(StandardCharsets.US_ASCII)));
                    assertEquals(3, s.read(new byte[10]));
                    c.set1Host("other.test");
                }
            });
        }
        CompletableFuture.allOf(all).get();
    }

    private static String messages(String version, boolean ofServer) {
        return switch (version + (ofServer ? " server" : " client")) {
            case "TLSv1.2 client" -> ">22:1 <22:2 <22:11 <22:12 <22:14 >22:16 >20:1 >22:20 <22:4 <22:20 >21:0 <21:0";
            case "TLSv1.2 server" -> "<22:1 >22:2 >22:11 >22:12 >22:14 <22:16 <22:20 >22:4 >20:1 >22:20 <21:0 >21:0";
            case "TLSv1.3 client" -> ">22:1 <22:2 <22:8 <22:11 <22:15 <22:20 >20:1 >22:20 <22:4 <22:4 >21:0 <21:0";
            default -> "<22:1 >22:2 >20:1 >22:8 >22:11 >22:15 >22:20 <22:20 >22:4 >22:4 <21:0 >21:0";
        };
    }

    /** The same messages in the same order as libssl shows its callback, by content type and the byte that names the message. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2, false", "TLSv1.2, true", "TLSv1.3, false", "TLSv1.3, true"})
    void messagesAreShown(String version, boolean ofServer) throws SslException {
        withCertificate();
        StringBuilder seen = new StringBuilder();
        (ofServer ? servers : clients).setMsgCallback((ssl, written, type, message) -> seen.append(written ? " >" : " <").append(type).append(':')
                .append(message[type == MsgCallback.ALERT ? 1 : 0]));
        connect(version);
        drain();
        client.shutdown();
        assertEquals(0, server.read(in));
        server.shutdown();
        client.shutdown();
        assertEquals(messages(version, ofServer), seen.substring(1));
    }
}
