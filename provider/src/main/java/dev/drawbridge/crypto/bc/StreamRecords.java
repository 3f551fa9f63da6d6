package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.MacOpener;
import dev.drawbridge.crypto.MacSealer;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.StreamAlgorithm;
import dev.drawbridge.wire.Buffers;
import java.security.MessageDigest;
import org.bouncycastle.crypto.engines.RC4Engine;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Content and its HMAC, encrypted with RC4 or in the clear. What is encrypted is undone the same way, so that one class does for both directions.
 * RFC 5246 section 6.2.3.1: "Note that the MAC is computed before encryption. The stream cipher encrypts the entire block, including the MAC."
 */
final class StreamRecords implements MacSealer, MacOpener {
    private static final int MAX_PLAINTEXT = 1 << 14;

    /** Null in the clear. Of the lightweight ones, which keep their state from record to record without a provider between. */
    private final RC4Engine cipher;
    private final RecordMac mac;
    private final byte[] found;

    StreamRecords(StreamAlgorithm algorithm, byte[] key, RecordMac mac) {
        this.cipher = algorithm.keyLength() == 0 ? null : new RC4Engine();
        if (cipher != null) {
            cipher.init(true, new KeyParameter(key));
        }
        this.mac = mac;
        this.found = new byte[mac.length()];
    }

    @Override
    public int sealedLength(int length) {
        return length + mac.length();
    }

    @Override
    public int overhead() {
        return mac.length();
    }

    @Override
    public int longest() {
        return MAX_PLAINTEXT + mac.length();
    }

    @Override
    public long most() {
        return Long.MAX_VALUE;
    }

    @Override
    public void start(long sequence, int type) {
        mac.start(sequence, type);
    }

    @Override
    public int seal(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        System.arraycopy(in, inOffset, out, outOffset, length);
        System.arraycopy(mac.of(in, inOffset, length), 0, out, outOffset + length, mac.length());
        apply(out, outOffset, sealedLength(length), out, outOffset);
        return sealedLength(length);
    }

    @Override
    public int open(byte[] in, int offset, int length, byte[] out, int outOffset) throws TlsFault {
        int content = length - mac.length();
        if (content < 0) {
            throw new TlsFault(Fault.BAD_RECORD_MAC);
        }
        byte[] plain = Buffers.borrow();
        try {
            apply(in, offset, length, plain, 0);
            System.arraycopy(plain, content, found, 0, found.length);
            if (!MessageDigest.isEqual(mac.of(plain, 0, content), found)) {
                throw new TlsFault(Fault.BAD_RECORD_MAC);
            }
            System.arraycopy(plain, 0, out, outOffset, content);
            return content;
        } finally {
            Buffers.giveBack(plain, length);
        }
    }

    /** Encrypts, or undoes that. */
    private void apply(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        if (cipher != null) {
            cipher.processBytes(in, inOffset, length, out, outOffset);
        } else if (in != out) {
            System.arraycopy(in, inOffset, out, outOffset, length);
        }
    }

    @Override
    public String toString() {
        return "StreamRecords";
    }
}
