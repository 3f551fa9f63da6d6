package dev.drawbridge.verify;

import dev.drawbridge.store.Cert;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** Bits of security of public keys and security levels, as OpenSSL counts them (SSL_CTX_set_security_level(3), EVP_PKEY_get_security_bits(3)). */
public final class KeyStrength {
    private static final int[] BITS = {0, 80, 112, 128, 192, 256};
    /** The smallest RSA modulus whose strength OpenSSL's formula (NIST SP 800-56B, appendix D, rounded to 8 bits) puts at the level. */
    private static final int[] RSA_BITS = {0, 920, 1963, 2671, 6947, 13914};
    /** The smallest prime of DH and DSA at the level (the table of NIST SP 800-57). */
    private static final int[] PRIME_BITS = {0, 1024, 2048, 3072, 7680, 15360};
    /** The smallest order of a curve at the level. */
    private static final int[] CURVE_BITS = {0, 160, 224, 256, 384, 512};

    private KeyStrength() {
    }

    /** The bits that a level demands. */
    public static int bits(int level) {
        return BITS[clamped(level)];
    }

    /** Whether an RSA key with a modulus of so many bits reaches a level. */
    public static boolean rsaReaches(int modulusBits, int level) {
        return modulusBits >= RSA_BITS[clamped(level)];
    }

    /** Whether a prime of DH or DSA with so many bits reaches a level. */
    public static boolean primeReaches(int primeBits, int level) {
        return primeBits >= PRIME_BITS[clamped(level)];
    }

    /** Whether a curve whose order has so many bits reaches a level. */
    public static boolean curveReaches(int orderBits, int level) {
        return orderBits >= CURVE_BITS[clamped(level)];
    }

    /** Levels beyond 5 are as 5. */
    private static int clamped(int level) {
        return Math.max(0, Math.min(level, BITS.length - 1));
    }

    /** Whether the certificate's key reaches a level; a key that cannot be decoded reaches none but 0. */
    public static boolean keyReaches(Cert c, int level) {
        if (level <= 0) {
            return true;
        }
        try {
            return reaches(c.publicKey(), level);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether the digest of the certificate's signature reaches a level. */
    public static boolean signatureReaches(Cert c, int level) {
        CertSignature s = CertSignature.of(c.asn1().getSignatureAlgorithm());
        return level <= 0 || s != null && s.strength() >= bits(level);
    }

    /** Whether a key reaches a level. */
    public static boolean reaches(PublicKey key, int level) {
        if (level <= 0) {
            return true;
        }
        if (key instanceof RSAPublicKey rsa) {
            return rsaReaches(rsa.getModulus().bitLength(), level);
        }
        if (key instanceof ECPublicKey ec) {
            return curveReaches(ec.getParams().getOrder().bitLength(), level);
        }
        if (key instanceof DSAPublicKey dsa) {
            return primeReaches(dsa.getParams().getP().bitLength(), level) && dsa.getParams().getQ().bitLength() / 2 >= bits(level);
        }
        return fixedBits(key) >= bits(level);
    }

    /** The strength of keys that come in one size; -1 for what is not known. */
    private static int fixedBits(PublicKey key) {
        int length = key.getEncoded() == null ? 0 : key.getEncoded().length;
        return switch (key.getAlgorithm()) {
            case "Ed25519" -> 128;
            case "Ed448" -> 224;
            case "EdDSA" -> length > 50 ? 224 : 128;
            case "ML-DSA-44" -> 128;
            case "ML-DSA-65" -> 192;
            case "ML-DSA-87" -> 256;
            case "ML-DSA" -> length < 1500 ? 128 : length < 2200 ? 192 : 256;
            default -> -1;
        };
    }
}
