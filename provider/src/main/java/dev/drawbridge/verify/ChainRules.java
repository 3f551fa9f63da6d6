package dev.drawbridge.verify;

import java.security.AlgorithmConstraints;
import java.security.CryptoPrimitive;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a chain must keep to in TLS whoever trusts it: algorithms, key sizes, and what the leaf's key may be used for. */
public final class ChainRules {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final Set<CryptoPrimitive> SIGNATURE = EnumSet.of(CryptoPrimitive.SIGNATURE);

    /** Its place in X509Certificate.getKeyUsage. */
    private static final int KEY_ENCIPHERMENT = 2;

    private ChainRules() {
    }

    /**
     * Checks the keys of all certificates and the signatures of those that are not self-signed: a root's own signature proves nothing and
     * is not relied on.
     *
     * @param constraints the program's own, or null
     */
    public static void check(List<X509Certificate> chain, DisabledAlgorithms disabled, AlgorithmConstraints constraints)
            throws CertificateException {
        for (int i = 0; i < chain.size(); i++) {
            X509Certificate c = chain.get(i);
            PublicKey key = c.getPublicKey();
            String algorithm = c.getSigAlgName();
            if (!disabled.permits(key) || constraints != null && !constraints.permits(SIGNATURE, key)) {
                throw refused(i, c, key.getAlgorithm() + " key is not allowed");
            }
            // RFC 8446 section 4.4.2.4: "Any endpoint receiving any certificate which it would need to validate using any signature
            // algorithm using an MD5 hash MUST abort the handshake with a "bad_certificate" alert", whatever the properties say.
            if (usesMd5(c) && !selfSigned(c)) {
                throw refused(i, c, "signature " + algorithm + " is not allowed");
            }
            boolean allowed = disabled.permitsSignature(algorithm)
                    && (constraints == null || constraints.permits(SIGNATURE, algorithm, null));
            if (!allowed && !selfSigned(c)) {
                throw refused(i, c, "signature " + algorithm + " is not allowed");
            }
        }
    }

    static boolean usesMd5(X509Certificate c) {
        return c.getSigAlgName().toUpperCase(Locale.ROOT).startsWith("MD5");
    }

    /** The same name twice is not enough: an authority that changes its key signs the new one with the old one. */
    private static boolean selfSigned(X509Certificate c) {
        if (!c.getSubjectX500Principal().equals(c.getIssuerX500Principal())) {
            return false;
        }
        try {
            c.verify(c.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false; // signed by another key, or nobody can tell
        }
    }

    private static CertificateException refused(int depth, X509Certificate c, String why) {
        String message = "certificate " + depth + " (" + c.getSubjectX500Principal() + "): " + why + " by the algorithm constraints";
        return new CertificateException(message,
                new CertPathValidatorException(message, null, null, -1, BasicReason.ALGORITHM_CONSTRAINED));
    }

    /**
     * Checks that the leaf is meant for its role.
     *
     * @param server whether the peer is a server
     * @param decrypts whether its key need not sign but decrypt, as in suites with RSA key exchange
     */
    public static void checkPurpose(X509Certificate leaf, boolean server, boolean decrypts) throws CertificateException {
        // RFC 5280 section 4.2.1.12: "the certificate MUST only be used for one of the purposes indicated".
        List<String> purposes = leaf.getExtendedKeyUsage();
        if (purposes != null && !purposes.contains(ANY_USAGE) && !purposes.contains(server ? SERVER_AUTH : CLIENT_AUTH)) {
            throw new CertificateException("certificate 0 (" + leaf.getSubjectX500Principal() + "): extended key usage does not permit TLS "
                    + (server ? "server" : "client") + " authentication");
        }
        if (!(decrypts ? mayDecrypt(leaf) : maySign(leaf))) {
            throw new CertificateException("certificate 0 (" + leaf.getSubjectX500Principal() + "): key usage does not permit "
                    + (decrypts ? "key encipherment" : "digital signatures"));
        }
    }

    /**
     * Whether the leaf's key may sign, as every suite has it do but those with RSA key exchange. RFC 8446 section 4.4.2.2: "The certificate MUST allow the
     * key to be used for signing (i.e., the digitalSignature bit MUST be set if the Key Usage extension is present)". RFC 5246 section
     * 7.4.2: "(the digitalSignature bit MUST be set if the key usage extension is present) with the signature scheme". And: "ECDSA-capable
     * public key; the certificate MUST allow the key to be used for signing". Section 7.4.6 the same of clients: "RSA public key; the
     * certificate MUST allow the key to be used for signing". And: "ECDSA-capable public key; the certificate MUST allow the key to be used
     * for signing".
     */
    public static boolean maySign(X509Certificate leaf) {
        boolean[] usage = leaf.getKeyUsage();
        return usage == null || usage.length > 0 && usage[0];
    }

    /**
     * Whether pre-master secrets may be encrypted to the leaf's key. RFC 5246 section 7.4.2: "RSA public key; the certificate MUST allow the
     * [...] key to be used for encryption (the keyEncipherment bit MUST be set if the key usage extension is present)."
     */
    public static boolean mayDecrypt(X509Certificate leaf) {
        boolean[] usage = leaf.getKeyUsage();
        return usage == null || usage.length > KEY_ENCIPHERMENT && usage[KEY_ENCIPHERMENT];
    }
}
