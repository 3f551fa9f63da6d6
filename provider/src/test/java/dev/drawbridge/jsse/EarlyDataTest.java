package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.SslControl;
import dev.drawbridge.session.Session;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;

/** Early data (RFC 8446 sections 2.3, 4.2.10, 4.5 and 8). */
class EarlyDataTest extends ResumptionCase {
    private static final String REQUEST = "GET / HTTP/1.1\r\n\r\n";
    private static final String ANSWER = "HTTP/1.1 200 OK\r\n\r\n";

    private ContextCore client(Object... more) throws Exception {
        List<Object> all = new ArrayList<>(List.of("drawbridge.VerifyCAFile", rootFile));
        all.addAll(List.of(more));
        return core(all.toArray());
    }

    private ContextCore early(Object... more) throws Exception {
        List<Object> all = new ArrayList<>(List.of("drawbridge.maxEarlyData", "16384"));
        all.addAll(List.of(more));
        return serving(all.toArray());
    }

    private static SslControl control(EnginePair.Side side) {
        return SslControl.of(side.engine);
    }

    /** The client asks early. */
    private EnginePair asking(ContextCore client, ContextCore serving) throws Exception {
        EnginePair pair = pair(client, serving, "ec.test");
        control(pair.client).writeEarlyData(bytes(REQUEST));
        return pair;
    }

    /** The client asks early, and the server listens. */
    private EnginePair both(ContextCore client, ContextCore serving) throws Exception {
        EnginePair pair = asking(client, serving);
        assertEquals("", read(pair.server));
        return pair;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String read(EnginePair.Side server) throws Exception {
        ByteBuffer dst = ByteBuffer.allocate(1000);
        control(server).readEarlyData(dst);
        return StandardCharsets.US_ASCII.decode(dst.flip()).toString();
    }

    private static int end(EnginePair.Side server) throws Exception {
        return control(server).readEarlyData(ByteBuffer.allocate(1));
    }

    /** Nothing of what the client said early is there, and the connection is as good as any. */
    private void assertNone(EnginePair pair, EarlyDataStatus status) throws Exception {
        assertEquals("", read(pair.server));
        assertEquals(-1, end(pair.server));
        assertEquals(status, control(pair.client).earlyDataStatus());
        assertEquals(status, control(pair.server).earlyDataStatus());
        pair.exchange();
    }

    // ---- taken

    /**
     * RFC 8446 section 4.2.11.3: "In order to avoid deadlocks, when accepting "early_data", servers MUST process the client's ClientHello and
     * then immediately send their flight of messages, rather than waiting for the client's EndOfEarlyData message before sending its
     * ServerHello." RFC 8446 section 4.5: "If the server sent an "early_data" extension in EncryptedExtensions, the client MUST send an
     * EndOfEarlyData message after receiving the server Finished."
     */
    @Test
    void aServerHearsAndAnswersBeforeTheHandshakeIsDone() throws Exception {
        ContextCore client = client();
        ContextCore serving = early();
        assertFalse(resumes(both(client, serving)), "a first connection has no session");
        EnginePair pair = both(client, serving);
        byte[] flight = flight(pair.client);
        pair.server.receive(ByteBuffer.wrap(flight));
        hear(pair.server, pair.client);
        assertEquals(REQUEST, read(pair.server));
        assertEquals(0, end(pair.server), "more may come");
        control(pair.server).writeEarlyData(bytes(ANSWER));
        while (pair.server.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            EnginePair.wrap(pair.server, pair.client, ByteBuffer.allocate(0));
        }
        assertEquals(HandshakeStatus.NEED_UNWRAP, pair.server.engine.getHandshakeStatus(), "the client's Finished has not come");
        pair.run();
        assertTrue(control(pair.client).resumed() && control(pair.server).resumed());
        assertEquals(ANSWER, StandardCharsets.US_ASCII.decode(pair.client.app.flip()).toString());
        assertEquals(-1, end(pair.server));
        assertEquals(EarlyDataStatus.ACCEPTED, control(pair.client).earlyDataStatus());
        assertEquals(EarlyDataStatus.ACCEPTED, control(pair.server).earlyDataStatus());
        assertThrows(SSLException.class, () -> control(pair.server).writeEarlyData(bytes(ANSWER)));
        pair.client.app.clear();
        pair.exchange();
        assertTrue(resumes(both(client, serving)), "and the next connection has a ticket again");
    }

    @Test
    void itMayBeLongerThanARecord() throws Exception {
        ContextCore client = client();
        ContextCore serving = early("drawbridge.maxEarlyData", "100000");
        assertFalse(resumes(both(client, serving)));
        EnginePair pair = pair(client, serving, "ec.test");
        assertEquals("", read(pair.server));
        control(pair.client).writeEarlyData(ByteBuffer.allocate(60_000));
        control(pair.client).writeEarlyData(ByteBuffer.allocate(40_000));
        assertTrue(resumes(pair));
        ByteBuffer got = ByteBuffer.allocate(100_001);
        assertEquals(100_000, control(pair.server).readEarlyData(got));
        assertEquals(-1, control(pair.server).readEarlyData(got));
        pair.exchange();
    }

    // ---- not sent

    @Test
    void whatCannotBeSentIsNot() throws Exception {
        ContextCore client = client();
        ContextCore none = serving();
        assertFalse(resumes(both(client, none)));
        EnginePair forbidden = both(client, none);
        assertTrue(resumes(forbidden));
        assertNone(forbidden, EarlyDataStatus.NOT_SENT);

        ContextCore serving = early("drawbridge.maxEarlyData", "10");
        client = client();
        assertFalse(resumes(both(client, serving)));
        EnginePair tooLong = both(client, serving);
        assertTrue(resumes(tooLong));
        assertNone(tooLong, EarlyDataStatus.NOT_SENT);
    }

    @Test
    void itIsForTheApplicationProtocolOfItsSession() throws Exception {
        ContextCore client = client();
        ContextCore serving = early();
        EnginePair first = both(client, serving);
        protocols(first.server.engine, "h2", "http/1.1");
        protocols(first.client.engine, "h2");
        assertFalse(resumes(first));
        EnginePair other = both(client, serving);
        protocols(other.server.engine, "h2", "http/1.1");
        protocols(other.client.engine, "http/1.1");
        assertTrue(resumes(other));
        assertNone(other, EarlyDataStatus.NOT_SENT);
        // The client offers both, and the server now chooses the other one.
        EnginePair changed = both(client, serving);
        protocols(changed.client.engine, "h2", "http/1.1");
        protocols(changed.server.engine, "h2", "http/1.1");
        assertTrue(resumes(changed));
        EnginePair refused = both(client, serving);
        protocols(refused.client.engine, "h2", "http/1.1");
        protocols(refused.server.engine, "http/1.1");
        assertTrue(resumes(refused));
        assertNone(refused, EarlyDataStatus.REJECTED);
    }

    private static void protocols(SSLEngine engine, String... names) {
        SSLParameters p = engine.getSSLParameters();
        p.setApplicationProtocols(names);
        engine.setSSLParameters(p);
    }

    // ---- refused

    /** RFC 8446 section 4.5: "then the client MUST NOT send an EndOfEarlyData message": the server would not bear it. */
    @Test
    void aServerWhoseProgramDoesNotListenTakesNone() throws Exception {
        ContextCore client = client();
        ContextCore serving = early();
        assertFalse(resumes(asking(client, serving)));
        EnginePair pair = asking(client, serving);
        assertTrue(resumes(pair));
        assertEquals(EarlyDataStatus.REJECTED, control(pair.client).earlyDataStatus());
        assertEquals(EarlyDataStatus.NOT_SENT, control(pair.server).earlyDataStatus());
        assertThrows(IllegalStateException.class, () -> read(pair.server));
        pair.exchange();
    }

    /**
     * RFC 8446 section 4.2.10: "A client MUST NOT include the "early_data" extension in its followup ClientHello." What came before it is
     * skipped.
     */
    @Test
    void itIsRefusedWithARetry() throws Exception {
        ContextCore client = client("drawbridge.client.Groups", "X25519:secp384r1");
        ContextCore serving = early();
        assertFalse(resumes(both(client, serving)));
        ContextCore picky = early("drawbridge.server.Groups", "secp384r1");
        EnginePair pair = both(client, picky);
        assertFalse(resumes(pair), "tickets of the other context");
        assertNone(pair, EarlyDataStatus.REJECTED);
        assertEquals("secp384r1", control(pair.client).group());
        EnginePair again = with(picky, t -> new Session.Ticket(t.bytes(), t.ageAdd(), t.received(), t.maxEarlyData())); // group forgotten
        assertTrue(resumes(again));
        assertNone(again, EarlyDataStatus.REJECTED);
        assertEquals("secp384r1", control(again.client).group());
    }

    /** RFC 8446 section 4.2.10: "In addition, it MUST verify that the following values are the same as those associated with the selected PSK:" */
    @Test
    void itIsForTheSuiteOfItsSession() throws Exception {
        ContextCore client = client("drawbridge.client.Ciphersuites", "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256");
        ContextCore serving = early();
        EnginePair first = both(client, serving);
        first.server.engine.setEnabledCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
        assertFalse(resumes(first));
        EnginePair other = both(client, serving);
        other.server.engine.setEnabledCipherSuites(new String[] {"TLS_CHACHA20_POLY1305_SHA256"});
        assertTrue(resumes(other));
        assertNone(other, EarlyDataStatus.REJECTED);
    }

    /**
     * RFC 8446 section 4.2.10: "For PSKs provisioned via NewSessionTicket, a server MUST validate that the ticket age for the selected PSK
     * identity (computed by subtracting ticket_age_add from PskIdentity.obfuscated_ticket_age modulo 2^32) is within a small tolerance of the
     * time since the ticket was issued (see Section 8)."
     */
    @Test
    void theAgeOfItsTicketMustBeTrue() throws Exception {
        for (long lie : new long[] {60_000, -60_000}) {
            ContextCore serving = early();
            EnginePair pair = with(serving, t -> new Session.Ticket(t.bytes(), t.ageAdd() + lie, t.received(), t.maxEarlyData()));
            assertTrue(resumes(pair));
            assertNone(pair, EarlyDataStatus.REJECTED);
        }
    }

    @Test
    void moreThanTheTicketAllowsEndsTheConnection() throws Exception {
        EnginePair pair = with(early("drawbridge.maxEarlyData", "10"),
                t -> new Session.Ticket(t.bytes(), t.ageAdd(), t.received(), 1000));
        assertThrows(SSLException.class, pair::handshake);
        assertTrue(pair.client.failure.getMessage().contains("unexpected_message"), pair.client.failure.getMessage());
    }

    /** RFC 8446 appendix D.3: "A client that attempts to send 0-RTT data MUST fail a connection if it receives a ServerHello with TLS 1.2 or older." */
    @Test
    void itIsNeverSentToAnOldVersion() throws Exception {
        ContextCore client = client();
        assertFalse(resumes(both(client, early())));
        EnginePair pair = asking(client, serving("drawbridge.MaxProtocol", "TLSv1.2"));
        assertTrue(assertThrows(SSLException.class, pair::handshake).getMessage().startsWith("(protocol_version)"));
    }

    /**
     * RFC 8446 section 4.2.10: "If the server chooses to accept the "early_data" extension, then it MUST comply with the same error-handling
     * requirements specified for all records when processing early data records. Specifically, if the server fails to decrypt a 0-RTT record
     * following an accepted "early_data" extension, it MUST terminate the connection with a "bad_record_mac" alert as per Section 5.2."
     */
    @Test
    void whatIsNotWhatWasSentEndsTheConnection() throws Exception {
        ContextCore client = client();
        ContextCore serving = early();
        assertFalse(resumes(both(client, serving)));
        EnginePair pair = both(client, serving);
        byte[] flight = flight(pair.client);
        flight[flight.length - 1] ^= 1;
        pair.server.receive(ByteBuffer.wrap(flight));
        SSLException e = assertThrows(SSLException.class, () -> hear(pair.server, pair.client));
        assertTrue(e.getMessage().contains("bad_record_mac"), e.getMessage());
    }

    // ---- sent again

    /** Whoever recorded a first flight sends it a thousand times, some of them at once: one of all is taken. */
    @Test
    void aFirstFlightThatIsSentAgainIsNotTaken() throws Exception {
        ContextCore client = client();
        ContextCore serving = early();
        assertFalse(resumes(both(client, serving)));
        byte[] flight = flight(asking(client, serving).client);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<String>> heard = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Callable<String> replay = () -> replayed(serving, flight);
            heard.add(pool.submit(replay));
        }
        pool.shutdown();
        int taken = 0;
        for (Future<String> f : heard) {
            taken += f.get().equals(REQUEST) ? 1 : 0;
            assertTrue(f.get().isEmpty() || f.get().equals(REQUEST));
        }
        assertEquals(1, taken);
    }

    /** OpenSSL's SSL_OP_NO_ANTI_REPLAY: the program sees to it. */
    @Test
    void aProgramMaySeeToReplaysItself() throws Exception {
        ContextCore client = client();
        ContextCore serving = early("drawbridge.server.Options", "-AntiReplay");
        assertFalse(resumes(both(client, serving)));
        byte[] flight = flight(asking(client, serving).client);
        assertEquals(REQUEST, replayed(serving, flight));
        assertEquals(REQUEST, replayed(serving, flight));
    }

    private String replayed(ContextCore serving, byte[] flight) throws Exception {
        EnginePair.Side server = pair(serving, serving, null).server;
        assertEquals("", read(server));
        server.receive(ByteBuffer.wrap(flight));
        hear(server, new EnginePair.Side(server.engine)); // nobody
        return read(server);
    }

    // ---- the wrong way

    @Test
    void whoMayDoWhat() throws Exception {
        EnginePair pair = pair(client(), early(), "ec.test");
        assertThrows(IllegalStateException.class, () -> read(pair.client));
        assertThrows(IllegalStateException.class, () -> control(pair.server).writeEarlyData(bytes(ANSWER)));
        pair.handshake();
        assertThrows(IllegalStateException.class, () -> read(pair.server));
        assertThrows(SSLException.class, () -> control(pair.client).writeEarlyData(bytes(REQUEST)));
        assertEquals(EarlyDataStatus.NOT_SENT, control(pair.client).earlyDataStatus());
    }

    // ---- tools

    /** A client with another ticket than it got. */
    private EnginePair with(ContextCore serving, UnaryOperator<Session.Ticket> change) throws Exception {
        ContextCore client = client();
        EnginePair first = pair(client, serving, "ec.test");
        assertFalse(resumes(first));
        Session session = Resumable.in(first.client.engine.getSession()).take().session();
        SSLSession changed = Resumable.view(session.with(change.apply(session.ticket())));
        EnginePair pair = both(client, serving);
        control(pair.client).setSession(changed);
        return pair;
    }

    /** All that a client sends before it hears anything. */
    private static byte[] flight(EnginePair.Side client) throws Exception {
        ByteArrayOutputStream flight = new ByteArrayOutputStream();
        client.engine.beginHandshake();
        while (client.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            ByteBuffer out = ByteBuffer.allocate(client.engine.getSession().getPacketBufferSize());
            client.engine.wrap(ByteBuffer.allocate(0), out);
            flight.write(out.array(), 0, out.position());
        }
        return flight.toByteArray();
    }

    /** A server takes in what it was sent, and answers. */
    private static void hear(EnginePair.Side server, EnginePair.Side client) throws Exception {
        boolean moved = true;
        while (moved) {
            switch (server.engine.getHandshakeStatus()) {
                case NEED_TASK -> server.engine.getDelegatedTask().run();
                case NEED_WRAP -> EnginePair.wrap(server, client, ByteBuffer.allocate(0));
                default -> moved = server.in.hasRemaining() && server.engine.unwrap(server.in, server.app).bytesConsumed() > 0;
            }
        }
    }
}
