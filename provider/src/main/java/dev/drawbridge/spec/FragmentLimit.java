package dev.drawbridge.spec;

/**
 * What max_fragment_length limits the content of a record to. RFC 6066 section 4: "The negotiated length limits the input that the record
 * layer may process without fragmentation (that is, the maximum value of TLSPlaintext.length".
 */
public enum FragmentLimit {
    /** Where none is negotiated. */
    NONE(0, 1 << 14),
    BYTES_512(1, 1 << 9),
    BYTES_1024(2, 1 << 10),
    BYTES_2048(3, 1 << 11),
    BYTES_4096(4, 1 << 12);

    private static final FragmentLimit[] ALL = values();

    private final int code;
    private final int bytes;

    FragmentLimit(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The number in the extension; 0 where there is none, as in OpenSSL's sessions. */
    public int code() {
        return code;
    }

    /** The most bytes of content in a record. */
    public int bytes() {
        return bytes;
    }

    /** The limit with a number, or null. */
    public static FragmentLimit of(long code) {
        return code < 0 || code >= ALL.length ? null : ALL[(int) code];
    }
}
