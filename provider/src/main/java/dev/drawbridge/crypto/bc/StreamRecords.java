package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.MacRecords;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import java.security.MessageDigest;

/**
 * Content in the clear and its HMAC, in both directions. RFC 5246 section 6.2.3.1: "Note that the MAC is computed before encryption. The stream
 * cipher encrypts the entire block, including the MAC."
 */
final class StreamRecords implements MacRecords {
    private static final int MAX_PLAINTEXT = 1 << 14;

    private final RecordMac mac;
    private final byte[] found;

    StreamRecords(RecordMac mac) {
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
    public void start(long sequence, int type) {
        mac.start(sequence, type);
    }

    @Override
    public int seal(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        System.arraycopy(in, inOffset, out, outOffset, length);
        System.arraycopy(mac.of(in, inOffset, length), 0, out, outOffset + length, mac.length());
        return sealedLength(length);
    }

    @Override
    public int open(byte[] in, int offset, int length, byte[] out, int outOffset) throws TlsFault {
        int content = length - mac.length();
        if (content < 0) {
            throw new TlsFault(Fault.BAD_RECORD_MAC);
        }
        System.arraycopy(in, offset + content, found, 0, found.length);
        if (!MessageDigest.isEqual(mac.of(in, offset, content), found)) {
            throw new TlsFault(Fault.BAD_RECORD_MAC);
        }
        System.arraycopy(in, offset, out, outOffset, content);
        return content;
    }

    @Override
    public String toString() {
        return "StreamRecords";
    }
}
