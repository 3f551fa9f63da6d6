package dev.drawbridge.config.conf;

import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * How configuration is read. This package asks neither the environment nor properties: whoever reads hands them in.
 *
 * @param environment the value of an environment variable, or null when it is not set
 * @param directory what relative paths of {@code .include} are relative to when nothing else is said
 * @param strict whether everything that OpenSSL passes over in silence is an error; else it is a warning
 * @param warnings is told what is passed over
 */
public record ConfReading(UnaryOperator<String> environment, Path directory, boolean strict, Consumer<String> warnings) {

    /** Refuses what OpenSSL would pass over, or warns of it. */
    void passOver(Origin origin, String wrong, String expected) throws ConfException {
        passOver(new ConfException(origin, wrong, expected));
    }

    /** Refuses, or warns of, something that OpenSSL would pass over. */
    void passOver(ConfException mistake) throws ConfException {
        if (strict) {
            throw mistake;
        }
        warnings.accept(mistake.getMessage());
    }
}
