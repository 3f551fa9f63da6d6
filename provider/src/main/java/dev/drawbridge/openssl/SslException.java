package dev.drawbridge.openssl;

import java.io.IOException;

/**
 * A call failed that OpenSSL answers with 0: a file that is no certificate, a cipher string that names no cipher. The error is in the
 * {@link ErrorQueue} too, so that programs that print it find it there.
 */
public final class SslException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient OpensslError error;

    SslException(OpensslError error, Throwable cause) {
        super(error.data().isEmpty() ? error.reason() : error.data(), cause);
        this.error = error;
    }

    /** The packed code of {@code ERR_get_error(3)}. */
    public long code() {
        return error.code();
    }

    /** OpenSSL's words for the reason, as {@code ERR_reason_error_string(3)} gives them. */
    public String reason() {
        return error.reason();
    }

    /** The entry of the queue. */
    public OpensslError error() {
        return error;
    }
}
