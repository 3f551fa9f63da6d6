package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.Hash;
import dev.drawbridge.spec.HashAlgorithm;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A running hash on a JCE MessageDigest; looking at it costs a clone of its state. */
final class JceHash implements Hash {
    private final MessageDigest digest;

    JceHash(HashAlgorithm algorithm) {
        this(digest(algorithm));
    }

    private JceHash(MessageDigest digest) {
        this.digest = digest;
    }

    /** A fresh digest, also for the signatures that hash on their own. */
    static MessageDigest digest(HashAlgorithm algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.jcaName(), Primitives.HASH.provider());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("hash " + algorithm.jcaName() + " is missing", e);
        }
    }

    @Override
    public void update(byte[] in, int offset, int length) {
        digest.update(in, offset, length);
    }

    @Override
    public byte[] peek() {
        return copy().digest();
    }

    @Override
    public Hash fork() {
        return new JceHash(copy());
    }

    private MessageDigest copy() {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(digest.getProvider() + " has hashes that cannot be cloned", e);
        }
    }

    @Override
    public String toString() {
        return "Hash[" + digest.getAlgorithm() + "]";
    }
}
