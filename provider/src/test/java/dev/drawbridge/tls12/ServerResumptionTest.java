package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.message.extension.RenegotiationInfo;
import dev.drawbridge.message.extension.SessionTicket;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.PeerVerified;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a server resumes, and what it answers with a full handshake or not at all. */
class ServerResumptionTest {
    private final Setup client = Setup.client();
    private final Setup server = Setup.server(Identity.P256, Identity.RSA);
    private final MemorySessions sessions = new MemorySessions();

    ServerResumptionTest() {
        sessions.of(client, server);
    }

    private void connectFirst() {
        client.session = null;
        assertFalse(new Pair(client, server).connect().server.facts.resumed());
        client.session = sessions.newest();
    }

    private void assertResumed() {
        assertTrue(new Pair(client, server).connect().server.facts.resumed());
    }

    /** A server that does not resume does a full handshake, and the client a session of that. */
    private Pair assertFull() {
        int before = sessions.kept.size();
        Pair pair = new Pair(client, server).connect();
        assertFalse(pair.server.facts.resumed());
        assertFalse(pair.client.facts.resumed());
        assertEquals(before + 1, sessions.kept.size(), "the full handshake left a session");
        assertTrue(pair.client.facts.group() != null || pair.server.facts.group() != null);
        return pair;
    }

    private Fault faultWithHello(UnaryOperator<ClientHello> by) {
        return new Pair(client, server, by.apply(Pair.hello(client))).run().server.fault();
    }

    /** Changes what the server finds, whichever way. */
    private void changeAll(UnaryOperator<Session> by) {
        for (Map<String, Session> found : List.of(sessions.sealed, sessions.byId)) {
            found.replaceAll((name, session) -> by.apply(session));
        }
    }

    @Test
    void ticketsThatAreNoneOfOursLeadToAFullHandshake() {
        connectFirst();
        Random random = new Random(5077);
        Session session = client.session;
        for (int length : new int[] {0, 1, 2, 31, 33, 255, 256, 1000, 0x3fff, 0x8000, 0xff00}) {
            byte[] ticket = new byte[length];
            random.nextBytes(ticket);
            client.session = session.with(new Session.Ticket(ticket, 0, session.created(), 0));
            assertFull();
        }
        byte[] almost = session.ticket().bytes().clone();
        almost[31] ^= 1;
        client.session = session.with(new Session.Ticket(almost, 0, session.created(), 0));
        assertFull();
    }

    /** RFC 5246 section 7.4.1.2: servers MUST NOT "let the contents of fake session identifiers cause any breach of security". */
    @Test
    void idsThatAreNoneOfOursLeadToAFullHandshake() {
        // RFC 5246 section 7.4.1.2: "servers MUST NOT place confidential information in session identifiers or let the contents of fake
        // session identifiers cause any breach of security."
        client.takesTickets = false;
        connectFirst();
        for (int length : new int[] {1, 16, 32}) {
            client.session = Sessions.under(sessions.newest(), new byte[length]);
            assertFull();
        }
        client.session = sessions.newest();
        assertResumed();
    }

    /**
     * RFC 5077 section 3.4: "If a ticket is presented by the client, the server MUST NOT attempt to use the Session ID in the ClientHello for
     * stateful session resumption."
     */
    @Test
    void besideATicketTheIdIsNotLookedAt() {
        client.takesTickets = false;
        connectFirst();
        ClientHello hello = Pair.hello(client);
        sessions.asked.clear();
        Pair pair = new Pair(client, server, Pair.with(hello, hello.extensions().with(new SessionTicket(new byte[] {1})))).run();
        assertEquals(List.of("open"), sessions.asked.subList(0, 1));
        assertFalse(sessions.asked.contains("byId"));
        assertFalse(pair.server.facts.resumed());
    }

    /** RFC 5077 section 3.4: "If the server accepts the ticket and the Session ID is not empty, then it MUST respond with the same Session ID". */
    @Test
    void theIdBesideAnAcceptedTicketIsEchoed() {
        connectFirst();
        ClientHello hello = Pair.hello(client);
        assertEquals(32, hello.sessionId().length);
        assertTrue(Arrays.equals(hello.sessionId(), serverHello(hello).sessionId()));
    }

    private ServerHello serverHello(ClientHello hello) {
        Pair pair = new Pair(client, server, hello);
        pair.server.receive(pair.client.out.poll());
        return (ServerHello) Pair.decode(pair.server.out.poll().message());
    }

    @Test
    void theSuiteMustBeEnabledAndOfferedToday() {
        // RFC 5246 section 7.4.1.2: "this vector MUST include at least the cipher_suite from that session."
        connectFirst();
        CipherSuite suite = client.session.suite();
        List<CipherSuite> all = client.suites;
        List<CipherSuite> others = all.stream().filter(s -> s != suite).toList();
        server.suites = others;
        assertFull();
        server.suites = all;
        client.suites = others;
        assertFull();
        client.suites = all;
        changeAll(s -> Sessions.of(s, CipherSuite.TLS_AES_128_GCM_SHA256));
        assertFull();
    }

    @Test
    void theVersionMustBeTheSame() {
        connectFirst();
        changeAll(s -> Sessions.of(s, ProtocolVersion.TLS13));
        assertFull();
    }

    @Test
    void theSessionMustBeFresh() {
        connectFirst();
        assertResumed();
        changeAll(Sessions::old);
        assertFull();
    }

    /** RFC 7627 section 5.3. */
    @Test
    void theExtendedMasterSecretMustBeAsItWas() {
        // "If the original session did not use the "extended_master_secret" extension but the new ClientHello contains the extension, then the
        // server MUST NOT perform the abbreviated handshake."
        for (boolean tickets : new boolean[] {true, false}) {
            client.takesTickets = tickets;
            connectFirst();
            // "If the original session used the "extended_master_secret" extension but the new ClientHello does not contain it, the server MUST
            // abort the abbreviated handshake."
            assertEquals(Fault.EXTENDED_MASTER_SECRET_CHANGED, faultWithHello(ServerResumptionTest::unbound));
            changeAll(Sessions::unbound);
            assertFull();
            // "If neither the original session nor the new ClientHello uses the extension, the server SHOULD abort the handshake."
            client.session = sessions.newest();
            changeAll(Sessions::unbound);
            assertEquals(Fault.EXTENDED_MASTER_SECRET_CHANGED, faultWithHello(ServerResumptionTest::unbound));
        }
    }

    private static ClientHello unbound(ClientHello hello) {
        return Pair.with(hello, Pair.without(hello.extensions(), ExtendedMasterSecret.class));
    }

    /** RFC 6066 section 3: "MUST NOT accept the request to resume the session if the server_name extension contains a different name". */
    @Test
    void theServerNameMustBeTheSame() {
        client.names = named("a.example");
        connectFirst();
        assertResumed();
        Session session = client.session;
        for (TlsConfig.Names other : List.of(named("b.example"), named("a.example.org"), TlsConfig.Names.NONE)) {
            client.names = other;
            client.session = session;
            assertFull();
        }
        client.names = TlsConfig.Names.NONE;
        connectFirst();
        client.names = named("a.example");
        assertFull();
    }

    /** RFC 6066 section 3: "When resuming a session, the server MUST NOT include a server_name extension in the server hello." */
    @Test
    void serverNameIsNotAnsweredAgain() {
        client.names = named("a.example");
        assertTrue(serverHello(Pair.hello(client)).extensions().has(ExtensionType.SERVER_NAME));
        connectFirst();
        ServerHello answer = serverHello(Pair.hello(client));
        assertEquals("[renegotiation_info, extended_master_secret]", answer.extensions().toString());
    }

    private static TlsConfig.Names named(String name) {
        return new TlsConfig.Names(name, null, List.of(), null);
    }

    @Test
    void aNameThatIsNoLongerServedIsRefused() {
        client.names = named("a.example");
        connectFirst();
        server.names = new TlsConfig.Names(null, "b.example"::equals, List.of(), null);
        assertEquals(Fault.UNRECOGNIZED_NAME, new Pair(client, server).run().server.fault());
    }

    /**
     * RFC 7301 section 3.1: "When session resumption or session tickets [RFC5077] are used, the previous contents of this extension are
     * irrelevant, and only the values in the new handshake messages are considered."
     */
    @Test
    void theApplicationProtocolIsAgreedAnew() {
        server.names = new TlsConfig.Names(null, null, List.of("h2", "http/1.1"), null);
        client.names = new TlsConfig.Names(null, null, List.of("h2"), null);
        connectFirst();
        assertEquals("h2", client.session.applicationProtocol());
        client.names = new TlsConfig.Names(null, null, List.of("http/1.1"), null);
        assertEquals("http/1.1", applicationProtocolResumed());
        client.names = TlsConfig.Names.NONE;
        assertEquals("", applicationProtocolResumed());
        client.names = new TlsConfig.Names(null, null, List.of("other"), null);
        assertEquals(Fault.NO_APPLICATION_PROTOCOL, new Pair(client, server).run().server.fault());
        List<List<String>> offers = new ArrayList<>();
        server.names = new TlsConfig.Names(null, null, List.of(), offer -> {
            offers.add(offer);
            return "other";
        });
        assertEquals("other", applicationProtocolResumed());
        assertEquals(List.of(List.of("other")), offers, "the program is asked once");
    }

    private String applicationProtocolResumed() {
        Pair pair = new Pair(client, server).connect();
        assertTrue(pair.server.facts.resumed());
        assertEquals(pair.client.facts.applicationProtocol(), pair.server.facts.applicationProtocol());
        return pair.client.facts.applicationProtocol();
    }

    /** RFC 5746 section 3.6: "Note that this section and Section 3.7 apply to both full handshakes and session resumption handshakes." */
    @Test
    void renegotiationInfoHoldsOnResumption() {
        connectFirst();
        assertEquals(0, serverHello(Pair.hello(client)).extensions().get(RenegotiationInfo.class).verifyData().length);
        assertEquals(Fault.BAD_RENEGOTIATION_INFO,
                faultWithHello(h -> Pair.with(h, h.extensions().with(new RenegotiationInfo(new byte[12])))));
        ClientHello neither = Pair.with(Pair.hello(client), CodePoints.of(client.suites, CipherSuite::code));
        assertFalse(serverHello(neither).extensions().has(ExtensionType.RENEGOTIATION_INFO));
    }

    /** RFC 8446 section 4.1.3: it is the ServerHello of a server that speaks TLS 1.3, whichever handshake it begins. */
    @Test
    void theDowngradeSignalHoldsOnResumption() {
        // RFC 8446 section 4.1.3: "TLS 1.3 servers which negotiate TLS 1.2 or below in response to a ClientHello MUST set the last 8 bytes".
        connectFirst();
        server.versions = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12);
        server.suites = List.of(CipherSuite.values());
        ClientHello hello = Pair.hello(client);
        ServerHello answer = serverHello(hello);
        assertTrue(Arrays.equals(hello.sessionId(), answer.sessionId()));
        assertTrue(ServerHello.hasDowngradeSentinel12(answer.random()));
    }

    @Test
    void aSessionWithoutCertificateDoesWhereNoneIsNeeded() {
        connectFirst();
        server.clientAuth = ClientAuth.WANT;
        assertResumed();
        client.credentials = Setup.source(Identity.P256);
        server.clientAuth = ClientAuth.NEED;
        assertTrue(assertFull().server.facts.peer().authenticated());
    }

    @Test
    void aCertificateThatNobodyAsksForIsNotResumed() {
        client.credentials = Setup.source(Identity.P256);
        server.clientAuth = ClientAuth.NEED;
        connectFirst();
        assertResumed();
        server.clientAuth = ClientAuth.NONE;
        assertFalse(assertFull().server.facts.peer().authenticated());
    }

    @Test
    void theClientsChainIsJudgedAgain() {
        client.credentials = Setup.source(Identity.P256);
        server.clientAuth = ClientAuth.NEED;
        connectFirst();
        List<String> judged = new ArrayList<>();
        Judgement today = new Judgement(Judgement.OF_PROGRAM.result(), List.of(), null);
        Pair[] pair = new Pair[1];
        server.judge = (chain, ofServer, authType) -> {
            assertEquals(chain, pair[0].server.facts.claimedPeerChain(), "who judges sees it in the handshake's session");
            assertFalse(pair[0].server.facts.peer().authenticated());
            judged.add(ofServer + " " + authType);
            return today;
        };
        pair[0] = new Pair(client, server);
        pair[0].connect();
        assertTrue(pair[0].server.facts.resumed());
        assertEquals(List.of("false EC"), judged);
        assertSame(today, pair[0].server.facts.peer().judgement());
        assertEquals(1, pair[0].server.tasks, "one task per flight");
    }

    @Test
    void aClientThatWouldBeRefusedTodayIsAskedAgain() {
        client.credentials = Setup.source(Identity.P256);
        server.clientAuth = ClientAuth.WANT;
        connectFirst();
        server.judge = (chain, ofServer, authType) -> {
            if (chain.equals(Identity.P256.credentials().chain())) {
                throw new CertificateException("no longer");
            }
            return Judgement.OF_PROGRAM;
        };
        client.credentials = Setup.source(Identity.P384);
        assertEquals(Identity.P384.credentials().chain(), assertFull().server.facts.peer().chain());
        client.credentials = request -> null;
        Pair anonymous = assertFull();
        assertFalse(anonymous.server.facts.peer().authenticated());
        assertEquals(List.of(), anonymous.server.facts.claimedPeerChain());
        client.credentials = Setup.source(Identity.P256);
        assertEquals(Fault.CERTIFICATE_UNKNOWN, new Pair(client, server).run().server.fault());
    }

    @Test
    void aJudgeThatBreaksEndsTheConnection() {
        client.credentials = Setup.source(Identity.P256);
        server.clientAuth = ClientAuth.WANT;
        connectFirst();
        server.judge = (chain, ofServer, authType) -> {
            throw new IllegalStateException("broken");
        };
        assertEquals(Fault.INTERNAL, new Pair(client, server).run().server.fault());
    }

    @Test
    void whatIsNotAcceptedOfClientsTodayIsNotResumed() {
        client.credentials = Setup.source(Identity.P256);
        server.clientAuth = ClientAuth.WANT;
        connectFirst();
        changeAll(s -> Sessions.of(s, PeerVerified.remembered(tooMany(), Judgement.OF_PROGRAM)));
        assertFull();
        connectFirst();
        server.schemes = List.of(SignatureScheme.RSA_PSS_RSAE_SHA256);
        assertFalse(assertFull().server.facts.peer().authenticated(), "no scheme for keys of this kind");
    }

    private List<X509Certificate> tooMany() {
        return Collections.nCopies(server.limits.chainLength() + 1, Identity.P256.credentials().leaf());
    }

    /** {@code jdk.tls.server.disableExtensions}: where session_ticket is passed over, ids serve. */
    @Test
    void withoutTheTicketExtensionIdsServe() {
        connectFirst();
        client.tuning = new Tuning(Set.of(ExtensionType.SESSION_TICKET), true, Set.of(), Map.of());
        assertFalse(Resumption12.mayOffer(client.config(), client.session, client.session.created()));
        client.takesTickets = false;
        connectFirst();
        assertNull(client.session.ticket());
        assertTrue(Resumption12.mayOffer(client.config(), client.session, client.session.created()));
        assertResumed();
        client.tuning = new Tuning(Set.of(ExtensionType.EXTENDED_MASTER_SECRET), true, Set.of(), Map.of());
        assertFalse(Resumption12.mayOffer(client.config(), client.session, client.session.created()));
    }

    @Test
    void theClientMustHaveTheSecret() {
        client.credentials = Setup.source(Identity.P256);
        server.clientAuth = ClientAuth.NEED;
        connectFirst();
        Pair pair = new Pair(client, server);
        pair.toServer = m -> m instanceof Finished f ? new Finished(flipped(f.verifyData())) : m;
        pair.run();
        assertEquals(Fault.BAD_FINISHED, pair.server.fault());
        assertFalse(pair.server.facts.peer().authenticated(), "nobody has shown who it is");
        ServerResumed12.ExpectFinished last = (ServerResumed12.ExpectFinished) pair.server.handshaker.state();
        assertEquals("MasterSecret12[Secret[wiped]]", last.end().master().toString());
        assertResumed();
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] other = bytes.clone();
        other[0] ^= 1;
        return other;
    }

    /** RFC 8446 section 5.1: messages must not span key changes. */
    @Test
    void keysDoNotChangeInsideAMessage() {
        connectFirst();
        Pair pair = new Pair(client, server);
        pair.toServer = m -> {
            pair.server.insideMessage = false;
            return m;
        };
        pair.toClient = m -> {
            pair.server.insideMessage = true;
            return m;
        };
        assertEquals(Fault.KEY_CHANGE_INSIDE_RECORD, pair.run().server.fault());
    }

    @Test
    void finishedNeedsChangeCipherSpec() {
        // RFC 5246 section 7.4.9: "It is a fatal error if a Finished message is not preceded by a ChangeCipherSpec message".
        connectFirst();
        Pair pair = new Pair(client, server);
        pair.server.receive(pair.client.out.poll());
        pair.server.receive(new Endpoint.Item(Messages.encode(new Finished(new byte[12])), false));
        assertEquals(Fault.UNEXPECTED_MESSAGE, pair.server.fault());
    }
}
