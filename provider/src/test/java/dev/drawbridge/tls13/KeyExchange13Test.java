package dev.drawbridge.tls13;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.RenegotiationRules;
import dev.drawbridge.config.SslOptions;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.config.conf.RecordPadding;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** PSKs with and without a key exchange (RFC 8446 section 4.2.9). */
class KeyExchange13Test {
    private final TestSessions sessions = new TestSessions();

    private static Tuning tuning(boolean allow, boolean prefer) {
        return Tuning.DEFAULT.with(new SslOptions(new RecordPadding(0, 0), false, true, null, allow, prefer, true, true, false, false,
                RenegotiationRules.DEFAULT, false, null));
    }

    private TestConfig client(Tuning tuning) {
        TestConfig c = TestConfig.client().versions(ProtocolVersion.TLS13).tuning(tuning);
        c.resumption = new TlsConfig.Resumption(sessions, sessions);
        return c;
    }

    private TestConfig server(Tuning tuning) {
        TestConfig s = TestConfig.server().tuning(tuning);
        s.resumption = new TlsConfig.Resumption(sessions, sessions);
        return s;
    }

    private Pair second(Tuning client, Tuning server) {
        sessions.kept.clear();
        Pair first = new Pair(client(tuning(true, false)), server(tuning(true, true))).run();
        first.assertConnected();
        assertNotNull(first.client.facts().group(), "there is nothing but a key exchange");
        return new Pair(client(client), server(server));
    }

    private static void assertAlone(Pair pair) {
        List<Extensions> answers = new ArrayList<>();
        pair.fromServer(HandshakeType.SERVER_HELLO, m -> {
            answers.add(((ServerHello) m).extensions());
            return m;
        }).run().assertConnected();
        assertTrue(pair.client.facts().resumed() && pair.server.facts().resumed());
        assertNull(pair.client.facts().group());
        assertNull(pair.server.facts().group());
        assertFalse(answers.get(0).has(ExtensionType.KEY_SHARE));
    }

    /** RFC 8446 section 4.2.9 of psk_ke: "In this mode, the server MUST NOT supply a "key_share" value." */
    @Test
    void whereBothAllowItAPskIsUsedAlone() {
        assertAlone(second(tuning(true, false), tuning(true, true)));
    }

    /** As OpenSSL does without SSL_OP_PREFER_NO_DHE_KEX; and RFC 8446 section 4.2.9: "Servers MUST NOT select a key exchange mode that is not listed by the client." */
    @Test
    void elseThereIsAKeyExchange() {
        for (Tuning[] t : new Tuning[][] {{tuning(true, false), tuning(true, false)}, {tuning(true, false), tuning(false, true)},
            {tuning(false, false), tuning(true, true)}}) {
            Pair pair = second(t[0], t[1]).run();
            pair.assertConnected();
            assertTrue(pair.client.facts().resumed());
            assertNotNull(pair.client.facts().group());
            assertEquals(pair.client.facts().group(), pair.server.facts().group());
        }
    }

    /** A ServerHello without a share is an answer to a client that allows it, and that offered a PSK which was taken. */
    @Test
    void aClientThatDoesNotAllowItWantsAShare() {
        second(tuning(false, false), tuning(true, true)).fromServer(HandshakeType.SERVER_HELLO, KeyExchange13Test::withoutShare).run()
                .assertClientFails(Fault.MISSING_EXTENSION);
        sessions.kept.clear();
        new Pair(client(tuning(true, false)), server(tuning(true, true))).fromServer(HandshakeType.SERVER_HELLO, KeyExchange13Test::withoutShare)
                .run().assertClientFails(Fault.MISSING_EXTENSION);
    }

    private static HandshakeMessage withoutShare(HandshakeMessage m) {
        ServerHello h = (ServerHello) m;
        return new ServerHello(h.legacyVersion(), h.random(), h.sessionId(), h.cipherSuite(), 0,
                h.extensions().without(Set.of(ExtensionType.KEY_SHARE)));
    }

    /** RFC 8446 section 9.2: "If containing a "supported_groups" extension, it MUST also contain a "key_share" extension, and vice versa." */
    @Test
    void aClientMayHaveNoSharesAtAll() {
        Tuning without = tuning(true, false).without(ExtensionType.KEY_SHARE).without(ExtensionType.SUPPORTED_GROUPS);
        assertAlone(second(without, tuning(true, true)));
        Pair forgotten = second(without, tuning(true, true));
        sessions.sealed.clear();
        forgotten.run().assertServerFails(Fault.MISSING_EXTENSION);
        second(without, tuning(true, false)).run().assertServerFails(Fault.MISSING_EXTENSION);
        second(tuning(true, false).without(ExtensionType.KEY_SHARE), tuning(true, true)).run().assertServerFails(Fault.MISSING_EXTENSION);
    }

    @Test
    void withoutAShareThatSuitsThePskIsEnoughOrARetry() {
        second(tuning(true, false), tuning(true, true));
        assertAlone(new Pair(client(tuning(true, false)), server(tuning(true, true)).groups(NamedGroup.SECP384R1)));
        second(tuning(true, false), tuning(true, true));
        sessions.sealed.clear();
        Pair forgotten = new Pair(client(tuning(true, false)), server(tuning(true, true)).groups(NamedGroup.SECP384R1)).run();
        assertTrue(forgotten.client.connected() && forgotten.server.connected(), () -> forgotten.server.log + " " + forgotten.client.log);
        assertFalse(forgotten.client.facts().resumed());
        assertEquals(NamedGroup.SECP384R1, forgotten.client.facts().group());
    }
}
