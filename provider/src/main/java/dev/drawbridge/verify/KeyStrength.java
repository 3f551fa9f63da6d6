package dev.drawbridge.verify;

import dev.drawbridge.store.Cert;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.interfaces.DSAPublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** Bits of security of public keys and security levels, as OpenSSL counts them (SSL_CTX_set_security_level(3), EVP_PKEY_get_security_bits(3)). */
final class KeyStrength {
    private static final int[] BITS = {0, 80, 112, 128, 192, 256};
    private static final double LN2 = Math.log(2);

    private KeyStrength() {
    }

    /** The bits that a level demands; levels beyond 5 are as 5. */
    static int bits(int level) {
        return BITS[Math.max(0, Math.min(level, 5))];
    }

    /** Whether the certificate's key reaches a level; a key that cannot be decoded reaches none but 0. */
    static boolean keyReaches(Cert c, int level) {
        if (level <= 0) {
            return true;
        }
        try {
            return bits(c.publicKey()) >= bits(level);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Whether the digest of the certificate's signature reaches a level. */
    static boolean signatureReaches(Cert c, int level) {
        CertSignature s = CertSignature.of(c.asn1().getSignatureAlgorithm());
        return level <= 0 || s != null && s.strength() >= bits(level);
    }

    private static int bits(PublicKey key) {
        if (key instanceof RSAPublicKey rsa) {
            return factoring(rsa.getModulus().bitLength());
        }
        if (key instanceof ECPublicKey ec) {
            return curve(ec.getParams().getOrder().bitLength());
        }
        if (key instanceof DSAPublicKey dsa) {
            return Math.min(factoring(dsa.getParams().getP().bitLength()), dsa.getParams().getQ().bitLength() / 2);
        }
        return switch (key.getAlgorithm()) {
            case "Ed25519" -> 128;
            case "Ed448" -> 224;
            case "EdDSA" -> key.getEncoded().length > 50 ? 224 : 128;
            case "ML-DSA-44" -> 128;
            case "ML-DSA-65" -> 192;
            case "ML-DSA-87" -> 256;
            case "ML-DSA" -> key.getEncoded().length < 1500 ? 128 : key.getEncoded().length < 2200 ? 192 : 256;
            default -> -1;
        };
    }

    private static int curve(int bits) {
        return bits >= 512 ? 256 : bits >= 384 ? 192 : bits >= 256 ? 128 : bits >= 224 ? 112 : bits >= 160 ? 80 : bits / 2;
    }

    /** NIST SP 800-56B Rev. 2 appendix D, rounded to multiples of 8, and SP 800-57's numbers where that has them. */
    private static int factoring(int bits) {
        int listed = switch (bits) {
            case 2048 -> 112;
            case 3072 -> 128;
            case 4096 -> 152;
            case 6144 -> 176;
            case 7680 -> 192;
            case 8192 -> 200;
            case 15360 -> 256;
            default -> bits < 8 ? 0 : -1;
        };
        if (listed >= 0) {
            return listed;
        }
        double x = bits * LN2;
        double y = (1.923 * Math.cbrt(x * Math.log(x) * Math.log(x)) - 4.69) / LN2;
        int rounded = ((int) y + 4) & ~7;
        return Math.min(rounded, bits <= 7680 ? 192 : bits <= 15360 ? 256 : 1200);
    }
}
