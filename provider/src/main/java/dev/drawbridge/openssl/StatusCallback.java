package dev.drawbridge.openssl;

/**
 * Finds, or judges, what an OCSP responder says of a server's certificate: OpenSSL's callback for stapled responses
 * (SSL_CTX_set_tlsext_status_cb(3)), which is one for both roles.
 */
@FunctionalInterface
public interface StatusCallback {
    /** {@code SSL_TLSEXT_ERR_OK}: what {@link Ssl#setTlsextStatusOcspResp} got is sent. */
    int OK = 0;
    /** {@code SSL_TLSEXT_ERR_ALERT_FATAL}: the handshake ends. */
    int ALERT_FATAL = 2;
    /** {@code SSL_TLSEXT_ERR_NOACK}: nothing is sent. */
    int NOACK = 3;

    /**
     * A server is asked when the client wants a response; a client in each full handshake in which it asked for one, when the certificate is verified.
     *
     * @return in a server one of the numbers above; in a client 1 when {@link Ssl#getTlsextStatusOcspResp} is good enough, 0 when not, less for a failure
     */
    int status(Ssl ssl);
}
