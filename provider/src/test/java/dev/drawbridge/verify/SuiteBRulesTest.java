package dev.drawbridge.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Anchors;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.TrustSources;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v1CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each number and depth is what {@code openssl verify} of 3.0.19 says of such a chain; {@code VerifyAgreementIT} asks it about more. */
class SuiteBRulesTest {
    private static final Set<VerifyFlag> ONLY_128 = Set.of(VerifyFlag.SUITEB_128_LOS_ONLY);
    private static final Set<VerifyFlag> BOTH = Set.of(VerifyFlag.SUITEB_128_LOS);
    private static final Set<VerifyFlag> ONLY_192 = Set.of(VerifyFlag.SUITEB_192_LOS);
    private static TestCa p256;
    private static TestCa p384;

    @BeforeAll
    static void authorities() throws Exception {
        p256 = TestCa.root("P-256", "EC", "SHA256withECDSA");
        p384 = TestCa.root("P-384", "EC384", "SHA384withECDSA");
    }

    private static List<X509Certificate> chain(TestCa root, String keyType) throws Exception {
        List<X509Certificate> chain = new ArrayList<>(root.issue(keyType, TestCa.Leaf.of("leaf", "a.test")).chain());
        chain.add(root.certificate());
        return chain;
    }

    private static TestCa root(String name) throws Exception {
        return switch (name) {
            case "P-256" -> p256;
            case "P-384" -> p384;
            case "P-521" -> TestCa.root("P-521", "EC521", "SHA512withECDSA");
            case "P-256 with SHA-384" -> TestCa.root("P-256", "EC", "SHA384withECDSA");
            case "P-384 with SHA-256" -> TestCa.root("P-384", "EC384", "SHA256withECDSA");
            default -> TestCa.root("RSA", "RSA", "SHA256withRSA");
        };
    }

    private static String said(SuiteBRules.Finding found) {
        return found == null ? "good" : found.result().number() + " at " + found.depth();
    }

    private static List<Cert> certs(List<X509Certificate> chain) throws CertificateException {
        List<Cert> certs = new ArrayList<>();
        for (X509Certificate c : chain) {
            certs.add(Cert.of(c));
        }
        return certs;
    }

    @ParameterizedTest
    @CsvSource({
        "P-256, EC, good, good, 60 at 0", "P-384, EC384, 60 at 0, good, good", "P-384, EC, 60 at 0, good, 60 at 0", "P-256, EC384, 60 at 0, 61 at 0, 60 at 0",
        "P-384, EC521, 58 at 0, 58 at 0, 58 at 0", "P-521, EC384, 60 at 0, 58 at 1, 58 at 1", "P-256, RSA, 57 at 0, 57 at 0, 57 at 0",
        "P-256, Ed25519, 57 at 0, 57 at 0, 57 at 0", "RSA, EC, 57 at 1, 57 at 1, 60 at 0", "P-256 with SHA-384, EC, 59 at 0, 59 at 0, 60 at 0",
        "P-384 with SHA-256, EC384, 60 at 0, 59 at 0, 59 at 0"})
    void eachProfileHasItsChains(String root, String keyType, String only128, String both, String only192) throws Exception {
        List<Cert> chain = certs(chain(root(root), keyType));
        assertEquals(only128, said(SuiteBRules.find(chain, ONLY_128)));
        assertEquals(both, said(SuiteBRules.find(chain, BOTH)));
        assertEquals(only192, said(SuiteBRules.find(chain, ONLY_192)));
        assertNull(SuiteBRules.find(chain, Set.of(VerifyFlag.X509_STRICT)));
    }

    /** The root is looked at as if it had signed itself. */
    @Test
    void whatEndsAChainIsTakenForItsOwnSigner() throws Exception {
        TestCa lower = p384.intermediate("lower", "EC", "SHA256withECDSA");
        List<X509Certificate> sent = lower.issue("EC", TestCa.Leaf.of("leaf", "a.test")).chain();
        assertEquals("59 at 1", said(SuiteBRules.find(certs(sent), BOTH)));
        List<X509Certificate> whole = new ArrayList<>(sent);
        whole.add(p384.certificate());
        assertNull(SuiteBRules.find(certs(whole), BOTH));
    }

    @Test
    void certificatesAreOfVersion3() throws Exception {
        TestCa.Identity who = p256.issue("EC", TestCa.Leaf.of("old", "a.test"));
        X509Certificate leaf = who.leaf();
        byte[] der = new X509v1CertificateBuilder(new X500Name("CN=P-256"), leaf.getSerialNumber(), leaf.getNotBefore(), leaf.getNotAfter(),
                new X500Name("CN=old"), SubjectPublicKeyInfo.getInstance(leaf.getPublicKey().getEncoded()))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(p256.keys().getPrivate())).getEncoded();
        X509Certificate old = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
        assertEquals("56 at 0", said(SuiteBRules.find(certs(List.of(old, p256.certificate())), BOTH)));
        assertEquals("56 at 1", said(SuiteBRules.find(certs(List.of(leaf, old)), BOTH)));
    }

    @Test
    void aVerificationAsks() throws Exception {
        List<X509Certificate> chain = chain(p256, "EC384");
        VerifyException e = assertThrows(VerifyException.class, () -> verifier(p256, BOTH).judge(Presented.of(chain, true), VerifyWishes.NONE));
        assertEquals(VerifyResult.SUITE_B_CANNOT_SIGN_P_384_WITH_P_256, e.result());
        assertEquals(0, e.depth());
        assertEquals(VerifyResult.OK, verifier(p256, Set.of()).judge(Presented.of(chain, true), VerifyWishes.NONE).result());
        assertEquals(VerifyResult.OK, verifier(p256, BOTH).judge(Presented.of(chain(p256, "EC"), true), VerifyWishes.NONE).result());
    }

    private static ChainVerifier verifier(TestCa root, Set<VerifyFlag> flags) throws Exception {
        VerifyParameters.Builder b = new VerifyParameters.Builder();
        flags.forEach(b::flag);
        return new ChainVerifier(TrustSources.anchors(new Anchors(List.of(root.certificate()), "a test")), b.build());
    }

    /** Another's judgement does not tell the chain, so it is built again from what is sent and who is trusted. */
    @Test
    void aSentChainIsCompleted() throws Exception {
        TestCa lower = p384.intermediate("lower", "EC", "SHA256withECDSA");
        List<X509Certificate> sent = lower.issue("EC", TestCa.Leaf.of("leaf", "a.test")).chain();
        SuiteBRules.checkSent(sent, List.of(p256.certificate(), p384.certificate()), BOTH);
        SuiteBRules.checkSent(List.of(sent.get(0), p384.certificate(), sent.get(1)), List.of(), BOTH);
        CertificateException e = assertThrows(CertificateException.class, () -> SuiteBRules.checkSent(sent, List.of(p256.certificate()), BOTH));
        assertTrue(e.getMessage().contains("who signed \"CN=lower\" is not known"), e.getMessage());
        SuiteBRules.checkSent(sent, List.of(), Set.of());
        VerifyException wrong = assertThrows(VerifyException.class, () -> SuiteBRules.checkSent(sent, List.of(p384.certificate()), ONLY_192));
        assertEquals(VerifyResult.SUITE_B_LOS_NOT_ALLOWED, wrong.result());
    }

    /** A certificate that is trusted by itself ends the chain, and so does one that signs itself. */
    @Test
    void whatIsTrustedEndsASentChain() throws Exception {
        X509Certificate leaf = p256.issue("EC", TestCa.Leaf.of("leaf", "a.test")).leaf();
        SuiteBRules.checkSent(List.of(leaf), List.of(leaf), BOTH);
        SuiteBRules.checkSent(TestCa.selfSigned(TestCa.Leaf.of("alone", "a.test")).chain(), List.of(), BOTH);
        assertThrows(CertificateException.class, () -> SuiteBRules.checkSent(List.of(leaf), List.of(), BOTH));
    }

    @Test
    void ofAnOwnLeafAloneTheKeyCounts() throws Exception {
        X509Certificate leaf = p256.issue("EC384", TestCa.Leaf.of("leaf", "a.test")).leaf();
        assertTrue(SuiteBRules.permitsOwn(List.of(leaf), BOTH));
        assertFalse(SuiteBRules.permitsOwn(List.of(leaf, p256.certificate()), BOTH));
        assertFalse(SuiteBRules.permitsOwn(List.of(leaf), ONLY_128));
        assertTrue(SuiteBRules.permitsOwn(chain(p384, "EC384"), ONLY_192));
    }
}
