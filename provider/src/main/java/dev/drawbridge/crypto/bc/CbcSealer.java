package dev.drawbridge.crypto.bc;

import static dev.drawbridge.spec.CbcAlgorithm.BLOCK_LENGTH;

import dev.drawbridge.crypto.CbcRecords;
import dev.drawbridge.fault.TlsFault;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;

/** The sealing direction of CBC and HMAC. */
final class CbcSealer implements CbcRecords {
    private final CbcCipher cipher;
    private final RecordMac mac;
    private final int ivLength;
    private final boolean encryptThenMac;
    private final SecureRandom random;
    private final byte[] first = new byte[BLOCK_LENGTH];

    CbcSealer(Form form, Keys keys, RecordMac mac, SecureRandom random) {
        this.cipher = new CbcCipher(Cipher.ENCRYPT_MODE, form, keys);
        this.mac = mac;
        this.ivLength = form.ivLength();
        this.encryptThenMac = form.encryptThenMac();
        this.random = random;
    }

    @Override
    public void start(long sequence, int type) {
        mac.start(sequence, type);
    }

    @Override
    public int sealedLength(int length) {
        return ivLength + (encryptThenMac ? padded(length) + mac.length() : padded(length + mac.length()));
    }

    /** RFC 5246 section 6.2.3.2: "The padding MAY be any length up to 255 bytes"; ours is the least, of which one byte tells the length. */
    private static int padded(int length) {
        return length + BLOCK_LENGTH - length % BLOCK_LENGTH;
    }

    @Override
    public int overhead() {
        return ivLength + mac.length() + 1;
    }

    @Override
    public int longest() {
        throw new IllegalStateException("a sealer opens nothing");
    }

    @Override
    public int seal(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        // RFC 5246 section 6.2.3.2: "The Initialization Vector (IV) SHOULD be chosen at random, and MUST be unpredictable." What goes out is this
        // block encrypted, as good as random to everybody else.
        if (ivLength > 0) {
            random.nextBytes(first);
            System.arraycopy(first, 0, out, outOffset, BLOCK_LENGTH);
        }
        int at = outOffset + ivLength;
        System.arraycopy(in, inOffset, out, at, length);
        int end = at + length;
        if (!encryptThenMac) {
            System.arraycopy(mac.of(in, inOffset, length), 0, out, end, mac.length());
            end += mac.length();
        }
        int padding = padded(end - at) - (end - at);
        Arrays.fill(out, end, end + padding, (byte) (padding - 1));
        end += padding;
        cipher.apply(out, outOffset, end - outOffset, out, outOffset);
        if (encryptThenMac) {
            // RFC 7366 section 3: "MAC(MAC_write_key, seq_num + TLSCipherText.type + TLSCipherText.version + TLSCipherText.length + IV + ENC(...))".
            System.arraycopy(mac.of(out, outOffset, end - outOffset), 0, out, end, mac.length());
            end += mac.length();
        }
        return end - outOffset;
    }

    @Override
    public int open(byte[] in, int offset, int length, byte[] out, int outOffset) throws TlsFault {
        throw new IllegalStateException("a sealer opens nothing");
    }

    @Override
    public String toString() {
        return "CbcRecords[sealing]";
    }
}
