package dev.drawbridge.crypto.bc;

import dev.drawbridge.spec.SignatureScheme;
import java.lang.ref.WeakReference;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Finds the {@link Signer} of a private key. Keys in software are converted to Bouncy Castle's form where the table says so, and the
 * last few conversions are remembered, by identity and without keeping the keys alive. A key that does not show its secret, or whose
 * class we do not know, goes to whichever JCA provider takes it.
 */
final class Signers {
    private static final int SLOTS = 16;

    private record Converted(WeakReference<PrivateKey> key, Signer signer) {}

    private final AtomicReferenceArray<Converted> slots = new AtomicReferenceArray<>(SLOTS);
    private final AtomicInteger next = new AtomicInteger();
    private final SecureRandom random;
    private final Signer foreign;

    Signers(SecureRandom random) {
        this.random = random;
        this.foreign = new JcaSignatures(null, random);
    }

    Signer of(PrivateKey key, SignatureScheme scheme) {
        if (key.getFormat() == null) {
            return foreign; // java.security.Key: null "if this key does not support encoding"
        }
        return switch (scheme.kind()) {
            case ECDSA, EDDSA -> converted(key, scheme);
            case RSA_PKCS1, RSA_PSS_RSAE, RSA_PSS_PSS -> rsa(key, scheme);
        };
    }

    /** Whose signatures of RSA are used: those without a hash of their own come from another provider of the JDK. */
    static Provider rsaProvider(SignatureScheme scheme) {
        return scheme.hash().twofold() ? Primitives.RAW_RSA.provider() : Primitives.RSA.provider();
    }

    private Signer rsa(PrivateKey key, SignatureScheme scheme) {
        return key instanceof RSAPrivateKey rsa && rsa.getPrivateExponent() != null
            ? new JcaSignatures(rsaProvider(scheme), random)
            : foreign;
    }

    private Signer converted(PrivateKey key, SignatureScheme scheme) {
        Signer known = remembered(key);
        if (known != null) {
            return known;
        }
        Signer signer = convert(key, scheme);
        if (signer == null) {
            return foreign;
        }
        slots.set(Math.floorMod(next.getAndIncrement(), SLOTS), new Converted(new WeakReference<>(key), signer));
        return signer;
    }

    /** Looks through the slots, dropping those whose key is gone. */
    private Signer remembered(PrivateKey key) {
        for (int i = 0; i < SLOTS; i++) {
            Converted c = slots.get(i);
            if (c != null) {
                if (c.key.refersTo(key)) {
                    return c.signer;
                }
                if (c.key.refersTo(null)) {
                    slots.compareAndSet(i, c, null);
                }
            }
        }
        return null;
    }

    /** The key in Bouncy Castle's form, or null when it does not give its secret away or lies on a curve that we do not know. */
    private Signer convert(PrivateKey key, SignatureScheme scheme) {
        if (key instanceof ECPrivateKey ec) {
            EcCurve curve = EcCurve.of(ec.getParams());
            BigInteger s = secretNumber(ec);
            return curve == null || s == null ? null : new Ecdsa(curve, s, random);
        }
        byte[] seed = key instanceof EdECPrivateKey ed ? ed.getBytes().orElse(null) : null;
        if (seed == null) {
            return null;
        }
        try {
            return new Eddsa(scheme, seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /** Keys in hardware say in two ways that they keep their number: null, or an exception. */
    private static BigInteger secretNumber(ECPrivateKey key) {
        try {
            return key.getS();
        } catch (UnsupportedOperationException | ProviderException e) {
            return null;
        }
    }
}
