package dev.drawbridge.record;

import dev.drawbridge.crypto.Aead;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.ContentType;
import java.util.Arrays;

/**
 * What writing does to records now: nothing, or one AEAD key with its own sequence number from 0. Not thread safe; it belongs to the
 * writing direction.
 */
public abstract class WriteProtection {
    private WriteProtection() {
    }

    /** Before the first keys: records are in the clear. */
    public static WriteProtection none() {
        return Clear.INSTANCE;
    }

    /** TLS 1.3 (RFC 8446 section 5.2): {@code iv} of 12 bytes, which is copied. */
    public static WriteProtection tls13(AeadAlgorithm algorithm, Aead sealer, byte[] iv) {
        return new Keyed(RecordForm.TLS13, algorithm, sealer, iv, 0);
    }

    /** TLS 1.2 (RFC 5288, RFC 7905): {@code fixedIv} of {@link AeadAlgorithm#fixedIvLength12} bytes, which is copied. */
    public static WriteProtection tls12(AeadAlgorithm algorithm, Aead sealer, byte[] fixedIv) {
        return new Keyed(RecordForm.of12(algorithm), algorithm, sealer, fixedIv, 0);
    }

    /** As the factories do, beginning at a later sequence number. */
    static WriteProtection startingAt(long sequence, RecordForm form, AeadAlgorithm algorithm, Aead sealer, byte[] iv) {
        return new Keyed(form, algorithm, sealer, iv, sequence);
    }

    /** The algorithm, or null while records are in the clear. */
    public abstract AeadAlgorithm algorithm();

    /** Bytes of content protected under this key, each record counting for at least one block. */
    public abstract long protectedBytes();

    /** Bytes by which a record is longer than content and header. */
    abstract int expansion();

    /**
     * Makes one record of {@code length} bytes of content; input and output do not overlap.
     *
     * @param minor the second byte of the version in the header
     * @return the bytes written: header, {@link #expansion} and content
     */
    abstract int seal(ContentType type, int minor, byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault;

    private static final class Clear extends WriteProtection {
        static final Clear INSTANCE = new Clear();

        @Override
        public AeadAlgorithm algorithm() {
            return null;
        }

        @Override
        public long protectedBytes() {
            return 0;
        }

        @Override
        int expansion() {
            return 0;
        }

        @Override
        int seal(ContentType type, int minor, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
            RecordForm.header(out, outOffset, type, minor, length);
            System.arraycopy(in, inOffset, out, outOffset + RecordForm.HEADER_LENGTH, length);
            return RecordForm.HEADER_LENGTH + length;
        }
    }

    private static final class Keyed extends WriteProtection {
        private static final int BLOCK = 16;

        private final RecordForm form;
        private final Aead aead;
        private final RecordNonce nonce;
        private final byte[] aad = new byte[RecordForm.MAX_AAD];
        private final byte[] tail = new byte[BLOCK];
        private long protectedBytes;

        Keyed(RecordForm form, AeadAlgorithm algorithm, Aead sealer, byte[] iv, long sequence) {
            this.form = form;
            this.aead = sealer;
            this.nonce = new RecordNonce(form, algorithm, iv, sequence);
        }

        @Override
        public AeadAlgorithm algorithm() {
            return nonce.algorithm();
        }

        @Override
        public long protectedBytes() {
            return protectedBytes;
        }

        @Override
        int expansion() {
            return form.expansion();
        }

        @Override
        int seal(ContentType type, int minor, byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault {
            long sequence = nonce.check();
            // RFC 8446 section 5.2: "The outer opaque_type field of a TLSCiphertext record is always set to the value 23".
            ContentType outer = form == RecordForm.TLS13 ? ContentType.APPLICATION_DATA : type;
            RecordForm.header(out, outOffset, outer, 3, length + form.expansion());
            int body = outOffset + RecordForm.HEADER_LENGTH;
            if (form == RecordForm.TLS12_EXPLICIT) {
                // RFC 5288 section 3: "The nonce_explicit MAY be the 64-bit sequence number."
                RecordForm.putLong(out, body, sequence);
            }
            int aadLength = form.aad(aad, sequence, out, outOffset, length);
            aead.start(nonce.of(sequence, out, body), aad, aadLength);
            // Before anything is sealed: a nonce is never used twice, whatever happens from here on.
            nonce.advance();
            protectedBytes += length + BLOCK;
            int at = body + form.explicitNonce();
            int n = form == RecordForm.TLS13
                ? sealWithType(type, in, inOffset, length, out, at)
                : aead.finish(in, inOffset, length, out, at);
            return at + n - outOffset;
        }

        /**
         * Content straight across, then its last odd bytes and the content type together, so that the cipher never keeps a part of a
         * block.
         */
        private int sealWithType(ContentType type, byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault {
            int odd = length % BLOCK;
            int whole = length - odd;
            int n = whole == 0 ? 0 : aead.update(in, inOffset, whole, out, outOffset);
            System.arraycopy(in, inOffset + whole, tail, 0, odd);
            tail[odd] = (byte) type.code();
            int m = aead.finish(tail, 0, odd + 1, out, outOffset + n);
            Arrays.fill(tail, 0, odd, (byte) 0);
            return n + m;
        }

        @Override
        public String toString() {
            return "WriteProtection[" + form + ", " + nonce.algorithm() + "]";
        }
    }
}
