package dev.drawbridge.crypto.bc;

import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.RecordCipher;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The MAC of records in SSL 3.0 (RFC 6101 section 5.2.3.1): hash(secret + pad_2 + hash(secret + pad_1 + seq_num + type + length + content)). Bouncy
 * Castle's would put the version among these, as TLS does.
 */
final class Ssl30Mac implements RecordMac {
    private static final int BLOCK = 64;
    private static final int HEADER_LENGTH = 11;
    /** The bit that ends what is hashed, and its length. */
    private static final int HASH_END = 9;
    /** Whatever; it fills the blocks that are hashed for nothing. */
    private static final byte[] DUMMY = new byte[BLOCK];

    private final MessageDigest digest;
    private final byte[] inner;
    private final byte[] outer;
    private final ByteBuffer header = ByteBuffer.allocate(HEADER_LENGTH);

    Ssl30Mac(RecordCipher cipher, byte[] key) {
        HashAlgorithm hash = cipher.mac();
        try {
            digest = MessageDigest.getInstance(hash.jcaName(), Primitives.HASH.provider());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(hash + " is missing", e);
        }
        int padLength = hash == HashAlgorithm.MD5 ? 48 : 40;
        inner = padded(key, padLength, 0x36);
        outer = padded(key, padLength, 0x5c);
    }

    private static byte[] padded(byte[] key, int padLength, int with) {
        byte[] padded = Arrays.copyOf(key, key.length + padLength);
        Arrays.fill(padded, key.length, padded.length, (byte) with);
        return padded;
    }

    @Override
    public void start(long number, int contentType) {
        header.clear().putLong(number).put((byte) contentType);
    }

    @Override
    public int length() {
        return digest.getDigestLength();
    }

    @Override
    public byte[] of(byte[] in, int offset, int length) {
        digest.update(inner);
        digest.update(header.putShort(HEADER_LENGTH - 2, (short) length).array());
        digest.update(in, offset, length);
        byte[] within = digest.digest();
        digest.update(outer);
        return digest.digest(within);
    }

    @Override
    public byte[] ofSecretLength(byte[] in, int offset, int length, int greatest) {
        byte[] mac = of(in, offset, length);
        for (int more = blocks(greatest) - blocks(length); more > 0; more--) {
            digest.update(DUMMY);
        }
        digest.reset();
        return mac;
    }

    /** How many blocks are hashed within for so much content. */
    private int blocks(int length) {
        return (inner.length + HEADER_LENGTH + length + HASH_END + BLOCK - 1) / BLOCK;
    }
}
