package dev.drawbridge.tls12;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Hash;
import dev.drawbridge.spec.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What SSL 3.0 has in the place of the PRF (RFC 6101 sections 6.1 and 6.2.2), and the hashes of messages and master secret that prove who has it
 * (sections 5.6.8 and 5.6.9): MD5 and SHA-1 each time, nested.
 */
record Ssl30(Crypto crypto) implements Prf {
    private static final byte[] CLIENT = "CLNT".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] SERVER = "SRVR".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOBODY = new byte[0];
    private static final byte PAD_1 = 0x36;
    private static final byte PAD_2 = 0x5c;

    /** MD5(secret + SHA('A' + secret + seed)), then the same with 'BB', 'CCC' and so on. */
    @Override
    public byte[] compute(byte[] secret, String label, byte[] seed, int length) {
        byte[] out = new byte[length];
        for (int done = 0, round = 1; done < length; round++) {
            byte[] letters = new byte[round];
            Arrays.fill(letters, (byte) ('A' + round - 1));
            byte[] block = hash(HashAlgorithm.MD5, secret, hash(HashAlgorithm.SHA1, letters, secret, seed));
            int n = Math.min(block.length, length - done);
            System.arraycopy(block, 0, out, done, n);
            Arrays.fill(block, (byte) 0);
            done += n;
        }
        return out;
    }

    /** What a Finished says after these messages. */
    byte[] finished(byte[] master, boolean ofClient, byte[] messages) {
        return proof(master, ofClient ? CLIENT : SERVER, messages);
    }

    /** What a CertificateVerify signs after these messages. */
    byte[] signed(byte[] master, byte[] messages) {
        return proof(master, NOBODY, messages);
    }

    /** hash(master + pad_2 + hash(messages + sender + master + pad_1)), with MD5 and with SHA-1. */
    private byte[] proof(byte[] master, byte[] sender, byte[] messages) {
        byte[] md5 = proof(HashAlgorithm.MD5, 48, master, sender, messages);
        byte[] sha = proof(HashAlgorithm.SHA1, 40, master, sender, messages);
        byte[] both = Arrays.copyOf(md5, md5.length + sha.length);
        System.arraycopy(sha, 0, both, md5.length, sha.length);
        return both;
    }

    private byte[] proof(HashAlgorithm algorithm, int padLength, byte[] master, byte[] sender, byte[] messages) {
        byte[] inner = hash(algorithm, messages, sender, master, pad(PAD_1, padLength));
        return hash(algorithm, master, pad(PAD_2, padLength), inner);
    }

    private static byte[] pad(byte with, int length) {
        byte[] pad = new byte[length];
        Arrays.fill(pad, with);
        return pad;
    }

    private byte[] hash(HashAlgorithm algorithm, byte[]... parts) {
        Hash hash = crypto.hash(algorithm);
        for (byte[] part : parts) {
            hash.update(part, 0, part.length);
        }
        return hash.peek();
    }
}
