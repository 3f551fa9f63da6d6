package dev.drawbridge.store;

/** A store cannot be used: which option named which file, and what is wrong with it. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    public StoreException(String message) {
        this(message, null, null);
    }

    public StoreException(String message, Throwable cause) {
        this(message, null, cause);
    }

    /** With OpenSSL's word for what is wrong, which the message has too. */
    public StoreException(String message, String reason, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** OpenSSL's word for what is wrong, {@code bad decrypt}; null when it has none. It is part of the message too. */
    public String reason() {
        return reason;
    }
}
