package dev.drawbridge.verify;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.Certificate;

/** Signatures and validity, from the anchor down to the leaf. */
final class SignatureRules {
    private SignatureRules() {
    }

    static void check(Verification v) throws Verification.Refused {
        List<Cert> chain = v.chain;
        int issuer = chain.size() - 1;
        int subject = issuer;
        Cert last = chain.get(issuer);
        v.lookAt(issuer, last);
        if (!Issuance.likely(last, last) && !v.parameters().has(VerifyFlag.PARTIAL_CHAIN)) {
            // The chain does not end at a self-signed certificate, which the listener did not mind.
            if (issuer > 0) {
                subject--;
                v.lookAt(subject, chain.get(subject));
            } else {
                v.fail(VerifyResult.UNABLE_TO_VERIFY_LEAF_SIGNATURE, 0, last);
            }
        }
        for (; subject >= 0; issuer = subject--) {
            // An anchor's own signature proves nothing.
            if (subject != issuer || v.parameters().has(VerifyFlag.CHECK_SS_SIGNATURE) && Issuance.selfSigned(last)) {
                checkSignature(v, issuer, subject);
            }
            checkValidity(v, chain.get(subject), subject);
            v.passed(subject, chain.get(subject));
        }
    }

    private static void checkSignature(Verification v, int issuerDepth, int depth) throws Verification.Refused {
        Cert issuer = v.chain.get(issuerDepth);
        Cert subject = v.chain.get(depth);
        boolean own = issuerDepth == depth;
        // RFC 5280 section 6.1.4 (n): "If a key usage extension is present, verify that the keyCertSign bit is set." Not for a leaf that
        // signed itself (RFC 6818 section 2).
        VerifyResult may = own && !issuer.facts().authority() ? VerifyResult.OK : Issuance.signing(issuer, subject);
        if (may != VerifyResult.OK) {
            v.fail(may, issuerDepth, issuer);
        }
        if (!Issuance.hasKey(issuer)) {
            v.fail(VerifyResult.UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, issuerDepth, issuer);
        } else if (!signed(issuer, subject)) {
            v.fail(VerifyResult.CERT_SIGNATURE_FAILURE, depth, subject);
        }
    }

    /** Whether the issuer's key made the subject's signature. */
    static boolean signed(Cert issuer, Cert subject) {
        Certificate c = subject.asn1();
        // RFC 5280 section 4.1.1.2: "This field MUST contain the same algorithm identifier as the signature field in the sequence
        // tbsCertificate".
        if (!c.getSignatureAlgorithm().equals(c.getTBSCertificate().getSignature())) {
            return false;
        }
        CertSignature algorithm = CertSignature.of(c.getSignatureAlgorithm());
        try {
            return algorithm != null && algorithm.fits(issuer.asn1().getSubjectPublicKeyInfo())
                    && algorithm.verifies(issuer.publicKey(), c.getTBSCertificate().getEncoded(ASN1Encoding.DER), c.getSignature().getOctets());
        } catch (GeneralSecurityException | IOException e) {
            return false;
        }
    }

    private static void checkValidity(Verification v, Cert c, int depth) throws Verification.Refused {
        Instant now = v.time();
        if (now == null) {
            return;
        }
        Instant from = Validity.instant(c.asn1().getStartDate());
        if (from == null) {
            v.fail(VerifyResult.ERROR_IN_CERT_NOT_BEFORE_FIELD, depth, c);
        } else if (from.isAfter(now)) {
            v.fail(VerifyResult.CERT_NOT_YET_VALID, depth, c);
        }
        Instant to = Validity.instant(c.asn1().getEndDate());
        if (to == null) {
            v.fail(VerifyResult.ERROR_IN_CERT_NOT_AFTER_FIELD, depth, c);
        } else if (!to.isAfter(now)) {
            v.fail(VerifyResult.CERT_HAS_EXPIRED, depth, c);
        }
    }
}
