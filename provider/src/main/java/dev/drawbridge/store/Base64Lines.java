package dev.drawbridge.store;

import java.util.Arrays;
import java.util.Base64;

/** Collects the base64 of a PEM block; its buffers may hold a key and are wiped. */
final class Base64Lines {
    private final Place place;
    private final String label;
    private byte[] characters = new byte[4096];
    private int length;

    Base64Lines(Place place, String label) {
        this.place = place;
        this.label = PemReader.printable(label);
    }

    /** What was added was a header. */
    void restart() {
        Arrays.fill(characters, 0, length, (byte) 0);
        length = 0;
    }

    /** A line without its end; of a header, nothing is kept. */
    void add(byte[] text, int from, int to, boolean header) {
        if (header) {
            return;
        }
        if (length + to - from > characters.length) {
            byte[] larger = Arrays.copyOf(characters, Math.max(2 * characters.length, length + to - from));
            Arrays.fill(characters, (byte) 0);
            characters = larger;
        }
        for (int i = from; i < to; i++) {
            if (text[i] != ' ' && text[i] != '\t' && text[i] != '\r') {
                characters[length++] = text[i];
            }
        }
    }

    /** The bytes that it says. */
    byte[] finish(boolean unendedHeader) throws StoreException {
        byte[] whole = Arrays.copyOf(characters, length);
        try {
            if (unendedHeader) {
                throw place.error("this " + label + " has a header that no blank line ends; expected a blank line and base64",
                        "short header");
            }
            byte[] der = whole.length % 4 == 0 ? Base64.getDecoder().decode(whole) : new byte[0];
            if (der.length == 0) {
                throw place.error(whole.length == 0 ? "this " + label + " is empty; expected base64"
                        : "the base64 of this " + label + " is not a multiple of 4 characters: some are missing", "bad base64 decode");
            }
            return der;
        } catch (IllegalArgumentException e) {
            // Without the cause: its message shows characters of what may be a key.
            throw place.error("this " + label + " has characters that are not base64", "bad base64 decode");
        } finally {
            Arrays.fill(whole, (byte) 0);
            Arrays.fill(characters, (byte) 0);
        }
    }
}
