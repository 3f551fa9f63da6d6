package dev.drawbridge.store;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The blocks of a PEM text, read as OpenSSL reads them: lines outside blocks are passed over, blanks at the end of a line and CR do not
 * count, but a block that has begun must be whole.
 */
final class PemReader {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String TAIL = "-----";
    private static final String FRIENDLY_NAME = "friendlyName:";
    /** OpenSSL allows only full lines and a last short one where a header and a blank line precede. */
    private static final int FULL_LINE = 64;
    private static final int LONGEST_NAME = 200;

    private final String origin;
    private final byte[] text;
    private int position;
    private int line;
    private int block;
    // The line at hand, without the blanks at its end.
    private int lineStart;
    private int lineEnd;

    /** The text is not copied. */
    PemReader(String origin, byte[] text) {
        this.origin = origin;
        this.text = text;
    }

    /** Whether a text has a block at all. */
    static boolean looksLikePem(byte[] bytes, int length) {
        byte[] begin = BEGIN.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i + begin.length <= length; i++) {
            if (bytes[i] == '-' && Arrays.equals(bytes, i, i + begin.length, begin, 0, begin.length)) {
                return true;
            }
        }
        return false;
    }

    /** The next block, or null when no more begins. */
    PemBlock next() throws StoreException {
        String friendlyName = null;
        boolean first = true;
        while (nextLine(first)) {
            first = false;
            if (starts(BEGIN) && ends(TAIL) && lineEnd - lineStart >= BEGIN.length() + TAIL.length() - 1) {
                Place place = new Place(origin, ++block, line);
                return body(label(), friendlyName, place);
            }
            String name = friendlyName();
            friendlyName = name == null ? friendlyName : name;
        }
        return null;
    }

    private String label() {
        int end = Math.max(lineStart + BEGIN.length(), lineEnd - TAIL.length());
        return string(lineStart + BEGIN.length(), end);
    }

    private String friendlyName() {
        int start = lineStart;
        while (start < lineEnd && (text[start] == ' ' || text[start] == '\t')) {
            start++;
        }
        if (!matches(start, FRIENDLY_NAME)) {
            return null;
        }
        int from = start + FRIENDLY_NAME.length();
        String name = new String(text, from, Math.min(lineEnd - from, LONGEST_NAME), StandardCharsets.UTF_8).strip();
        return name.isEmpty() ? null : name.replaceAll("\\p{Cntrl}", "?");
    }

    /** The lines up to END; what stands before a blank line is the header. */
    private PemBlock body(String label, String friendlyName, Place place) throws StoreException {
        Base64Lines data = new Base64Lines(place, label);
        String header = "";
        int bodyStart = position;
        boolean blank = false;
        boolean colon = false;
        boolean shortLine = false;
        while (nextLine(false)) {
            if (lineStart == lineEnd) {
                if (blank) {
                    throw place.error("there is a blank line inside this " + printable(label) + "; expected base64 up to "
                            + END + printable(label) + TAIL, "bad end line");
                }
                blank = true;
                header = string(bodyStart, lineStart);
                data.restart();
                continue;
            }
            if (starts(END)) {
                if (!isEnd(label)) {
                    throw place.error("this " + printable(label) + " ends with " + printable(string(lineStart, lineEnd))
                            + " at line " + line + "; expected " + END + printable(label) + TAIL, "bad end line");
                }
                return new PemBlock(label, header, data.finish(colon && !blank), friendlyName, place);
            }
            colon |= indexOf((byte) ':') >= 0;
            if (blank && (shortLine || lineEnd - lineStart > FULL_LINE)) {
                throw place.error("line " + line + " of this " + printable(label) + " follows a short one or is longer than "
                        + FULL_LINE + " characters, which is not allowed after a header", "bad end line");
            }
            shortLine = blank && lineEnd - lineStart < FULL_LINE;
            data.add(text, lineStart, lineEnd, colon && !blank);
        }
        throw place.error("the file ends inside this " + printable(label) + "; expected " + END + printable(label) + TAIL
                + ". It may have been read while it was written", "bad end line");
    }

    private boolean isEnd(String label) {
        return matches(lineStart + END.length(), label + TAIL)
                && lineEnd == lineStart + END.length() + label.length() + TAIL.length();
    }

    private boolean nextLine(boolean first) {
        if (position >= text.length) {
            return false;
        }
        line++;
        lineStart = position;
        int end = position;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        position = Math.min(end + 1, text.length);
        if (first && end - lineStart > 3 && text[lineStart] == (byte) 0xEF && text[lineStart + 1] == (byte) 0xBB
                && text[lineStart + 2] == (byte) 0xBF) {
            lineStart += 3; // a byte order mark, also in the middle of concatenated files
        }
        while (end > lineStart && text[end - 1] <= ' ') { // bytes from 0x80 are negative: what is not ASCII goes with the blanks
            end--;
        }
        lineEnd = end;
        return true;
    }

    private boolean starts(String prefix) {
        return matches(lineStart, prefix);
    }

    private boolean ends(String suffix) {
        return lineEnd - suffix.length() >= lineStart && matches(lineEnd - suffix.length(), suffix);
    }

    private boolean matches(int at, String word) {
        if (lineEnd - at < word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[at + i] != (byte) word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private int indexOf(byte b) {
        for (int i = lineStart; i < lineEnd; i++) {
            if (text[i] == b) {
                return i;
            }
        }
        return -1;
    }

    private String string(int from, int to) {
        return new String(text, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** A word of the file as it may stand in a message: short and without control characters. */
    static String printable(String word) {
        String s = word.length() > 60 ? word.substring(0, 60) + "..." : word;
        return s.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
