package dev.drawbridge.tls13;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.handshake.OfferedPsk;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.NewSessionTicket13;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.KeyShareOffer;
import dev.drawbridge.message.extension.PreSharedKeyChoice;
import dev.drawbridge.message.extension.PreSharedKeyOffer;
import dev.drawbridge.message.extension.PskKeyExchangeModes;
import dev.drawbridge.rfc8448.Trace;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.Side;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import dev.drawbridge.start.TestSessions;
import dev.drawbridge.verify.Judgement;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Resumption by tickets (RFC 8446 sections 2.2, 4.2.11 and 4.6.1). */
class Resumption13Test {
    private final TestSessions ofClient = new TestSessions();
    private final TestSessions ofServer = new TestSessions();

    private TestConfig client() {
        TestConfig c = TestConfig.client().versions(ProtocolVersion.TLS13);
        c.names = new TlsConfig.Names("a.test", null, List.of(), null);
        c.resumption = ofClient.resumption();
        return c;
    }

    private TestConfig server() {
        TestConfig s = TestConfig.server();
        s.resumption = ofServer.resumption();
        return s;
    }

    private Pair first() {
        Pair pair = new Pair(client(), server()).run();
        pair.assertConnected();
        return pair;
    }

    private static boolean resumed(Pair pair) {
        pair.run().assertConnected();
        assertEquals(pair.client.facts().resumed(), pair.server.facts().resumed());
        return pair.client.facts().resumed();
    }

    @Test
    void aTicketResumes() {
        Pair full = first();
        assertFalse(full.client.facts().resumed());
        assertEquals(2, ofClient.kept.size());
        assertEquals(2, ofServer.sealed.size());
        Pair again = new Pair(client(), server());
        assertTrue(resumed(again));
        // RFC 8446 section 4.6.1: "On resumption, if reporting an SNI value to the calling application, implementations MUST use the value sent
        // in the resumption ClientHello".
        assertEquals("a.test", again.server.facts().requestedServerName());
        assertEquals(full.client.facts().peer().chain(), again.client.facts().peer().chain());
        assertFalse(again.server.log.toString().contains("Certificate"), again.server.log.toString());
        assertEquals(1, again.server.tasks, "tickets are opened in the task of the flight");
        assertEquals(3, ofServer.sealed.size(), "one for the one that was used");
        assertTrue(resumed(new Pair(client(), server())));
    }

    /** What the server took last time is likely to be good again; where it is not, a HelloRetryRequest says so. */
    @Test
    void aClientSendsOneShareOfTheGroupOfLastTime() throws TlsFault {
        NamedGroup[] all = {NamedGroup.X25519MLKEM768, NamedGroup.X25519, NamedGroup.SECP256R1};
        assertEquals(List.of(NamedGroup.X25519MLKEM768, NamedGroup.X25519), shares(client().groups(all)));
        new Pair(client().groups(all), server().groups(NamedGroup.SECP256R1)).run().assertConnected();
        assertEquals(List.of(NamedGroup.SECP256R1), shares(client().groups(all)));
        Pair moved = new Pair(client().groups(all), server().groups(NamedGroup.X25519));
        assertTrue(resumed(moved));
        assertEquals(NamedGroup.X25519, moved.server.facts().group());
        assertEquals(List.of(NamedGroup.X25519), shares(client().groups(all)));
        assertEquals(List.of(NamedGroup.X25519MLKEM768), shares(client().groups(NamedGroup.X25519MLKEM768)), "no longer among ours");
    }

    private static List<NamedGroup> shares(TestConfig config) throws TlsFault {
        ClientHello hello = hello(Side.client(config).outbox.poll());
        return hello.extensions().get(KeyShareOffer.class).shares().stream().map(s -> NamedGroup.of(s.group())).toList();
    }

    /**
     * RFC 8446 section 4.2.9: "In order to use PSKs, clients MUST also send a "psk_key_exchange_modes" extension." And: "A client MUST provide a
     * "psk_key_exchange_modes" extension if it offers a "pre_shared_key" extension." And: "In this mode, the client and server MUST supply
     * "key_share" values". Section 4.2.11: "The "pre_shared_key" extension MUST be the last extension in the ClientHello".
     */
    @Test
    void whatAClientOffers() throws TlsFault {
        first();
        List<Extension> sent = hello(Side.client(client()).outbox.poll()).extensions().all();
        assertTrue(sent.stream().anyMatch(PskKeyExchangeModes.class::isInstance), sent.toString());
        assertTrue(sent.stream().anyMatch(KeyShareOffer.class::isInstance), sent.toString());
        assertTrue(sent.get(sent.size() - 1) instanceof PreSharedKeyOffer, sent.toString());
        List<HandshakeMessage> answers = new ArrayList<>();
        Pair pair = new Pair(client(), server());
        pair.server.sends = m -> {
            answers.add(m);
            return List.of(m);
        };
        assertTrue(resumed(pair));
        assertTrue(((ServerHello) answers.get(0)).extensions().has(ExtensionType.KEY_SHARE));
        assertTrue(answers.stream().noneMatch(CertificateRequest13.class::isInstance), answers.toString());
    }

    /** RFC 8448 sections 3 and 4: the ticket's PSK and its binder. */
    @Test
    void theVectorsOfRfc8448() {
        KeySchedule13 schedule = new KeySchedule13(new BcCrypto(null), CipherSuite.TLS_AES_128_GCM_SHA256);
        Trace three = Trace.ofSection(3);
        Secret master = new Secret(three.value("client", "derive secret \"tls13 res master\"", "PRK"));
        KeySchedule13.TrafficSecret none = new KeySchedule13.TrafficSecret(new Secret(new byte[32]));
        Secret resumption = schedule.resumption(new KeySchedule13.HandshakeSecrets(none, none, master),
                three.value("client", "derive secret \"tls13 res master\"", "hash"));
        assertArrayEquals(three.value("client", "derive secret \"tls13 res master\"", "expanded"), resumption.bytes());
        Secret psk = schedule.ticketPsk(resumption, new byte[2]);
        assertArrayEquals(three.value("server", "generate resumption secret \"tls13 resumption\"", "expanded"), psk.bytes());
        Trace four = Trace.ofSection(4);
        assertArrayEquals(four.value("client", "calculate PSK binder", "finished"),
                schedule.binder(OfferedPsk.Kind.TICKET, psk, four.value("client", "calculate PSK binder", "binder hash")));
    }

    @Test
    void afterARetryTheBinderIsMadeAgain() {
        first();
        TestConfig picky = server().groups(NamedGroup.SECP384R1);
        Pair pair = new Pair(client(), picky);
        assertTrue(resumed(pair));
        assertTrue(pair.server.log.toString().contains("SERVER_HELLO") || pair.server.log.size() > 3);
    }

    /** RFC 8446 section 4.1.4: PSKs of another hash than that of the chosen suite are not offered again. */
    @Test
    void anotherHashAfterARetry() {
        first();
        TestConfig picky = server().groups(NamedGroup.SECP384R1).suites(CipherSuite.TLS_AES_128_GCM_SHA256);
        assertFalse(resumed(new Pair(client(), picky)));
    }

    /**
     * RFC 8446 section 4.2.11: "The server MUST ensure that it selects a compatible PSK (if any) and cipher suite." Section 4.6.1: "Any ticket
     * MUST only be resumed with a cipher suite that has the same KDF hash algorithm".
     */
    @Test
    void anotherHashIsAFullHandshake() {
        first();
        assertFalse(resumed(new Pair(client(), server().suites(CipherSuite.TLS_AES_128_GCM_SHA256))));
        first();
        assertFalse(resumed(new Pair(client().suites(CipherSuite.TLS_AES_128_GCM_SHA256), server())));
    }

    /** RFC 8446 section 4.6.1: "Clients MUST only resume if the new SNI value is valid". */
    @Test
    void anotherNameIsAFullHandshake() {
        first();
        TestConfig other = client();
        other.names = new TlsConfig.Names("b.test", null, List.of(), null);
        assertFalse(resumed(new Pair(other, server())));
        // The server's own look, at a client that does not care.
        first();
        Session taken = ofClient.kept.peek();
        ofServer.sealed.replaceAll((n, s) -> named(s, "b.test"));
        assertFalse(resumed(new Pair(client(), server())));
        assertEquals("a.test", taken.serverName());
    }

    private static Session named(Session s, String name) {
        return new Session(s.version(), s.suite(), s.id(), s.secret(), true, name, s.applicationProtocol(), s.peer(), s.created(), s.lifetime(),
                s.ticket(), s.limit());
    }

    private static Session aged(Session s, Duration age) {
        return new Session(s.version(), s.suite(), s.id(), s.secret(), true, s.serverName(), s.applicationProtocol(), s.peer(),
                s.created().minus(age), s.lifetime(), s.ticket(), s.limit());
    }

    /** RFC 8446 section 4.2.11.1: "Clients MUST NOT attempt to use tickets which have ages greater than the "ticket_lifetime" value". */
    @Test
    void oldSessionsAreFullHandshakes() {
        first();
        ofServer.sealed.replaceAll((n, s) -> aged(s, Duration.ofSeconds(7201)));
        assertFalse(resumed(new Pair(client(), server())));
        ofClient.kept.clear();
        first();
        Session old = aged(ofClient.kept.poll(), Duration.ofDays(8));
        ofClient.kept.clear();
        ofClient.kept.push(old);
        assertFalse(resumed(new Pair(client(), server())));
    }

    /** Resumption makes no session younger: the tickets that come with it end when the first would have. */
    @Test
    void theAgeOfTheFullHandshakeCounts() {
        first();
        ofServer.sealed.replaceAll((n, s) -> aged(s, Duration.ofSeconds(7000)));
        List<HandshakeMessage> sent = new ArrayList<>();
        Pair pair = new Pair(client(), server());
        pair.server.sends = m -> {
            sent.add(m);
            return List.of(m);
        };
        assertTrue(resumed(pair));
        NewSessionTicket13 ticket = sent.stream().filter(NewSessionTicket13.class::isInstance).map(NewSessionTicket13.class::cast).findFirst()
                .orElseThrow();
        assertTrue(ticket.lifetimeSeconds() <= 200, ticket.toString());
    }

    @Test
    void ticketsThatAreNotOurs() {
        first();
        ofServer.sealed.clear();
        assertFalse(resumed(new Pair(client(), server())));
    }

    /**
     * RFC 8446 section 4.2.11: "Prior to accepting PSK key establishment, the server MUST validate the corresponding binder value". And: "If this
     * value is not present or does not validate, the server MUST abort the handshake."
     */
    @Test
    void aWrongBinder() {
        first();
        Pair pair = new Pair(client(), server()).fromClient(HandshakeType.CLIENT_HELLO, psk(o -> new PreSharedKeyOffer(o.identities(),
                List.of(new byte[o.binders().get(0).length]))));
        pair.run().assertServerFails(Fault.BAD_BINDER);
    }

    /** A binder of a PSK that is not taken up is not looked at. */
    @Test
    void theBinderOfAnUnknownTicketIsNotLookedAt() {
        first();
        Pair pair = new Pair(client(), server());
        ofServer.sealed.clear();
        pair.run();
        assertNull(pair.server.fault());
    }

    private static UnaryOperator<HandshakeMessage> psk(UnaryOperator<PreSharedKeyOffer> change) {
        return m -> {
            ClientHello hello = (ClientHello) m;
            return with(hello, hello.extensions().with(change.apply(hello.extensions().get(PreSharedKeyOffer.class))));
        };
    }

    private static ClientHello with(ClientHello hello, Extensions extensions) {
        return new ClientHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.cipherSuites(), hello.compressionMethods(),
                extensions);
    }

    /** RFC 8446 section 4.2.9: "If clients offer "pre_shared_key" without a "psk_key_exchange_modes" extension, servers MUST abort". */
    @Test
    void modesAreNeeded() {
        first();
        Pair pair = new Pair(client(), server()).fromClient(HandshakeType.CLIENT_HELLO, m -> with((ClientHello) m,
                ((ClientHello) m).extensions().without(Set.of(ExtensionType.PSK_KEY_EXCHANGE_MODES))));
        pair.run().assertServerFails(Fault.MISSING_EXTENSION);
    }

    private static ClientHello hello(byte[] message) throws TlsFault {
        return (ClientHello) Messages.read(HandshakeType.CLIENT_HELLO, message, Messages.HEADER_LENGTH,
                message.length - Messages.HEADER_LENGTH, MessageFormat.UNDECIDED);
    }

    /**
     * RFC 8446 section 4.2.9: "Servers MUST NOT select a key exchange mode that is not listed by the client." Section 4.1.1: "If
     * the server selects a PSK, then it MUST also select a key establishment mode from the set indicated by the client's". A client that wants
     * a PSK alone gets a full handshake, and no tickets.
     */
    @Test
    void aClientThatWantsNoKeyExchange() throws TlsFault {
        first();
        int before = ofServer.sealed.size();
        Side server = Side.server(server());
        Side client = Side.client(client());
        ClientHello hello = hello(client.outbox.poll());
        List<Extension> extensions = new ArrayList<>();
        for (Extension e : hello.extensions().all()) {
            extensions.add(e instanceof PskKeyExchangeModes ? new PskKeyExchangeModes(new byte[] {0}) : e);
        }
        server.receive(with(hello, Extensions.of(extensions)));
        assertNull(server.fault());
        assertFalse(server.facts().resumed());
        assertEquals(before, ofServer.sealed.size());
    }

    /**
     * RFC 8446 section 4.2.11: "Clients MUST verify that the server's selected_identity is within the range supplied by the client". And: "If
     * these values are not consistent, the client MUST abort the handshake with an "illegal_parameter" alert."
     */
    @Test
    void anIdentityThatWasNotOffered() {
        first();
        new Pair(client(), server()).fromServer(HandshakeType.SERVER_HELLO, m -> {
            ServerHello hello = (ServerHello) m;
            return new ServerHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.cipherSuite(), 0,
                    hello.extensions().with(new PreSharedKeyChoice(1)));
        }).run().assertClientFails(Fault.WRONG_PSK);
    }

    @Test
    void anIdentityOfAnotherHash() {
        first();
        new Pair(client(), server()).fromServer(HandshakeType.SERVER_HELLO, m -> {
            ServerHello hello = (ServerHello) m;
            return new ServerHello(hello.legacyVersion(), hello.random(), hello.sessionId(), CipherSuite.TLS_AES_128_GCM_SHA256.code(), 0,
                    hello.extensions());
        }).run().assertClientFails(Fault.WRONG_PSK);
    }

    @Test
    void aPskThatWasNotOffered() {
        Pair pair = new Pair(client(), server()).fromServer(HandshakeType.SERVER_HELLO, m -> {
            ServerHello hello = (ServerHello) m;
            return new ServerHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.cipherSuite(), 0,
                    hello.extensions().with(new PreSharedKeyChoice(0)));
        });
        pair.run().assertClientFails(Fault.UNSOLICITED_EXTENSION);
    }

    // ---- who the peer is

    private Pair mutual(TestConfig server) {
        return new Pair(client().credentials(TestCredentials.RSA.source()), server);
    }

    /** RFC 8446 section 4.3.2: "Servers which are authenticating with a PSK MUST NOT send the CertificateRequest message in the main handshake". */
    @Test
    void aClientsCertificateIsJudgedAgain() {
        List<Integer> judged = new ArrayList<>();
        Supplier<TestConfig> asks = () -> server().clientAuth(ClientAuth.NEED).judge((chain, server, type) -> {
            judged.add(chain.size());
            return Judgement.OF_PROGRAM;
        });
        mutual(asks.get()).run().assertConnected();
        Pair again = mutual(asks.get());
        assertTrue(resumed(again));
        assertFalse(again.server.log.toString().contains("Certificate"), again.server.log.toString());
        assertEquals(List.of(1, 1), judged);
        assertEquals(1, again.server.facts().peer().chain().size());
        // Revoked since: a full handshake, in which it is refused.
        TestConfig refuses = server().clientAuth(ClientAuth.NEED).judge((chain, server, type) -> {
            throw new CertificateException("revoked");
        });
        Pair refused = mutual(refuses);
        refused.run().assertServerFails(Fault.CERTIFICATE_UNKNOWN);
        assertFalse(refused.server.facts().resumed());
    }

    @Test
    void whoNeedsACertificateTakesNoSessionWithoutOne() {
        first();
        assertFalse(resumed(mutual(server().clientAuth(ClientAuth.NEED))));
    }

    @Test
    void whoAsksForNoneTakesNoSessionWithOne() {
        mutual(server().clientAuth(ClientAuth.NEED)).run().assertConnected();
        assertFalse(resumed(new Pair(client(), server())));
    }

    // ---- tickets

    @Test
    void ticketsThatAreToBeForgotten() {
        Pair pair = first();
        ofClient.kept.clear();
        pair.client.receive(new NewSessionTicket13(0, 1, new byte[] {9}, new byte[] {1}, Extensions.none()));
        assertEquals(0, ofClient.kept.size());
        // RFC 8446 section 4.6.1: "Clients MUST NOT cache tickets for longer than 7 days, regardless of the ticket_lifetime".
        pair.client.receive(new NewSessionTicket13(0xffffffffL, 1, new byte[] {9}, new byte[] {1}, Extensions.none()));
        assertFalse(ofClient.kept.peek().fresh(Instant.now().plus(Duration.ofDays(8))));
        assertTrue(ofClient.kept.peek().fresh(Instant.now().plus(Duration.ofDays(6))));
    }

    /** RFC 8446 section 4.6.1 of ticket_age_add: "The server MUST generate a fresh value for each ticket it sends." */
    @Test
    void eachTicketHasAnAgeToAddOfItsOwn() {
        Set<Long> ages = new HashSet<>();
        for (int i = 0; i < 2; i++) {
            ofClient.kept.clear();
            first();
            ofClient.kept.forEach(s -> ages.add(s.ticket().ageAdd()));
        }
        assertEquals(4, ages.size());
    }

    /** RFC 8446 section 4.6.1: "Servers MUST NOT use any value greater than 604800 seconds (7 days)." */
    @Test
    void noServersTicketLastsLongerThanAWeek() {
        ofServer.lifetime = 10_000_000;
        first();
        Duration lifetime = ofClient.kept.peek().lifetime();
        assertTrue(lifetime.compareTo(Duration.ofDays(7)) <= 0 && lifetime.compareTo(Duration.ofDays(6)) > 0, lifetime::toString);
    }

    @Test
    void aServerWithoutTicketsGivesNone() {
        ofServer.tickets = 0;
        first();
        assertEquals(0, ofClient.kept.size());
    }

    @Test
    void aClientWithoutSessionsAsksForNone() {
        Pair pair = new Pair(TestConfig.client().versions(ProtocolVersion.TLS13), server());
        pair.run().assertConnected();
        assertEquals(0, ofServer.sealed.size());
    }
}
