package dev.drawbridge.config;

/** A property has a value that means nothing: its name, the value, and what was expected. */
public final class PropertyException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public PropertyException(String property, String value, String expected) {
        super(property + "=" + value + ": expected " + expected);
    }
}
