package dev.drawbridge.crypto;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CbcAlgorithm;
import dev.drawbridge.spec.ProtocolVersion;

/**
 * CBC and HMAC (RFC 5246 section 6.2.3.2), or in the order of RFC 7366, bound to the keys of one direction. A fragment is an IV of one block, but
 * not in TLS 1.0 and older, and whole blocks; with encrypt-then-MAC the MAC follows them.
 */
public interface CbcRecords {
    /**
     * What records look like.
     *
     * @param encryptThenMac in which order
     */
    record Form(CbcAlgorithm algorithm, ProtocolVersion version, boolean encryptThenMac) {
        /** Bytes of the IV in front of each record: none in TLS 1.0, where one comes from the key block and the others are {@code CBC residue}. */
        public int ivLength() {
            return version.chainsIvs() ? 0 : CbcAlgorithm.BLOCK_LENGTH;
        }
    }

    /**
     * The keys of one direction.
     *
     * @param iv of the first record in TLS 1.0, else of no use
     */
    record Keys(byte[] key, byte[] macKey, byte[] iv) {
        @Override
        public String toString() {
            return "Keys[secret]";
        }
    }

    /** Bytes of the fragment that {@code length} bytes of content make. */
    int sealedLength(int length);

    /** By how many bytes a fragment is longer than what it holds, at least. */
    int overhead();

    /** Begins a record: its sequence number and type, which go into the MAC. */
    void start(long sequence, int type);

    /**
     * Makes the fragment of a record; input and output do not overlap.
     *
     * @return the bytes written: {@link #sealedLength}
     */
    int seal(byte[] in, int inOffset, int length, byte[] out, int outOffset);

    /**
     * Opens a fragment. Whether padding or MAC is wrong shows neither in the fault nor in the time.
     *
     * @return the bytes of content, which are written to {@code out}
     * @throws TlsFault {@code BAD_RECORD_MAC}, or {@code RECORD_TOO_LONG} when there is more content than a record may have; then nothing was
     *     written
     */
    int open(byte[] in, int offset, int length, byte[] out, int outOffset) throws TlsFault;
}
