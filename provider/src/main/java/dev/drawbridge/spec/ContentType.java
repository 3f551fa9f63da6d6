package dev.drawbridge.spec;

/**
 * What a record carries (RFC 8446 section 5.1, RFC 5246 section 6.2.1). RFC 8446 section 5: "Implementations MUST NOT send record types not
 * defined in this document unless negotiated by some extension."
 */
public enum ContentType {
    CHANGE_CIPHER_SPEC(20),
    ALERT(21),
    HANDSHAKE(22),
    APPLICATION_DATA(23);

    private final int code;

    ContentType(int code) {
        this.code = code;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    /** The content type of a wire byte, or null when it is none of the four (HEARTBEAT is not spoken here). */
    public static ContentType of(int code) {
        return switch (code) {
            case 20 -> CHANGE_CIPHER_SPEC;
            case 21 -> ALERT;
            case 22 -> HANDSHAKE;
            case 23 -> APPLICATION_DATA;
            default -> null;
        };
    }
}
