package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.CbcForm;
import dev.drawbridge.crypto.MacKeys;
import dev.drawbridge.crypto.MacSealer;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;

/** The sealing direction of CBC and HMAC. */
final class CbcSealer implements MacSealer {
    private static final int SMALL_BLOCK = 8;
    /**
     * Of 2^27 blocks of 64 bits two are the same with a likelihood of 2^-11, and give away the difference of what was encrypted (Sweet32). OpenSSL has no
     * such limit; NIST SP 800-67 has one that no download would get by, 2^20 blocks.
     */
    private static final long MOST_IN_SMALL_BLOCKS = 1L << 30;

    private final CbcCipher cipher;
    private final RecordMac mac;
    private final int ivLength;
    private final boolean encryptThenMac;
    private final SecureRandom random;
    private final int blockLength;
    private final byte[] first;

    CbcSealer(CbcForm form, MacKeys keys, RecordMac mac, SecureRandom random) {
        this.cipher = new CbcCipher(Cipher.ENCRYPT_MODE, form, keys);
        this.mac = mac;
        this.ivLength = form.ivLength();
        this.blockLength = form.algorithm().blockLength();
        this.encryptThenMac = form.encryptThenMac();
        this.random = random;
        this.first = new byte[blockLength];
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
    private int padded(int length) {
        return length + blockLength - length % blockLength;
    }

    @Override
    public long most() {
        return blockLength == SMALL_BLOCK ? MOST_IN_SMALL_BLOCKS : Long.MAX_VALUE;
    }

    @Override
    public int seal(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        // RFC 5246 section 6.2.3.2: "The Initialization Vector (IV) SHOULD be chosen at random, and MUST be unpredictable." What goes out is this
        // block encrypted, as good as random to everybody else.
        if (ivLength > 0) {
            random.nextBytes(first);
            System.arraycopy(first, 0, out, outOffset, blockLength);
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
    public String toString() {
        return "CbcSealer";
    }
}
