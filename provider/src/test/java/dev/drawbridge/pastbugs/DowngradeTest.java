package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.SupportedVersionsChoice;
import dev.drawbridge.message.extension.SupportedVersionsOffer;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.Side;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.tls13.Hellos;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Talking two peers into an older version than both have. Browsers that tried again with an older version after any failure let everybody
 * in between do it, the "downgrade dance" of POODLE (2014, CVE-2014-3566), answered by TLS_FALLBACK_SCSV (RFC 7507); TLS 1.3 marks its
 * server's random value (RFC 8446 section 4.1.3) so that even a broken TLS 1.2 cannot hide it (Bhargavan et al., Downgrade Resilience,
 * IEEE S&amp;P 2016).
 *
 * <p>Shown: a changed offer, a changed answer and every confusion of legacy_version and supported_versions is refused; the server honours
 * TLS_FALLBACK_SCSV. A client of ours never falls back, and so never sends it.
 */
class DowngradeTest {
    private static Pair both(ProtocolVersion... serverVersions) {
        TestConfig server = TestConfig.server();
        return new Pair(TestConfig.client(), serverVersions.length == 0 ? server : server.versions(serverVersions)).format(MessageFormat.TLS12);
    }

    // ---- TLS_FALLBACK_SCSV

    private static Fault fallback(ProtocolVersion server, ProtocolVersion client) {
        TestConfig ours = server == ProtocolVersion.TLS13 ? TestConfig.server() : TestConfig.server().versions(server);
        Pair pair = new Pair(TestConfig.client().versions(client), ours).format(MessageFormat.TLS12);
        pair.fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.suites(m, ((ClientHello) m).cipherSuites().plus(CipherSuite.FALLBACK_SCSV)));
        pair.step();
        return pair.server.fault();
    }

    /** RFC 7507 section 3. */
    @Test
    void aFallbackThatWasNotNeededIsInappropriate() {
        assertEquals(Fault.INAPPROPRIATE_FALLBACK, fallback(ProtocolVersion.TLS13, ProtocolVersion.TLS12));
        assertEquals(Alert.INAPPROPRIATE_FALLBACK, Fault.INAPPROPRIATE_FALLBACK.alert());
        assertEquals(86, Alert.INAPPROPRIATE_FALLBACK.code());
        assertNull(fallback(ProtocolVersion.TLS12, ProtocolVersion.TLS12), "the newest that the server has");
        assertNull(fallback(ProtocolVersion.TLS13, ProtocolVersion.TLS13));
    }

    @Test
    void aClientNeverFallsBack() {
        for (ProtocolVersion version : new ProtocolVersion[] {ProtocolVersion.TLS12, ProtocolVersion.TLS13}) {
            ClientHello[] hello = new ClientHello[1];
            Pair pair = new Pair(TestConfig.client().versions(version), TestConfig.server());
            pair.fromClient(HandshakeType.CLIENT_HELLO, m -> hello[0] = (ClientHello) m).step();
            assertEquals(false, hello[0].cipherSuites().contains(CipherSuite.FALLBACK_SCSV));
        }
    }

    // ---- the offer is changed on its way

    @Test
    void anOfferOfOldVersionsIsAnsweredWithTheMark() {
        Pair stripped = both().fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.without(m, ExtensionType.SUPPORTED_VERSIONS)).run();
        assertEquals(Fault.DOWNGRADE_SENTINEL, stripped.client.fault());
        assertEquals(Alert.ILLEGAL_PARAMETER, stripped.client.fault().alert());
        Pair shortened = both().fromClient(HandshakeType.CLIENT_HELLO,
                m -> Hellos.with(m, new SupportedVersionsOffer(CodePoints.of(0x0303, 0x0302)))).run();
        assertEquals(Fault.DOWNGRADE_SENTINEL, shortened.client.fault());
    }

    /** Both marks, at the end of the random value and nowhere else; a client that offers TLS 1.2 alone sees only honest ones. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void bothMarksAreSeen(int last) {
        byte[] mark = {'D', 'O', 'W', 'N', 'G', 'R', 'D', (byte) last};
        assertEquals(Fault.DOWNGRADE_SENTINEL, withRandom(24, mark));
        assertEquals(Fault.BAD_SIGNATURE, withRandom(23, mark), "found out all the same, for the random value is signed");
    }

    private static Fault withRandom(int at, byte[] mark) {
        Pair pair = both(ProtocolVersion.TLS12).fromServer(HandshakeType.SERVER_HELLO, m -> {
            ServerHello h = (ServerHello) m;
            byte[] random = h.random().clone();
            System.arraycopy(mark, 0, random, at, mark.length);
            return new ServerHello(h.legacyVersion(), random, h.sessionId(), h.cipherSuite(), 0, h.extensions());
        }).run();
        return pair.client.fault();
    }

    // ---- the answer says something odd

    private static Fault answered(Scenario scenario, int legacy, Integer chosen) {
        Pair pair = new Pair(TestConfig.client(), scenario.config(false));
        pair.format(scenario.tls13() ? MessageFormat.TLS13 : MessageFormat.TLS12);
        pair.fromServer(HandshakeType.SERVER_HELLO, m -> {
            ServerHello h = (ServerHello) m;
            return new ServerHello(legacy, h.random(), h.sessionId(), h.cipherSuite(), 0,
                    chosen == null ? Hellos.without(h.extensions(), ExtensionType.SUPPORTED_VERSIONS)
                            : h.extensions().with(new SupportedVersionsChoice(chosen)));
        }).run();
        return pair.client.fault();
    }

    /** RFC 8446 section 4.2.1: supported_versions of ServerHello decides, and may decide for TLS 1.3 alone. */
    @Test
    void supportedVersionsMayOnlyChooseTls13() {
        for (int chosen : new int[] {0x0303, 0x0302, 0x0300, 0x0305, 0x7f1c, 0xfefd, 0, 0xffff, 0x0a0a}) {
            assertEquals(Fault.VERSION_NOT_OFFERED, answered(Scenario.TLS13, 0x0303, chosen), Integer.toHexString(chosen));
            // With supported_versions this is read as a hello of TLS 1.3, in which others of its extensions are forbidden.
            assertEquals(Fault.FORBIDDEN_EXTENSION, answered(Scenario.TLS12, 0x0303, chosen), Integer.toHexString(chosen));
        }
        assertEquals(Alert.ILLEGAL_PARAMETER, Fault.VERSION_NOT_OFFERED.alert());
        assertEquals(Alert.ILLEGAL_PARAMETER, Fault.FORBIDDEN_EXTENSION.alert());
    }

    @Test
    void legacyVersionCannotChooseTls13() {
        for (int legacy : new int[] {0x0304, 0x0305, 0x0400, 0xffff, 0x7f1c}) {
            assertEquals(Fault.NO_COMMON_VERSION, answered(Scenario.TLS12, legacy, null), Integer.toHexString(legacy));
        }
        for (int legacy : new int[] {0x0302, 0x0301, 0x0300, 0x0200, 0}) {
            assertEquals(Fault.VERSION_TOO_OLD, answered(Scenario.TLS12, legacy, null), Integer.toHexString(legacy));
        }
        assertEquals(Alert.PROTOCOL_VERSION, Fault.NO_COMMON_VERSION.alert());
        assertEquals(Alert.PROTOCOL_VERSION, Fault.VERSION_TOO_OLD.alert());
    }

    /** RFC 8446 section 4.1.3: "legacy_version [...] MUST be set to 0x0303". */
    @Test
    void legacyVersionOfTls13IsTls12() {
        for (int legacy : new int[] {0x0304, 0x0302, 0x0301, 0xffff}) {
            assertEquals(Fault.ILLEGAL_VALUE, answered(Scenario.TLS13, legacy, 0x0304), Integer.toHexString(legacy));
            assertEquals(Fault.ILLEGAL_VALUE, answered(Scenario.TLS13_RETRY, legacy, 0x0304), "retry " + Integer.toHexString(legacy));
        }
    }

    /** RFC 8446 appendix D.5: a hello with legacy_version 0x0300 is of SSL 3.0, "MUST abort the handshake with a "protocol_version" alert". */
    @Test
    void helloOfSslIsRefusedWhateverItsExtensionsSay() {
        for (int legacy : new int[] {0x0300, 0x0200, 0x0002, 0}) {
            assertEquals(Fault.VERSION_TOO_OLD, answered(Scenario.TLS13, legacy, 0x0304), Integer.toHexString(legacy));
            assertEquals(Fault.VERSION_TOO_OLD, answered(Scenario.TLS13_RETRY, legacy, 0x0304), Integer.toHexString(legacy));
            assertEquals(Fault.NO_COMMON_VERSION, offered(legacy, CodePoints.of(0x0304)).fault(), Integer.toHexString(legacy));
        }
    }

    // ---- the offer says something odd

    private static Side offered(int legacy, CodePoints versions) {
        Pair pair = both().fromClient(HandshakeType.CLIENT_HELLO, m -> {
            ClientHello h = Hellos.version(m, legacy);
            return versions == null ? Hellos.without(h, ExtensionType.SUPPORTED_VERSIONS) : Hellos.with(h, new SupportedVersionsOffer(versions));
        });
        pair.step();
        return pair.server;
    }

    /** RFC 8446 section 4.2.1: with supported_versions "servers MUST NOT use the ClientHello.legacy_version value"; without it TLS 1.2. */
    @Test
    void theServerLooksInOnePlace() {
        for (int legacy : new int[] {0x0303, 0x0304, 0x0302, 0x0301, 0xffff}) {
            assertEquals(ProtocolVersion.TLS13, offered(legacy, CodePoints.of(0x0304)).facts().version());
            assertEquals(ProtocolVersion.TLS12, offered(legacy, CodePoints.of(0x0303)).facts().version());
            assertEquals(ProtocolVersion.TLS13, offered(legacy, CodePoints.of(0x0a0a, 0x0303, 0x7f1c, 0x0304)).facts().version());
            assertEquals(Fault.NO_COMMON_VERSION, offered(legacy, CodePoints.of(0x0302, 0x0301, 0x0300, 0x7f1c, 0xfefd)).fault());
        }
        for (int legacy : new int[] {0x0303, 0x0304, 0x0305, 0x03ff, 0xffff}) {
            assertEquals(ProtocolVersion.TLS12, offered(legacy, null).facts().version(), Integer.toHexString(legacy));
        }
        for (int legacy : new int[] {0x0302, 0x0301, 0x0300, 0x0200, 0x0002, 0}) {
            assertEquals(Fault.NO_COMMON_VERSION, offered(legacy, null).fault(), Integer.toHexString(legacy));
        }
    }
}
