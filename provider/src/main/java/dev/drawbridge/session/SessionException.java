package dev.drawbridge.session;

/** Bytes that should be a session are none that can be used, or a session cannot be written. The message holds no secret. */
public final class SessionException extends Exception {
    private static final long serialVersionUID = 1L;

    SessionException(String message) {
        super(message);
    }

    SessionException(String message, Throwable cause) {
        super(message, cause);
    }
}
