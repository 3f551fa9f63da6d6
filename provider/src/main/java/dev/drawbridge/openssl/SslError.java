package dev.drawbridge.openssl;

/** What {@code SSL_get_error(3)} says about the last call, with the numbers of OpenSSL's {@code ssl.h}. */
public enum SslError {
    /** It succeeded. */
    NONE(0),
    /** The protocol failed; the connection is of no further use. */
    SSL(1),
    /** It can go on when there is something to read. */
    WANT_READ(2),
    /** It can go on when there is room to write. */
    WANT_WRITE(3),
    /** The callback that chooses a certificate asked to be called again. */
    WANT_X509_LOOKUP(4),
    /** The I/O below failed, or ended without close_notify. */
    SYSCALL(5),
    /** The peer has sent close_notify. */
    ZERO_RETURN(6),
    /** It can go on when the Bio below has connected. */
    WANT_CONNECT(7),
    /** It can go on when the Bio below has accepted. */
    WANT_ACCEPT(8),
    /** An asynchronous operation is under way. */
    WANT_ASYNC(9),
    /** No asynchronous job could be started. */
    WANT_ASYNC_JOB(10),
    /** The callback for ClientHello asked to be called again. */
    WANT_CLIENT_HELLO_CB(11),
    /** The callback that verifies the peer asked to be called again. */
    WANT_RETRY_VERIFY(12);

    private final int code;

    SslError(int code) {
        this.code = code;
    }

    /**
     * The number of {@code SSL_ERROR_...}.
     *
     * @return as in {@code ssl.h}
     */
    public int code() {
        return code;
    }
}
