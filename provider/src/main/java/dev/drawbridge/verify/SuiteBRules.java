package dev.drawbridge.verify;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.Crl;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/**
 * Suite B's demands on chains (RFC 6460; OpenSSL's {@code X509_chain_check_suiteb}): keys of ECDSA on P-256 and P-384 as the flags allow, each
 * signing with the hash of its size, and nobody on P-384 vouched for by one on P-256. Certificates are of version 3.
 */
public final class SuiteBRules {
    private static final Set<VerifyFlag> FLAGS = EnumSet.of(VerifyFlag.SUITEB_128_LOS_ONLY, VerifyFlag.SUITEB_192_LOS, VerifyFlag.SUITEB_128_LOS);

    /** What is wrong, and with which certificate of the chain. */
    record Finding(VerifyResult result, int depth) {
    }

    /** Whether P-256 may still be met: not above a P-384. */
    private boolean p256;
    private final boolean p384;
    private boolean p256IsOver;

    private SuiteBRules(Set<VerifyFlag> flags) {
        boolean both = flags.contains(VerifyFlag.SUITEB_128_LOS);
        p256 = both || flags.contains(VerifyFlag.SUITEB_128_LOS_ONLY);
        p384 = both || flags.contains(VerifyFlag.SUITEB_192_LOS);
    }

    private static boolean asked(Set<VerifyFlag> flags) {
        return flags.stream().anyMatch(FLAGS::contains);
    }

    /** Checks the chain of a verification, if its parameters say so. */
    static void check(Verification v) throws Verification.Refused {
        Finding found = find(v.chain(), v.parameters().flags());
        if (found != null) {
            v.fail(found.result, found.depth, v.chain().get(found.depth));
        }
    }

    /** What is wrong with a CRL of a signer, or OK. */
    static VerifyResult ofCrl(Crl crl, Cert signer, Set<VerifyFlag> flags) {
        return asked(flags) ? new SuiteBRules(flags).look(signer, crl.asn1().getSignatureAlgorithm().getAlgorithm()) : VerifyResult.OK;
    }

    /**
     * Checks a chain that somebody else found good.
     *
     * @param chain leaf first, with its anchor
     * @throws VerifyException when it does not keep to Suite B
     */
    public static void check(List<X509Certificate> chain, Set<VerifyFlag> flags) throws CertificateException {
        Finding found = find(certs(chain), flags);
        if (found != null) {
            VerifyResult r = found.result;
            throw new VerifyException(r, found.depth, r.text() + " (" + r.opensslName() + ", " + r.number() + ") at depth " + found.depth + ": "
                    + chain.get(found.depth).getSubjectX500Principal());
        }
    }

    /**
     * Checks the chain that a peer sent, completed by whom is trusted, where somebody else judged it and does not tell what he found.
     *
     * @param trusted whom he trusts
     * @throws CertificateException when it does not keep to Suite B, or nobody knows who signed it
     */
    public static void checkSent(List<X509Certificate> sent, List<X509Certificate> trusted, Set<VerifyFlag> flags) throws CertificateException {
        if (!asked(flags)) {
            return;
        }
        List<X509Certificate> chain = new ArrayList<>(List.of(sent.get(0)));
        X509Certificate last = sent.get(0);
        while (!trusted.contains(last) && !signs(last, last)) {
            X509Certificate issuer = issuer(last, trusted, chain);
            issuer = issuer == null ? issuer(last, sent, chain) : issuer;
            if (issuer == null) {
                throw new CertificateException("Suite B is demanded, and who signed \"" + last.getSubjectX500Principal() + "\" is not known:"
                        + " the peer did not send \"" + last.getIssuerX500Principal() + "\", and the trust manager does not name it among its accepted issuers");
            }
            chain.add(issuer);
            last = issuer;
        }
        check(chain, flags);
    }

    private static X509Certificate issuer(X509Certificate of, List<X509Certificate> among, List<X509Certificate> but) {
        for (X509Certificate c : among) {
            if (!but.contains(c) && signs(c, of)) {
                return c;
            }
        }
        return null;
    }

    private static boolean signs(X509Certificate issuer, X509Certificate c) {
        if (!issuer.getSubjectX500Principal().equals(c.getIssuerX500Principal())) {
            return false;
        }
        try {
            c.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /**
     * Whether we may show a chain of our own. As in OpenSSL ({@code tls1_check_chain}) its last certificate is taken for its own signer, so that a
     * P-256 authority below a P-384 root needs the root in the chain; of a leaf alone only the key counts.
     */
    public static boolean permitsOwn(List<X509Certificate> chain, Set<VerifyFlag> flags) {
        try {
            List<Cert> certs = certs(chain);
            return certs.size() == 1 ? new SuiteBRules(flags).look(certs.get(0), null) == VerifyResult.OK : find(certs, flags) == null;
        } catch (CertificateException e) {
            return false;
        }
    }

    private static List<Cert> certs(List<X509Certificate> chain) throws CertificateException {
        List<Cert> certs = new ArrayList<>(chain.size());
        for (X509Certificate c : chain) {
            certs.add(Cert.of(c));
        }
        return certs;
    }

    /** The first thing that is wrong, or null. */
    static Finding find(List<Cert> chain, Set<VerifyFlag> flags) {
        if (!asked(flags)) {
            return null;
        }
        SuiteBRules rules = new SuiteBRules(flags);
        ASN1ObjectIdentifier signature = null;
        for (int i = 0; i < chain.size(); i++) {
            Cert c = chain.get(i);
            VerifyResult r = c.asn1().getVersionNumber() == 3 ? rules.look(c, signature) : VerifyResult.SUITE_B_INVALID_VERSION;
            if (r != VerifyResult.OK) {
                return rules.finding(r, i);
            }
            signature = signature(c);
        }
        VerifyResult r = rules.look(chain.get(chain.size() - 1), signature); // of the root, which signs itself
        return r == VerifyResult.OK ? null : rules.finding(r, chain.size());
    }

    /** A wrong signature, or one by a key that is not allowed, is the fault of the certificate that has it. */
    private Finding finding(VerifyResult r, int depth) {
        boolean below = r == VerifyResult.SUITE_B_INVALID_SIGNATURE_ALGORITHM || r == VerifyResult.SUITE_B_LOS_NOT_ALLOWED;
        return new Finding(r == VerifyResult.SUITE_B_LOS_NOT_ALLOWED && p256IsOver ? VerifyResult.SUITE_B_CANNOT_SIGN_P_384_WITH_P_256 : r,
                below && depth > 0 ? depth - 1 : depth);
    }

    /**
     * Looks at a key.
     *
     * @param signature the algorithm of what it signed, or null when it signed nothing
     */
    private VerifyResult look(Cert signer, ASN1ObjectIdentifier signature) {
        SubjectPublicKeyInfo key = signer.asn1().getSubjectPublicKeyInfo();
        if (!key.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey) || !Issuance.hasKey(signer)) {
            return VerifyResult.SUITE_B_INVALID_ALGORITHM;
        }
        ASN1Encodable curve = key.getAlgorithm().getParameters();
        boolean is384 = SECObjectIdentifiers.secp384r1.equals(curve);
        if (!is384 && !SECObjectIdentifiers.secp256r1.equals(curve)) {
            return VerifyResult.SUITE_B_INVALID_CURVE;
        }
        if (signature != null && !signature.equals(is384 ? X9ObjectIdentifiers.ecdsa_with_SHA384 : X9ObjectIdentifiers.ecdsa_with_SHA256)) {
            return VerifyResult.SUITE_B_INVALID_SIGNATURE_ALGORITHM;
        }
        if (!(is384 ? p384 : p256)) {
            return VerifyResult.SUITE_B_LOS_NOT_ALLOWED;
        }
        if (is384 && p256) {
            p256 = false;
            p256IsOver = true;
        }
        return VerifyResult.OK;
    }

    private static ASN1ObjectIdentifier signature(Cert c) {
        return c.asn1().getSignatureAlgorithm().getAlgorithm();
    }
}
