package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.CbcForm;
import dev.drawbridge.crypto.MacKeys;
import dev.drawbridge.crypto.MacOpener;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.wire.Buffers;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;

/**
 * The opening direction of CBC and HMAC. RFC 5246 section 6.2.3.2: "In order to defend against this attack, implementations MUST ensure that
 * record processing time is essentially the same whether or not the padding is correct." So from decryption to the verdict over padding and MAC no
 * branch and no index depends on what was decrypted, but for the number of bytes that go into the MAC, which is made up for.
 */
final class CbcOpener implements MacOpener {
    /** The padding and the byte with its length. */
    private static final int MOST_PADDING = 256;
    private static final int MAX_PLAINTEXT = 1 << 14;
    private static final int HEADER_LENGTH = 5;

    private final CbcCipher cipher;
    private final RecordMac mac;
    private final int macLength;
    private final int ivLength;
    private final int blockLength;
    private final boolean encryptThenMac;
    private final int mostPadding;
    private final boolean paddingTells;
    private final byte[] found;
    private final byte[] rotated;

    CbcOpener(CbcForm form, MacKeys keys, RecordMac mac) {
        this.cipher = new CbcCipher(Cipher.DECRYPT_MODE, form, keys);
        this.mac = mac;
        this.macLength = mac.length();
        this.ivLength = form.ivLength();
        this.blockLength = form.algorithm().blockLength();
        this.encryptThenMac = form.encryptThenMac();
        // RFC 6101 section 5.2.3.2 has less padding than a block, of whatever bytes. That nobody can check them is what POODLE lives on (CVE-2014-3566).
        this.mostPadding = form.version().ssl() ? blockLength : MOST_PADDING;
        this.paddingTells = !form.version().ssl();
        this.found = new byte[macLength];
        this.rotated = new byte[macLength];
    }

    @Override
    public void start(long sequence, int type) {
        mac.start(sequence, type);
    }

    @Override
    public int overhead() {
        return ivLength + macLength + 1;
    }

    /** What a record takes whose padding is the longest, as far as there is room for one. */
    @Override
    public int longest() {
        return Buffers.SIZE - HEADER_LENGTH;
    }

    @Override
    public int open(byte[] in, int offset, int length, byte[] out, int outOffset) throws TlsFault {
        int blocks = encryptThenMac ? length - macLength : length;
        // Lengths are public. RFC 5246 section 7.2.2: "This alert also MUST be returned if an alert is sent because a TLSCiphertext decrypted in an
        // invalid way: either it wasn't an even multiple of the block length, or its padding values, when checked, weren't correct."
        if (blocks % blockLength != 0 || blocks < ivLength + blockLength || length < overhead()) {
            throw new TlsFault(Fault.BAD_RECORD_MAC);
        }
        if (encryptThenMac && !isMac(mac.of(in, offset, blocks), in, offset + blocks)) {
            // RFC 7366 section 3: "If the MAC verification fails, then processing SHALL terminate immediately. For TLS, a fatal bad_record_mac MUST
            // be generated".
            throw new TlsFault(Fault.BAD_RECORD_MAC);
        }
        byte[] plain = Buffers.borrow();
        try {
            cipher.apply(in, offset, blocks, plain, 0);
            int n = contentLength(plain, blocks);
            if (n > MAX_PLAINTEXT) {
                throw new TlsFault(Fault.RECORD_TOO_LONG, n + " bytes of content");
            }
            System.arraycopy(plain, ivLength, out, outOffset, n);
            return n;
        } finally {
            Buffers.giveBack(plain, blocks);
        }
    }

    private boolean isMac(byte[] expected, byte[] in, int at) {
        System.arraycopy(in, at, found, 0, macLength);
        return MessageDigest.isEqual(expected, found);
    }

    /** Checks padding and MAC together; the content begins behind the IV. */
    private int contentLength(byte[] plain, int end) throws TlsFault {
        int length = end - ivLength;
        int macInside = encryptThenMac ? 0 : macLength;
        int padding = plain[end - 1] & 0xff;
        int good = atLeast(length, padding + 1 + macInside) & atLeast(mostPadding, padding + 1);
        // All bytes that could be padding are looked at, whatever its length says.
        int most = paddingTells ? Math.min(MOST_PADDING, length) : 0;
        for (int i = 0; i < most; i++) {
            int inside = atLeast(padding, i);
            good &= ~(inside & nonZero((plain[end - 1 - i] & 0xff) ^ padding));
        }
        // As if there were none where it is wrong, so that the MAC is computed all the same.
        int content = length - macInside - (good & (padding + 1));
        if (!encryptThenMac) {
            byte[] expected = mac.ofSecretLength(plain, ivLength, content, length - macLength);
            copyMac(plain, ivLength + content, end);
            good &= MessageDigest.isEqual(expected, found) ? -1 : 0;
        }
        if (good == 0) {
            throw new TlsFault(Fault.BAD_RECORD_MAC);
        }
        return content;
    }

    /** Copies the MAC, whose place is secret, by reading every byte that could be of it; then turns it to where it begins. */
    private void copyMac(byte[] plain, int start, int end) {
        int from = Math.max(ivLength, end - macLength - MOST_PADDING);
        int rotation = 0;
        int slot = 0;
        Arrays.fill(rotated, (byte) 0);
        for (int i = from; i < end; i++) {
            int started = atLeast(i, start);
            int before = atLeast(start + macLength - 1, i);
            int isStart = started & atLeast(start, i);
            rotation |= slot & isStart;
            rotated[slot] |= (byte) (plain[i] & started & before);
            slot++;
            slot &= ~atLeast(slot, macLength);
        }
        for (int i = 0; i < macLength; i++) {
            int from2 = rotation + i;
            from2 -= macLength & atLeast(from2, macLength);
            int value = 0;
            for (int j = 0; j < macLength; j++) {
                value |= rotated[j] & ~nonZero(j ^ from2);
            }
            found[i] = (byte) value;
        }
    }

    /** All ones where {@code a >= b}, else 0, of numbers that are small and not negative. */
    private static int atLeast(int a, int b) {
        return ~((a - b) >> 31);
    }

    /** All ones where {@code a} is not 0, of a number that is small and not negative. */
    private static int nonZero(int a) {
        return -a >> 31;
    }

    @Override
    public String toString() {
        return "CbcOpener";
    }
}
