package dev.drawbridge.config.conf;

import java.nio.file.Path;

/**
 * Where something was said, for messages.
 *
 * @param source a file, or the name of a property
 * @param line the line of the file, counted from 1, or 0 for what is no file
 */
public record Origin(String source, int line) {

    static Origin of(Path file, int line) {
        return new Origin(file.toString(), line);
    }

    /** A property. */
    public static Origin property(String name) {
        return new Origin(name, 0);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ':' + line;
    }
}
