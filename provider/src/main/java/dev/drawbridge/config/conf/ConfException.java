package dev.drawbridge.config.conf;

import dev.drawbridge.store.StoreException;

/** A configuration cannot be used: where that was said, what is wrong with it, and what was expected. */
public final class ConfException extends Exception {
    private static final long serialVersionUID = 1L;

    ConfException(Origin origin, String wrong, String expected) {
        super(origin + ": " + wrong + "; expected " + expected);
    }

    /** A value that is a list says itself what is wrong in it. */
    ConfException(Origin origin, ConfCommand command, String value, ListException mistake) {
        super(origin + ": " + command + " = " + value + ": " + mistake.getMessage(), mistake);
    }

    /** A file that cannot be read says itself which it is. */
    ConfException(StoreException cause) {
        super(cause.getMessage(), cause);
    }

    ConfException(Origin origin, String wrong, String expected, Throwable cause) {
        super(origin + ": " + wrong + "; expected " + expected, cause);
    }
}
