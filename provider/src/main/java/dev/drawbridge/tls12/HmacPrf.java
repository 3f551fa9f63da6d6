package dev.drawbridge.tls12;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Hmac;
import dev.drawbridge.spec.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The pseudorandom function of TLS 1.2 (RFC 5246 section 5), P_hash over HMAC with the hash of the cipher suite, or of older versions (RFC 4346
 * section 5), which takes two of them together.
 */
final class HmacPrf implements Prf {
    private final Hmac[] hmacs;

    private HmacPrf(Hmac... hmacs) {
        this.hmacs = hmacs;
    }

    static HmacPrf of(Crypto crypto, HashAlgorithm hash) {
        return hash.twofold() ? new HmacPrf(crypto.hmac(HashAlgorithm.MD5), crypto.hmac(HashAlgorithm.SHA1)) : new HmacPrf(crypto.hmac(hash));
    }

    /** RFC 5246 section 5: "PRF(secret, label, seed) = P_&lt;hash&gt;(secret, label + seed)", the first {@code length} bytes. */
    @Override
    public byte[] compute(byte[] secret, String label, byte[] seed, int length) {
        byte[] labelBytes = label.getBytes(StandardCharsets.US_ASCII);
        byte[] labelAndSeed = Arrays.copyOf(labelBytes, labelBytes.length + seed.length);
        System.arraycopy(seed, 0, labelAndSeed, labelBytes.length, seed.length);
        byte[] out = new byte[length];
        if (hmacs.length == 1) {
            expand(hmacs[0], secret, labelAndSeed, out);
            return out;
        }
        // RFC 4346 section 5: "The secret is partitioned into two halves (with the possibility of one shared byte)", and "PRF(secret, label, seed) =
        // P_MD5(S1, label + seed) XOR P_SHA-1(S2, label + seed)".
        int half = (secret.length + 1) / 2;
        byte[] first = Arrays.copyOf(secret, half);
        byte[] last = Arrays.copyOfRange(secret, secret.length - half, secret.length);
        expand(hmacs[0], first, labelAndSeed, out);
        expand(hmacs[1], last, labelAndSeed, out);
        Arrays.fill(first, (byte) 0);
        Arrays.fill(last, (byte) 0);
        return out;
    }

    /** RFC 5246 section 5: P_hash, over what is in {@code out} by exclusive or. */
    private static void expand(Hmac hmac, byte[] secret, byte[] labelAndSeed, byte[] out) {
        hmac.key(secret);
        byte[] a = new byte[hmac.length()];
        byte[] block = new byte[hmac.length()];
        for (int done = 0; done < out.length; done += block.length) {
            byte[] last = done == 0 ? labelAndSeed : a;
            hmac.update(last, 0, last.length);
            hmac.finish(a, 0);
            hmac.update(a, 0, a.length);
            hmac.update(labelAndSeed, 0, labelAndSeed.length);
            hmac.finish(block, 0);
            for (int i = 0; i < block.length && done + i < out.length; i++) {
                out[done + i] ^= block[i];
            }
        }
        Arrays.fill(block, (byte) 0);
    }
}
