package dev.drawbridge.openssl;

/** The flags of {@code SSL_CTX_set_verify(3)}; no flag at all is {@code SSL_VERIFY_NONE}. */
public enum VerifyMode {
    /**
     * {@code SSL_VERIFY_PEER}: a client ends the handshake when the server's chain does not verify; a server asks for a certificate, and ends the
     * handshake when one comes that does not verify. Without it a client goes on and {@link Ssl#getVerifyResult} tells; a server asks for none.
     */
    PEER(1),
    /** {@code SSL_VERIFY_FAIL_IF_NO_PEER_CERT}: with {@link #PEER}, as a server: a client without a certificate is refused. */
    FAIL_IF_NO_PEER_CERT(2),
    /** {@code SSL_VERIFY_CLIENT_ONCE}: with {@link #PEER}, as a server: a client is not asked again in a renegotiation or after the handshake. */
    CLIENT_ONCE(4),
    /** {@code SSL_VERIFY_POST_HANDSHAKE}: with {@link #PEER}, as a server of TLS 1.3: the client is not asked in the handshake. */
    POST_HANDSHAKE(8);

    private final int bit;

    VerifyMode(int bit) {
        this.bit = bit;
    }

    /** The number of the flag in {@code ssl.h}. */
    public int bit() {
        return bit;
    }
}
