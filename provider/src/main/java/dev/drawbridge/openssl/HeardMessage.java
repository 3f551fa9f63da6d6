package dev.drawbridge.openssl;

/** A message that a callback is to be shown when the connection's locks are free. */
record HeardMessage(MsgCallback callback, boolean written, int contentType, byte[] content) {
    void tell(Ssl ssl) {
        callback.message(ssl, written, contentType, content);
    }
}
