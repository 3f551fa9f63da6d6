package dev.drawbridge.openssl;

/** How calls that move data behave, and a client that falls back (SSL_CTX_set_mode(3)). A new context has {@link #AUTO_RETRY}. */
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
    RELEASE_BUFFERS,
    /**
     * {@code SSL_MODE_SEND_FALLBACK_SCSV}: a client tells the server that it tries again with an older version, which RFC 7507 section 4 has it do then
     * and at no other time. A server that has a newer version refuses.
     */
    SEND_FALLBACK_SCSV
}
