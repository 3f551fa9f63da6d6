package dev.drawbridge.crypto;

import dev.drawbridge.fault.TlsFault;

/** Opens what a {@link MacSealer} of the peer's made, bound to the keys of one direction. */
public interface MacOpener {
    /** By how many bytes a fragment is longer than what it holds, at least. */
    int overhead();

    /** The longest fragment that may hold the content of a record; what is above holds more than 2^14 bytes. */
    int longest();

    /** Begins a record: its sequence number and type, which go into the MAC. */
    void start(long sequence, int type);

    /**
     * Opens a fragment. What is wrong shows neither in the fault nor in the time.
     *
     * @return the bytes of content, which are written to {@code out}
     * @throws TlsFault {@code BAD_RECORD_MAC}, or {@code RECORD_TOO_LONG} when there is more content than a record may have; then nothing was
     *     written
     */
    int open(byte[] in, int offset, int length, byte[] out, int outOffset) throws TlsFault;
}
