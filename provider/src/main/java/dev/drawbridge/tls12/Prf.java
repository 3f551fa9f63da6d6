package dev.drawbridge.tls12;

import dev.drawbridge.crypto.Hmac;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The pseudorandom function of TLS 1.2 (RFC 5246 section 5): P_hash over HMAC with the hash of the cipher suite. */
final class Prf {
    private final Hmac hmac;

    Prf(Hmac hmac) {
        this.hmac = hmac;
    }

    /** RFC 5246 section 5: "PRF(secret, label, seed) = P_&lt;hash&gt;(secret, label + seed)", the first {@code length} bytes. */
    byte[] compute(byte[] secret, String label, byte[] seed, int length) {
        byte[] labelBytes = label.getBytes(StandardCharsets.US_ASCII);
        byte[] labelAndSeed = Arrays.copyOf(labelBytes, labelBytes.length + seed.length);
        System.arraycopy(seed, 0, labelAndSeed, labelBytes.length, seed.length);
        hmac.key(secret);
        byte[] a = new byte[hmac.length()];
        byte[] block = new byte[hmac.length()];
        byte[] out = new byte[length];
        for (int done = 0; done < length; done += block.length) {
            byte[] last = done == 0 ? labelAndSeed : a;
            hmac.update(last, 0, last.length);
            hmac.finish(a, 0);
            hmac.update(a, 0, a.length);
            hmac.update(labelAndSeed, 0, labelAndSeed.length);
            hmac.finish(block, 0);
            System.arraycopy(block, 0, out, done, Math.min(block.length, length - done));
        }
        Arrays.fill(block, (byte) 0);
        return out;
    }
}
