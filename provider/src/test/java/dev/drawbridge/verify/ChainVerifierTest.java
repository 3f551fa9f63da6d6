package dev.drawbridge.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.store.Anchors;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.TrustSources;
import java.security.KeyPairGenerator;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;

class ChainVerifierTest {
    private static final Instant NOW = Instant.now();

    private static final VerifyParameters WHOLE = new VerifyParameters.Builder().level(2).build();
    private static final VerifyParameters PARTIAL = WHOLE.toBuilder().flag(VerifyFlag.PARTIAL_CHAIN).build();

    private static List<X509Certificate> path(ChainVerifier v, List<X509Certificate> chain, boolean server) throws CertificateException {
        return v.judge(Presented.of(chain, server), VerifyWishes.NONE).path();
    }

    private static ChainVerifier trusting(X509Certificate... anchors) throws StoreException {
        return new ChainVerifier(TrustSources.anchors(new Anchors(List.of(anchors), "the test")), PARTIAL);
    }

    private static VerifyException refused(ChainVerifier v, List<X509Certificate> chain) {
        return assertThrows(VerifyException.class, () -> path(v, chain, true));
    }

    /** The alert is the one of OpenSSL's table. */
    private static Fault fault(ChainVerifier v, List<X509Certificate> chain) {
        PeerClaim claim = new PeerClaim(chain, true, "UNKNOWN", SignatureScheme.ECDSA_SECP256R1_SHA256, new byte[0], new byte[0]);
        PeerCheck check = new PeerCheck(null, (c, server, type) -> v.judge(Presented.of(c, server), VerifyWishes.NONE));
        return assertThrows(TlsFault.class, () -> check.verify(claim)).fault();
    }

    @Test
    void takesChainsInAnyOrder() throws Exception {
        // RFC 8446 section 4.4.2: "all implementations SHOULD be prepared to handle potentially extraneous certificates and arbitrary
        // orderings".
        TestCa root = TestCa.root("Root");
        TestCa a = root.intermediate("A");
        TestCa b = a.intermediate("B");
        TestCa.Identity leaf = b.issue("EC", TestCa.Leaf.of("leaf"));
        X509Certificate stranger = TestCa.root("Stranger").certificate();
        List<X509Certificate> path = List.of(leaf.leaf(), b.certificate(), a.certificate());
        assertEquals(path, path(trusting(root.certificate()), leaf.chain(), true));
        assertEquals(path, path(trusting(root.certificate()), List.of(leaf.leaf(), stranger, a.certificate(), b.certificate()), true));
        assertEquals(path, path(trusting(root.certificate()),
                List.of(leaf.leaf(), b.certificate(), a.certificate(), root.certificate()), true));
    }

    @Test
    void saysWhoseIssuerIsMissingAndWhereItLooked() throws Exception {
        TestCa.Identity leaf = TestCa.root("Elsewhere").intermediate("Middle").issue("EC", TestCa.Leaf.of("leaf"));
        ChainVerifier v = trusting(TestCa.root("Root").certificate());
        VerifyException e = refused(v, leaf.chain());
        assertEquals(VerifyResult.UNABLE_TO_GET_ISSUER_CERT_LOCALLY, e.result());
        assertEquals(1, e.depth());
        assertEquals("PKIX path building failed: unable to get local issuer certificate (X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 20) at "
                + "depth 1: CN=Middle, issued by CN=Elsewhere; looked among 1 trust anchor from the test; the peer has to send the certificate "
                + "of this issuer, or it has to be trusted here", e.getMessage());
        assertInstanceOf(CertPathBuilderException.class, e.getCause());
        assertEquals(Fault.UNKNOWN_CA, fault(v, leaf.chain()));
    }

    @Test
    void tellsStrangersApart() throws Exception {
        ChainVerifier v = trusting(TestCa.root("Root").certificate());
        TestCa.Identity self = TestCa.selfSigned(TestCa.Leaf.of("self"));
        assertEquals(VerifyResult.DEPTH_ZERO_SELF_SIGNED_CERT, refused(v, self.chain()).result());
        TestCa other = TestCa.root("Other");
        List<X509Certificate> withRoot = List.of(other.issue("EC", TestCa.Leaf.of("leaf")).leaf(), other.certificate());
        assertEquals(VerifyResult.SELF_SIGNED_CERT_IN_CHAIN, refused(v, withRoot).result());
        assertEquals(1, refused(v, withRoot).depth());
    }

    @Test
    void refusesAnAnchorsNameWithAnotherKey() throws Exception {
        TestCa.Identity forged = TestCa.root("Root").issue("EC", TestCa.Leaf.of("leaf"));
        ChainVerifier v = trusting(TestCa.root("Root").certificate());
        VerifyException e = refused(v, forged.chain());
        assertEquals(VerifyResult.CERT_SIGNATURE_FAILURE, e.result());
        assertEquals(BasicReason.INVALID_SIGNATURE, assertInstanceOf(CertPathValidatorException.class, e.getCause()).getReason());
        assertEquals(Fault.BAD_CERTIFICATE_SIGNATURE, fault(v, forged.chain()));
        // The anchor of that name sent along changes nothing.
        assertThrows(VerifyException.class, () -> path(v, List.of(forged.leaf(), TestCa.root("Root").certificate()), true));
    }

    @Test
    void refusesALeafThatPlaysAuthority() throws Exception {
        TestCa root = TestCa.root("Root");
        TestCa.Identity leaf = root.issue("EC", TestCa.Leaf.of("leaf"));
        TestCa.Identity other = TestCa.selfSigned(TestCa.Leaf.of("leaf"));
        assertThrows(VerifyException.class, () -> path(trusting(root.certificate()), List.of(other.leaf(), leaf.leaf()), true));
    }

    @Test
    void refusesWhatIsNotValidNow() throws Exception {
        TestCa root = TestCa.root("Root");
        ChainVerifier v = trusting(root.certificate());
        TestCa.Identity old = root.issue("EC", TestCa.Leaf.of("old").valid(NOW.minus(9, ChronoUnit.DAYS), NOW.minus(1, ChronoUnit.DAYS)));
        VerifyException e = refused(v, old.chain());
        assertEquals(VerifyResult.CERT_HAS_EXPIRED, e.result());
        assertInstanceOf(CertificateExpiredException.class, e.getCause().getCause());
        assertTrue(e.getMessage().contains("CN=old") && e.getMessage().contains("valid until 20"), e.getMessage());
        assertEquals(Fault.CERTIFICATE_EXPIRED, fault(v, old.chain()));
        TestCa.Identity early = root.issue("EC", TestCa.Leaf.of("early").valid(NOW.plus(1, ChronoUnit.DAYS), NOW.plus(9, ChronoUnit.DAYS)));
        assertEquals(VerifyResult.CERT_NOT_YET_VALID, refused(v, early.chain()).result());
        assertEquals(Fault.CERTIFICATE_REFUSED, fault(v, early.chain()));
    }

    @Test
    void aTrustedLeafMustStillBeValid() throws Exception {
        TestCa.Identity good = TestCa.selfSigned(TestCa.Leaf.of("self"));
        assertEquals(good.chain(), path(trusting(good.leaf()), good.chain(), true));
        TestCa.Identity old = TestCa.selfSigned(TestCa.Leaf.of("self").valid(NOW.minus(9, ChronoUnit.DAYS), NOW.minus(1, ChronoUnit.DAYS)));
        assertEquals(VerifyResult.CERT_HAS_EXPIRED, refused(trusting(old.leaf()), old.chain()).result());
    }

    @Test
    void anIntermediateEndsOnlyAPartialChain() throws Exception {
        TestCa middle = TestCa.root("Root").intermediate("Middle");
        TestCa.Identity leaf = middle.issue("EC", TestCa.Leaf.of("leaf"));
        assertEquals(List.of(leaf.leaf()), path(trusting(middle.certificate()), leaf.chain(), true));
        ChainVerifier whole = new ChainVerifier(TrustSources.anchors(new Anchors(List.of(middle.certificate()), "the test")), WHOLE);
        assertEquals(VerifyResult.UNABLE_TO_GET_ISSUER_CERT, refused(whole, leaf.chain()).result());
    }

    @Test
    void purposes() throws Exception {
        TestCa root = TestCa.root("Root");
        ChainVerifier v = trusting(root.certificate());
        List<X509Certificate> client = root.issue("EC", TestCa.Leaf.of("x").purposes(KeyPurposeId.id_kp_clientAuth)).chain();
        assertEquals(client, path(v, client, false));
        assertEquals(VerifyResult.INVALID_PURPOSE, refused(v, client).result());
        assertEquals(Fault.UNSUPPORTED_CERTIFICATE, fault(v, client));
    }

    @Test
    void weakDigestsAreBelowTheLevel() throws Exception {
        TestCa root = TestCa.root("Root", "SHA1withECDSA");
        ChainVerifier v = trusting(root.certificate());
        List<X509Certificate> chain = root.issue("EC", TestCa.Leaf.of("x")).chain();
        assertEquals(VerifyResult.CA_MD_TOO_WEAK, refused(v, chain).result());
        assertEquals(Fault.CERTIFICATE_REFUSED, fault(v, chain));
    }

    @Test
    void anExpiredAnchorEndsNothing() throws Exception {
        TestCa.Identity old = TestCa.selfSigned(TestCa.Leaf.of("old").valid(NOW.minus(9, ChronoUnit.DAYS), NOW.minus(1, ChronoUnit.DAYS)));
        VerifyException e = refused(trusting(old.leaf()), List.of(old.leaf()));
        assertEquals(VerifyResult.CERT_HAS_EXPIRED, e.result());
    }

    /** Level 2 demands 112 bits, which RSA has from 1963 bits on by OpenSSL's formula. */
    @Test
    void shortKeysAreBelowTheLevel() throws Exception {
        assertEquals(VerifyResult.EE_KEY_TOO_SMALL, refusedRsa(1962));
        assertEquals(VerifyResult.OK, refusedRsa(1963));
    }

    private static VerifyResult refusedRsa(int bits) throws Exception {
        KeyPairGenerator g = KeyPairGenerator.getInstance("RSA");
        g.initialize(bits);
        TestCa root = TestCa.root("Root");
        List<X509Certificate> chain = root.issue(g.generateKeyPair(), TestCa.Leaf.of("x")).chain();
        try {
            path(trusting(root.certificate()), chain, true);
            return VerifyResult.OK;
        } catch (VerifyException e) {
            return e.result();
        }
    }

    @Test
    void withoutAnchorsNobodyIsTrusted() throws Exception {
        TestCa.Identity leaf = TestCa.root("Root").issue("EC", TestCa.Leaf.of("leaf"));
        VerifyException e = refused(trusting(), leaf.chain());
        assertTrue(e.getMessage().contains("0 trust anchors from the test"), e.getMessage());
    }

    @Test
    void everyResultHasItsAlert() {
        for (VerifyResult r : VerifyResult.values()) {
            assertEquals(r.ordinal(), r.number());
            assertEquals(r, VerifyResult.of(r.number()));
            assertTrue(r == VerifyResult.OK || VerifyAlerts.of(r).alert() != null, r.name());
        }
        assertEquals("X509_V_OK", VerifyResult.OK.opensslName());
        assertEquals("X509_V_ERR_HOSTNAME_MISMATCH", VerifyResult.of(62).opensslName());
        assertThrows(IllegalArgumentException.class, () -> VerifyResult.of(95));
        assertThrows(IllegalArgumentException.class, () -> VerifyResult.of(-1));
    }
}
