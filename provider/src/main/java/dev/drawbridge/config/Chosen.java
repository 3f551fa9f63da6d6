package dev.drawbridge.config;

/**
 * A setting and who decided it.
 *
 * @param value what counts
 * @param source a property, a file and line, several of them, or {@link #DEFAULT}
 */
public record Chosen<T>(T value, String source) {
    /** The source of what nobody said. */
    public static final String DEFAULT = "default";
}
