package dev.drawbridge.crypto;

import dev.drawbridge.fault.TlsFault;

/** Records that are protected by a MAC, bound to the keys of one direction: with encryption beside it, or without. */
public interface MacRecords {
    /** Bytes of the fragment that {@code length} bytes of content make. */
    int sealedLength(int length);

    /** By how many bytes a fragment is longer than what it holds, at least. */
    int overhead();

    /** The longest fragment that may hold the content of a record; what is above holds more than 2^14 bytes. */
    int longest();

    /** So many bytes of fragments may be sealed under one key; what a peer seals is its own affair. */
    long most();

    /** Begins a record: its sequence number and type, which go into the MAC. */
    void start(long sequence, int type);

    /**
     * Makes the fragment of a record; input and output do not overlap.
     *
     * @return the bytes written: {@link #sealedLength}
     */
    int seal(byte[] in, int inOffset, int length, byte[] out, int outOffset);

    /**
     * Opens a fragment. What is wrong shows neither in the fault nor in the time.
     *
     * @return the bytes of content, which are written to {@code out}
     * @throws TlsFault {@code BAD_RECORD_MAC}, or {@code RECORD_TOO_LONG} when there is more content than a record may have; then nothing was
     *     written
     */
    int open(byte[] in, int offset, int length, byte[] out, int outOffset) throws TlsFault;
}
