package dev.drawbridge.record;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;

/**
 * The sequence number of one key and the nonce that it makes. RFC 8446 section 5.3: "Each sequence number is set to zero at the beginning
 * of a connection and whenever the key is changed; the first record transmitted under a particular traffic key MUST use sequence number 0."
 * A new key comes with a new object.
 */
final class RecordNonce {
    private final RecordForm form;
    private final AeadAlgorithm algorithm;
    private final byte[] iv;
    private final byte[] nonce = new byte[AeadAlgorithm.NONCE_LENGTH];
    private long sequence;

    RecordNonce(RecordForm form, AeadAlgorithm algorithm, byte[] iv, long sequence) {
        int expected = AeadAlgorithm.NONCE_LENGTH - form.explicitNonce();
        if (iv.length != expected) {
            throw new IllegalArgumentException(algorithm + " as " + form + " takes an IV of " + expected + " bytes, not " + iv.length);
        }
        this.form = form;
        this.algorithm = algorithm;
        this.iv = iv.clone();
        this.sequence = sequence;
    }

    AeadAlgorithm algorithm() {
        return algorithm;
    }

    long sequence() {
        return sequence;
    }

    /**
     * The number of the next record. RFC 8446 section 5.3: "If a TLS implementation would need to wrap a sequence number, it MUST either
     * rekey (Section 4.6.3) or terminate the connection."
     */
    long check() throws TlsFault {
        if (sequence == -1L) {
            throw ReadProtection.exhausted();
        }
        return sequence;
    }

    void advance() {
        sequence++;
    }

    /** The nonce, in an array that is used again for the next record; an explicit part is taken from {@code record}. */
    byte[] of(long number, byte[] record, int explicitOffset) {
        System.arraycopy(iv, 0, nonce, 0, iv.length);
        if (form == RecordForm.TLS12_EXPLICIT) {
            System.arraycopy(record, explicitOffset, nonce, iv.length, form.explicitNonce());
            return nonce;
        }
        // RFC 8446 section 5.3: "The 64-bit record sequence number is encoded in network byte order and padded to the left with zeros to
        // iv_length." It is XORed with the IV. RFC 7905 section 2 says the same of TLS 1.2.
        for (int i = 0; i < 8; i++) {
            nonce[4 + i] ^= (byte) (number >>> (56 - 8 * i));
        }
        return nonce;
    }
}
