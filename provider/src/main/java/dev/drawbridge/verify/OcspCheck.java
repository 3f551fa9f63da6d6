package dev.drawbridge.verify;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.CertFacts;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;

/**
 * Judges what an OCSP response says of one certificate, as OpenSSL's {@code OCSP_basic_verify} and {@code OCSP_check_validity} do.
 *
 * @param cert whose status is asked for
 * @param issuer who issued it; the signature that says so is verified elsewhere
 * @param level the security level of the signer's key and the digests
 * @param now the time, or null when times are not looked at
 */
record OcspCheck(Cert cert, Cert issuer, int level, Instant now) {
    /** What clocks may differ by; OpenSSL's. */
    private static final Duration SKEW = Duration.ofMinutes(5);
    /** How old a response may be that does not say until when it is good. */
    static final Duration MOST_AGE = Duration.ofDays(1);
    /** Certificates of responders that are tried, each for two signatures. */
    private static final int MOST_SIGNERS = 4;

    /**
     * What came out.
     *
     * @param result {@link VerifyResult#OK} when the certificate is good
     * @param why else what is wrong, as the rest of a sentence about the response
     */
    record Verdict(VerifyResult result, String why) {
        private static final Verdict GOOD = new Verdict(VerifyResult.OK, null);
    }

    /**
     * RFC 6960 section 3.2: "Prior to accepting a signed response for a particular certificate as valid, OCSP clients SHALL confirm that: 1. The
     * certificate identified in a received response corresponds to the certificate that was identified in the corresponding request; 2. The
     * signature on the response is valid; 3. The identity of the signer matches the intended recipient of the request; 4. The signer is currently
     * authorized to provide a response for the certificate in question; 5. The time at which the status being indicated is known to be correct
     * (thisUpdate) is sufficiently recent; 6. When available, the time at or before which newer information will be available about the status of
     * the certificate (nextUpdate) is greater than the current time."
     */
    Verdict judge(byte[] response) {
        try {
            OcspAnswer answer = OcspAnswer.of(response);
            require(!answer.unhandled(), "it has a critical extension that is not known");
            checkSignature(answer);
            return status(answer);
        } catch (OcspAnswer.Unusable e) {
            return new Verdict(VerifyResult.OCSP_VERIFY_FAILED, e.getMessage());
        }
    }

    private void checkSignature(OcspAnswer answer) throws OcspAnswer.Unusable {
        CertSignature algorithm = CertSignature.of(answer.algorithm());
        require(algorithm != null, "the algorithm of its signature is not known");
        require(level <= 0 || algorithm.strength() >= KeyStrength.bits(level), "the digest of its signature is too weak for security level " + level);
        // RFC 6960 section 4.2.2.2: "a certificate's issuer MUST do one of the following: - sign the OCSP responses itself, or - explicitly
        // designate this authority to another entity."
        if (answer.responder().is(issuer) && signed(answer, algorithm, issuer)) {
            return;
        }
        String why = "its signature is not by its responder, " + answer.responder().text();
        int tried = 0;
        for (Cert signer : answer.certificates()) {
            if (answer.responder().is(signer) && tried++ < MOST_SIGNERS) {
                String wrong = designated(signer);
                if (wrong == null && signed(answer, algorithm, signer)) {
                    return;
                }
                why = wrong == null ? why : "its signer, " + signer.subjectLine() + ", " + wrong;
            }
        }
        throw new OcspAnswer.Unusable(why);
    }

    private static boolean signed(OcspAnswer answer, CertSignature algorithm, Cert signer) {
        try {
            return algorithm.fits(signer.asn1().getSubjectPublicKeyInfo())
                    && algorithm.verifies(signer.publicKey(), answer.signed(), answer.signature());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Why a certificate may not sign responses in the issuer's place, or null when it may. */
    private String designated(Cert signer) {
        CertFacts f = signer.facts();
        // RFC 6960 section 4.2.2.2: "OCSP signing delegation SHALL be designated by the inclusion of id-kp-OCSPSigning in an extended key usage
        // certificate extension included in the OCSP response signer's certificate. This certificate MUST be issued directly by the CA that is
        // identified in the request."
        if (f.extendedKeyUsage() == null || !f.extendedKeyUsage().contains(KeyPurposeId.id_kp_OCSPSigning.getId())) {
            return "is not designated to sign OCSP responses (id-kp-OCSPSigning)";
        }
        if (!Issuance.likely(issuer, signer) || !SignatureRules.signed(issuer, signer)) {
            return "was not issued by the issuer of the certificate";
        }
        if (f.unhandledCritical() || f.keyUsageRefuses(KeyUsage.digitalSignature | KeyUsage.nonRepudiation)) {
            return "may not sign: keyUsage or a critical extension";
        }
        if (!KeyStrength.keyReaches(signer, level) || !KeyStrength.signatureReaches(signer, level)) {
            return "is too weak for security level " + level;
        }
        return Validity.holds(signer, now) ? null : "is not valid now";
    }

    /** All that is said of the certificate must be good. */
    private Verdict status(OcspAnswer answer) throws OcspAnswer.Unusable {
        List<OcspAnswer.Single> ours = ours(answer);
        require(!ours.isEmpty(), "it says nothing about this certificate");
        for (OcspAnswer.Single s : ours) {
            require(!s.unhandled(), "it has a critical extension that is not known");
            if (now != null) {
                checkTimes(s);
            }
            if (s.status() == OcspAnswer.Status.REVOKED) {
                return new Verdict(VerifyResult.CERT_REVOKED, "it says revoked" + s.revoked());
            }
            if (s.status() == OcspAnswer.Status.UNKNOWN) {
                return new Verdict(VerifyResult.OCSP_CERT_UNKNOWN, "its responder does not know this certificate");
            }
        }
        return Verdict.GOOD;
    }

    /** What an answer says of the certificate. */
    List<OcspAnswer.Single> ours(OcspAnswer answer) {
        return answer.singles().stream().filter(s -> isOurs(s.id())).toList();
    }

    private boolean isOurs(CertID id) {
        if (!id.getSerialNumber().equals(cert.asn1().getSerialNumber())) {
            return false;
        }
        ASN1ObjectIdentifier hash = id.getHashAlgorithm().getAlgorithm();
        UnaryOperator<byte[]> digest = hash.equals(OIWObjectIdentifiers.idSHA1) ? Digests::sha1
                : hash.equals(NISTObjectIdentifiers.id_sha256) ? Digests::sha256 : null;
        try {
            // RFC 6960 section 4.1.1: issuerNameHash "is the hash of the issuer's distinguished name (DN). The hash shall be calculated over the
            // DER encoding of the issuer's name field in the certificate being checked." And issuerKeyHash: "The hash shall be calculated over
            // the value (excluding tag and length) of the subject public key field in the issuer's certificate."
            return digest != null
                    && Arrays.equals(id.getIssuerNameHash().getOctets(), digest.apply(cert.asn1().getIssuer().getEncoded(ASN1Encoding.DER)))
                    && Arrays.equals(id.getIssuerKeyHash().getOctets(),
                            digest.apply(issuer.asn1().getSubjectPublicKeyInfo().getPublicKeyData().getOctets()));
        } catch (IOException e) {
            return false;
        }
    }

    private void checkTimes(OcspAnswer.Single s) throws OcspAnswer.Unusable {
        require(s.thisUpdate() != null && (s.nextUpdate() != null || !s.hasNextUpdate()), "its times make no sense");
        // RFC 6960 section 4.2.2.1: "Responses whose thisUpdate time is later than the local system time SHOULD be considered unreliable."
        require(!s.thisUpdate().isAfter(now.plus(SKEW)), "it is good from " + s.thisUpdate());
        // RFC 6960 section 4.2.2.1: "Responses whose nextUpdate value is earlier than the local system time value SHOULD be considered
        // unreliable."
        if (s.hasNextUpdate()) {
            require(!s.nextUpdate().isBefore(s.thisUpdate()), "its times make no sense");
            require(!s.nextUpdate().isBefore(now.minus(SKEW)), "it was good until " + s.nextUpdate());
        } else {
            // RFC 6960 section 4.2.2.1: "If nextUpdate is not set, the responder is indicating that newer revocation information is available
            // all the time." A server that staples keeps it for some hours nevertheless.
            require(!s.thisUpdate().plus(MOST_AGE).isBefore(now), "it is of " + s.thisUpdate() + " and does not say how long it is good, which is "
                    + MOST_AGE.toHours() + " hours at most");
        }
    }

    private static void require(boolean right, String otherwise) throws OcspAnswer.Unusable {
        if (!right) {
            throw new OcspAnswer.Unusable(otherwise);
        }
    }
}
