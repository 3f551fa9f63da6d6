package dev.drawbridge.config.conf;

/** A configuration cannot be used: where that was said, what is wrong with it, and what was expected. */
public final class ConfException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfException(Origin origin, String wrong, String expected) {
        super(origin + ": " + wrong + "; expected " + expected);
    }

    ConfException(Origin origin, String wrong, String expected, Throwable cause) {
        super(origin + ": " + wrong + "; expected " + expected, cause);
    }
}
