package dev.drawbridge.record;

import dev.drawbridge.crypto.Aead;
import dev.drawbridge.crypto.MacOpener;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;

/**
 * What reading does to records now: nothing, or one key with its own sequence number from 0. Not thread safe; it belongs to the
 * reading direction.
 */
public abstract class ReadProtection {
    private ReadProtection() {
    }

    /** Before the first keys: records are in the clear. */
    public static ReadProtection none() {
        return Clear.INSTANCE;
    }

    /** TLS 1.3 (RFC 8446 section 5.2): {@code iv} of 12 bytes, which is copied. */
    public static ReadProtection tls13(AeadAlgorithm algorithm, Aead opener, byte[] iv) {
        return new Keyed(RecordForm.TLS13, algorithm, opener, iv, 0);
    }

    /** TLS 1.2 (RFC 5288, RFC 7905): {@code fixedIv} of {@link AeadAlgorithm#fixedIvLength12} bytes, which is copied. */
    public static ReadProtection tls12(AeadAlgorithm algorithm, Aead opener, byte[] fixedIv) {
        return new Keyed(RecordForm.of12(algorithm), algorithm, opener, fixedIv, 0);
    }

    /** With a MAC, in TLS 1.2 and older (RFC 5246 sections 6.2.3.1 and 6.2.3.2, RFC 7366). */
    public static ReadProtection mac(MacOpener opener) {
        return new Mac(opener, 0);
    }

    /** The same, beginning at a later sequence number. */
    static ReadProtection macStartingAt(long sequence, MacOpener opener) {
        return new Mac(opener, sequence);
    }

    /** As the factories do, beginning at a later sequence number. */
    static ReadProtection startingAt(long sequence, RecordForm form, AeadAlgorithm algorithm, Aead opener, byte[] iv) {
        return new Keyed(form, algorithm, opener, iv, sequence);
    }

    /** Whether records are protected. */
    abstract boolean keyed();

    /** Whether the content type stands at the end of the plaintext (TLS 1.3). */
    abstract boolean innerContentType();

    /** Whether a record has been opened under this key. */
    abstract boolean used();

    /** By how many bytes a fragment is longer than what it holds, at least. */
    abstract int overhead();

    /** The longest fragment that a header may announce. */
    abstract int maxFragment();

    /**
     * Opens the record whose header is at {@code offset}.
     *
     * @param length bytes of the fragment, header not counted, at least {@link #overhead}
     * @return the bytes written: {@code length} less {@link #overhead}, or fewer where padding does not show before
     */
    abstract int open(byte[] record, int offset, int length, byte[] out, int outOffset) throws TlsFault;

    private static final class Clear extends ReadProtection {
        static final Clear INSTANCE = new Clear();

        @Override
        boolean keyed() {
            return false;
        }

        @Override
        boolean innerContentType() {
            return false;
        }

        @Override
        boolean used() {
            return false;
        }

        @Override
        int overhead() {
            return 0;
        }

        @Override
        int maxFragment() {
            return RecordForm.MAX_PLAINTEXT;
        }

        @Override
        int open(byte[] record, int offset, int length, byte[] out, int outOffset) {
            System.arraycopy(record, offset + RecordForm.HEADER_LENGTH, out, outOffset, length);
            return length;
        }
    }

    private static final class Keyed extends ReadProtection {
        private final RecordForm form;
        private final Aead aead;
        private final RecordNonce nonce;
        private final byte[] aad = new byte[RecordForm.MAX_AAD];

        Keyed(RecordForm form, AeadAlgorithm algorithm, Aead opener, byte[] iv, long sequence) {
            this.form = form;
            this.aead = opener;
            this.nonce = new RecordNonce(form, algorithm, iv, sequence);
        }

        @Override
        boolean keyed() {
            return true;
        }

        @Override
        boolean innerContentType() {
            return form == RecordForm.TLS13;
        }

        @Override
        boolean used() {
            return nonce.sequence() != 0;
        }

        @Override
        int overhead() {
            return form.explicitNonce() + nonce.algorithm().tagLength();
        }

        @Override
        int maxFragment() {
            // RFC 8446 section 5.2: "The length MUST NOT exceed 2^14 + 256 bytes." RFC 5246 section 6.2.3 allows 2^14 + 2048, but
            // with an AEAD whose expansion is known whatever is above 2^14 plus that holds more than 2^14 bytes, which section 6.2.1
            // forbids.
            return form == RecordForm.TLS13 ? RecordForm.MAX_PLAINTEXT + 256 : RecordForm.MAX_PLAINTEXT + overhead();
        }

        @Override
        int open(byte[] record, int offset, int length, byte[] out, int outOffset) throws TlsFault {
            int body = offset + RecordForm.HEADER_LENGTH;
            long sequence = nonce.check();
            int aadLength = form.aad(aad, sequence, record, offset, length - overhead());
            aead.start(nonce.of(sequence, record, body), aad, aadLength);
            int n = aead.finish(record, body + form.explicitNonce(), length - form.explicitNonce(), out, outOffset);
            // Only now: a record that is skipped by trial (RFC 8446 section 4.2.10) does not count.
            nonce.advance();
            return n;
        }

        @Override
        public String toString() {
            return "ReadProtection[" + form + ", " + nonce.algorithm() + "]";
        }
    }

    private static final class Mac extends ReadProtection {
        private final MacOpener opener;
        private long sequence;

        Mac(MacOpener opener, long sequence) {
            this.opener = opener;
            this.sequence = sequence;
        }

        @Override
        boolean keyed() {
            return true;
        }

        @Override
        boolean innerContentType() {
            return false;
        }

        @Override
        boolean used() {
            return sequence != 0;
        }

        @Override
        int overhead() {
            return opener.overhead();
        }

        @Override
        int maxFragment() {
            return opener.longest();
        }

        @Override
        int open(byte[] record, int offset, int length, byte[] out, int outOffset) throws TlsFault {
            if (sequence == -1L) {
                throw exhausted();
            }
            opener.start(sequence, record[offset] & 0xff);
            int n = opener.open(record, offset + RecordForm.HEADER_LENGTH, length, out, outOffset);
            sequence++;
            return n;
        }

        @Override
        public String toString() {
            return "ReadProtection[" + opener + "]";
        }
    }

    /** RFC 5246 section 6.1: "Sequence numbers are of type uint64 and may not exceed 2^64-1." */
    static TlsFault exhausted() {
        return new TlsFault(Fault.SEQUENCE_EXHAUSTED);
    }
}
