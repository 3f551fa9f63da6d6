package dev.drawbridge.start;

import static dev.drawbridge.spec.ProtocolVersion.SSL30;
import static dev.drawbridge.spec.ProtocolVersion.TLS10;
import static dev.drawbridge.spec.ProtocolVersion.TLS11;
import static dev.drawbridge.spec.ProtocolVersion.TLS12;
import static dev.drawbridge.spec.ProtocolVersion.TLS13;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.SslOptions;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.HelloRequest;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.KeyShareRetry;
import dev.drawbridge.message.extension.SupportedVersionsChoice;
import dev.drawbridge.message.extension.SupportedVersionsOffer;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The choice of the version, and every attempt to influence it. */
class VersionTest {
    private final TestConfig client = TestConfig.client();
    private final TestConfig server = TestConfig.server();

    @Test
    void theNewestCommonVersion() {
        agree(TLS13);
        server.versions(TLS12);
        agree(TLS12);
        client.versions(TLS12);
        agree(TLS12);
        server.versions(TLS13, TLS12);
        agree(TLS12);
        client.versions(TLS13);
        agree(TLS13);
    }

    private void agree(ProtocolVersion version) {
        Pair pair = new Pair(client, server).run();
        pair.assertConnected();
        assertEquals(version, pair.client.facts().version());
        assertEquals(version, pair.server.facts().version());
        assertEquals(1, pair.client.log.stream().filter(("version " + version)::equals).count());
    }

    /** Also where supported_versions names the older ones, and without it. */
    @Test
    void olderVersions() {
        for (ProtocolVersion version : List.of(TLS11, TLS10)) {
            server.versions(version);
            client.versions(TLS13, TLS12, TLS11, TLS10);
            agree(version);
            client.versions(TLS12, TLS11, TLS10);
            agree(version);
            client.versions(version);
            agree(version);
            server.versions(TLS13, TLS12, TLS11, TLS10);
            agree(version);
        }
        client.versions(TLS10);
        new Pair(client, server.versions(TLS11)).run().assertServerFails(Fault.NO_COMMON_VERSION);
        client.versions(TLS11);
        new Pair(client, server.versions(TLS10)).run().assertClientFails(Fault.VERSION_TOO_OLD);
    }

    /**
     * Only between two that have it enabled. Clients of ours that have newer ones do not name it in supported_versions: who knows that extension knows
     * better versions too. SunJSSE's do.
     */
    @Test
    void ssl30() throws Exception {
        server.credentials(TestCredentials.RSA.source()).versions(SSL30);
        client.versions(TLS13, TLS12, TLS11, TLS10, SSL30);
        new Pair(client, server).run().assertServerFails(Fault.NO_COMMON_VERSION);
        assertEquals(CodePoints.of(0x0304, 0x0303, 0x0302, 0x0301),
                new FirstHello(client.build(), null).make().hello().extensions().get(SupportedVersionsOffer.class).versions());
        client.versions(TLS12, SSL30);
        agree(SSL30);
        client.versions(SSL30);
        agree(SSL30);
        ClientHello hello = new FirstHello(client.build(), null).make().hello();
        assertEquals(0x0300, hello.legacyVersion());
        assertTrue(hello.extensions().isEmpty(), "SSL 3.0 has none");
        assertTrue(hello.cipherSuites().contains(CipherSuite.EMPTY_RENEGOTIATION_INFO_SCSV));
        server.versions(TLS13, TLS12, TLS11, TLS10, SSL30);
        agree(SSL30);
        Side side = Side.server(server);
        side.receive(with(new ClientHello(0x0300, new byte[32], new byte[0], hello.cipherSuites(), new byte[1], hello.extensions()),
                new SupportedVersionsOffer(CodePoints.of(0x0301, 0x0303))));
        assertEquals(Fault.NO_COMMON_VERSION, side.fault());
        side = Side.server(server);
        side.receive(with(new ClientHello(0x0300, new byte[32], new byte[0], hello.cipherSuites(), new byte[1], hello.extensions()),
                new SupportedVersionsOffer(CodePoints.of(0x0300))));
        assertEquals(SSL30, side.facts().version());
        client.versions(TLS10);
        new Pair(client, server.versions(SSL30)).run().assertClientFails(Fault.VERSION_TOO_OLD);
    }

    /**
     * RFC 7568 section 3: "Any party receiving a Hello message with the protocol version set to {03,00} MUST respond with a "protocol_version" alert
     * message and close the connection." That is the default.
     */
    @Test
    void ssl30IsRefusedByWhoHasNotEnabledIt() {
        client.versions(SSL30);
        for (List<ProtocolVersion> versions : List.of(List.of(TLS13, TLS12), List.of(TLS12), List.of(TLS13, TLS12, TLS11, TLS10))) {
            server.versions = versions;
            Pair pair = new Pair(client, server).run();
            pair.assertServerFails(Fault.NO_COMMON_VERSION);
            assertEquals(Alert.PROTOCOL_VERSION, pair.server.fault().alert());
        }
        for (int older : new int[] {0x0200, 0x0002, 0x02ff}) {
            Side side = Side.server(server.versions(TLS12, SSL30));
            side.receive(new ClientHello(older, new byte[32], new byte[0], CodePoints.of(0x2f), new byte[1], Extensions.none()));
            assertEquals(Fault.NO_COMMON_VERSION, side.fault());
        }
    }

    /** RFC 7507 section 3. */
    @Test
    void aFallbackToSsl30() {
        client.versions(SSL30).tuning(Tuning.DEFAULT.with(SslOptions.DEFAULT.withFallback(true)));
        new Pair(client, server.credentials(TestCredentials.RSA.source()).versions(TLS10, SSL30)).run().assertServerFails(Fault.INAPPROPRIATE_FALLBACK);
        agreeWithFallback(server.versions(SSL30));
    }

    private void agreeWithFallback(TestConfig with) {
        new Pair(client, with).run().assertConnected();
    }

    /** RFC 5246 section 7.4.1.4.1 of signature_algorithms: "Clients MUST NOT offer it if they are offering prior versions." */
    @Test
    void whatAHelloOfOlderVersionsSays() throws Exception {
        for (List<ProtocolVersion> versions : List.of(List.of(TLS11, TLS10), List.of(TLS10), List.of(TLS12, TLS10))) {
            client.versions = versions;
            ClientHello hello = new FirstHello(client.build(), null).make().hello();
            assertEquals(versions.get(0).code(), hello.legacyVersion());
            assertEquals(versions.get(0) == TLS12, hello.extensions().has(ExtensionType.SIGNATURE_ALGORITHMS));
            assertFalse(hello.extensions().has(ExtensionType.SUPPORTED_VERSIONS));
            assertEquals(versions.get(0) == TLS12, hello.cipherSuites().contains(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.code()));
            assertTrue(hello.cipherSuites().contains(CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA.code()));
        }
    }

    /** The signs of a downgrade to TLS 1.1, to clients who could do better and to one who could not. */
    @Test
    void downgradeToAnOlderVersion() {
        server.versions(TLS12, TLS11);
        for (List<ProtocolVersion> versions : List.of(List.of(TLS13, TLS12, TLS11), List.of(TLS12, TLS11))) {
            client.versions = versions;
            new Pair(client, server).fromClient(HandshakeType.CLIENT_HELLO, m -> {
                ClientHello h = version(extensions(m, Extensions.of(((ClientHello) m).extensions().all().stream()
                        .filter(e -> e.code() != ExtensionType.SUPPORTED_VERSIONS.code()).toList())), 0x0302);
                return h;
            }).run().assertClientFails(Fault.DOWNGRADE_SENTINEL);
        }
        client.versions(TLS11);
        agree(TLS11);
    }

    /** RFC 7507 section 4, of a client that tries again with an older version. */
    @Test
    void aClientThatFellBackSaysSo() {
        client.versions(TLS11).tuning(Tuning.DEFAULT.with(SslOptions.DEFAULT.withFallback(true)));
        server.versions(TLS12, TLS11);
        new Pair(client, server).run().assertServerFails(Fault.INAPPROPRIATE_FALLBACK);
        server.versions(TLS11);
        agree(TLS11);
        client.versions(TLS12, TLS11);
        agree(TLS11);
        client.versions(TLS11).tuning(Tuning.DEFAULT);
        server.versions(TLS12, TLS11);
        agree(TLS11);
    }

    @Test
    void noCommonVersion() {
        // RFC 8446 appendix D.2: "If the "supported_versions" extension is absent and the server only supports versions greater than
        // ClientHello.legacy_version, the server MUST abort".
        new Pair(client.versions(TLS13), server.versions(TLS12)).run().assertServerFails(Fault.NO_COMMON_VERSION);
        new Pair(client.versions(TLS12), server.versions(TLS13)).run().assertServerFails(Fault.NO_COMMON_VERSION);
    }

    @Test
    void aVersionWithoutSuitesIsNotChosen() {
        server.suites(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256);
        agree(TLS12);
    }

    /** Without supported_versions legacy_version counts, but never for TLS 1.3. */
    @Test
    void legacyVersion() {
        // RFC 8446 section 4.2.1: "If this extension is not present, servers [...] MUST negotiate TLS 1.2 or prior".
        // RFC 8446 appendix D.2: "If the "supported_versions" extension is not present, the server MUST negotiate the minimum of
        // ClientHello.legacy_version and TLS 1.2."
        client.versions(TLS12);
        for (int version : new int[] {0x0303, 0x0304, 0x0305, 0x7f1c}) {
            Pair pair = new Pair(client, server).fromClient(HandshakeType.CLIENT_HELLO, m -> version(m, version)).run();
            assertEquals(TLS12, pair.server.facts().version(), Integer.toHexString(version));
        }
        for (int version : new int[] {0x0302, 0x0301, 0x0300, 0x0200, 0}) {
            helloRefused(Fault.NO_COMMON_VERSION, m -> version(m, version));
        }
    }

    /**
     * RFC 8446 appendix D.5: "Any endpoint receiving a Hello message with ClientHello.legacy_version or ServerHello.legacy_version set to
     * 0x0300 MUST abort the handshake with a "protocol_version" alert."
     */
    @Test
    void ssl3IsRefusedWhateverTheExtensionsSay() {
        for (int version : new int[] {0x0300, 0x0200, 0}) {
            new Pair(client, server).fromClient(HandshakeType.CLIENT_HELLO, m -> version(m, version)).run()
                    .assertServerFails(Fault.NO_COMMON_VERSION);
            new Pair(client, server).fromServer(HandshakeType.SERVER_HELLO, m -> {
                ServerHello h = (ServerHello) m;
                return new ServerHello(version, h.random(), h.sessionId(), h.cipherSuite(), 0, h.extensions());
            }).run().assertClientFails(Fault.VERSION_TOO_OLD);
        }
    }

    /** With supported_versions it does not count, and unknown versions do not matter. */
    @Test
    void supportedVersions() {
        // RFC 8446 section 4.2.1: "servers MUST NOT use the ClientHello.legacy_version value for version negotiation". And: "Servers MUST
        // only select a version of TLS present in that extension and MUST ignore any unknown versions".
        // RFC 8446 appendix D.2: "If the "supported_versions" extension is present, the server MUST negotiate using that extension".
        for (int legacy : new int[] {0x0301, 0x0302, 0x0304}) {
            Pair pair = new Pair(client, server).fromClient(HandshakeType.CLIENT_HELLO, m -> version(m, legacy)).run();
            assertEquals(TLS13, pair.server.facts().version());
        }
        Pair pair = new Pair(client, server).fromClient(HandshakeType.CLIENT_HELLO,
                m -> with(m, new SupportedVersionsOffer(CodePoints.of(0x0a0a, 0x0305, 0x0303, 0x0304)))).run();
        assertEquals(TLS13, pair.server.facts().version());
        helloRefused(Fault.NO_COMMON_VERSION, m -> with(m, new SupportedVersionsOffer(CodePoints.of(0x0302, 0x0305))));
    }

    private void helloRefused(Fault fault, UnaryOperator<HandshakeMessage> change) {
        new Pair(client, server).fromClient(HandshakeType.CLIENT_HELLO, change).run().assertServerFails(fault);
    }

    @Test
    void fallback() {
        client.versions(TLS12);
        helloRefused(Fault.INAPPROPRIATE_FALLBACK, VersionTest::fallback);
        server.versions(TLS12);
        Pair pair = new Pair(client, server).fromClient(HandshakeType.CLIENT_HELLO, VersionTest::fallback).run();
        assertEquals(TLS12, pair.server.facts().version());
        client.versions(TLS13, TLS12);
        server.versions(TLS13, TLS12);
        pair = new Pair(client, server).fromClient(HandshakeType.CLIENT_HELLO, VersionTest::fallback).run();
        assertEquals(TLS13, pair.server.facts().version());
    }

    /** A client that fell back to a version that is not spoken here at all is told of the fallback, not of the version. */
    @Test
    void fallbackToAVersionThatIsNotSpoken() {
        client.versions(TLS12);
        helloRefused(Fault.INAPPROPRIATE_FALLBACK, m -> version(fallback(m), 0x0302));
        helloRefused(Fault.NO_COMMON_VERSION, m -> version(m, 0x0302));
        client.versions(TLS13);
        server.versions(TLS12);
        helloRefused(Fault.NO_COMMON_VERSION, VersionTest::fallback);
    }

    private static ClientHello fallback(HandshakeMessage m) {
        ClientHello h = (ClientHello) m;
        return new ClientHello(h.legacyVersion(), h.random(), h.sessionId(), h.cipherSuites().plus(CipherSuite.FALLBACK_SCSV),
                h.compressionMethods(), h.extensions());
    }

    /** Whoever removes TLS 1.3 from the offer makes an honest server leave its sentinel. */
    @Test
    void downgradeByChangingTheOffer() {
        // RFC 8446 section 4.2.1: "Servers MUST be prepared to receive ClientHellos that include this extension but do not include 0x0304".
        new Pair(client, server).fromClient(HandshakeType.CLIENT_HELLO, m -> {
            List<Extension> rest = ((ClientHello) m).extensions().all().stream()
                    .filter(e -> e.code() != ExtensionType.SUPPORTED_VERSIONS.code()).toList();
            return extensions(m, Extensions.of(rest));
        }).run().assertClientFails(Fault.DOWNGRADE_SENTINEL);
        new Pair(client, server).fromClient(HandshakeType.CLIENT_HELLO,
                m -> with(m, new SupportedVersionsOffer(CodePoints.of(0x0303)))).run().assertClientFails(Fault.DOWNGRADE_SENTINEL);
    }

    @Test
    void bothSentinelsAreSeen() {
        // RFC 8446 section 4.1.3: "TLS 1.3 clients receiving a ServerHello indicating TLS 1.2 or below MUST check that the last 8 bytes are
        // not equal to either of these values." And: "If a match is found, the client MUST abort".
        for (String sentinel : List.of("444f574e47524401", "444f574e47524400")) {
            byte[] random = new byte[32];
            System.arraycopy(HexFormat.of().parseHex(sentinel), 0, random, 24, 8);
            answerRefused(Fault.DOWNGRADE_SENTINEL, 0x0303, random);
        }
        client.versions(TLS12);
        byte[] random = new byte[32];
        ServerHello.writeDowngradeSentinel12(random);
        // A client that does not speak TLS 1.3 sees nothing wrong in the first: what comes next is its own affair.
        Side side = Side.client(client);
        side.receive(hello(0x0303, random, CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, Extensions.none()));
        assertEquals(TLS12, side.facts().version());
    }

    /**
     * RFC 8446 appendix D.1: "If the version chosen by the server is not supported by the client (or is not acceptable), the client MUST
     * abort the handshake with a "protocol_version" alert." Section 4.2.1: "If the "supported_versions" extension in the ServerHello
     * contains a version not offered by the client or contains a version prior to TLS 1.3, the client MUST abort".
     */
    @Test
    void theServersChoice() {
        byte[] random = new byte[32];
        answerRefused(Fault.VERSION_TOO_OLD, 0x0302, random);
        answerRefused(Fault.VERSION_TOO_OLD, 0x0300, random);
        answerRefused(Fault.VERSION_TOO_OLD, 0x0200, random);
        answerRefused(Fault.NO_COMMON_VERSION, 0x0304, random);
        answerRefused(Fault.VERSION_NOT_OFFERED, 0x0303, random, new SupportedVersionsChoice(0x0303));
        answerRefused(Fault.VERSION_NOT_OFFERED, 0x0303, random, new SupportedVersionsChoice(0x0305));
        client.versions(TLS13);
        answerRefused(Fault.VERSION_TOO_OLD, 0x0303, random);
        client.versions(TLS12);
        answerRefused(Fault.UNSOLICITED_EXTENSION, 0x0303, random, new SupportedVersionsChoice(0x0304));
        answerRefused(Fault.UNEXPECTED_MESSAGE, 0x0303, ServerHello.retryRandom(), new KeyShareRetry(24));
    }

    @Test
    void theClientGoesByTheExtension() {
        // RFC 8446 section 4.2.1: "If this extension is present, clients MUST ignore the ServerHello.legacy_version value".
        for (int legacy : new int[] {0x0301, 0x0302, 0x0304}) {
            Side side = Side.client(client);
            side.receive(hello(legacy, new byte[32], CipherSuite.TLS_AES_128_GCM_SHA256,
                    Extensions.of(new SupportedVersionsChoice(0x0304))));
            assertEquals(TLS13, side.facts().version());
            assertEquals(Fault.ILLEGAL_VALUE, side.fault(), "an answer of TLS 1.3 that breaks another rule");
        }
    }

    private void answerRefused(Fault fault, int version, byte[] random, Extension... extensions) {
        Side side = Side.client(client);
        side.receive(hello(version, random, CipherSuite.TLS_AES_128_GCM_SHA256, Extensions.of(extensions)));
        assertEquals(fault, side.fault(), () -> String.valueOf(side.handshaker.failure()));
    }

    @Test
    void nobodySpeaksBeforeTheClient() {
        Side side = Side.silentClient(client);
        side.receive(new HelloRequest());
        assertEquals(Fault.UNEXPECTED_MESSAGE, side.fault());
        side = Side.silentClient(client);
        side.receive(Side.CHANGE_CIPHER_SPEC);
        assertEquals(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC, side.fault());
        side = Side.server(server);
        side.receive(Side.CHANGE_CIPHER_SPEC);
        assertEquals(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC, side.fault());
    }

    /** A HelloRequest is ignored, and hashed by nobody, while TLS 1.2 is still possible, whichever version is then chosen. */
    @Test
    void aHelloRequestBeforeServerHello() {
        agreeInSpiteOfHelloRequest(TLS13);
        server.versions(TLS12);
        agreeInSpiteOfHelloRequest(TLS12);
        Side side = Side.client(client.versions(TLS13));
        side.receive(new HelloRequest());
        assertEquals(Fault.UNEXPECTED_MESSAGE, side.fault());
    }

    private void agreeInSpiteOfHelloRequest(ProtocolVersion version) {
        Pair pair = new Pair(client, server);
        pair.client.receive(new HelloRequest());
        pair.client.receive(new HelloRequest());
        pair.run().assertConnected();
        assertEquals(version, pair.client.facts().version());
    }

    @Test
    void aMessageThatNoVersionHas() {
        Side side = Side.server(server);
        side.receive(new byte[] {99, 0, 0, 0});
        assertEquals(Fault.UNKNOWN_MESSAGE, side.fault());
        side = Side.server(server);
        side.receive(new byte[] {5, 0, 0, 0}); // EndOfEarlyData, which only TLS 1.3 has
        assertEquals(Fault.UNEXPECTED_MESSAGE, side.fault());
    }

    /** Somebody who plays TLS 1.2 messages to a client of TLS 1.3. */
    @Test
    void afterTheChoiceTheOtherVersionIsUnknown() {
        Pair pair = new Pair(client, server).format(MessageFormat.TLS13);
        pair.step();
        pair.step();
        pair.client.receive(new byte[] {14, 0, 0, 0});
        pair.assertClientFails(Fault.UNEXPECTED_MESSAGE);
    }

    private static ServerHello hello(int version, byte[] random, CipherSuite suite, Extensions extensions) {
        return new ServerHello(version, random, new byte[0], suite.code(), 0, extensions);
    }

    private static ClientHello version(HandshakeMessage m, int version) {
        ClientHello h = (ClientHello) m;
        return new ClientHello(version, h.random(), h.sessionId(), h.cipherSuites(), h.compressionMethods(), h.extensions());
    }

    private static ClientHello with(HandshakeMessage m, Extension extension) {
        return extensions(m, ((ClientHello) m).extensions().with(extension));
    }

    private static ClientHello extensions(HandshakeMessage m, Extensions extensions) {
        ClientHello h = (ClientHello) m;
        return new ClientHello(h.legacyVersion(), h.random(), h.sessionId(), h.cipherSuites(), h.compressionMethods(), extensions);
    }
}
