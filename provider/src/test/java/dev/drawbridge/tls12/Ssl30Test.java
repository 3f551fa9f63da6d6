package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.Certificate12;
import dev.drawbridge.message.CertificateRequest12;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.message.extension.EncryptThenMac;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.RenegotiationInfo;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** SSL 3.0 (RFC 6101): what its handshakes have in place of what TLS 1.0 has. */
class Ssl30Test {
    private static final List<CipherSuite> SUITES = Stream.of(CipherSuite.values()).filter(s -> s.fits(ProtocolVersion.SSL30)).toList();

    private final Setup client = setup(Setup.client());
    private final Setup server = setup(Setup.server(Identity.RSA));

    private static Setup setup(Setup setup) {
        setup.versions = List.of(ProtocolVersion.SSL30);
        setup.suites = SUITES;
        return setup;
    }

    private Pair pair() {
        return new Pair(client, server);
    }

    @TestFactory
    Stream<DynamicTest> everySuite() {
        assertTrue(SUITES.containsAll(List.of(CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_DHE_RSA_WITH_AES_256_CBC_SHA)));
        return SUITES.stream().map(suite -> DynamicTest.dynamicTest(suite.name(), () -> {
            client.suites = List.of(suite);
            Pair pair = pair().connect();
            for (Endpoint e : List.of(pair.client, pair.server)) {
                assertEquals(suite, e.facts.cipherSuite());
                assertEquals(ProtocolVersion.SSL30, e.facts.version());
                assertFalse(e.facts.extendedMasterSecret());
            }
        }));
    }

    /** RFC 5746 section 4.5: "verify_data values, which are 36 bytes long each". */
    @Test
    void finishedHas36Bytes() {
        Pair pair = pair();
        List<Integer> lengths = new ArrayList<>();
        pair.toClient = pair.toServer = m -> {
            if (m instanceof Finished f) {
                lengths.add(f.verifyData().length);
            }
            return m;
        };
        pair.connect();
        assertEquals(List.of(36, 36), lengths);
        Pair bent = pair();
        bent.toServer = m -> m instanceof Finished f ? new Finished(flipped(f.verifyData())) : m;
        assertEquals(Fault.BAD_FINISHED, bent.run().server.fault());
        bent = pair();
        bent.toClient = m -> m instanceof Finished f ? new Finished(flipped(f.verifyData())) : m;
        assertEquals(Fault.BAD_FINISHED, bent.run().client.fault());
        bent = pair();
        bent.toServer = m -> m instanceof Finished ? new Finished(new byte[12]) : m;
        assertEquals(Fault.DECODE_ERROR, bent.run().server.fault());
    }

    private static byte[] flipped(byte[] bytes) {
        byte[] bent = bytes.clone();
        bent[bent.length - 1] ^= 1;
        return bent;
    }

    /**
     * The client's hello has extensions, of which RFC 5746 section 4.5 has one answered: "TLS servers that support secure renegotiation and support
     * SSLv3 MUST accept SCSV or the "renegotiation_info" extension and respond as described in this specification even if the offered client version is
     * {0x03, 0x00}."
     */
    @Test
    void oneExtensionIsAnswered() throws Exception {
        assertTrue(Pair.hello(client).extensions().all().size() > 2);
        List<HandshakeMessage> seen = new ArrayList<>();
        Pair pair = pair();
        pair.toClient = m -> {
            seen.add(m);
            return m;
        };
        pair.connect();
        ServerHello hello = (ServerHello) seen.get(0);
        assertEquals(0x0300, hello.legacyVersion());
        assertEquals(1, hello.extensions().all().size());
        assertEquals(0, hello.extensions().get(RenegotiationInfo.class).verifyData().length);
        ClientHello silent = Pair.hello(client);
        seen.clear();
        client.allowUnsafeLegacy = true;
        pair = new Pair(client, server, new ClientHello(0x0300, silent.random(), silent.sessionId(), CodePoints.of(SUITES, CipherSuite::code),
                new byte[1], Extensions.none()));
        pair.toClient = m -> {
            seen.add(m);
            return m;
        };
        pair.connect();
        assertTrue(((ServerHello) seen.get(0)).extensions().isEmpty());
    }

    /**
     * RFC 7627 section 6.4: "the resulting sessions MUST use the legacy master secret computation". A server that answers otherwise is not followed: what
     * it says means nothing.
     */
    @Test
    void otherExtensionsMeanNothing() {
        Pair pair = pair();
        pair.server.sends = m -> m instanceof ServerHello h ? List.of(new ServerHello(h.legacyVersion(), h.random(), h.sessionId(), h.cipherSuite(), 0,
                Extensions.of(List.of(new RenegotiationInfo(new byte[0]), new ExtendedMasterSecret(), new EncryptThenMac())))) : List.of(m);
        pair.connect();
        assertFalse(pair.client.facts.extendedMasterSecret());
        server.requireExtendedMasterSecret = true;
        assertEquals(Fault.NO_EXTENDED_MASTER_SECRET, pair().run().server.fault());
    }

    @Test
    void aClientShowsItsCertificate() {
        client.credentials = Setup.source(Identity.RSA);
        server.clientAuth = ClientAuth.NEED; // which leaves out the suites in which nobody authenticates
        for (CipherSuite suite : SUITES.stream().filter(s -> s.authentication() == CipherSuite.Authentication.RSA).toList()) {
            client.suites = List.of(suite);
            Pair pair = pair();
            List<byte[]> types = new ArrayList<>();
            pair.toClient = m -> {
                if (m instanceof CertificateRequest12 r) {
                    types.add(r.certificateTypes());
                    assertNull(r.signatureSchemes());
                }
                return m;
            };
            pair.connect();
            assertArrayEquals(new byte[] {1}, types.get(0), "rsa_sign");
            assertEquals(SignatureScheme.RSA_PKCS1_SSL30, pair.server.facts.peer().scheme());
        }
    }

    @Test
    void forgedSignaturesAreFound() {
        client.credentials = Setup.source(Identity.RSA);
        server.clientAuth = ClientAuth.WANT;
        Pair pair = pair();
        pair.toServer = m -> m instanceof CertificateVerify v ? new CertificateVerify(v.scheme(), flipped(v.signature())) : m;
        assertEquals(Fault.BAD_SIGNATURE, pair.run().server.fault());
        // One that is right for TLS 1.0 is not for SSL 3.0.
        pair = pair();
        Endpoint signer = pair.client;
        pair.toServer = m -> {
            try {
                return m instanceof CertificateVerify v ? new CertificateVerify(v.scheme(), Setup.CRYPTO.sign(Identity.RSA.credentials().key(),
                        SignatureScheme.RSA_PKCS1_MD5_SHA1, signer.hs.transcript().raw())) : m;
            } catch (TlsFault f) {
                throw new AssertionError(f);
            }
        };
        assertEquals(Fault.BAD_SIGNATURE, pair.run().server.fault());
        server.clientAuth = ClientAuth.NONE;
        client.suites = SUITES.stream().filter(CipherSuite::signed).toList();
        pair = pair();
        pair.toClient = m -> m instanceof ServerKeyExchange e ? new ServerKeyExchange(flipped(e.body())) : m;
        assertEquals(Fault.BAD_SIGNATURE, pair.run().client.fault());
    }

    /** RFC 6101 section 5.6.6: a client without one sends no_certificate, a warning, and no Certificate. */
    @Test
    void aClientWithoutCertificate() {
        server.clientAuth = ClientAuth.WANT;
        Pair pair = pair();
        List<HandshakeMessage> sent = new ArrayList<>();
        pair.toServer = m -> {
            sent.add(m);
            return m;
        };
        pair.connect();
        assertEquals(List.of(Alert.NO_CERTIFICATE), pair.client.warnings);
        assertTrue(sent.stream().noneMatch(Certificate12.class::isInstance));
        server.clientAuth = ClientAuth.NEED;
        assertEquals(Fault.NO_CERTIFICATE12, pair().run().server.fault());
        client.credentials = Setup.source(Identity.P256);
        assertEquals(Fault.NO_CERTIFICATE12, pair().run().server.fault(), "there is no ECDSA in SSL 3.0");
        // An empty list is none of SSL 3.0, not even where a certificate is only wished for.
        server.clientAuth = ClientAuth.WANT;
        client.credentials = Setup.source(Identity.RSA);
        pair = pair();
        pair.toServer = m -> m instanceof Certificate12 ? new Certificate12(List.of()) : m;
        assertEquals(Fault.NO_CERTIFICATE12, pair.run().server.fault());
    }

    /** By id alone; with it goes RFC 7627 section 5.4: "In particular, the client MUST disable renegotiation". */
    @Test
    void sessionsAreResumedById() {
        MemorySessions sessions = new MemorySessions();
        sessions.of(client, server);
        Pair first = pair().connect();
        assertFalse(first.server.facts.resumed());
        assertFalse(first.client.handshaker.state().predecessor().untied());
        assertTrue(sessions.sealed.isEmpty(), "no ticket");
        assertNull(sessions.newest().ticket());
        client.session = sessions.newest();
        Pair second = pair().connect();
        for (Endpoint e : List.of(second.client, second.server)) {
            assertTrue(e.facts.resumed());
            assertTrue(e.handshaker.state().predecessor().untied());
        }
        Pair bent = pair();
        bent.toServer = m -> m instanceof Finished f ? new Finished(flipped(f.verifyData())) : m;
        assertEquals(Fault.BAD_FINISHED, bent.run().server.fault());
        TlsConfig config = client.config();
        assertTrue(Resumption12.mayOffer(config, sessions.newest(), sessions.newest().created()));
        client.versions = List.of(ProtocolVersion.TLS12);
        assertFalse(Resumption12.mayOffer(client.config(), sessions.newest(), sessions.newest().created()), "where SSL 3.0 is not enabled");
    }
}
