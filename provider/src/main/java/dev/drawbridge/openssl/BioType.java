package dev.drawbridge.openssl;

/** The kinds of {@link Bio}, with OpenSSL's names and numbers ({@code BIO_method_name}, {@code BIO_method_type}). */
public enum BioType {
    /** {@link Bio#memory()}. */
    MEM(1 | BioType.SOURCE_SINK, "memory buffer"),
    /** {@link Bio#streams} and {@link Bio#channel}, which are to Java what file descriptors are to C. */
    FD(4 | BioType.SOURCE_SINK | BioType.DESCRIPTOR, "file descriptor"),
    /** {@link Bio#socket}. */
    SOCKET(5 | BioType.SOURCE_SINK | BioType.DESCRIPTOR, "socket"),
    /** {@link Bio#nullSink()}. */
    NULL(6 | BioType.SOURCE_SINK, "NULL"),
    /** {@link Bio#ssl()}. */
    SSL(7 | BioType.FILTER, "ssl"),
    /** {@link Bio#buffer()}. */
    BUFFER(9 | BioType.FILTER, "buffer"),
    /** {@link Bio#connect}. */
    CONNECT(12 | BioType.SOURCE_SINK | BioType.DESCRIPTOR, "socket connect"),
    /** {@link Bio#accept}. */
    ACCEPT(13 | BioType.SOURCE_SINK | BioType.DESCRIPTOR, "socket accept"),
    /** {@link Bio#nullFilter()}. */
    NULL_FILTER(17 | BioType.FILTER, "NULL filter"),
    /** {@link Bio#pair}. */
    BIO(19 | BioType.SOURCE_SINK, "BIO pair");

    private static final int DESCRIPTOR = 0x100;
    private static final int FILTER = 0x200;
    private static final int SOURCE_SINK = 0x400;

    private final int code;
    private final String methodName;

    BioType(int code, String methodName) {
        this.code = code;
        this.methodName = methodName;
    }

    /**
     * The number of the kind in OpenSSL's {@code bio.h}.
     *
     * @return for example 0x401 for {@code BIO_TYPE_MEM}
     */
    public int code() {
        return code;
    }

    /**
     * What {@code BIO_method_name} says.
     *
     * @return for example {@code memory buffer}
     */
    public String methodName() {
        return methodName;
    }

    /**
     * Whether a Bio of this kind passes on what it is given to the next one of its chain ({@code BIO_TYPE_FILTER}).
     *
     * @return false for those that stand at the end of a chain
     */
    public boolean isFilter() {
        return (code & FILTER) != 0;
    }
}
