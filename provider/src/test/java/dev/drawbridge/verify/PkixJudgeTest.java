package dev.drawbridge.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.store.Anchors;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.Test;

class PkixJudgeTest {
    private static final Instant NOW = Instant.now();

    private static PkixJudge trusting(X509Certificate... anchors) {
        return new PkixJudge(() -> new Anchors(List.of(anchors), "the test"), false);
    }

    private static List<X509Certificate> path(PkixJudge judge, List<X509Certificate> chain) throws CertificateException {
        return judge.judge(Presented.of(chain, true), VerifyWishes.NONE).path();
    }

    @Test
    void takesChainsAsSent() throws Exception {
        TestCa root = TestCa.root("Root");
        TestCa middle = root.intermediate("Middle");
        PkixJudge judge = trusting(root.certificate());
        TestCa.Identity direct = root.issue("EC", TestCa.Leaf.of("a", "a.test"));
        assertEquals(direct.chain(), path(judge, direct.chain()));
        TestCa.Identity below = middle.issue("RSA", TestCa.Leaf.of("b", "b.test"));
        assertEquals(below.chain(), path(judge, below.chain()));
        List<X509Certificate> withRoot = List.of(below.leaf(), middle.certificate(), root.certificate());
        assertEquals(below.chain(), path(judge, withRoot));
        assertEquals(withRoot, judge.judge(Presented.of(withRoot, true), VerifyWishes.NONE).chain());
        assertEquals("PKIX against 1 trust anchor from the test", judge.toString());
    }

    @Test
    void findsThePathInADisorderedChain() throws Exception {
        // RFC 8446 section 4.4.2: "all implementations SHOULD be prepared to handle potentially extraneous certificates and arbitrary
        // orderings".
        TestCa root = TestCa.root("Root");
        TestCa a = root.intermediate("A");
        TestCa b = a.intermediate("B");
        TestCa.Identity leaf = b.issue("EC", TestCa.Leaf.of("leaf"));
        X509Certificate stranger = TestCa.root("Stranger").certificate();
        List<X509Certificate> disordered = List.of(leaf.leaf(), stranger, a.certificate(), b.certificate());
        assertEquals(List.of(leaf.leaf(), b.certificate(), a.certificate(), root.certificate()),
                trusting(root.certificate()).judge(Presented.of(disordered, true), VerifyWishes.NONE).chain());
    }

    @Test
    void anIntermediateMayBeTheAnchor() throws Exception {
        TestCa root = TestCa.root("Root");
        TestCa middle = root.intermediate("Middle");
        TestCa.Identity leaf = middle.issue("EC", TestCa.Leaf.of("leaf"));
        assertEquals(List.of(leaf.leaf()), path(trusting(middle.certificate()), leaf.chain()));
    }

    @Test
    void refusesStrangersAndSaysWhoIsMissing() throws Exception {
        TestCa.Identity leaf = TestCa.root("Elsewhere").issue("EC", TestCa.Leaf.of("leaf"));
        CertificateException e = assertThrows(CertificateException.class,
                () -> path(trusting(TestCa.root("Root").certificate()), leaf.chain()));
        assertTrue(e.getMessage().startsWith("PKIX path building failed"), e.getMessage());
        assertTrue(e.getMessage().contains("CN=Elsewhere") && e.getMessage().contains("1 trust anchor from the test"), e.getMessage());
    }

    @Test
    void refusesAnAnchorsNameWithAnotherKey() throws Exception {
        TestCa.Identity forged = TestCa.root("Root").issue("EC", TestCa.Leaf.of("leaf"));
        assertThrows(CertificateException.class, () -> path(trusting(TestCa.root("Root").certificate()), forged.chain()));
    }

    @Test
    void refusesALeafThatPlaysAuthority() throws Exception {
        TestCa root = TestCa.root("Root");
        TestCa.Identity leaf = root.issue("EC", TestCa.Leaf.of("leaf"));
        // Signed by the leaf's key, with the leaf's name as issuer.
        TestCa.Identity other = TestCa.selfSigned(TestCa.Leaf.of("leaf"));
        assertThrows(CertificateException.class,
                () -> path(trusting(root.certificate()), List.of(other.leaf(), leaf.leaf())));
    }

    @Test
    void refusesWhatIsNotValidNow() throws Exception {
        TestCa root = TestCa.root("Root");
        PkixJudge judge = trusting(root.certificate());
        TestCa.Identity old = root.issue("EC", TestCa.Leaf.of("old").valid(NOW.minus(9, ChronoUnit.DAYS), NOW.minus(1, ChronoUnit.DAYS)));
        CertificateException e = assertThrows(CertificateException.class, () -> path(judge, old.chain()));
        assertTrue(e.getMessage().contains("certificate 0, CN=old"), e.getMessage());
        TestCa.Identity early = root.issue("EC", TestCa.Leaf.of("early").valid(NOW.plus(1, ChronoUnit.DAYS), NOW.plus(9, ChronoUnit.DAYS)));
        assertThrows(CertificateException.class, () -> path(judge, early.chain()));
    }

    @Test
    void aTrustedLeafMustStillBeValid() throws Exception {
        TestCa.Identity good = TestCa.selfSigned(TestCa.Leaf.of("self"));
        assertEquals(good.chain(), path(trusting(good.leaf()), good.chain()));
        TestCa.Identity old = TestCa.selfSigned(TestCa.Leaf.of("self").valid(NOW.minus(9, ChronoUnit.DAYS), NOW.minus(1, ChronoUnit.DAYS)));
        assertThrows(CertificateExpiredException.class, () -> path(trusting(old.leaf()), old.chain()));
    }

    @Test
    void withoutAnchorsNobodyIsTrusted() throws Exception {
        TestCa.Identity leaf = TestCa.root("Root").issue("EC", TestCa.Leaf.of("leaf"));
        CertificateException e = assertThrows(CertificateException.class, () -> path(trusting(), leaf.chain()));
        assertTrue(e.getMessage().contains("0 trust anchors from the test"), e.getMessage());
    }

    @Test
    void goesByTheProgramsParameters() throws Exception {
        TestCa root = TestCa.root("Root");
        TestCa middle = root.intermediate("Middle");
        TestCa.Identity leaf = middle.issue("EC", TestCa.Leaf.of("leaf"));
        PKIXBuilderParameters p = new PKIXBuilderParameters(Set.of(new TrustAnchor(root.certificate(), null)), null);
        p.setRevocationEnabled(false);
        p.setMaxPathLength(5);
        assertEquals(leaf.chain(), path(new PkixJudge(p), leaf.chain()));
        // Revocation checking without any CRL or responder must not pass.
        p.setRevocationEnabled(true);
        assertThrows(CertificateException.class, () -> path(new PkixJudge(p), leaf.chain()));
        assertThrows(CertificateException.class,
                () -> path(new PkixJudge(() -> new Anchors(List.of(root.certificate()), "the test"), true), leaf.chain()));
    }

    /** As SunJSSE does: what was stapled is the JDK's to judge where it checks revocation, and nobody's where it does not. */
    @Test
    void theJdksCheckerGetsWhatWasStapled() throws Exception {
        TestCa root = TestCa.root("Root");
        TestCa middle = root.intermediate("Middle");
        TestCa.Identity leaf = middle.issue("EC", TestCa.Leaf.of("leaf"));
        byte[] ofLeaf = TestResponder.of(middle).good(leaf.leaf(), middle.certificate()).answer();
        byte[] ofMiddle = TestResponder.of(root).good(middle.certificate(), root.certificate()).answer();
        byte[] revoked = TestResponder.of(root).revoked(middle.certificate(), root.certificate()).answer();
        PKIXBuilderParameters own = new PKIXBuilderParameters(Set.of(new TrustAnchor(root.certificate(), null)), null);
        for (PkixJudge judge : List.of(checking(root), new PkixJudge(own))) {
            assertEquals(leaf.chain(), stapled(judge, leaf.chain(), ofLeaf, ofMiddle));
            assertEquals(leaf.chain(), stapled(judge, disordered(leaf.chain()), ofLeaf, new byte[0], ofMiddle));
            assertThrows(CertificateException.class, () -> stapled(judge, leaf.chain(), ofLeaf));
            assertThrows(CertificateException.class, () -> stapled(judge, leaf.chain(), ofLeaf, revoked));
            assertThrows(CertificateException.class, () -> stapled(judge, leaf.chain(), ofMiddle, ofLeaf));
        }
        assertEquals(leaf.chain(), stapled(trusting(root.certificate()), leaf.chain(), ofLeaf, revoked));
    }

    private static PkixJudge checking(TestCa root) {
        Anchors anchors = new Anchors(List.of(root.certificate()), "the test");
        return new PkixJudge(() -> anchors, true);
    }

    private static List<X509Certificate> stapled(PkixJudge judge, List<X509Certificate> chain, byte[]... staples) throws CertificateException {
        return judge.judge(Presented.of(chain, true).with(TestResponder.staples(staples)), VerifyWishes.NONE).path();
    }

    private static List<X509Certificate> disordered(List<X509Certificate> chain) throws Exception {
        return List.of(chain.get(0), TestCa.root("Stranger").certificate(), chain.get(1));
    }

    /** A program's own checker keeps what the program gave it. */
    @Test
    void whatAProgramGaveItsCheckerStands() throws Exception {
        TestCa root = TestCa.root("Root");
        TestCa.Identity leaf = root.issue("EC", TestCa.Leaf.of("leaf"));
        PKIXBuilderParameters p = new PKIXBuilderParameters(Set.of(new TrustAnchor(root.certificate(), null)), null);
        PKIXRevocationChecker checker = (PKIXRevocationChecker) CertPathValidator.getInstance("PKIX").getRevocationChecker();
        checker.setOcspResponses(Map.of(leaf.leaf(), TestResponder.of(root).revoked(leaf.leaf(), root.certificate()).answer()));
        p.addCertPathChecker(checker);
        byte[] good = TestResponder.of(root).good(leaf.leaf(), root.certificate()).answer();
        assertThrows(CertificateException.class, () -> stapled(new PkixJudge(p), leaf.chain(), good));
    }

    @Test
    void purposes() throws Exception {
        TestCa root = TestCa.root("Root");
        X509Certificate any = root.issue("EC", TestCa.Leaf.of("x")).leaf();
        ChainRules.checkPurpose(any, true, false);
        ChainRules.checkPurpose(any, false, false);
        X509Certificate server = root.issue("EC", TestCa.Leaf.of("x").purposes(KeyPurposeId.id_kp_serverAuth)).leaf();
        ChainRules.checkPurpose(server, true, false);
        assertThrows(CertificateException.class, () -> ChainRules.checkPurpose(server, false, false));
        X509Certificate client = root.issue("EC", TestCa.Leaf.of("x").purposes(KeyPurposeId.id_kp_clientAuth)).leaf();
        ChainRules.checkPurpose(client, false, false);
        assertThrows(CertificateException.class, () -> ChainRules.checkPurpose(client, true, false));
        ChainRules.checkPurpose(root.issue("EC", TestCa.Leaf.of("x").purposes(KeyPurposeId.anyExtendedKeyUsage)).leaf(), true, false);
        X509Certificate agreement = root.issue("EC", TestCa.Leaf.of("x").keyUsage(KeyUsage.keyAgreement)).leaf();
        assertThrows(CertificateException.class, () -> ChainRules.checkPurpose(agreement, true, false));
    }

    @Test
    void algorithmConstraints() throws Exception {
        TestCa.Identity rsa = TestCa.root("Root").issue("RSA", TestCa.Leaf.of("x"));
        ChainRules.check(rsa.chain(), new DisabledAlgorithms("RSA keySize < 1024, MD5withRSA"), null);
        assertThrows(CertificateException.class, () -> ChainRules.check(rsa.chain(), new DisabledAlgorithms("RSA keySize < 3072"), null));
        assertThrows(CertificateException.class, () -> ChainRules.check(rsa.chain(), new DisabledAlgorithms("SHA256withECDSA"), null));
        AlgorithmConstraints noRsa = new AlgorithmConstraints() {
            @Override
            public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
                return true;
            }

            @Override
            public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
                return !key.getAlgorithm().equals("RSA");
            }

            @Override
            public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
                return permits(primitives, key);
            }
        };
        assertThrows(CertificateException.class, () -> ChainRules.check(rsa.chain(), new DisabledAlgorithms(null), noRsa));
    }

    /** An authority's new key under the same name: its certificate is signed by the old key, and that signature is relied on. */
    @Test
    void onlyASelfSignatureIsNotReliedOn() throws Exception {
        DisabledAlgorithms disabled = new DisabledAlgorithms("SHA256withECDSA");
        TestCa root = TestCa.root("Root");
        ChainRules.check(List.of(root.certificate()), disabled, null);
        X509Certificate rollover = root.intermediate("Root").certificate();
        assertEquals(rollover.getSubjectX500Principal(), rollover.getIssuerX500Principal());
        assertThrows(CertificateException.class, () -> ChainRules.check(List.of(rollover), disabled, null));
        ChainRules.check(List.of(rollover), new DisabledAlgorithms("SHA1withECDSA"), null);
    }
}
