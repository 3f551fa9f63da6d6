package dev.drawbridge.tls13;

import dev.drawbridge.ImportedPskIdentity;
import dev.drawbridge.PskKey;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Hash;
import dev.drawbridge.crypto.Hmac;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The secrets of external PSKs in TLS 1.3: as they are, or derived for one hash (RFC 9258 section 5.1). */
final class ImportedPsk13 {
    private static final byte[] LABEL = "tls13 derived psk".getBytes(StandardCharsets.US_ASCII);

    private ImportedPsk13() {
    }

    /** The hash that suites must have to go with a key. */
    static HashAlgorithm hash(PskKey key) {
        ImportedPskIdentity imported = key.importedIdentity();
        return algorithm(imported == null ? key.hash() : imported.targetHash());
    }

    private static HashAlgorithm algorithm(PskKey.Hash hash) {
        return switch (hash) {
            case SHA256 -> HashAlgorithm.SHA256;
            case SHA384 -> HashAlgorithm.SHA384;
        };
    }

    /** What the key schedule takes; the caller wipes it. */
    static Secret secret(Crypto crypto, PskKey key) {
        byte[] bytes = key.key();
        if (key.importedIdentity() == null) {
            return new Secret(bytes);
        }
        try {
            return derived(crypto, algorithm(key.hash()), bytes, key.identity(), hash(key).length());
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * RFC 9258 section 5.1: epskx = HKDF-Extract(0, epsk), ipskx = HKDF-Expand-Label(epskx, "derived psk", Hash(ImportedIdentity), L), with the
     * hash of the external PSK. L is the length of the target's hash, which may take more than one block of this one.
     */
    private static Secret derived(Crypto crypto, HashAlgorithm algorithm, byte[] epsk, byte[] identity, int length) {
        Hash hash = crypto.hash(algorithm);
        hash.update(identity, 0, identity.length);
        byte[] info = new WireWriter().u16(length).opaque8(LABEL).opaque8(hash.peek()).toByteArray();
        Hmac hmac = crypto.hmac(algorithm);
        hmac.key(new byte[hmac.length()]);
        hmac.update(epsk, 0, epsk.length);
        byte[] extracted = new byte[hmac.length()];
        hmac.finish(extracted, 0);
        hmac.key(extracted);
        Arrays.fill(extracted, (byte) 0);
        // HKDF-Expand (RFC 5869 section 2.3)
        byte[] block = new byte[hmac.length()];
        byte[] out = new byte[length];
        for (int i = 1, done = 0; done < length; i++) {
            hmac.update(block, 0, i == 1 ? 0 : block.length);
            hmac.update(info, 0, info.length);
            hmac.update((byte) i);
            hmac.finish(block, 0);
            int take = Math.min(block.length, length - done);
            System.arraycopy(block, 0, out, done, take);
            done += take;
        }
        Arrays.fill(block, (byte) 0);
        return new Secret(out);
    }
}
