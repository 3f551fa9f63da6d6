package dev.drawbridge.crypto;

/** HMAC (RFC 2104); one object serves many keys, one after the other. */
public interface Hmac {
    /** Output length in bytes. */
    int length();

    /** Takes the key for what follows; may be empty, which counts as zero bytes (RFC 5869's absent salt). */
    void key(byte[] key);

    void update(byte[] in, int offset, int length);

    void update(byte in);

    /** Writes the MAC into {@code out} and starts afresh with the same key. */
    void finish(byte[] out, int offset);
}
