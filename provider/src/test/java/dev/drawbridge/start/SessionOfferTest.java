package dev.drawbridge.start;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.extension.SessionTicket;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.tls12.MemorySessions;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A client that has a session of TLS 1.2, before it knows the server's version. */
class SessionOfferTest {
    private final MemorySessions sessions = new MemorySessions();

    private TestConfig client() {
        return TestConfig.client().resumption(sessions.ofClient());
    }

    private TestConfig server() {
        return TestConfig.server().resumption(sessions.ofServer());
    }

    private static TestConfig only12(TestConfig config) {
        return config.versions(ProtocolVersion.TLS12);
    }

    private Pair connect(TestConfig client, TestConfig server) {
        Pair pair = new Pair(client, server).run();
        pair.assertConnected();
        assertEquals(pair.client.facts().resumed(), pair.server.facts().resumed());
        return pair;
    }

    private static ClientHello hello(TestConfig config) {
        byte[] m = Side.client(config).outbox.poll();
        try {
            return (ClientHello) Messages.read(HandshakeType.CLIENT_HELLO, m, 4, m.length - 4, MessageFormat.UNDECIDED);
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }

    /** RFC 5077 section 3.2: a client without a ticket that takes one "MUST include a zero-length ticket in the SessionTicket extension". */
    @Test
    void ticketsAreAskedForWhereSessionsAreRemembered() {
        assertArrayEquals(new byte[0], hello(client()).extensions().get(SessionTicket.class).ticket());
        assertEquals(1, sessions.taken);
        assertArrayEquals(new byte[0], hello(only12(client())).extensions().get(SessionTicket.class).ticket());
        assertFalse(hello(client().versions(ProtocolVersion.TLS13)).extensions().has(ExtensionType.SESSION_TICKET));
        assertFalse(hello(TestConfig.client()).extensions().has(ExtensionType.SESSION_TICKET));
        assertEquals("[ec_point_formats, supported_groups, session_ticket, status_request, encrypt_then_mac, extended_master_secret, signature_algorithms]",
                hello(only12(client())).extensions().toString());
    }

    /** RFC 5077 section 3.4: "When presenting a ticket, the client MAY generate and include a Session ID in the TLS ClientHello." */
    @Test
    void aTicketIsPresentedWithAFreshId() {
        connect(client(), only12(server()));
        Session session = sessions.newest();
        for (TestConfig config : new TestConfig[] {client(), only12(client())}) {
            ClientHello one = hello(config);
            ClientHello two = hello(config);
            assertArrayEquals(session.ticket().bytes(), one.extensions().get(SessionTicket.class).ticket());
            assertEquals(32, one.sessionId().length);
            assertNotEquals(HexFormat.of().formatHex(one.sessionId()), HexFormat.of().formatHex(two.sessionId()));
            assertTrue(one.cipherSuites().contains(session.suite().code()));
        }
        ClientHello without = hello(client().versions(ProtocolVersion.TLS13));
        assertFalse(without.extensions().has(ExtensionType.SESSION_TICKET));
    }

    @Test
    void anIdIsPresentedWithAnEmptyTicket() {
        sessions.tickets = 0;
        connect(client(), only12(server()));
        Session session = sessions.newest();
        ClientHello hello = hello(client());
        assertNull(session.ticket());
        assertArrayEquals(session.id(), hello.sessionId());
        assertArrayEquals(new byte[0], hello.extensions().get(SessionTicket.class).ticket());
    }

    @Test
    void whatDoesNotFitIsNotPresented() {
        connect(client(), only12(server()));
        TestConfig named = client().names(new TlsConfig.Names("a.example", null, List.of(), null));
        assertArrayEquals(new byte[0], hello(named).extensions().get(SessionTicket.class).ticket());
        assertEquals(0, hello(only12(named)).sessionId().length);
        TestConfig disabled = client().tuning(new Tuning(Set.of(ExtensionType.SESSION_TICKET), true, Set.of(),
                Map.of()));
        assertFalse(hello(disabled).extensions().has(ExtensionType.SESSION_TICKET));
    }

    @Test
    void aClientOfBothVersionsResumesWhatIsOfTls12() {
        for (int tickets : new int[] {1, 0}) {
            sessions.tickets = tickets;
            assertFalse(connect(client(), only12(server())).client.facts().resumed());
            assertTrue(connect(client(), only12(server())).client.facts().resumed());
            sessions.kept.clear();
        }
    }

    /** RFC 8446 appendix D.4: in TLS 1.3 the session id is only echoed. */
    @Test
    void aServerOfTls13DoesNotResumeIt() {
        for (int tickets : new int[] {1, 0}) {
            sessions.tickets = tickets;
            connect(client(), only12(server()));
            Pair pair = connect(client(), TestConfig.server());
            assertEquals(ProtocolVersion.TLS13, pair.client.facts().version());
            assertFalse(pair.client.facts().resumed());
            Pair retried = connect(client(), TestConfig.server().groups(NamedGroup.SECP384R1));
            assertEquals(ProtocolVersion.TLS13, retried.client.facts().version());
            assertFalse(retried.client.facts().resumed());
            sessions.kept.clear();
        }
    }
}
