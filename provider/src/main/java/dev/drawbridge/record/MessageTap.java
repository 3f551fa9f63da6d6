package dev.drawbridge.record;

import dev.drawbridge.spec.ContentType;

/** Who sees the messages of a connection, unprotected, as SSL_CTX_set_msg_callback(3) has it. */
public interface MessageTap {
    /** Sees none. */
    MessageTap NONE = new MessageTap() {
    };

    /**
     * A handshake message, alert or ChangeCipherSpec is about to be sent, or has come and is about to be taken. Of received ones no
     * ChangeCipherSpec is shown, as in OpenSSL.
     *
     * @param content never to be changed, nor to be kept without a copy
     */
    default void message(boolean sent, ContentType type, byte[] content) {
        // most want none
    }
}
