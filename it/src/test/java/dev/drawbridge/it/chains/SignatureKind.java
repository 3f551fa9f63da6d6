package dev.drawbridge.it.chains;

import java.security.KeyPair;
import java.util.Locale;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.DefaultSignatureAlgorithmIdentifierFinder;

/** A signature algorithm by its name in JCA. */
record SignatureKind(String jca, AlgorithmIdentifier identifier) {
    static SignatureKind named(String jca) {
        return new SignatureKind(jca, new DefaultSignatureAlgorithmIdentifierFinder().find(jca));
    }

    /** Whether a key can sign so. */
    boolean fits(KeyPair key) {
        String algorithm = key.getPublic().getAlgorithm().toUpperCase(Locale.ROOT);
        return algorithm.equals("RSA") ? jca.contains("RSA") : algorithm.equals("EC") ? jca.endsWith("ECDSA") : jca.equals(algorithm);
    }

    /** What a key signs with when nothing else is said. */
    static SignatureKind of(KeyPair key) {
        return with(key, "SHA256");
    }

    /** The key's algorithm with a digest. */
    static SignatureKind with(KeyPair key, String digest) {
        return switch (key.getPublic().getAlgorithm()) {
            case "RSA" -> named(digest + "WITHRSA");
            case "EC", "ECDSA" -> named(digest + "WITHECDSA");
            default -> named(key.getPublic().getAlgorithm().toUpperCase(Locale.ROOT));
        };
    }
}
