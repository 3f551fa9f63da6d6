package dev.drawbridge.verify;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.Crl;
import dev.drawbridge.store.CrlFacts;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.CertificateList;
import org.bouncycastle.asn1.x509.KeyUsage;

/** Revocation by CRL (RFC 5280 section 6.3): of the leaf, or of the whole chain. */
final class RevocationRules {
    private static final int REMOVE_FROM_CRL = 8;

    private final Verification v;
    private final Cert cert;
    private final int depth;

    private RevocationRules(Verification v, int depth) {
        this.v = v;
        this.depth = depth;
        this.cert = v.chain.get(depth);
    }

    static void check(Verification v) throws Verification.Refused {
        boolean all = v.parameters().has(VerifyFlag.CRL_CHECK_ALL);
        if (!v.parameters().has(VerifyFlag.CRL_CHECK) || v.ofCrl() && !all) {
            return;
        }
        for (int i = 0; i < (all ? v.chain.size() : 1); i++) {
            v.lookAt(i, v.chain.get(i));
            if (!v.chain.get(i).facts().proxy()) {
                new RevocationRules(v, i).check();
            }
        }
    }

    /** Looks for CRLs until every reason is covered. */
    private void check() throws Verification.Refused {
        int covered = 0;
        while (covered != CrlFacts.ALL_REASONS) {
            CrlChoice choice = CrlChoice.of(v, depth, covered);
            if (choice == null) {
                v.fail(VerifyResult.UNABLE_TO_GET_CRL, depth, cert);
                return;
            }
            checkCrl(choice, choice.crl());
            boolean removed = false;
            if (choice.delta() != null) {
                checkCrl(choice, choice.delta());
                removed = isRemoved(choice.delta());
            }
            if (!removed) {
                isRemoved(choice.crl());
            }
            if (choice.reasons() == covered) {
                v.fail(VerifyResult.UNABLE_TO_GET_CRL, depth, cert);
                return;
            }
            covered = choice.reasons();
        }
    }

    /** Whether the CRL itself may be believed. */
    private void checkCrl(CrlChoice choice, Crl crl) throws Verification.Refused {
        Cert signer = choice.signer();
        if (signer == null) {
            signer = v.chain.get(Math.min(depth + 1, v.chain.size() - 1));
            if (depth + 1 >= v.chain.size() && !Issuance.likely(signer, signer)) {
                v.fail(VerifyResult.UNABLE_TO_GET_CRL_ISSUER, depth, cert);
            }
        }
        if (crl.facts().baseNumber() == null) {
            // RFC 5280 section 6.3.3 (f): "If a key usage extension is present in the CRL issuer's certificate, verify that the cRLSign bit
            // is set."
            failIf(signer.facts().keyUsageRefuses(KeyUsage.cRLSign), VerifyResult.KEYUSAGE_NO_CRL_SIGN);
            failIf(!choice.inScope(), VerifyResult.DIFFERENT_CRL_SCOPE);
            failIf(!choice.samePath() && !signerIsTrusted(choice.signer()), VerifyResult.CRL_PATH_VALIDATION_ERROR);
        }
        if (!choice.inTime()) {
            checkTimes(crl, choice.deltaInTime());
        }
        if (!Issuance.hasKey(signer)) {
            v.fail(VerifyResult.UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY, depth, cert);
        } else {
            VerifyResult suiteB = SuiteBRules.ofCrl(crl, signer, v.parameters().flags());
            failIf(suiteB != VerifyResult.OK, suiteB);
            failIf(!signed(signer, crl), VerifyResult.CRL_SIGNATURE_FAILURE);
        }
    }

    /** Whether the signer's own chain ends at the anchor of the peer's (RFC 5280 section 6.3.3 (f)). */
    private boolean signerIsTrusted(Cert signer) {
        if (v.ofCrl() || signer == null) {
            return false;
        }
        Verification path = v.ofCrlSigner();
        return path.run(signer) && path.chain.get(path.chain.size() - 1).equals(v.chain.get(v.chain.size() - 1));
    }

    private void checkTimes(Crl crl, boolean deltaInTime) throws Verification.Refused {
        Instant now = v.time();
        if (now == null) {
            return;
        }
        Instant from = Validity.instant(crl.asn1().getThisUpdate());
        failIf(from == null, VerifyResult.ERROR_IN_CRL_LAST_UPDATE_FIELD);
        failIf(from != null && from.isAfter(now), VerifyResult.CRL_NOT_YET_VALID);
        if (crl.asn1().getNextUpdate() != null) {
            Instant to = Validity.instant(crl.asn1().getNextUpdate());
            failIf(to == null, VerifyResult.ERROR_IN_CRL_NEXT_UPDATE_FIELD);
            failIf(to != null && !to.isAfter(now) && !deltaInTime, VerifyResult.CRL_HAS_EXPIRED);
        }
    }

    private static boolean signed(Cert signer, Crl crl) {
        CertificateList c = crl.asn1();
        if (!c.getSignatureAlgorithm().equals(c.getTBSCertList().getSignature())) {
            return false;
        }
        CertSignature algorithm = CertSignature.of(c.getSignatureAlgorithm());
        try {
            return algorithm != null && algorithm.fits(signer.asn1().getSubjectPublicKeyInfo())
                    && algorithm.verifies(signer.publicKey(), c.getTBSCertList().getEncoded(ASN1Encoding.DER), c.getSignature().getOctets());
        } catch (GeneralSecurityException | IOException e) {
            return false;
        }
    }

    /** Fails when the CRL revokes the certificate; whether it takes an earlier revocation back. */
    private boolean isRemoved(Crl crl) throws Verification.Refused {
        // RFC 5280 section 5.2: "If a CRL contains a critical extension that the application cannot process, then the application MUST NOT
        // use that CRL to determine the status of certificates."
        failIf(crl.facts().unhandledCritical() && !v.parameters().has(VerifyFlag.IGNORE_CRITICAL),
                VerifyResult.UNHANDLED_CRITICAL_CRL_EXTENSION);
        List<CrlFacts.Entry> entries = crl.facts().entries(cert.asn1().getSerialNumber().getValue());
        for (CrlFacts.Entry e : entries) {
            boolean ours = e.issuer() == null ? cert.issuer().equals(crl.issuer()) : CrlChoice.names(e.issuer(), cert.issuer());
            if (ours) {
                if (e.reason() == REMOVE_FROM_CRL) {
                    return true;
                }
                v.fail(VerifyResult.CERT_REVOKED, depth, cert);
                return false;
            }
        }
        return false;
    }

    private void failIf(boolean wrong, VerifyResult result) throws Verification.Refused {
        if (wrong) {
            v.fail(result, depth, cert);
        }
    }
}
