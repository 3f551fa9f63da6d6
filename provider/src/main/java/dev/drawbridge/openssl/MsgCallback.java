package dev.drawbridge.openssl;

/** Is shown each handshake message, alert and ChangeCipherSpec of a connection, unprotected (SSL_CTX_set_msg_callback(3)). */
public interface MsgCallback {
    /** {@code SSL3_RT_CHANGE_CIPHER_SPEC}. */
    int CHANGE_CIPHER_SPEC = 20;
    /** {@code SSL3_RT_ALERT}. */
    int ALERT = 21;
    /** {@code SSL3_RT_HANDSHAKE}. */
    int HANDSHAKE = 22;

    /**
     * A message was sent, or has come; called on the thread of the call in which that was, soon after it. Record headers are not shown, nor
     * any ChangeCipherSpec that has come.
     *
     * @param written whether it is ours
     * @param contentType one of the numbers above
     * @param message a copy
     */
    void message(Ssl ssl, boolean written, int contentType, byte[] message);
}
