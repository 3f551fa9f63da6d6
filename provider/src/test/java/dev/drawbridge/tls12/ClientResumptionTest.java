package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.NewSessionTicket12;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.ServerHelloDone;
import dev.drawbridge.message.extension.EcPointFormats;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.RenegotiationInfo;
import dev.drawbridge.message.extension.SessionTicket;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ProtocolVersion;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The client that takes tickets and resumes, against servers that do wrong. */
class ClientResumptionTest {
    private static final HandshakeMessage TICKET = new NewSessionTicket12(60, new byte[20]);

    private final Setup client = Setup.client();
    private final Setup server = Setup.server(Identity.P256, Identity.RSA);
    private final MemorySessions sessions = new MemorySessions();

    ClientResumptionTest() {
        sessions.of(client, server);
    }

    private void connectFirst() {
        client.session = null;
        new Pair(client, server).connect();
        client.session = sessions.newest();
    }

    /** The fault of the client when the server sends other messages than ours would, and nothing was kept of it. */
    private Fault faultWhenSent(Function<HandshakeMessage, List<HandshakeMessage>> instead) {
        int before = sessions.kept.size();
        Pair pair = new Pair(client, server);
        pair.server.sends = instead;
        pair.run();
        assertFalse(pair.client.connected());
        assertEquals(before, sessions.kept.size(), "nothing is kept of a handshake that failed");
        return pair.client.fault();
    }

    private Fault faultWithServerHello(UnaryOperator<ServerHello> by) {
        return faultWhenSent(m -> List.of(m instanceof ServerHello sh ? by.apply(sh) : m));
    }

    private Fault faultWithExtensions(UnaryOperator<Extensions> by) {
        return faultWithServerHello(sh -> with(sh, by));
    }

    private static ServerHello with(ServerHello sh, UnaryOperator<Extensions> by) {
        return new ServerHello(sh.legacyVersion(), sh.random(), sh.sessionId(), sh.cipherSuite(), 0, by.apply(sh.extensions()));
    }

    // Tickets.

    @Test
    void ticketsMayBeAnnouncedOnlyToWhoTakesThem() {
        // RFC 5246 section 7.4.1.4: "If a client receives an extension type in ServerHello that it did not request in the associated
        // ClientHello, it MUST abort".
        client.takesTickets = false;
        assertEquals(Fault.UNSOLICITED_EXTENSION, faultWithExtensions(e -> e.with(new SessionTicket(new byte[0]))));
        connectFirst();
        assertNull(client.session.ticket());
        assertEquals(Fault.UNSOLICITED_EXTENSION, faultWithExtensions(e -> e.with(new SessionTicket(new byte[0]))));
    }

    /** RFC 5077 section 3.3: "This message MUST NOT be sent if the server did not include a SessionTicket extension in the ServerHello." */
    @Test
    void ticketsMayNotComeUnannounced() {
        sessions.tickets = 0;
        assertEquals(Fault.UNEXPECTED_MESSAGE, faultWhenSent(m -> m instanceof Finished ? List.of(TICKET, m) : List.of(m)));
        assertEquals(Fault.UNEXPECTED_MESSAGE, faultBeforeChangeCipherSpec());
        connectFirst();
        assertEquals(Fault.UNEXPECTED_MESSAGE, faultWhenSent(m -> m instanceof ServerHello ? List.of(m, TICKET) : List.of(m)), "resuming");
        assertEquals(Fault.UNEXPECTED_MESSAGE, faultWhenSent(m -> m instanceof Finished ? List.of(TICKET, m) : List.of(m)), "resuming");
    }

    private Fault faultBeforeChangeCipherSpec() {
        Pair pair = new Pair(client, server);
        pair.beforeArrival = () -> {
            if (pair.client.handshaker.state() instanceof Client12.ExpectChangeCipherSpec) {
                pair.client.receive(new Endpoint.Item(Messages.encode(TICKET), false));
            }
        };
        return pair.run().client.fault();
    }

    /** RFC 5077 section 3.3: "This message MUST be sent if the server included a SessionTicket extension in the ServerHello." */
    @Test
    void anAnnouncedTicketMustCome() {
        Fault full = faultWhenSent(m -> m instanceof NewSessionTicket12 ? List.of() : List.of(m));
        assertEquals(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC, full);
        connectFirst();
        assertEquals(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC, faultWithExtensions(e -> e.with(new SessionTicket(new byte[0]))));
    }

    @Test
    void ticketsComeOnceAndInTheirPlace() {
        assertEquals(Fault.UNEXPECTED_MESSAGE, faultWhenSent(m -> m instanceof NewSessionTicket12 ? List.of(m, m) : List.of(m)));
        assertEquals(Fault.UNEXPECTED_MESSAGE, faultWhenSent(m -> m instanceof ServerHello ? List.of(m, TICKET) : List.of(m)));
        assertEquals(Fault.UNEXPECTED_MESSAGE, faultWhenSent(m -> m instanceof ServerHelloDone ? List.of(TICKET, m) : List.of(m)));
        assertEquals(Fault.UNEXPECTED_MESSAGE, faultWhenSent(m -> m instanceof Finished ? List.of(TICKET, m) : List.of(m)),
                "after ChangeCipherSpec");
        connectFirst();
        sessions.stale = true;
        assertEquals(Fault.UNEXPECTED_MESSAGE, faultWhenSent(m -> m instanceof NewSessionTicket12 ? List.of(m, m) : List.of(m)));
        Pair connected = new Pair(client, server).connect();
        connected.client.receive(new Endpoint.Item(Messages.encode(TICKET), true));
        assertEquals(Fault.UNEXPECTED_MESSAGE, connected.client.fault(), "not after the handshake either");
    }

    /** RFC 5077 section 3.3: NewSessionTicket "is included in the hash used to create and verify the Finished message". */
    @Test
    void aTicketThatIsExchangedOnTheWayIsNoticed() {
        Pair pair = new Pair(client, server);
        pair.toClient = m -> m instanceof NewSessionTicket12 ? TICKET : m;
        assertEquals(Fault.BAD_FINISHED, pair.run().client.fault());
        assertEquals(List.of(), sessions.kept);
    }

    @Test
    void ticketsOfAllLengths() {
        for (int length : new int[] {0, 1, 255, 256, 0x3fff, 0x8000, 0x8001, 0xffff}) {
            client.session = null;
            int before = sessions.kept.size();
            Pair pair = new Pair(client, server);
            pair.server.sends = m -> List.of(m instanceof NewSessionTicket12 ? new NewSessionTicket12(60, new byte[length]) : m);
            pair.connect();
            boolean kept = length > 0 && length <= Resumption12.LONGEST_TICKET;
            assertEquals(before + (kept ? 1 : 0), sessions.kept.size(), "ticket of " + length + " bytes");
            if (kept) {
                client.session = sessions.newest();
                assertEquals(length, client.session.ticket().bytes().length);
                assertFalse(new Pair(client, server).connect().client.facts.resumed());
            }
        }
    }

    /** RFC 5077 section 3.4: "If the client receives a session ticket from the server, then it discards any Session ID". */
    @Test
    void theTicketCountsWhereThereIsAnIdToo() {
        byte[] id = new byte[] {1, 2, 3};
        for (boolean empty : new boolean[] {false, true}) {
            Pair pair = new Pair(client, server);
            pair.server.sends = m -> List.of(m instanceof ServerHello sh
                    ? new ServerHello(sh.legacyVersion(), sh.random(), id, sh.cipherSuite(), 0, sh.extensions())
                    : m instanceof NewSessionTicket12 && empty ? new NewSessionTicket12(0, new byte[0]) : m);
            pair.connect();
            Session session = sessions.newest();
            if (empty) {
                assertArrayEquals(id, session.id());
                assertNull(session.ticket());
            } else {
                assertEquals(32, session.id().length);
                assertEquals(32, session.ticket().bytes().length);
            }
        }
    }

    // Resumption.

    @Test
    void aServerThatDoesNotResumeIsTaken() {
        // RFC 5246 section 7.4.1.3: "Clients MUST be prepared to do a full negotiation".
        connectFirst();
        sessions.sealed.clear();
        byte[] random = new byte[32];
        for (byte[] id : List.of(new byte[0], new byte[] {9}, random)) {
            Pair pair = new Pair(client, server);
            pair.server.sends = m -> List.of(m instanceof ServerHello sh
                    ? new ServerHello(sh.legacyVersion(), sh.random(), id, sh.cipherSuite(), 0, sh.extensions()) : m);
            pair.connect();
            assertFalse(pair.client.facts.resumed());
            assertTrue(pair.client.facts.peer().scheme() != null, "the server signed");
        }
    }

    /** RFC 5246 section 7.4.1.3: "For resumed sessions, this field is the value from the state of the session being resumed." */
    @Test
    void theSuiteMustBeThatOfTheSession() {
        for (boolean tickets : new boolean[] {true, false}) {
            client.takesTickets = tickets;
            connectFirst();
            for (CipherSuite other : client.suites) {
                if (other != client.session.suite()) {
                    assertEquals(Fault.RESUMED_WITH_ANOTHER_SUITE, faultWithServerHello(sh -> new ServerHello(sh.legacyVersion(), sh.random(),
                            sh.sessionId(), other.code(), 0, sh.extensions())), other.toString());
                }
            }
        }
    }

    /** RFC 7627 section 5.3. */
    @Test
    void theExtendedMasterSecretMustBeThatOfTheSession() {
        // "If the original session used the extension but the new ServerHello does not contain the extension, the client MUST abort the
        // handshake."
        connectFirst();
        assertEquals(Fault.EXTENDED_MASTER_SECRET_CHANGED, faultWithExtensions(e -> Pair.without(e, ExtendedMasterSecret.class)));
        // "If the original session did not use the "extended_master_secret" extension but the new ServerHello contains the extension, the client
        // MUST abort the handshake."
        client.session = Sessions.unbound(client.session);
        assertEquals(Fault.EXTENDED_MASTER_SECRET_CHANGED, faultWithExtensions(e -> e));
    }

    /** What we remember of another version is nothing that TLS 1.2 could resume; our id names nothing then. */
    @Test
    void aSessionOfAnotherVersionIsNotResumed() {
        connectFirst();
        client.session = Sessions.of(client.session, ProtocolVersion.TLS13);
        assertEquals(Fault.ILLEGAL_VALUE, faultWithExtensions(e -> e));
    }

    /** RFC 5746 section 3.4: "Note that this section and Section 3.5 apply to both full handshakes and session resumption handshakes." */
    @Test
    void renegotiationInfoHoldsOnResumption() {
        connectFirst();
        assertEquals(Fault.INSECURE_RENEGOTIATION, faultWithExtensions(e -> Pair.without(e, RenegotiationInfo.class)));
        assertEquals(Fault.BAD_RENEGOTIATION_INFO, faultWithExtensions(e -> e.with(new RenegotiationInfo(new byte[12]))));
    }

    /** RFC 5246 section 7.4.1.4: such an extension says nothing on resumption, but it was asked for. */
    @Test
    void answersThatMeanNothingOnResumptionAreIgnored() {
        connectFirst();
        Pair pair = new Pair(client, server);
        pair.server.sends = m -> List.of(m instanceof ServerHello sh
                ? with(Stapling.acknowledged(sh), e -> e.with(new EcPointFormats(new byte[1]))) : m);
        assertTrue(pair.connect().client.facts.resumed());
        assertEquals(List.of(), pair.client.facts.stapledResponses());
    }

    @Test
    void theServerMustHaveTheSecret() {
        connectFirst();
        Pair pair = new Pair(client, server);
        pair.toClient = m -> m instanceof Finished f ? new Finished(new byte[f.verifyData().length]) : m;
        assertEquals(Fault.BAD_FINISHED, pair.run().client.fault());
        assertFalse(pair.client.facts.peer().authenticated(), "nobody has shown who it is");
        Client12.ExpectFinished last = (Client12.ExpectFinished) pair.client.handshaker.state();
        assertEquals("MasterSecret12[Secret[wiped]]", last.end().master().toString());
        assertTrue(pair.client.out.isEmpty(), "who cannot finish gets nothing");
        assertEquals(48, client.session.secret().length(), "the session has its secret still");
        assertTrue(new Pair(client, server).connect().client.facts.resumed());
        Session s = client.session;
        client.session = new Session(s.version(), s.suite(), s.id(), new Secret(new byte[48]), true, s.serverName(), s.applicationProtocol(),
                s.peer(), s.created(), s.lifetime(), s.ticket(), s.limit());
        assertEquals(Fault.BAD_FINISHED, new Pair(client, server).run().client.fault());
    }

    @Test
    void theFullHandshakesMessagesDoNotComeOnResumption() {
        connectFirst();
        sessions.sealed.clear();
        byte[][] sent = new byte[1][];
        Pair pair = new Pair(client, server);
        pair.toServer = m -> {
            sent[0] = m instanceof ClientHello h ? h.sessionId() : sent[0];
            return m;
        };
        pair.toClient = m -> m instanceof ServerHello sh && sent[0] != null
                ? new ServerHello(sh.legacyVersion(), sh.random(), sent[0], client.session.suite().code(), 0,
                        Pair.without(sh.extensions(), SessionTicket.class)) : m;
        assertEquals(Fault.UNEXPECTED_MESSAGE, pair.run().client.fault());
    }

    /** RFC 8446 section 5.1: messages must not span key changes. */
    @Test
    void keysDoNotChangeInsideAMessage() {
        connectFirst();
        Pair pair = new Pair(client, server);
        pair.client.insideMessage = true;
        assertEquals(Fault.KEY_CHANGE_INSIDE_RECORD, pair.run().client.fault());
    }
}
