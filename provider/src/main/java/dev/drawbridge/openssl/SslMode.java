package dev.drawbridge.openssl;

/** How calls that move data behave (SSL_CTX_set_mode(3)). A new context has {@link #AUTO_RETRY}. */
public enum SslMode {
    /** {@code SSL_MODE_ENABLE_PARTIAL_WRITE}: a write returns when one record is sent, with the number of its bytes. */
    ENABLE_PARTIAL_WRITE,
    /** {@code SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER}: a write that is repeated may name another array with the same content. */
    ACCEPT_MOVING_WRITE_BUFFER,
    /** {@code SSL_MODE_AUTO_RETRY}: a read goes on after what is not application data; without it {@link SslError#WANT_READ} may come first. */
    AUTO_RETRY,
    /** {@code SSL_MODE_NO_AUTO_CHAIN}: a certificate is sent without issuers that are only trusted. */
    NO_AUTO_CHAIN,
    /** {@code SSL_MODE_RELEASE_BUFFERS}: an idle connection holds no buffers, which is so without it too. */
    RELEASE_BUFFERS
}
