package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Aead;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.NewSessionTicket12;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ProtocolVersion;
import java.lang.reflect.Proxy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a full handshake leaves, and what comes of it: both sides ours, nobody does wrong. */
class ResumptionTest {
    private final Setup client = Setup.client();
    private final Setup server = Setup.server(Identity.P256, Identity.RSA);
    private final MemorySessions sessions = new MemorySessions();

    ResumptionTest() {
        sessions.of(client, server);
    }

    private Pair connect() {
        client.session = sessions.newest();
        return new Pair(client, server).connect();
    }

    private static boolean resumed(Pair pair) {
        assertEquals(pair.client.facts.resumed(), pair.server.facts.resumed());
        return pair.client.facts.resumed();
    }

    /** The names of what passed between the two of a pair from now on. */
    private static List<String> watch(Pair pair) {
        List<String> seen = new ArrayList<>();
        pair.toClient = m -> note(seen, "server ", m);
        pair.toServer = m -> note(seen, "client ", m);
        return seen;
    }

    private static HandshakeMessage note(List<String> seen, String who, HandshakeMessage m) {
        seen.add(who + m.type());
        return m;
    }

    @TestFactory
    Stream<DynamicTest> everySuiteByTicketAndById() {
        // RFC 5246 section 7.3: "At this point, both client and server MUST send ChangeCipherSpec messages and proceed directly to Finished
        // messages."
        // RFC 5246 section 7.4.1.2: "this vector MUST include at least the cipher_suite from that session." And: "it MUST include the
        // compression_method from that session."
        return client.suites.stream().flatMap(suite -> Stream.of(true, false).map(byTicket -> DynamicTest.dynamicTest(
                suite + (byTicket ? " by ticket" : " by id"), () -> {
                    ResumptionTest t = new ResumptionTest();
                    t.client.takesTickets = byTicket;
                    t.server.suites = List.of(suite);
                    Pair full = t.connect();
                    assertFalse(resumed(full));
                    t.server.suites = Setup.client().suites;
                    t.client.session = t.sessions.newest();
                    Pair again = new Pair(t.client, t.server);
                    List<String> seen = watch(again);
                    again.connect();
                    assertTrue(resumed(again));
                    assertEquals(List.of("client ClientHello", "server ServerHello", "server Finished", "client Finished"), seen);
                    assertEquals(List.of(byTicket ? "open" : "byId"), t.sessions.asked.subList(1, t.sessions.asked.size()));
                    assertEquals(0, again.client.tasks);
                    assertEquals(1, again.server.tasks, "one task per flight");
                    for (boolean ofClient : new boolean[] {true, false}) {
                        Endpoint before = ofClient ? full.client : full.server;
                        Endpoint after = ofClient ? again.client : again.server;
                        assertEquals(suite, after.facts.cipherSuite());
                        assertArrayEquals(before.facts.sessionId(), after.facts.sessionId());
                        assertEquals(before.facts.peer().chain(), after.facts.peer().chain());
                        assertTrue(after.facts.extendedMasterSecret());
                        assertNull(after.facts.group());
                    }
                    assertTrue(again.client.facts.peer().authenticated());
                    assertNull(again.client.facts.peer().scheme(), "nobody signed");
                })));
    }

    /** RFC 5246 section F.1.4: new randoms make new keys of an old master secret. */
    @Test
    void everyConnectionHasKeysOfItsOwn() {
        List<String> clientKeys = new ArrayList<>();
        List<String> serverKeys = new ArrayList<>();
        client.crypto = noting(clientKeys);
        server.crypto = noting(serverKeys);
        connect();
        assertTrue(resumed(connect()));
        assertTrue(resumed(connect()), "the session outlives the secrets of its connections");
        clientKeys.replaceAll(k -> k.replace("opener", "x").replace("sealer", "opener").replace("x", "sealer"));
        assertEquals(clientKeys.stream().sorted().toList(), serverKeys.stream().sorted().toList());
        assertEquals(6, clientKeys.stream().distinct().count());
        assertEquals(48, sessions.newest().secret().length());
    }

    /** What is given out belongs to the handshake, and what it hands over stays its own: both are wiped, whatever comes of it. */
    @Test
    void noSecretOutlivesItsHandshake() {
        for (boolean byTicket : new boolean[] {true, false}) {
            client.takesTickets = byTicket;
            sessions.stale = byTicket;
            client.session = null;
            assertFalse(resumed(new Pair(client, server).connect()));
            Pair again = connect();
            assertTrue(resumed(again));
            assertWiped(again.offered);
            server.suites = client.suites.stream().filter(s -> s != again.offered.suite()).toList();
            Pair declined = connect();
            assertFalse(resumed(declined));
            assertWiped(declined.offered);
            server.suites = client.suites;
        }
        assertTrue(sessions.passed.size() >= 10, () -> sessions.passed.toString());
        sessions.passed.forEach(ResumptionTest::assertWiped);
        assertEquals(48, sessions.newest().secret().length());
    }

    private static void assertWiped(Session session) {
        assertEquals("Secret[wiped]", session.secret().toString());
    }

    /** A Crypto that notes the AEAD keys it is given. */
    private static Crypto noting(List<String> keys) {
        return (Crypto) Proxy.newProxyInstance(Crypto.class.getClassLoader(), new Class<?>[] {Crypto.class}, (proxy, method, args) -> {
            if (method.getReturnType() == Aead.class) {
                keys.add(method.getName() + " " + HexFormat.of().formatHex((byte[]) args[1]));
            }
            return method.invoke(Setup.CRYPTO, args);
        });
    }

    /** RFC 5077 section 3.3: the ticket goes "before the ChangeCipherSpec message", after the client's Finished was verified. */
    @Test
    void theTicketComesLastInAFullHandshake() {
        Pair pair = new Pair(client, server);
        List<String> seen = watch(pair);
        pair.connect();
        assertEquals(List.of("client Finished", "server NewSessionTicket", "server Finished"), seen.subList(seen.size() - 3, seen.size()));
        assertEquals(2, pair.server.tasks, "the ticket is sealed in the task of its flight");
        assertEquals(List.of("seal"), sessions.asked.stream().filter(a -> !a.equals("byId")).toList());
    }

    /** SSL_SESSION_get_id(3) of a client's session with a ticket is the ticket's SHA-256. */
    @Test
    void aClientsSessionSaysWhatWasAgreed() throws NoSuchAlgorithmException {
        client.names = new TlsConfig.Names("a.example", null, List.of("h2"), null);
        server.names = new TlsConfig.Names(null, null, List.of("h2"), null);
        Pair pair = connect();
        Session session = sessions.newest();
        assertEquals(ProtocolVersion.TLS12, session.version());
        assertEquals(pair.client.facts.cipherSuite(), session.suite());
        assertEquals("a.example", session.serverName());
        assertEquals("h2", session.applicationProtocol());
        assertEquals(Duration.ofSeconds(3600), session.lifetime());
        assertTrue(session.extendedMasterSecret());
        assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(session.ticket().bytes()), session.id());
        assertArrayEquals(session.id(), pair.client.facts.sessionId());
        Session ofServer = sessions.sealed.get(HexFormat.of().formatHex(session.ticket().bytes()));
        assertArrayEquals(session.secret().bytes(), ofServer.secret().bytes());
        assertArrayEquals(pair.server.facts.sessionId(), ofServer.id());
        assertNull(ofServer.ticket());
        assertEquals("a.example", ofServer.serverName());
        assertFalse(session.toString().contains(HexFormat.of().formatHex(session.secret().bytes())));
    }

    /** RFC 5077 section 3.3: "A value of zero is reserved to indicate that the lifetime of the ticket is unspecified." */
    @Test
    void theLifetimeIsTheServersButNotForever() {
        assertEquals(Duration.ofSeconds(1), lifetimeAfter(1));
        assertEquals(Duration.ofHours(24), lifetimeAfter(0));
        assertEquals(Session.LONGEST_LIFETIME, lifetimeAfter(0xffffffffL));
        sessions.lifetime = Long.MAX_VALUE / 1000;
        client.session = null;
        new Pair(client, server).connect();
        assertEquals(Session.LONGEST_LIFETIME, sessions.newest().lifetime());
        assertTrue(sessions.sealed.values().stream().anyMatch(s -> s.lifetime().equals(Session.LONGEST_LIFETIME)));
    }

    private Duration lifetimeAfter(long hint) {
        client.session = null;
        Pair pair = new Pair(client, server);
        pair.server.sends = m -> List.of(m instanceof NewSessionTicket12 t ? new NewSessionTicket12(hint, t.ticket()) : m);
        pair.connect();
        return sessions.newest().lifetime();
    }

    /** RFC 5246 appendix F.1.4: "An upper limit of 24 hours is suggested for session ID lifetimes". */
    @Test
    void aClientKeepsIdsForADay() {
        client.takesTickets = false;
        Pair pair = connect();
        assertEquals(Duration.ofHours(24), sessions.newest().lifetime());
        assertNull(sessions.newest().ticket());
        assertArrayEquals(pair.client.facts.sessionId(), pair.server.facts.sessionId());
        assertEquals(List.of("keep"), sessions.asked);
        assertEquals(Duration.ofSeconds(3600), sessions.byId.values().iterator().next().lifetime());
    }

    /** RFC 5077 section 3.4: a server that gives a ticket "SHOULD include an empty Session ID in the ServerHello". */
    @Test
    void oneOfTicketAndIdIsGiven() {
        assertEquals(0, serverHello().sessionId().length);
        assertTrue(serverHello().extensions().has(35));
        sessions.tickets = 0;
        assertEquals(32, serverHello().sessionId().length);
        assertFalse(serverHello().extensions().has(35));
        assertNotEquals(HexFormat.of().formatHex(serverHello().sessionId()), HexFormat.of().formatHex(serverHello().sessionId()));
        sessions.tickets = 1;
        sessions.lifetime = 0;
        assertEquals(0, serverHello().sessionId().length);
        assertFalse(serverHello().extensions().has(35));
    }

    private ServerHello serverHello() {
        Pair pair = new Pair(client, server);
        pair.server.receive(pair.client.out.poll());
        return (ServerHello) Pair.decode(pair.server.out.poll().message());
    }

    /** RFC 5077 section 3.3: a server that has no ticket after all "sends a zero-length ticket". */
    @Test
    void anEmptyTicketIsNone() {
        for (int length : new int[] {0, Resumption12.LONGEST_TICKET + 1, 0x20000}) {
            sessions.ticketLength = length;
            Pair pair = new Pair(client, server);
            List<String> seen = watch(pair);
            pair.connect();
            assertTrue(seen.contains("server NewSessionTicket"));
            assertEquals(List.of(), sessions.kept);
        }
        sessions.ticketLength = Resumption12.LONGEST_TICKET;
        connect();
        assertTrue(resumed(connect()));
    }

    /** RFC 5077 section 3.3: the server "MAY renew the ticket by including a NewSessionTicket handshake message after the ServerHello". */
    @Test
    void aStaleTicketIsRenewedAndTheSessionGrowsNoYounger() {
        connect();
        Session first = sessions.newest();
        sessions.stale = true;
        client.session = first;
        Pair pair = new Pair(client, server);
        List<String> seen = watch(pair);
        pair.connect();
        assertTrue(resumed(pair));
        assertEquals(List.of("client ClientHello", "server ServerHello", "server NewSessionTicket", "server Finished", "client Finished"), seen);
        assertEquals(1, pair.server.tasks, "one task per flight");
        Session renewed = sessions.newest();
        assertNotEquals(HexFormat.of().formatHex(first.ticket().bytes()), HexFormat.of().formatHex(renewed.ticket().bytes()));
        assertEquals(first.created(), renewed.created());
        assertEquals(first.lifetime(), renewed.lifetime());
        assertArrayEquals(first.id(), renewed.id());
        assertArrayEquals(first.id(), pair.client.facts.sessionId());
        assertEquals(1, sessions.sealed.values().stream().map(Session::created).distinct().count());
        sessions.stale = false;
        assertTrue(resumed(connect()));
        assertEquals(2, sessions.kept.size(), "nothing new, nothing kept");
    }

    @Test
    void whoResumesByIdAndTakesTicketsGetsOne() {
        client.takesTickets = false;
        connect();
        client.takesTickets = true;
        assertTrue(resumed(connect()));
        assertEquals(32, sessions.newest().ticket().bytes().length);
        assertTrue(resumed(connect()));
        assertEquals(List.of("keep", "byId", "seal", "open"), sessions.asked);
    }

    /** RFC 7627 section 5.4: resuming without extended master secret is vulnerable, so such a session is left by neither side. */
    @Test
    void withoutExtendedMasterSecretThereIsNothingToResume() {
        for (boolean tickets : new boolean[] {true, false}) {
            client.takesTickets = tickets;
            ClientHello hello = Pair.hello(client);
            new Pair(client, server, Pair.with(hello, Pair.without(hello.extensions(), ExtendedMasterSecret.class))).connect();
            assertEquals(List.of(), sessions.asked);
            assertEquals(List.of(), sessions.kept);
            Pair named = new Pair(client, server, Pair.with(hello, Pair.without(hello.extensions(), ExtendedMasterSecret.class)));
            named.server.sends = m -> List.of(m instanceof ServerHello sh
                    ? new ServerHello(sh.legacyVersion(), sh.random(), new byte[] {1}, sh.cipherSuite(), 0, sh.extensions()) : m);
            named.connect();
            assertEquals(List.of(), sessions.kept, "not even where the server gives an id");
        }
    }

    /** RFC 5077 section 3.3: "The client MUST NOT treat the ticket as valid until it has verified the server's Finished message." */
    @Test
    void aClientKeepsNothingUntilTheServersFinished() {
        for (boolean tickets : new boolean[] {true, false}) {
            client.takesTickets = tickets;
            Pair pair = new Pair(client, server);
            pair.toClient = m -> m instanceof Finished ? new Finished(new byte[12]) : m;
            pair.run();
            assertFalse(pair.client.connected());
            assertEquals(List.of(), sessions.kept);
        }
    }

    /** RFC 5077 section 3.3: "the server MUST verify the client's Finished message before sending the ticket". */
    @Test
    void aServerGivesNothingUntilTheClientsFinished() {
        for (boolean tickets : new boolean[] {true, false}) {
            client.takesTickets = tickets;
            Pair pair = new Pair(client, server);
            pair.toServer = m -> m instanceof Finished ? new Finished(new byte[12]) : m;
            pair.run();
            assertFalse(pair.server.connected());
            assertTrue(pair.server.out.isEmpty());
            assertFalse(sessions.asked.contains("keep"));
        }
    }

    @Test
    void aClientThatRemembersNothingTakesNoTicketAlong() {
        client.resumption = TlsConfig.Resumption.NONE;
        connect();
        assertEquals(List.of(), sessions.kept);
    }

    /** What a client may propose today of what it remembers; the reasons are in the sentences of {@link Resumption12#mayOffer}. */
    @Test
    void aClientOffersWhatFitsToday() {
        client.names = new TlsConfig.Names("a.example", null, List.of(), null);
        connect();
        Session session = sessions.newest();
        Instant now = Instant.now();
        assertTrue(Resumption12.mayOffer(client.config(), session, now));
        assertFalse(Resumption12.mayOffer(client.config(), session, now.plusSeconds(3600)), "too old");
        assertFalse(Resumption12.mayOffer(client.config(), session, now.minusSeconds(60)), "not yet made");
        assertTrue(Resumption12.mayOffer(client.config(), session.with((Session.Ticket) null), now));
        assertFalse(Resumption12.mayOffer(client.config(), session.with(ticket(0)), now), "an empty ticket");
        assertFalse(Resumption12.mayOffer(client.config(), session.with(ticket(Resumption12.LONGEST_TICKET + 1)), now), "too long");
        assertFalse(Resumption12.mayOffer(client.config(), Sessions.under(session.with((Session.Ticket) null), new byte[0]), now), "no id");
        assertFalse(Resumption12.mayOffer(client.config(), Sessions.under(session.with((Session.Ticket) null), new byte[33]), now), "long id");
        assertFalse(Resumption12.mayOffer(client.config(), Sessions.of(session, ProtocolVersion.TLS13), now), "of TLS 1.3");
        assertFalse(Resumption12.mayOffer(client.config(), Sessions.unbound(session), now), "RFC 7627");
        client.suites = client.suites.stream().filter(s -> s != session.suite()).toList();
        assertFalse(Resumption12.mayOffer(client.config(), session, now), "its suite is not offered");
        client.suites = List.of(CipherSuite.values());
        client.names = new TlsConfig.Names("b.example", null, List.of(), null);
        assertFalse(Resumption12.mayOffer(client.config(), session, now), "another name");
        client.names = TlsConfig.Names.NONE;
        assertFalse(Resumption12.mayOffer(client.config(), session, now), "no name");
    }

    private static Session.Ticket ticket(int length) {
        return new Session.Ticket(new byte[length], 0, Instant.now(), 0);
    }
}
