package dev.drawbridge.start;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.EncryptedExtensions;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.MaxFragmentLength;
import dev.drawbridge.session.ClientSessions;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The negotiation of max_fragment_length (RFC 6066 section 4) in TLS 1.2 and TLS 1.3, message by message. */
class MaxFragmentLengthTest {
    private final TestSessions ofClient = new TestSessions();
    private final TestSessions ofServer = new TestSessions();

    private TestConfig client(ProtocolVersion version, FragmentLimit limit) {
        TestConfig config = TestConfig.client().versions(version).tuning(Tuning.DEFAULT.with(limit));
        config.resumption = new TlsConfig.Resumption(ofClient, ServerSessions.NONE);
        return config;
    }

    private TestConfig server() {
        TestConfig config = TestConfig.server();
        config.resumption = new TlsConfig.Resumption(ClientSessions.NONE, ofServer);
        return config;
    }

    private Pair pair(ProtocolVersion version, FragmentLimit limit) {
        return new Pair(client(version, limit), server()).format(version == ProtocolVersion.TLS13 ? MessageFormat.TLS13 : MessageFormat.of12(version));
    }

    private static Session limitedTo(Session s, FragmentLimit limit) {
        return new Session(s.version(), s.suite(), s.id(), s.secret(), s.extendedMasterSecret(), s.serverName(), s.applicationProtocol(), s.peer(),
                s.created(), s.lifetime(), s.ticket(), limit);
    }

    private static void assertLimit(FragmentLimit expected, Pair pair) {
        pair.assertConnected();
        assertEquals(expected, pair.client.hs.facts().limit());
        assertEquals(expected, pair.server.hs.facts().limit());
    }

    /** The server's message that answers, with other extensions. */
    private static Pair answering(Pair pair, ProtocolVersion version, UnaryOperator<Extensions> by) {
        if (version == ProtocolVersion.TLS13) {
            return pair.fromServer(HandshakeType.ENCRYPTED_EXTENSIONS, m -> new EncryptedExtensions(by.apply(((EncryptedExtensions) m).extensions())));
        }
        return pair.fromServer(HandshakeType.SERVER_HELLO, m -> with((ServerHello) m, by));
    }

    private static HandshakeMessage with(ServerHello h, UnaryOperator<Extensions> by) {
        return new ServerHello(h.legacyVersion(), h.random(), h.sessionId(), h.cipherSuite(), 0, by.apply(h.extensions()));
    }

    /**
     * As in OpenSSL a server agrees to whatever is asked for. RFC 6066 section 4: "The "extension_data" field of this extension SHALL contain a
     * "MaxFragmentLength" whose value is the same as the requested maximum fragment length."
     */
    @ParameterizedTest
    @EnumSource(FragmentLimit.class)
    void whatIsAskedForHolds(FragmentLimit limit) {
        for (ProtocolVersion version : new ProtocolVersion[] {ProtocolVersion.TLS13, ProtocolVersion.TLS12}) {
            assertLimit(limit, pair(version, limit).run());
            assertEquals(limit, ofClient.kept.peek().limit());
            ofClient.kept.clear();
        }
    }

    @Test
    void nothingIsAskedForUnlessWanted() {
        assertFalse(helloHas(FragmentLimit.NONE, Tuning.DEFAULT));
        assertTrue(helloHas(FragmentLimit.BYTES_512, Tuning.DEFAULT));
        assertFalse(helloHas(FragmentLimit.BYTES_512, Tuning.DEFAULT.without(ExtensionType.MAX_FRAGMENT_LENGTH)));
    }

    private boolean helloHas(FragmentLimit limit, Tuning tuning) {
        Side side = Side.client(client(ProtocolVersion.TLS12, limit).tuning(tuning.with(limit)));
        String sent = new String(side.outbox.poll(), StandardCharsets.ISO_8859_1);
        return sent.contains("\0\1\0\1\1"); // type, length, value
    }

    /**
     * RFC 6066 section 4: "Similarly, if a client receives a maximum fragment length negotiation response that differs from the length it
     * requested, it MUST also abort the handshake with an "illegal_parameter" alert."
     */
    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void anotherLengthIsRefused(ProtocolVersion version) {
        for (FragmentLimit other : new FragmentLimit[] {FragmentLimit.BYTES_512, FragmentLimit.BYTES_2048}) {
            Pair pair = answering(pair(version, FragmentLimit.BYTES_1024), version, e -> e.with(new MaxFragmentLength(other))).run();
            pair.assertClientFails(Fault.BAD_MAX_FRAGMENT_LENGTH);
            assertEquals(Alert.ILLEGAL_PARAMETER, pair.client.fault().alert());
        }
    }

    /** RFC 5246 section 7.4.1.4: "it MUST abort the handshake with an unsupported_extension fatal alert." */
    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void anAnswerToNothingIsRefused(ProtocolVersion version) {
        answering(pair(version, FragmentLimit.NONE), version, e -> e.with(new MaxFragmentLength(FragmentLimit.BYTES_512))).run()
                .assertClientFails(Fault.UNSOLICITED_EXTENSION);
    }

    /** RFC 6066 section 4: "Servers that receive an extended client hello [...] MAY accept the requested maximum fragment length". */
    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void aServerNeedsNotAgree(ProtocolVersion version) {
        TestConfig deaf = server().tuning(Tuning.DEFAULT.without(ExtensionType.MAX_FRAGMENT_LENGTH));
        assertLimit(FragmentLimit.NONE, new Pair(client(version, FragmentLimit.BYTES_512), deaf).run());
    }

    /**
     * RFC 6066 section 4: "The negotiated length applies for the duration of the session including session resumptions." So a client only
     * offers a session of the length that it wants, and a server takes none with another.
     */
    @ParameterizedTest
    @CsvSource({"BYTES_512, BYTES_512, true", "NONE, NONE, true", "BYTES_512, BYTES_1024, false", "BYTES_512, NONE, false", "NONE, BYTES_512, false"})
    void sessionsKeepTheirLength(FragmentLimit first, FragmentLimit second, boolean resumes) {
        for (ProtocolVersion version : new ProtocolVersion[] {ProtocolVersion.TLS13, ProtocolVersion.TLS12}) {
            ofClient.kept.clear();
            assertLimit(first, pair(version, first).run());
            Session session = ofClient.kept.peek().copy();
            Pair own = pair(version, second).run();
            assertLimit(second, own);
            assertEquals(resumes, own.client.hs.facts().resumed());
            // A client that does not mind, as OpenSSL's and SunJSSE's older ones.
            ofClient.kept.clear();
            ofClient.kept.push(limitedTo(session, second));
            Pair careless = pair(version, second).run();
            assertLimit(second, careless);
            assertEquals(resumes, careless.client.hs.facts().resumed());
        }
    }

    /** A server that resumes without a word: the length is the session's. */
    @ParameterizedTest
    @EnumSource(value = ProtocolVersion.class, names = {"TLS12", "TLS13"})
    void aSilentServerMeansTheSessions(ProtocolVersion version) {
        assertLimit(FragmentLimit.BYTES_2048, pair(version, FragmentLimit.BYTES_2048).run());
        Pair pair = pair(version, FragmentLimit.BYTES_2048);
        answering(pair, version, e -> e.without(Set.of(ExtensionType.MAX_FRAGMENT_LENGTH)));
        while (pair.client.hs.facts().applicationProtocol() == null && pair.step()) {
            assertEquals(null, pair.client.fault()); // until the answer is read: what follows no longer agrees with the server's transcript
        }
        assertTrue(pair.client.hs.facts().resumed());
        assertEquals(FragmentLimit.BYTES_2048, pair.client.hs.facts().limit());
    }
}
