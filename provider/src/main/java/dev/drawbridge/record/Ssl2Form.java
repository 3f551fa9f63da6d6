package dev.drawbridge.record;

/** How SSL 2.0 frames its messages, as far as a ClientHello in its form needs it (RFC 5246 appendix E.2). */
public final class Ssl2Form {
    /** The bytes of the length. */
    public static final int HEADER_LENGTH = 2;
    /** Of a ClientHello without its vectors. */
    static final int LEAST = 9;
    /** The type of the message, behind the length. */
    static final int CLIENT_HELLO = 1;

    private Ssl2Form() {
    }

    /** The length of what follows. RFC 5246 appendix E.2 of msg_length: "The highest bit MUST be 1". */
    public static int length(byte first, byte second) {
        return (first & 0x7f) << 8 | second & 0xff;
    }
}
