package dev.drawbridge.crypto;

import java.util.Arrays;

/** Secret bytes with one owner, who wipes them. Never printed. Not thread safe. */
public final class Secret {
    private byte[] bytes;

    /** Takes {@code bytes} over, without a copy: the caller keeps no reference. */
    public Secret(byte[] bytes) {
        this.bytes = bytes;
    }

    /** The bytes themselves, not a copy; valid until {@link #wipe}. */
    public byte[] bytes() {
        if (bytes == null) {
            throw new IllegalStateException("secret already wiped");
        }
        return bytes;
    }

    public int length() {
        return bytes().length;
    }

    /** A copy with an owner of its own. */
    public Secret copy() {
        return new Secret(bytes().clone());
    }

    /** Overwrites the bytes; further use is an error, wiping again is not. */
    public void wipe() {
        if (bytes != null) {
            Arrays.fill(bytes, (byte) 0);
            bytes = null;
        }
    }

    @Override
    public String toString() {
        return bytes == null ? "Secret[wiped]" : "Secret[" + bytes.length + " bytes]";
    }
}
