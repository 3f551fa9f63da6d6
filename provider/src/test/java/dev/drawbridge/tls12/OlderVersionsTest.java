package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.CertificateRequest12;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.message.SignedParams;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** TLS 1.1 and 1.0: what their handshakes have in place of what TLS 1.2 has. */
class OlderVersionsTest {
    private static List<CipherSuite> suites(ProtocolVersion version) {
        return Stream.of(CipherSuite.values()).filter(s -> s.fits(version) && !s.psk() && !s.weak()).toList();
    }

    private static Setup client(ProtocolVersion version, CipherSuite... suites) {
        Setup c = Setup.client();
        c.versions = List.of(version);
        c.suites = suites.length > 0 ? List.of(suites) : suites(version);
        return c;
    }

    private static Setup server(ProtocolVersion version, Identity... identities) {
        Setup s = Setup.server(identities);
        s.versions = List.of(version);
        s.suites = suites(version);
        return s;
    }

    @TestFactory
    Stream<DynamicTest> everySuite() {
        return Stream.of(ProtocolVersion.TLS10, ProtocolVersion.TLS11).flatMap(version -> suites(version).stream()
                .map(suite -> DynamicTest.dynamicTest(version + " " + suite, () -> {
                    Pair pair = new Pair(client(version, suite), server(version, Identity.P256, Identity.RSA)).connect();
                    for (Endpoint e : List.of(pair.client, pair.server)) {
                        assertEquals(suite, e.facts.cipherSuite());
                        assertEquals(suite.ecdhe() ? NamedGroup.X25519 : suite.dhe() ? NamedGroup.FFDHE2048 : null, e.facts.group());
                        assertTrue(e.facts.extendedMasterSecret());
                    }
                    SignatureScheme signed = !suite.signed() ? null
                            : suite.authentication() == CipherSuite.Authentication.RSA ? SignatureScheme.RSA_PKCS1_MD5_SHA1 : SignatureScheme.ECDSA_SHA1;
                    assertEquals(signed, pair.client.facts.peer().scheme());
                })));
    }

    /** AEAD suites, and those with MACs of SHA-256 and SHA-384, came with TLS 1.2. */
    @Test
    void noOtherSuites() {
        for (CipherSuite s : CipherSuite.values()) {
            boolean old = s.name().matches(".*_(CBC_SHA|NULL_SHA|NULL_MD5|RC4_128_SHA|RC4_128_MD5)");
            assertEquals(old, s.fits(ProtocolVersion.TLS11), s.name());
            assertEquals(old, s.fits(ProtocolVersion.TLS10), s.name());
            boolean ofSsl = old && (s.keyExchange() == CipherSuite.KeyExchange.RSA || s.keyExchange() == CipherSuite.KeyExchange.DHE);
            assertEquals(ofSsl, s.fits(ProtocolVersion.SSL30), s.name());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"P256", "RSA"})
    void aClientShowsItsCertificate(Identity identity) {
        for (ProtocolVersion version : List.of(ProtocolVersion.TLS10, ProtocolVersion.TLS11)) {
            Setup client = client(version);
            client.credentials = Setup.source(identity);
            Setup server = server(version, Identity.RSA);
            server.clientAuth = ClientAuth.NEED;
            Pair pair = new Pair(client, server);
            List<Integer> seen = new ArrayList<>();
            pair.toClient = m -> {
                if (m instanceof CertificateRequest12 r) {
                    seen.add(r.signatureSchemes() == null ? 0 : 1);
                }
                return m;
            };
            pair.toServer = m -> {
                if (m instanceof CertificateVerify v) {
                    seen.add(v.scheme());
                }
                return m;
            };
            pair.connect();
            assertEquals(List.of(0, CertificateVerify.UNNAMED), seen, "neither names a scheme");
            assertEquals(identity == Identity.RSA ? SignatureScheme.RSA_PKCS1_MD5_SHA1 : SignatureScheme.ECDSA_SHA1, pair.server.facts.peer().scheme());
        }
    }

    @Test
    void aForgedSignatureIsFound() {
        for (CipherSuite suite : suites(ProtocolVersion.TLS10).stream().filter(CipherSuite::signed).toList()) {
            Pair pair = new Pair(client(ProtocolVersion.TLS10, suite), server(ProtocolVersion.TLS10, Identity.P256, Identity.RSA));
            pair.toClient = m -> {
                if (!(m instanceof ServerKeyExchange e)) {
                    return m;
                }
                byte[] body = e.body().clone();
                body[body.length - 1] ^= 1;
                return new ServerKeyExchange(body);
            };
            assertEquals(Fault.BAD_SIGNATURE, pair.run().client.fault(), suite.name());
        }
        Setup client = client(ProtocolVersion.TLS11);
        client.credentials = Setup.source(Identity.RSA);
        Setup server = server(ProtocolVersion.TLS11, Identity.RSA);
        server.clientAuth = ClientAuth.WANT;
        Pair pair = new Pair(client, server);
        pair.toServer = m -> {
            if (!(m instanceof CertificateVerify v)) {
                return m;
            }
            byte[] signature = v.signature().clone();
            signature[3] ^= 1;
            return new CertificateVerify(v.scheme(), signature);
        };
        assertEquals(Fault.BAD_SIGNATURE, pair.run().server.fault());
    }

    /** What a client says of schemes means nothing here, so that one who takes no SHA-1 in TLS 1.2 gets it all the same, having asked for TLS 1.1. */
    @Test
    void signatureAlgorithmsDoNotCount() throws Exception {
        Setup client = client(ProtocolVersion.TLS11, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA);
        client.schemes = List.of(SignatureScheme.ED25519);
        assertTrue(Pair.hello(client).extensions().get(SignatureAlgorithms.class).schemes().contains(SignatureScheme.ED25519.code()));
        Pair pair = new Pair(client, server(ProtocolVersion.TLS11, Identity.RSA));
        List<SignedParams<?>> seen = new ArrayList<>();
        pair.toClient = m -> {
            if (m instanceof ServerKeyExchange e) {
                try {
                    seen.add(SignedParams.ecdhe(e, ProtocolVersion.TLS11));
                } catch (TlsFault f) {
                    throw new AssertionError(f);
                }
            }
            return m;
        };
        pair.connect();
        assertEquals(CertificateVerify.UNNAMED, seen.get(0).scheme());
    }

    /** RFC 8422 section 5.10 has EdDSA with TLS 1.2 alone. */
    @Test
    void noEdwardsKeys() {
        Pair pair = new Pair(client(ProtocolVersion.TLS11), server(ProtocolVersion.TLS11, Identity.ED25519)).run();
        assertEquals(Fault.NO_CREDENTIALS, pair.server.fault());
    }

    /**
     * RFC 8446 section 4.1.3: "If negotiating TLS 1.1 or below, TLS 1.3 servers MUST, and TLS 1.2 servers SHOULD, set the last 8 bytes of their
     * ServerHello.Random value to the bytes: 44 4F 57 4E 47 52 44 00".
     */
    @Test
    void theServerSaysThatItHadANewerVersion() {
        for (ProtocolVersion version : List.of(ProtocolVersion.TLS10, ProtocolVersion.TLS11)) {
            for (ProtocolVersion newest : List.of(ProtocolVersion.TLS11, ProtocolVersion.TLS12, ProtocolVersion.TLS13)) {
                Setup server = server(version, Identity.RSA);
                server.suites = Arrays.asList(CipherSuite.values());
                server.versions = newest == version ? List.of(version) : List.of(newest, version);
                byte[] random = ServerFlight12.hello(server.config(), version, new byte[0], suites(version).get(0),
                        Extensions.none()).random();
                assertEquals(newest.atLeast(ProtocolVersion.TLS12), ServerHello.hasDowngradeSentinel11(random), newest + " to " + version);
                assertFalse(ServerHello.hasDowngradeSentinel12(random));
            }
        }
    }

    @Test
    void aServerKeepsToTheVersionInItsHello() {
        Pair pair = new Pair(client(ProtocolVersion.TLS10), server(ProtocolVersion.TLS10, Identity.RSA));
        int[] seen = new int[1];
        pair.toClient = m -> {
            seen[0] = m instanceof ServerHello h ? h.legacyVersion() : seen[0];
            return m;
        };
        pair.connect();
        assertEquals(0x0301, seen[0]);
    }

    @Test
    void aSuiteOfANewerVersionIsRefused() {
        Setup client = client(ProtocolVersion.TLS11, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        Pair pair = new Pair(client, server(ProtocolVersion.TLS11, Identity.RSA));
        pair.toClient = m -> m instanceof ServerHello h ? new ServerHello(h.legacyVersion(), h.random(), h.sessionId(),
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.code(), 0, h.extensions()) : m;
        assertEquals(Fault.SUITE_NOT_OFFERED, pair.run().client.fault());
        Setup server = server(ProtocolVersion.TLS11, Identity.RSA);
        server.suites = Arrays.asList(CipherSuite.values());
        Setup only = client(ProtocolVersion.TLS11, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256);
        assertEquals(Fault.NO_COMMON_CIPHER_SUITE, new Pair(only, server).run().server.fault());
    }
}
