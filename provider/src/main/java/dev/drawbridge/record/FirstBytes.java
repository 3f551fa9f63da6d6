package dev.drawbridge.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** A guess at what a peer speaks whose first bytes are no TLS record, for the text of the fault. */
final class FirstBytes {
    private static final List<String> REQUESTS = List.of("GET /", "POST ", "HEAD ", "PUT /", "DELET", "OPTIO", "CONNE", "TRACE", "PATCH",
            "PRI *");

    private FirstBytes() {
    }

    static String guess(ByteBuffer src) {
        byte[] first = new byte[RecordForm.HEADER_LENGTH];
        src.get(src.position(), first);
        String text = new String(first, StandardCharsets.ISO_8859_1);
        if (REQUESTS.contains(text)) {
            return "a plain HTTP request?";
        }
        if (text.startsWith("HTTP/")) {
            return "a plain HTTP response?";
        }
        if (text.startsWith("SSH-")) {
            return "SSH?";
        }
        if (text.startsWith("220") || text.startsWith("* OK") || text.startsWith("+OK")) {
            return "a greeting in the clear; STARTTLS comes first?";
        }
        if ((first[0] & 0x80) != 0 && first[2] == 1) {
            return "an SSL 2.0 ClientHello";
        }
        return "first bytes " + String.format(Locale.ROOT, "%02x %02x %02x", first[0], first[1], first[2]);
    }
}
