package dev.drawbridge.store;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Decodes keys: the JDK's objects where the JDK knows the algorithm, else Bouncy Castle's. */
final class KeyDecoder {
    private KeyDecoder() {
    }

    static PublicKey publicKey(ASN1ObjectIdentifier algorithm, byte[] encoded) throws GeneralSecurityException {
        return decode(algorithm, factory -> factory.generatePublic(new X509EncodedKeySpec(encoded)));
    }

    static PrivateKey privateKey(ASN1ObjectIdentifier algorithm, byte[] pkcs8) throws GeneralSecurityException {
        return decode(algorithm, factory -> factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
    }

    private interface Decoding<K> {
        K with(KeyFactory factory) throws GeneralSecurityException;
    }

    private static <K> K decode(ASN1ObjectIdentifier algorithm, Decoding<K> decoding) throws GeneralSecurityException {
        // JDK 17 does not know EC by its object identifier.
        String name = algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey) ? "EC" : algorithm.getId();
        try {
            return decoding.with(KeyFactory.getInstance(name));
        } catch (GeneralSecurityException e) {
            // Explicit curve parameters, small curves and newer algorithms, which the JDK does not take.
            return decoding.with(KeyFactory.getInstance(algorithm.getId(), Fallback.BC));
        }
    }

    /** Loaded for the first key that the JDK does not know. */
    private static final class Fallback {
        static final Provider BC = new BouncyCastleProvider();
    }
}
