package dev.drawbridge.store;

import dev.drawbridge.PskKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Pre-shared keys in a file as {@code psktool} of GnuTLS writes it: lines {@code IDENTITY:KEY}, the key in hexadecimal digits. An identity is
 * UTF-8 and may itself hold colons; blanks count. Empty lines, and lines that begin with {@code #}, say nothing. But {@code #}, hexadecimal
 * digits and a key are how GnuTLS writes an identity that is no text, so that such a line is an error: whether it counts would be a guess.
 *
 * @param file where it was read
 * @param keys in their order; no two have the same identity
 */
public record PskFile(Path file, List<PskKey> keys) {
    private static final int LARGEST = 16 << 20;
    private static final String EXPECTED = "a file of pre-shared keys with lines IDENTITY:HEXKEY, as psktool writes it";
    private static final String LINE = "expected IDENTITY:HEXKEY, with a key of " + PskKey.SHORTEST_KEY + " to " + PskKey.LONGEST_KEY + " bytes";

    public PskFile {
        keys = List.copyOf(keys);
    }

    /** Reads one. No part of a key is in the message of an error. */
    public static PskFile read(Path file) throws StoreException {
        byte[] bytes = FileBytes.read(file, LARGEST, EXPECTED);
        List<PskKey> keys = new ArrayList<>();
        boolean good = false;
        try {
            read(file, bytes, keys);
            if (keys.isEmpty()) {
                throw Place.whole(file.toString()).error("has no key; expected " + EXPECTED);
            }
            good = true;
            return new PskFile(file, keys);
        } finally {
            Arrays.fill(bytes, (byte) 0);
            if (!good) {
                keys.forEach(PskKey::destroy);
            }
        }
    }

    private static void read(Path file, byte[] bytes, List<PskKey> keys) throws StoreException {
        Map<ByteBuffer, Integer> lines = new HashMap<>();
        int number = 0;
        for (int start = 0; start < bytes.length;) {
            number++;
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            int last = end > start && bytes[end - 1] == '\r' ? end - 1 : end;
            PskKey key = key(file + ", line " + number, bytes, start, last);
            if (key != null) {
                keys.add(key);
                Integer other = lines.put(ByteBuffer.wrap(key.identity()), number);
                if (other != null) {
                    throw new StoreException(file + ", line " + number + ": line " + other + " has the same identity; expected each once");
                }
            }
            start = end + 1;
        }
    }

    /** The key of a line, or null when the line says nothing. */
    private static PskKey key(String place, byte[] bytes, int start, int end) throws StoreException {
        int colon = end - 1;
        while (colon >= start && bytes[colon] != ':') {
            colon--;
        }
        boolean blank = true;
        for (int i = start; i < end; i++) {
            blank &= bytes[i] == ' ' || bytes[i] == '\t';
        }
        boolean sharp = start < end && bytes[start] == '#';
        boolean hexIdentity = sharp && colon > start + 1 && hex(bytes, start + 1, colon) && hex(bytes, colon + 1, end);
        if (hexIdentity) {
            throw new StoreException(place + ": begins as an identity in hexadecimal digits, which is not supported, or as a comment; "
                    + "expected a blank after the # of a comment");
        }
        if (blank || sharp) {
            return null;
        }
        if (colon <= start) {
            throw new StoreException(place + ": has " + (colon < start ? "no colon" : "no identity") + "; " + LINE);
        }
        if (!hex(bytes, colon + 1, end)) {
            throw new StoreException(place + ": the key after the last colon is not in pairs of hexadecimal digits; " + LINE);
        }
        byte[] identity = Arrays.copyOfRange(bytes, start, colon);
        byte[] key = new byte[(end - colon - 1) / 2];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (HexFormat.fromHexDigit(bytes[colon + 1 + 2 * i]) << 4 | HexFormat.fromHexDigit(bytes[colon + 2 + 2 * i]));
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(identity));
            return PskKey.of(identity, key, PskKey.Hash.SHA256);
        } catch (CharacterCodingException e) {
            throw new StoreException(place + ": the identity is not in UTF-8; " + LINE, e);
        } catch (IllegalArgumentException e) {
            throw new StoreException(place + ": " + e.getMessage(), e);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static boolean hex(byte[] bytes, int start, int end) {
        for (int i = start; i < end; i++) {
            if (bytes[i] < 0 || !HexFormat.isHexDigit(bytes[i])) {
                return false;
            }
        }
        return start < end && (end - start) % 2 == 0;
    }

    /** Whether everybody on this machine may read the file; no where the file system does not tell. */
    public boolean open() {
        return FileBytes.open(file);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "PskFile[" + file + ", " + keys.size() + " keys]";
    }
}
