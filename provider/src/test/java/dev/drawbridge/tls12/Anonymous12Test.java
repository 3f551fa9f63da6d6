package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.Certificate12;
import dev.drawbridge.message.CertificateRequest12;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.ServerHelloDone;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.message.extension.EncryptThenMac;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.spec.StreamAlgorithm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Suites in which nobody authenticates, and suites in which nothing is encrypted. */
class Anonymous12Test {
    private static final CipherSuite OF_CURVES = CipherSuite.TLS_ECDH_anon_WITH_AES_128_CBC_SHA;
    private static final CipherSuite OF_FIELDS = CipherSuite.TLS_DH_anon_WITH_AES_128_GCM_SHA256;

    private static Setup client(ProtocolVersion version, CipherSuite... suites) {
        Setup c = Setup.client();
        c.versions = List.of(version);
        c.suites = List.of(suites);
        return c;
    }

    private static Setup server(ProtocolVersion version, CipherSuite... suites) {
        Setup s = Setup.server(Identity.P256, Identity.RSA);
        s.versions = List.of(version);
        s.suites = List.of(suites);
        return s;
    }

    private static Pair pair(CipherSuite suite) {
        return new Pair(client(ProtocolVersion.TLS12, suite), server(ProtocolVersion.TLS12, suite));
    }

    @TestFactory
    Stream<DynamicTest> everySuite() {
        return Stream.of(ProtocolVersion.TLS12, ProtocolVersion.TLS11, ProtocolVersion.TLS10)
                .flatMap(version -> Stream.of(CipherSuite.values()).filter(s -> s.weak() && !s.psk() && s.fits(version))
                .map(suite -> DynamicTest.dynamicTest(version + " " + suite, () -> {
                    Pair pair = new Pair(client(version, suite), server(version, suite)).connect();
                    for (Endpoint e : List.of(pair.client, pair.server)) {
                        assertEquals(suite, e.facts.cipherSuite());
                        assertEquals(suite.ecdhe() ? NamedGroup.X25519 : suite.dhe() ? field(suite) : null, e.facts.group());
                    }
                    assertEquals(!suite.anonymous(), pair.client.facts.peer().authenticated());
                    assertEquals(suite.anonymous(), pair.server.facts.localChain().isEmpty());
                    assertEquals(suite.signed(), pair.client.facts.peer().scheme() != null);
                })));
    }

    /** As in OpenSSL. */
    private static NamedGroup field(CipherSuite suite) {
        return suite.signed() || suite.cipher().keyLength() < 32 ? NamedGroup.FFDHE2048 : NamedGroup.FFDHE3072;
    }

    /** RFC 5246 section 7.4.2 of who sends Certificate: "(this includes all key exchange methods defined in this document except DH_anon)". */
    @ParameterizedTest
    @EnumSource(names = {"TLS_ECDH_anon_WITH_AES_128_CBC_SHA", "TLS_DH_anon_WITH_AES_128_GCM_SHA256"})
    void nobodyShowsOrAsksForACertificate(CipherSuite suite) {
        Setup server = server(ProtocolVersion.TLS12, suite);
        server.clientAuth = ClientAuth.WANT;
        server.credentials = request -> {
            throw new AssertionError("nobody is asked for a key");
        };
        Setup client = client(ProtocolVersion.TLS12, suite);
        client.judge = (chain, ofServer, authType) -> {
            throw new AssertionError("nobody is judged");
        };
        List<Class<?>> seen = new ArrayList<>();
        Pair pair = new Pair(client, server);
        pair.toClient = m -> {
            seen.add(m.getClass());
            return m;
        };
        pair.connect();
        assertEquals(List.of(ServerHello.class, ServerKeyExchange.class, ServerHelloDone.class), seen.subList(0, 3));
        assertTrue(pair.server.facts.peer().anonymous());
        assertTrue(pair.client.facts.claimedPeerChain().isEmpty());
    }

    /** A server that demands a certificate could not ask for one. */
    @Test
    void aServerThatDemandsACertificateIsNotAnonymous() {
        Setup server = server(ProtocolVersion.TLS12, OF_CURVES, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        server.clientAuth = ClientAuth.NEED;
        assertEquals(Fault.NO_COMMON_CIPHER_SUITE, new Pair(client(ProtocolVersion.TLS12, OF_CURVES), server).run().server.fault());
        Setup client = client(ProtocolVersion.TLS12, OF_CURVES, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        client.credentials = Setup.source(Identity.P256);
        Pair pair = new Pair(client, server).connect();
        assertTrue(pair.server.facts.peer().authenticated());
    }

    private static Fault faultWhen(CipherSuite suite, UnaryOperator<HandshakeMessage> by) {
        Pair pair = pair(suite);
        pair.toClient = by;
        pair.run();
        assertFalse(pair.client.connected());
        return pair.client.fault();
    }

    /** RFC 5246 section 7.4.4: "Note: It is a fatal handshake_failure alert for an anonymous server to request client authentication." */
    @Test
    void anAnonymousServerAsksForNoCertificate() {
        CertificateRequest12 request = new CertificateRequest12(new byte[] {1}, CodePoints.of(SignatureScheme.NEGOTIABLE, SignatureScheme::code), List.of());
        assertEquals(Fault.ANONYMOUS_SERVER_ASKS, faultWhen(OF_CURVES, m -> m instanceof ServerHelloDone ? request : m));
        assertEquals(Alert.HANDSHAKE_FAILURE, Fault.ANONYMOUS_SERVER_ASKS.alert());
    }

    @Test
    void anAnonymousServerShowsNoCertificate() {
        Certificate12 certificate = new Certificate12(Identity.RSA.credentials().encoded());
        assertEquals(Fault.UNEXPECTED_MESSAGE, faultWhen(OF_FIELDS, m -> m instanceof ServerKeyExchange ? certificate : m));
    }

    /** What is behind the parameters could pass for a signature. */
    @Test
    void nothingFollowsTheParameters() {
        for (CipherSuite suite : List.of(OF_CURVES, OF_FIELDS)) {
            assertEquals(Fault.DECODE_ERROR, faultWhen(suite, m -> m instanceof ServerKeyExchange e
                    ? new ServerKeyExchange(Arrays.copyOf(e.body(), e.body().length + 4)) : m));
        }
    }

    /** A server that was offered both cannot be made to look anonymous by who sits between: Finished covers the hello. */
    @Test
    void theSuiteIsBoundByFinished() {
        Setup client = client(ProtocolVersion.TLS12, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        Pair pair = new Pair(client, server(ProtocolVersion.TLS12, OF_CURVES, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256));
        pair.toClient = m -> m instanceof ServerHello h
                ? new ServerHello(h.legacyVersion(), h.random(), h.sessionId(), OF_CURVES.code(), 0, h.extensions()) : m;
        assertEquals(Fault.SUITE_NOT_OFFERED, pair.run().client.fault());
    }

    /** RFC 7366 section 3: who "selects a stream or Authenticated Encryption with Associated Data (AEAD) ciphersuite [...] MUST NOT send an encrypt-then-MAC response". */
    @Test
    void withoutEncryptionThereIsNoEncryptThenMac() {
        CipherSuite suite = CipherSuite.TLS_RSA_WITH_NULL_SHA256;
        Setup client = client(ProtocolVersion.TLS12, suite);
        var hello = Pair.hello(client);
        List<Extension> asks = new ArrayList<>(hello.extensions().all());
        asks.add(new EncryptThenMac());
        Pair pair = new Pair(client, server(ProtocolVersion.TLS12, suite), Pair.with(hello, Extensions.of(asks)));
        List<Boolean> answered = new ArrayList<>();
        pair.toClient = m -> {
            if (m instanceof ServerHello h) {
                answered.add(h.extensions().has(ExtensionType.ENCRYPT_THEN_MAC));
            }
            return m;
        };
        pair.connect();
        assertEquals(List.of(false), answered);
        Pair lying = new Pair(client, server(ProtocolVersion.TLS12, suite), Pair.with(hello, Extensions.of(asks)));
        lying.toClient = m -> {
            if (!(m instanceof ServerHello h)) {
                return m;
            }
            List<Extension> more = new ArrayList<>(h.extensions().all());
            more.add(new EncryptThenMac());
            return new ServerHello(h.legacyVersion(), h.random(), h.sessionId(), h.cipherSuite(), 0, Extensions.of(more));
        };
        assertEquals(Fault.ILLEGAL_VALUE, lying.run().client.fault());
    }

    @Test
    void weakOnesAreNeverInTheDefaults() {
        for (CipherSuite s : CipherSuite.values()) {
            boolean weak = s.name().matches(".*_(anon|NULL|3DES_EDE|RC4_128)_.*");
            assertEquals(weak, s.weak(), s.name());
            assertFalse(s.weak() && s.byDefault(), s.name());
            assertEquals(s.name().matches(".*_(NULL|RC4_128)_.*"), s.cipher() instanceof StreamAlgorithm, s.name());
        }
    }

    @Test
    void namesOfSsl() {
        assertEquals(CipherSuite.TLS_RSA_WITH_NULL_MD5, CipherSuite.named("SSL_RSA_WITH_NULL_MD5"));
        assertEquals(CipherSuite.TLS_DH_anon_WITH_AES_128_CBC_SHA, CipherSuite.named("TLS_DH_anon_WITH_AES_128_CBC_SHA"));
        assertEquals(CipherSuite.TLS_DH_anon_WITH_AES_128_CBC_SHA, CipherSuite.named("ADH-AES128-SHA"));
        assertNull(CipherSuite.named("SSL_"));
    }
}
