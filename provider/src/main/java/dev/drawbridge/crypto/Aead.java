package dev.drawbridge.crypto;

import dev.drawbridge.fault.TlsFault;

/**
 * An AEAD bound to one key and one direction: {@link #start}, any number of {@link #update}, {@link #finish}. Input and output are
 * arrays, straight across or in place. Opening gives nothing out before the tag is checked.
 */
public interface Aead {
    /** Begins a record: the 12-byte nonce and the additional data, both read at once. */
    void start(byte[] nonce, byte[] aad, int aadLength);

    /** Sealing only: processes a part; returns the bytes written, which may be fewer than given. */
    int update(byte[] in, int inOffset, int length, byte[] out, int outOffset);

    /**
     * Ends the record. Sealing: the last part, then the tag, are written. Opening: the whole of ciphertext and tag is given here and
     * the plaintext is written.
     *
     * @return the bytes written
     * @throws TlsFault {@code BAD_RECORD_MAC} when opening fails; then {@code out} holds no plaintext
     */
    int finish(byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault;
}
