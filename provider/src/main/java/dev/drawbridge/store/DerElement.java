package dev.drawbridge.store;

import java.util.Arrays;

/** Cuts DER elements apart. */
final class DerElement {
    private DerElement() {
    }

    /** The first element; what follows it does not count, as OpenSSL has it. */
    static byte[] first(byte[] bytes) {
        int length = length(bytes);
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** The length of the first element with its header; of the whole when the header makes no sense, which the parser then says. */
    static int length(byte[] bytes) {
        if (bytes.length < 2 || (bytes[1] & 0x80) == 0) {
            return bytes.length < 2 ? bytes.length : Math.min(bytes.length, 2 + bytes[1]);
        }
        int count = bytes[1] & 0x7f;
        if (count == 0 || count > 4 || bytes.length < 2 + count) {
            return bytes.length;
        }
        long length = 0;
        for (int i = 0; i < count; i++) {
            length = length << 8 | bytes[2 + i] & 0xff;
        }
        return (int) Math.min(bytes.length, 2 + count + length);
    }
}
