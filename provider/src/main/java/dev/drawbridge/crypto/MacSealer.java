package dev.drawbridge.crypto;

/** Makes records that are protected by a MAC, with encryption beside it or without, bound to the keys of one direction. */
public interface MacSealer {
    /** Bytes of the fragment that {@code length} bytes of content make. */
    int sealedLength(int length);

    /** So many bytes of fragments may be sealed under one key. */
    long most();

    /** Begins a record: its sequence number and type, which go into the MAC. */
    void start(long sequence, int type);

    /**
     * Makes the fragment of a record; input and output do not overlap.
     *
     * @return the bytes written: {@link #sealedLength}
     */
    int seal(byte[] in, int inOffset, int length, byte[] out, int outOffset);
}
