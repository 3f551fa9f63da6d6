package dev.drawbridge.crypto;

/** A running hash. */
public interface Hash {
    void update(byte[] in, int offset, int length);

    /** The hash of all bytes so far; the hash goes on running. */
    byte[] peek();

    /** An independent copy of the running state. */
    Hash fork();
}
