package dev.drawbridge.record;

import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.ContentType;

/** How an AEAD record is laid out: the three forms that exist, as data. */
enum RecordForm {
    /** RFC 8446 section 5.2: header as additional data, nonce from the sequence number, content type inside. */
    TLS13(0, 5),
    /** RFC 5246 section 6.2.3.3 with RFC 7905: nonce from the sequence number. */
    TLS12_IMPLICIT(0, 13),
    /** RFC 5246 section 6.2.3.3 with RFC 5288: 8 bytes of nonce in front of each ciphertext. */
    TLS12_EXPLICIT(8, 13);

    static final int HEADER_LENGTH = 5;
    /** RFC 8446 section 5.1: "The length MUST NOT exceed 2^14 bytes." */
    static final int MAX_PLAINTEXT = 1 << 14;
    static final int MAX_AAD = 13;

    private final int explicitNonce;
    private final int aadLength;

    RecordForm(int explicitNonce, int aadLength) {
        this.explicitNonce = explicitNonce;
        this.aadLength = aadLength;
    }

    static RecordForm of12(AeadAlgorithm algorithm) {
        return algorithm.fixedIvLength12() == AeadAlgorithm.NONCE_LENGTH ? TLS12_IMPLICIT : TLS12_EXPLICIT;
    }

    /** Bytes of nonce that each record carries. */
    int explicitNonce() {
        return explicitNonce;
    }

    /** Bytes by which a record of ours is longer than content and header. */
    int expansion(AeadAlgorithm algorithm) {
        return explicitNonce + algorithm.tagLength() + (this == TLS13 ? 1 : 0);
    }

    /**
     * Writes the additional data: the header itself in TLS 1.3; in TLS 1.2 "seq_num + TLSCompressed.type + TLSCompressed.version +
     * TLSCompressed.length", where the length is the plaintext's.
     *
     * @return its length
     */
    int aad(byte[] aad, long sequence, byte[] header, int headerOffset, int plaintextLength) {
        if (this == TLS13) {
            System.arraycopy(header, headerOffset, aad, 0, HEADER_LENGTH);
            return aadLength;
        }
        putLong(aad, 0, sequence);
        System.arraycopy(header, headerOffset, aad, 8, 3);
        aad[11] = (byte) (plaintextLength >> 8);
        aad[12] = (byte) plaintextLength;
        return aadLength;
    }

    /**
     * Every record says 3.3 but a first ClientHello and those of older versions. RFC 8446 appendix D.5: "Implementations MUST NOT send any records with a version less
     * than 0x0300."
     */
    static void header(byte[] out, int offset, ContentType type, int minor, int length) {
        out[offset] = (byte) type.code();
        out[offset + 1] = 3;
        out[offset + 2] = (byte) minor;
        out[offset + 3] = (byte) (length >> 8);
        out[offset + 4] = (byte) length;
    }

    static void putLong(byte[] out, int offset, long value) {
        for (int i = 0; i < 8; i++) {
            out[offset + i] = (byte) (value >>> (56 - 8 * i));
        }
    }
}
