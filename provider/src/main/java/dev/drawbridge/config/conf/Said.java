package dev.drawbridge.config.conf;

/**
 * A setting and where it was said, so that whoever finds it wrong later can name the place.
 *
 * @param value what was said
 * @param command the command it was said with
 * @param origin where
 */
public record Said<T>(T value, ConfCommand command, Origin origin) {
}
