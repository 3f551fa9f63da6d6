package dev.drawbridge.crypto.bc;

import dev.drawbridge.spec.SignatureScheme;
import java.security.Key;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/**
 * Which keys go with which signature scheme: family, object identifier and size. An EC key must be on a
 * curve of ours, but which one it is does not matter here: only TLS 1.3 ties it to the scheme.
 */
final class KeyFit {
    /** DER around the hash in a PKCS#1 v1.5 signature, the same length for all of SHA-2 (RFC 8017 section 9.2). */
    private static final int DIGEST_INFO_LENGTH = 19;

    private KeyFit() {}

    /**
     * Whether the public key can verify such signatures. RFC 8446 section 4.2.3: "The keys found in certificates MUST also be of
     * appropriate type for the signature algorithms they are used with."
     */
    static boolean fits(PublicKey key, SignatureScheme scheme) {
        return switch (scheme.kind()) {
            // RFC 8446 section 4.2.3: "If TLS 1.2 is negotiated, implementations MUST be prepared to accept a signature that uses any curve
            // that they advertised in the "supported_groups" extension." RFC 8422 section 5.1.1: the curves that a party supports bind the
            // other's certificate keys too.
            case ECDSA -> key instanceof ECPublicKey ec && EcCurve.of(ec.getParams()) != null;
            case EDDSA -> isEdwards(key, scheme);
            case RSA_PKCS1 -> isRsa(key, "RSA") && hasRoomForPkcs1(key, scheme);
            case RSA_PSS_RSAE -> isRsa(key, "RSA") && hasRoomForPss(key, scheme);
            // RFC 8446 section 4.2.3: "If the public key is carried in an X.509 certificate, it MUST use the RSASSA-PSS OID"; and above,
            // for rsa_pss_rsae: "If the public key is carried in an X.509 certificate, it MUST use the rsaEncryption OID".
            case RSA_PSS_PSS -> isRsa(key, "RSASSA-PSS") && hasRoomForPss(key, scheme) && pssParametersAllow(key, scheme);
        };
    }

    /** Whether a private key, which may show nothing but its algorithm's name, belongs to the family of the scheme. */
    static boolean sameFamily(Key privateKey, SignatureScheme scheme) {
        String name = privateKey.getAlgorithm();
        return switch (scheme.kind()) {
            case ECDSA -> "EC".equals(name) || "ECDSA".equals(name);
            case EDDSA -> isEdwards(privateKey, scheme) || !(privateKey instanceof EdECKey) && "EdDSA".equals(name);
            case RSA_PKCS1 -> "RSA".equals(name);
            case RSA_PSS_RSAE, RSA_PSS_PSS -> "RSA".equals(name) || "RSASSA-PSS".equals(name);
        };
    }

    private static boolean isEdwards(Key key, SignatureScheme scheme) {
        String curve = key instanceof EdECKey ed ? ed.getParams().getName() : key.getAlgorithm();
        return curve.equalsIgnoreCase(scheme.toString());
    }

    private static boolean isRsa(Key key, String algorithm) {
        return key instanceof RSAKey && algorithm.equals(key.getAlgorithm());
    }

    private static boolean hasRoomForPkcs1(PublicKey key, SignatureScheme scheme) {
        int modulusLength = (modulusBits(key) + 7) / 8;
        return modulusLength >= scheme.hash().length() + (scheme.hash().twofold() ? 0 : DIGEST_INFO_LENGTH) + 11;
    }

    /** RFC 8017 section 9.1.1: "emBits at least 8hLen + 8sLen + 9", where emBits is one less than the bits of the modulus. */
    private static boolean hasRoomForPss(PublicKey key, SignatureScheme scheme) {
        return modulusBits(key) - 1 >= 16 * scheme.hash().length() + 9;
    }

    private static int modulusBits(PublicKey key) {
        return ((RSAKey) key).getModulus().bitLength();
    }

    /**
     * Parameters in an RSASSA-PSS key bind it to one hash; their salt length is a least value (RFC 4055 section 3.3). We read it so,
     * as OpenSSL does, because keys made by OpenSSL say 0.
     */
    private static boolean pssParametersAllow(PublicKey key, SignatureScheme scheme) {
        AlgorithmParameterSpec any = ((RSAKey) key).getParams();
        if (any == null) {
            return true;
        }
        return any instanceof PSSParameterSpec pss
            && pss.getDigestAlgorithm().equalsIgnoreCase(scheme.hash().jcaName())
            && pss.getMGFParameters() instanceof MGF1ParameterSpec mgf
            && mgf.getDigestAlgorithm().equalsIgnoreCase(scheme.hash().jcaName())
            && pss.getSaltLength() <= scheme.hash().length();
    }
}
