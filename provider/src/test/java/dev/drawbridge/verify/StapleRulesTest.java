package dev.drawbridge.verify;

import static dev.drawbridge.verify.TestResponder.staples;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.store.Anchors;
import dev.drawbridge.store.TrustSources;
import java.security.KeyPairGenerator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OCSP responses that a server staples, and certificates that demand them. */
class StapleRulesTest {
    private static final Instant NOW = Instant.now();
    private static TestCa root;
    private static TestCa.Identity leaf;
    private static TestCa.Identity responder;

    @BeforeAll
    static void authorities() throws Exception {
        root = TestCa.root("Root");
        leaf = root.issue("EC", TestCa.Leaf.of("leaf"));
        responder = root.issue("EC", designated());
    }

    private static TestCa.Leaf designated() {
        return TestCa.Leaf.of("Responder").purposes(KeyPurposeId.id_kp_OCSPSigning);
    }

    private static VerifyException refused(TestCa.Identity who, Staples staples) {
        return assertThrows(VerifyException.class, () -> judge(who, staples));
    }

    private static void judge(TestCa.Identity who, Staples staples) throws Exception {
        verifier(root.certificate()).judge(Presented.of(who.chain(), true).with(staples), VerifyWishes.NONE);
    }

    private static ChainVerifier verifier(X509Certificate anchor) throws Exception {
        return new ChainVerifier(TrustSources.anchors(new Anchors(List.of(anchor), "the test")), new VerifyParameters.Builder()
                .flag(VerifyFlag.PARTIAL_CHAIN).level(2).build());
    }

    private static void good(byte[] staple) throws Exception {
        judge(leaf, staples(staple));
    }

    /** The staple is refused by OpenSSL's number 74 and in these words. */
    private static void failed(String why, byte[] staple) {
        refused(VerifyResult.OCSP_VERIFY_FAILED, why, staple);
    }

    private static void refused(VerifyResult result, String why, byte[] staple) {
        VerifyException e = refused(leaf, staples(staple));
        assertEquals(result, e.result(), e.getMessage());
        assertEquals(0, e.depth());
        assertTrue(e.getMessage().contains("; of the OCSP response that the server stapled: " + why), e.getMessage());
    }

    private static TestResponder ca() throws Exception {
        return TestResponder.of(root);
    }

    private static byte[] says(CertificateStatus status, int from, Integer to) throws Exception {
        return ca().says(leaf.leaf(), root.certificate(), status, from, to).answer();
    }

    private static TestResponder good(TestResponder responder) throws Exception {
        return responder.good(leaf.leaf(), root.certificate());
    }

    @Test
    void statuses() throws Exception {
        good(good(ca()).answer());
        refused(VerifyResult.CERT_REVOKED, "it says revoked since 2023-11-14T22:13:20Z, CRLReason: keyCompromise",
                ca().revoked(leaf.leaf(), root.certificate()).answer());
        refused(VerifyResult.OCSP_CERT_UNKNOWN, "its responder does not know this certificate", says(new UnknownStatus(), -1, 60));
    }

    /** RFC 6066 section 8: "abort the handshake if the response is not satisfactory with bad_certificate_status_response(113) alert." */
    @Test
    void alertsAndReasons() throws Exception {
        byte[] unknown = says(new UnknownStatus(), -1, 60);
        byte[] revoked = ca().revoked(leaf.leaf(), root.certificate()).answer();
        assertEquals(Fault.BAD_CERTIFICATE_STATUS, fault(leaf, staples(unknown)));
        assertEquals(113, Fault.BAD_CERTIFICATE_STATUS.alert().code());
        assertEquals(Fault.BAD_CERTIFICATE_STATUS, fault(leaf, staples(new byte[] {1})));
        assertEquals(Fault.BAD_CERTIFICATE_STATUS, fault(demanding(root), staples()));
        assertEquals(Fault.CERTIFICATE_REVOKED, fault(leaf, staples(revoked)));
        assertEquals(BasicReason.UNDETERMINED_REVOCATION_STATUS,
                ((CertPathValidatorException) refused(leaf, staples(unknown)).getCause()).getReason());
        assertEquals(BasicReason.REVOKED, ((CertPathValidatorException) refused(leaf, staples(revoked)).getCause()).getReason());
    }

    private static Fault fault(TestCa.Identity who, Staples staples) {
        PeerClaim claim = new PeerClaim(who.chain(), true, "UNKNOWN", SignatureScheme.ECDSA_SECP256R1_SHA256, new byte[0], new byte[0]);
        PeerCheck check = new PeerCheck(null, (c, server, type) -> {
            try {
                judge(who, staples);
                return Judgement.OF_PROGRAM;
            } catch (CertificateException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        return assertThrows(TlsFault.class, () -> check.verify(claim)).fault();
    }

    @Test
    void oneSentenceSaysWhatIsWrongAndWhatToDo() throws Exception {
        assertEquals("PKIX path validation failed: OCSP verification failed (X509_V_ERR_OCSP_VERIFY_FAILED, 74) at depth 0: CN=leaf, issued by "
                + "CN=Root; of the OCSP response that the server stapled: it says nothing about this certificate; the server has to staple a new "
                + "one, of the certificate's issuer or of a responder that it designated",
                refused(leaf, staples(ca().good(responder.leaf(), root.certificate()).answer())).getMessage());
        assertEquals("PKIX path validation failed: OCSP verification needed (X509_V_ERR_OCSP_VERIFY_NEEDED, 73) at depth 0: CN=demanding, issued "
                + "by CN=Root; the certificate demands that a server staples an OCSP response (RFC 7633), and this one did not: it has to",
                refused(demanding(root), staples()).getMessage());
    }

    /** RFC 6960 section 3.2: "The certificate identified in a received response corresponds to the certificate that was identified". */
    @Test
    void itMustBeAboutThisCertificate() throws Exception {
        TestCa other = TestCa.root("Root");
        String nothing = "it says nothing about this certificate";
        failed(nothing, ca().answer());
        failed(nothing, ca().good(responder.leaf(), root.certificate()).answer());
        failed(nothing, ca().good(leaf.leaf(), other.certificate()).answer());
        TestResponder r = ca();
        good(r.says(r.id(TestResponder.SHA256, leaf.leaf(), root.certificate()), CertificateStatus.GOOD, -1, 60, null).answer());
        TestResponder sha384 = ca();
        CertificateID id = sha384.id(new ASN1ObjectIdentifier("2.16.840.1.101.3.4.2.2"), leaf.leaf(), root.certificate());
        failed(nothing, sha384.says(id, CertificateStatus.GOOD, -1, 60, null).answer());
    }

    @Test
    void allThatIsSaidOfItMustBeGood() throws Exception {
        TestResponder several = good(ca().revoked(responder.leaf(), root.certificate())).revoked(root.certificate(), root.certificate());
        good(several.answer());
        TestResponder both = good(ca());
        both.says(both.id(TestResponder.SHA256, leaf.leaf(), root.certificate()), new UnknownStatus(), -1, 60, null);
        refused(VerifyResult.OCSP_CERT_UNKNOWN, "its responder", both.answer());
    }

    @Test
    void times() throws Exception {
        good(says(CertificateStatus.GOOD, 240, 3600));
        failed("it is good from ", says(CertificateStatus.GOOD, 400, 3600));
        good(says(CertificateStatus.GOOD, -3600, -240));
        failed("it was good until ", says(CertificateStatus.GOOD, -3600, -400));
        failed("its times make no sense", says(CertificateStatus.GOOD, 100, 0));
        good(says(CertificateStatus.GOOD, -23 * 3600, null));
        failed("it is of ", says(CertificateStatus.GOOD, -25 * 3600, null));
        good(says(CertificateStatus.GOOD, -400 * 24 * 3600, 60));
    }

    @Test
    void signedByTheIssuerWhateverItCallsItself() throws Exception {
        good(good(TestResponder.hashed(root.keys())).answer());
        good(good(ca().sending(root.certificate())).answer());
        String not = "its signature is not by its responder, ";
        failed(not + "CN=Root", good(TestResponder.named(leaf.keys(), root.certificate())).answer());
        failed(not + "CN=leaf", good(TestResponder.named(root.keys(), leaf.leaf())).answer());
        failed(not + "a key's hash", good(TestResponder.hashed(leaf.keys())).answer());
        byte[] tampered = good(ca()).answer();
        tampered[tampered.length - 1] ^= 1;
        failed(not, tampered);
    }

    /** RFC 6960 section 4.2.2.2: "This certificate MUST be issued directly by the CA that is identified in the request." */
    @Test
    void signedByADesignatedResponder() throws Exception {
        good(by(responder));
        good(good(TestResponder.hashed(responder.keys()).sending(leaf.leaf(), responder.leaf())).answer());
        failed("its signature is not by its responder, CN=Responder", good(TestResponder.named(responder.keys(), responder.leaf())).answer());
        failed("its signer, CN=Responder, is not designated to sign OCSP responses (id-kp-OCSPSigning)",
                by(root.issue("EC", TestCa.Leaf.of("Responder"))));
        failed("its signer, CN=Responder, is not designated", by(root.issue("EC", designated().purposes(KeyPurposeId.anyExtendedKeyUsage))));
        String foreign = "its signer, CN=Responder, was not issued by the issuer of the certificate";
        failed(foreign, by(TestCa.root("Root").issue("EC", designated())));
        failed(foreign, by(TestCa.root("Other").issue("EC", designated())));
        failed(foreign, by(root.intermediate("Middle").issue("EC", designated())));
        String expired = "its signer, CN=Responder, is not valid now";
        failed(expired, by(root.issue("EC", designated().valid(NOW.minus(9, ChronoUnit.DAYS), NOW.minus(1, ChronoUnit.HOURS)))));
        failed(expired, by(root.issue("EC", designated().valid(NOW.plus(1, ChronoUnit.HOURS), NOW.plus(1, ChronoUnit.DAYS)))));
        failed("its signer, CN=Responder, may not sign", by(root.issue("EC", designated().keyUsage(KeyUsage.keyAgreement))));
        failed("its signer, CN=Responder, may not sign", by(root.issue(TestCa.keyPair("EC"), designated(),
                b -> TestCa.with(b, new ASN1ObjectIdentifier("1.2.3.4"), true, DERNull.INSTANCE))));
    }

    private static byte[] by(TestCa.Identity who) throws Exception {
        return good(TestResponder.named(who.keys(), who.leaf()).sending(who.leaf())).answer();
    }

    /** Each costs two signatures, so that only some are tried. */
    @Test
    void ofManyRespondersOnlySomeAreTried() throws Exception {
        X509Certificate[] many = new X509Certificate[5];
        Arrays.fill(many, root.issue("EC", designated()).leaf());
        many[3] = responder.leaf();
        good(good(TestResponder.named(responder.keys(), responder.leaf()).sending(many)).answer());
        many[4] = responder.leaf();
        many[3] = many[0];
        failed("its signature is not by its responder", good(TestResponder.named(responder.keys(), responder.leaf()).sending(many)).answer());
    }

    @Test
    void whatIsWeakDoesNotCount() throws Exception {
        failed("the digest of its signature is too weak for security level 2", good(ca().signing("SHA1withECDSA")).answer());
        KeyPairGenerator g = KeyPairGenerator.getInstance("RSA");
        g.initialize(1024);
        TestCa.Identity small = root.issue(g.generateKeyPair(), designated());
        failed("its signer, CN=Responder, is too weak for security level 2", good(TestResponder.named(small.keys(), small.leaf())
                .sending(small.leaf()).signing("SHA256withRSA")).answer());
    }

    @Test
    void extensions() throws Exception {
        good(good(ca().with(new Extension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(new byte[16]).getEncoded()))).answer());
        ASN1ObjectIdentifier strange = new ASN1ObjectIdentifier("1.2.3.4");
        good(good(ca().with(new Extension(strange, false, new byte[] {5, 0}))).answer());
        failed("it has a critical extension that is not known", good(ca().with(new Extension(strange, true, new byte[] {5, 0}))).answer());
        TestResponder r = ca();
        CertificateID id = r.id(TestResponder.SHA1, leaf.leaf(), root.certificate());
        failed("it has a critical extension that is not known",
                r.says(id, CertificateStatus.GOOD, -1, 60, new Extension(strange, true, new byte[] {5, 0})).answer());
    }

    @Test
    void errorsOfTheResponder() throws Exception {
        failed("it is the responder's error tryLater", TestResponder.error(OCSPRespBuilder.TRY_LATER));
        failed("it is the responder's error unauthorized", TestResponder.error(OCSPRespBuilder.UNAUTHORIZED));
    }

    @Test
    void whatIsNoResponse() throws Exception {
        byte[] good = good(ca().sending(responder.leaf())).answer();
        String unread = "it ";
        failed(unread, new byte[] {7});
        failed(unread, Arrays.copyOf(good, good.length + 1));
        failed(unread, leaf.leaf().getEncoded());
        for (int length = 1; length < good.length; length++) {
            failed(unread, Arrays.copyOf(good, length));
        }
        // Every byte changed: refused in order, whatever it hits; never another exception.
        for (int at = 0; at < good.length; at++) {
            byte[] bent = good.clone();
            bent[at] ^= (byte) (at % 3 == 0 ? 0x80 : 1);
            try {
                good(bent);
            } catch (VerifyException e) {
                assertEquals(VerifyResult.OCSP_VERIFY_FAILED, e.result(), "byte " + at + ": " + e.getMessage());
            }
        }
        byte[] huge = new byte[1 << 20];
        new Random(1).nextBytes(huge);
        failed(unread, huge);
        System.arraycopy(new byte[] {0x30, (byte) 0x83, 0x0f, (byte) 0xff, (byte) 0xfb}, 0, huge, 0, 5);
        failed(unread, huge);
        byte[] deep = new byte[100_000];
        Arrays.fill(deep, (byte) 0x80);
        for (int i = 0; i < deep.length; i += 2) {
            deep[i] = 0x30;
        }
        failed(unread, deep);
        System.arraycopy(new byte[] {0x30, (byte) 0x83, 1, (byte) 0x86, (byte) 0x9b}, 0, deep, 0, 5);
        failed(unread, deep);
    }

    /** RFC 8446 section 4.4.2.1 lets a server staple to any certificate of its chain. */
    @Test
    void intermediatesToo() throws Exception {
        TestCa middle = root.intermediate("Middle");
        TestCa.Identity below = middle.issue("EC", TestCa.Leaf.of("below"));
        byte[] ofLeaf = TestResponder.of(middle).good(below.leaf(), middle.certificate()).answer();
        judge(below, staples(ofLeaf, ca().good(middle.certificate(), root.certificate()).answer()));
        judge(below, staples(new byte[0], ca().good(middle.certificate(), root.certificate()).answer()));
        VerifyException e = refused(below, staples(ofLeaf, ca().revoked(middle.certificate(), root.certificate()).answer()));
        assertEquals(VerifyResult.CERT_REVOKED, e.result());
        assertEquals(1, e.depth());
        assertEquals(1, refused(below, staples(ofLeaf, ofLeaf)).depth());
        // What was sent for nothing, and the anchor, nobody relies on.
        List<X509Certificate> more = List.of(below.leaf(), responder.leaf(), middle.certificate(), root.certificate());
        judge(new TestCa.Identity(below.keys(), more), staples(ofLeaf, new byte[] {1}, new byte[0], new byte[] {1}));
        assertEquals(1, refused(new TestCa.Identity(below.keys(), more), staples(ofLeaf, new byte[] {1}, ofLeaf)).depth());
        // The same certificate twice: both count.
        List<X509Certificate> twice = List.of(below.leaf(), middle.certificate(), below.leaf());
        assertEquals(0, refused(new TestCa.Identity(below.keys(), twice), staples(ofLeaf, new byte[0], new byte[] {1})).depth());
    }

    private static TestCa.Identity demanding(TestCa issuer) throws Exception {
        return issuer.issue(TestCa.keyPair("EC"), TestCa.Leaf.of("demanding"), TestCa.features(5));
    }

    /**
     * RFC 7633 section 4.3.3: "A client MUST treat a certificate with a TLS feature extension as an invalid certificate if the features offered by
     * the server do not contain all features present in both the client's ClientHello message and the TLS feature extension."
     */
    @Test
    void certificatesThatDemandAStaple() throws Exception {
        TestCa.Identity demanding = demanding(root);
        byte[] good = ca().good(demanding.leaf(), root.certificate()).answer();
        judge(demanding, staples(good));
        assertEquals(VerifyResult.OCSP_VERIFY_NEEDED, refused(demanding, staples()).result());
        assertEquals(VerifyResult.OCSP_VERIFY_NEEDED, refused(demanding, staples(new byte[0], good)).result());
        assertEquals(VerifyResult.OCSP_VERIFY_FAILED, refused(demanding, staples(good(ca()).answer())).result());
        judge(demanding, Staples.NOT_ASKED);
        judge(demanding, Staples.of(false, List.of()));
        // What was not asked for is judged when it comes nevertheless.
        assertEquals(VerifyResult.OCSP_VERIFY_FAILED, refused(demanding, Staples.of(false, List.of(new byte[] {1}))).result());
        // status_request_v2, which we do not ask for.
        judge(root.issue(TestCa.keyPair("EC"), TestCa.Leaf.of("v2"), TestCa.features(17)), staples());
        // It is no client's business to staple.
        verifier(root.certificate()).judge(Presented.of(demanding.chain(), false).with(staples()), VerifyWishes.NONE);
    }

    /** RFC 7633 section 4.2.2: "MUST offer the same set or a superset of the features advertised in the signing certificate." */
    @Test
    void featuresAreInherited() throws Exception {
        TestCa middle = root.intermediate("Middle", TestCa.features(5));
        TestCa.Identity plain = middle.issue("EC", TestCa.Leaf.of("plain"));
        byte[] good = TestResponder.of(middle).good(plain.leaf(), middle.certificate()).answer();
        VerifyException e = refused(plain, staples(good));
        assertEquals(VerifyResult.INVALID_EXTENSION, e.result());
        assertEquals(0, e.depth());
        assertTrue(e.getMessage().endsWith("; its TLS features (RFC 7633) are not all of its issuer's"), e.getMessage());
        judge(plain, Staples.NOT_ASKED);
        TestCa.Identity more = middle.issue(TestCa.keyPair("EC"), TestCa.Leaf.of("more"), TestCa.features(17, 5));
        judge(more, staples(TestResponder.of(middle).good(more.leaf(), middle.certificate()).answer()));
        assertEquals(VerifyResult.OCSP_VERIFY_NEEDED, refused(more, staples()).result());
    }

    @Test
    void featuresThatMakeNoSense() throws Exception {
        for (ASN1Encodable value : new ASN1Encodable[] {DERNull.INSTANCE, new DERUTF8String("5")}) {
            TestCa.Identity strange = root.issue(TestCa.keyPair("EC"), TestCa.Leaf.of("strange"),
                    b -> TestCa.with(b, new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"), false, value));
            assertEquals(VerifyResult.INVALID_EXTENSION, refused(strange, staples()).result());
        }
    }

    /** Whom the program trusts by himself needs no word of his issuer, who is not known. */
    @Test
    void anAnchorIsTrustedWithoutAStaple() throws Exception {
        TestCa.Identity demanding = demanding(root);
        verifier(demanding.leaf()).judge(Presented.of(demanding.chain(), true).with(staples(new byte[] {1})), VerifyWishes.NONE);
    }
}
