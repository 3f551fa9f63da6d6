package dev.drawbridge.it.chains;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Keys by name, each made once. */
final class Keyring {
    static final BouncyCastleProvider BC = new BouncyCastleProvider();
    private static final Map<String, KeyPair> KEYS = new HashMap<>();

    private Keyring() {
    }

    /** For example {@code EC:P-256:root}, {@code RSA:2048:leaf}, {@code Ed25519::x}: algorithm, size, and anything. */
    static synchronized KeyPair key(String name) {
        return KEYS.computeIfAbsent(name, Keyring::make);
    }

    private static KeyPair make(String name) {
        String[] parts = name.split(":");
        try {
            KeyPairGenerator g = KeyPairGenerator.getInstance(parts[0], BC);
            if (parts[0].equals("EC")) {
                g.initialize(new ECGenParameterSpec(parts[1]), new SecureRandom());
            } else if (!parts[1].isEmpty()) {
                g.initialize(Integer.parseInt(parts[1]));
            }
            return g.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(name, e);
        }
    }

    static ASN1Primitive time(Instant t) {
        return new DERUTCTime(DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC).format(t));
    }
}
