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
import dev.drawbridge.config.Limits;
import dev.drawbridge.config.PskSource;
import dev.drawbridge.crypto.FiniteField;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.crypto.bc.DhFieldTest;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.ClientPsk;
import dev.drawbridge.message.DheParams;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerPsk;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.tls13.Hellos;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Suites of TLS 1.2 with pre-shared keys (RFC 4279, RFC 5487, RFC 5489, RFC 7905). */
class Psk12Test {
    private static final FiniteField FIELD = new BcCrypto(null).finiteField(NamedGroup.FFDHE2048);
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
        Pair pair = pair(client().suites(suite), server().suites(suite).clientAuth(ClientAuth.WANT));
        assertByPsk(pair);
        assertEquals(suite.ecdhe() || suite.dhe(), pair.client.facts().group() != null);
        assertEquals(pair.server.facts().group(), pair.client.facts().group());
        // RFC 4279 section 2: "If no hint is provided, the ServerKeyExchange message is omitted."
        assertEquals(suite.ecdhe() || suite.dhe(), pair.server.log.toString().contains("ServerKeyExchange"), pair.server.log.toString());
        assertNull(clientPsks.hints.get(0));
    }

    @ParameterizedTest
    @MethodSource("suites")
    void theHintIsTold(CipherSuite suite) {
        serverPsks.hint("whom I know");
        assertByPsk(pair(client().suites(suite), server().suites(suite)));
        assertEquals(List.of("whom I know"), clientPsks.hints);
    }

    /** RFC 4279 section 2: to hide "the fact that the PSK identity was not known", it is as if the key was incorrect. */
    @ParameterizedTest
    @MethodSource("suites")
    void whatIsUnknownIsAsWrongAsAWrongKey(CipherSuite suite) {
        pair(client().suites(suite).psks(new TestPsks("somebody")), server().suites(suite)).run().assertServerFails(Fault.BAD_FINISHED);
        Pair wrong = pair(client().suites(suite).psks(new TestPsks().with(TestPsks.key("me", "another"))), server().suites(suite)).run();
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

    /** Plain suites take neither a group nor a signature scheme, and a finite field need not be named. */
    @Test
    void whatASuiteDoesNotTakeMayBeMissing() {
        pair(client(), server()).fromClient(HandshakeType.CLIENT_HELLO,
                m -> Hellos.with(Hellos.without(Hellos.without(m, ExtensionType.SUPPORTED_GROUPS),
                        ExtensionType.SIGNATURE_ALGORITHMS),
                        new SupportedGroups(CodePoints.of(0x1234))))
                .run().assertServerFails(Fault.BAD_FINISHED); // the hello was changed on its way, but answered
        Pair noCurve = pair(client().groups(NamedGroup.SECP384R1), server().groups(NamedGroup.X25519));
        assertByPsk(noCurve);
        assertEquals(CipherSuite.KeyExchange.DHE_PSK, noCurve.client.facts().cipherSuite().keyExchange());
        sessions.kept.clear();
        Pair noGroup = pair(client().groups(NamedGroup.SECP384R1), server().groups(NamedGroup.X25519).limits(primes(Integer.MAX_VALUE)));
        assertByPsk(noGroup);
        assertEquals(CipherSuite.KeyExchange.PSK, noGroup.client.facts().cipherSuite().keyExchange());
        pair(client().suites(CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256).groups(NamedGroup.SECP384R1),
                server().groups(NamedGroup.X25519)).run().assertServerFails(Fault.NO_COMMON_GROUP);
    }

    private static Limits primes(int bits) {
        return Limits.DEFAULT.withFiniteFieldBits(bits);
    }

    /** A full handshake in such a suite. */
    private Pair dhe(TestConfig client, TestConfig server) {
        sessions.kept.clear();
        return pair(client.suites(CipherSuite.TLS_DHE_PSK_WITH_AES_128_GCM_SHA256), server);
    }

    @Test
    void thePrimeIsAsLargeAsSuiteAndBothSidesDemand() {
        Pair small = dhe(client(), server());
        assertByPsk(small);
        assertEquals(NamedGroup.FFDHE2048, small.client.facts().group());
        sessions.kept.clear();
        Pair large = pair(client().suites(CipherSuite.TLS_DHE_PSK_WITH_AES_256_GCM_SHA384), server());
        assertByPsk(large);
        assertEquals(NamedGroup.FFDHE3072, large.client.facts().group());
        Pair larger = dhe(client(), server().limits(primes(4096)));
        assertByPsk(larger);
        assertEquals(NamedGroup.FFDHE4096, larger.client.facts().group());
        dhe(client().limits(primes(3072)), server()).run().assertClientFails(Fault.DH_GROUP_REFUSED);
        dhe(client(), server().limits(primes(Integer.MAX_VALUE))).run().assertServerFails(Fault.NO_FINITE_FIELD);
    }

    /**
     * RFC 7919 section 4: "if none of the client-proposed FFDHE groups are known and acceptable to the server, then the server MUST NOT select
     * an FFDHE cipher suite." And where there is no other: "the server MUST end the connection with a fatal TLS alert of type
     * insufficient_security(71)."
     */
    @Test
    void aClientThatNamesFiniteFieldsGetsOneOfThemOrNone() {
        Pair named = dhe(client(), server()).fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.with(m, new SupportedGroups(CodePoints.of(
                NamedGroup.X25519.code(), NamedGroup.FFDHE3072.code()))));
        named.run().assertServerFails(Fault.BAD_FINISHED); // the hello was changed on its way, but answered
        assertEquals(NamedGroup.FFDHE3072, named.server.facts().group());
        dhe(client(), server()).fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.with(m, new SupportedGroups(CodePoints.of(
                NamedGroup.X25519.code(), 0x01ff)))).run().assertServerFails(Fault.NO_FINITE_FIELD);
    }

    @Test
    void aPrimeThatNobodyKnowsIsRefused() {
        byte[] prime = new BigInteger(1, FIELD.prime()).add(BigInteger.TWO).toByteArray();
        dhe(client(), server()).fromServer(HandshakeType.SERVER_KEY_EXCHANGE, m -> new ServerPsk(new byte[0], Optional.empty(),
                Optional.of(new DheParams(prime, FIELD.generator(), FIELD.start().share()))).toMessage())
                .run().assertClientFails(Fault.DH_GROUP_REFUSED);
        dhe(client(), server()).fromServer(HandshakeType.SERVER_KEY_EXCHANGE, m -> new ServerPsk(new byte[0], Optional.empty(),
                Optional.of(new DheParams(FIELD.prime(), new byte[] {3}, FIELD.start().share()))).toMessage())
                .run().assertClientFails(Fault.DH_GROUP_REFUSED);
    }

    static Stream<byte[]> badShares() {
        return DhFieldTest.badShares(FIELD).map(BigIntegers::asUnsignedByteArray);
    }

    /**
     * RFC 7919 section 3: "the client MUST verify that dh_Ys is in the range 1 < dh_Ys < dh_p - 1." Section 4: "the server MUST verify that 1 <
     * dh_Yc < dh_p - 1."
     */
    @ParameterizedTest
    @MethodSource("badShares")
    void sharesThatAreNone(byte[] share) {
        dhe(client(), server()).fromServer(HandshakeType.SERVER_KEY_EXCHANGE, m -> new ServerPsk(new byte[0], Optional.empty(),
                Optional.of(new DheParams(FIELD.prime(), FIELD.generator(), share))).toMessage())
                .run().assertClientFails(Fault.BAD_DH_SHARE);
        dhe(client(), server()).fromClient(HandshakeType.CLIENT_KEY_EXCHANGE,
                m -> new ClientPsk(ME, CipherSuite.KeyExchange.DHE_PSK, share).toMessage())
                .run().assertServerFails(Fault.BAD_DH_SHARE);
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
