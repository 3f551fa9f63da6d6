package dev.drawbridge.start;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.ImportedPskIdentity;
import dev.drawbridge.PskKey;
import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.PskSource;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.tls13.Hellos;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Suites of TLS 1.2 with pre-shared keys (RFC 4279, RFC 5489). */
class Psk12Test {
    private static final byte[] ME = "me".getBytes(StandardCharsets.UTF_8);
    private final TestPsks clientPsks = new TestPsks("me");
    private final TestPsks serverPsks = new TestPsks("me");
    private final TestSessions sessions = new TestSessions();

    static Stream<CipherSuite> suites() {
        return Arrays.stream(CipherSuite.values()).filter(CipherSuite::psk);
    }

    private TestConfig client() {
        return TestConfig.client().versions(ProtocolVersion.TLS12).psks(clientPsks).resumption(sessions.resumption())
                .judge((chain, server, authType) -> {
                    throw new AssertionError("nobody shows a certificate");
                });
    }

    private TestConfig server() {
        return TestConfig.server().versions(ProtocolVersion.TLS12).psks(serverPsks).credentials(CredentialSource.NONE)
                .resumption(sessions.resumption());
    }

    private static TestConfig trusting(TestConfig c) {
        return c.judge(TestConfig.client().judge);
    }

    private static Pair pair(TestConfig client, TestConfig server) {
        return new Pair(client, server).format(MessageFormat.TLS12);
    }

    private static void assertByPsk(Pair pair) {
        pair.run().assertConnected();
        for (Side side : List.of(pair.client, pair.server)) {
            assertArrayEquals(ME, side.facts().peer().pskIdentity());
            // RFC 4279 section 2: "The Certificate and CertificateRequest payloads are omitted from the response."
            assertFalse(side.log.toString().contains("ertificate"), side.log.toString());
            assertTrue(side.facts().cipherSuite().psk());
        }
    }

    @ParameterizedTest
    @MethodSource("suites")
    void everySuite(CipherSuite suite) {
        Pair pair = pair(client().suites(suite), server().clientAuth(ClientAuth.WANT));
        assertByPsk(pair);
        assertEquals(suite.ecdhe(), pair.client.facts().group() != null);
        // RFC 4279 section 2: "If no hint is provided by the server, the ServerKeyExchange message is omitted".
        assertEquals(suite.ecdhe(), pair.server.log.toString().contains("ServerKeyExchange"), pair.server.log.toString());
        assertNull(clientPsks.hints.get(0));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void theHintIsTold(CipherSuite suite) {
        serverPsks.hint("whom I know");
        assertByPsk(pair(client().suites(suite), server()));
        assertEquals(List.of("whom I know"), clientPsks.hints);
    }

    /** RFC 4279 section 2: to hide "the fact that the PSK identity was not known", it is as if the key was incorrect. */
    @ParameterizedTest
    @MethodSource("suites")
    void whatIsUnknownIsAsWrongAsAWrongKey(CipherSuite suite) {
        pair(client().suites(suite).psks(new TestPsks("somebody")), server()).run().assertServerFails(Fault.BAD_FINISHED);
        Pair wrong = pair(client().suites(suite).psks(new TestPsks().with(TestPsks.key("me", "another"))), server()).run();
        wrong.assertServerFails(Fault.BAD_FINISHED);
        assertNull(wrong.server.facts().peer().pskIdentity());
        assertNull(wrong.client.facts().peer().pskIdentity());
        assertTrue(sessions.kept.isEmpty() && sessions.byId.isEmpty());
    }

    @Test
    void aClientWithoutAKeyGivesUp() {
        TestPsks none = new TestPsks();
        pair(client().psks(none), server()).run().assertClientFails(Fault.NO_PSK);
        PskKey imported = PskKey.imported(ImportedPskIdentity.of(ME, new byte[0], PskKey.Hash.SHA256), new byte[16], PskKey.Hash.SHA256);
        pair(client().psks(new TestPsks().with(imported)), server()).run().assertClientFails(Fault.NO_PSK);
    }

    /** RFC 9258 has keys that are imported for TLS 1.3 be of no use elsewhere. */
    @Test
    void anImportedKeyIsNoneOfTls12() {
        ImportedPskIdentity identity = ImportedPskIdentity.of(ME, new byte[0], PskKey.Hash.SHA256);
        TestPsks imported = new TestPsks().with(PskKey.imported(identity, new byte[16], PskKey.Hash.SHA256));
        TestPsks plain = new TestPsks().with(PskKey.of(identity.encoded(), new byte[16], PskKey.Hash.SHA256));
        pair(client().psks(plain), server().psks(imported)).run().assertServerFails(Fault.BAD_FINISHED);
    }

    @Test
    void certificatesComeFirst() {
        Pair pair = pair(trusting(client()), server().credentials(TestCredentials.ECDSA_P256.source())).run();
        pair.assertConnected();
        assertTrue(pair.client.facts().peer().authenticated());
        assertFalse(pair.client.facts().cipherSuite().psk());
        assertByPsk(pair(client().suites(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256), server().credentials(TestCredentials.ECDSA_P256.source())));
    }

    @Test
    void withoutKeysNoSuchSuiteIsOfferedOrChosen() {
        Side client = Side.client(client().psks(PskSource.NONE));
        ClientHello hello = hello(client);
        suites().forEach(s -> assertFalse(hello.cipherSuites().contains(s.code()), s.name()));
        pair(client(), server().psks(PskSource.NONE)).run().assertServerFails(Fault.NO_CREDENTIALS);
        pair(client().suites(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256), server().psks(PskSource.NONE)).run()
                .assertServerFails(Fault.NO_COMMON_CIPHER_SUITE);
    }

    @Test
    void aServerThatDemandsACertificateTakesNoKey() {
        TestConfig server = server().clientAuth(ClientAuth.NEED).credentials(TestCredentials.ECDSA_P256.source());
        pair(client().suites(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256), server).run().assertServerFails(Fault.NO_COMMON_CIPHER_SUITE);
        pair(trusting(client()), server).run().assertServerFails(Fault.NO_CERTIFICATE12);
        assertEquals(List.of(), serverPsks.asked);
    }

    /** Plain suites take neither a group nor a signature scheme. */
    @Test
    void whatASuiteDoesNotTakeMayBeMissing() {
        pair(client(), server()).fromClient(HandshakeType.CLIENT_HELLO,
                m -> Hellos.with(Hellos.without(Hellos.without(m, ExtensionType.SUPPORTED_GROUPS),
                        ExtensionType.SIGNATURE_ALGORITHMS),
                        new SupportedGroups(CodePoints.of(0x1234))))
                .run().assertServerFails(Fault.BAD_FINISHED); // the hello was changed on its way, but answered
        Pair noGroup = pair(client().groups(NamedGroup.SECP384R1), server().groups(NamedGroup.X25519));
        assertByPsk(noGroup);
        assertEquals(CipherSuite.KeyExchange.PSK, noGroup.client.facts().cipherSuite().keyExchange());
        pair(client().suites(CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256).groups(NamedGroup.SECP384R1),
                server().groups(NamedGroup.X25519)).run().assertServerFails(Fault.NO_COMMON_GROUP);
    }

    @Test
    void aSessionIsResumedAsWhatItWas() {
        assertByPsk(pair(client(), server()));
        Pair again = pair(client(), server());
        assertByPsk(again);
        assertTrue(again.client.facts().resumed());
        assertTrue(again.server.facts().resumed());
    }

    @Test
    void aKeyThatWasTakenAwayResumesNothing() {
        assertByPsk(pair(client(), server()));
        serverPsks.keys.clear();
        serverPsks.with(TestPsks.key("me", "another"));
        Pair another = pair(client(), server()); // the identity is known, so the session is good
        assertByPsk(another);
        assertTrue(another.server.facts().resumed());
        serverPsks.keys.clear();
        pair(client(), server()).run().assertServerFails(Fault.BAD_FINISHED);
    }

    @Test
    void withoutKeysOrItsSuiteSuchASessionIsNotOffered() {
        assertByPsk(pair(client(), server()));
        assertEquals(0, hello(Side.client(client().psks(PskSource.NONE))).sessionId().length);
        assertByPsk(pair(client(), server()));
        assertEquals(0, hello(Side.client(client().suites(CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256))).sessionId().length);
    }

    private static ClientHello hello(Side client) {
        byte[] bytes = client.outbox.peek();
        try {
            return (ClientHello) Messages.read(HandshakeType.CLIENT_HELLO, bytes, 4, bytes.length - 4, MessageFormat.UNDECIDED);
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }

}
