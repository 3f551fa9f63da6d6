package dev.drawbridge.config;

import dev.drawbridge.config.conf.ConfException;
import dev.drawbridge.config.conf.Said;

/** OpenSSL's configuration, in its file or in properties, cannot be used: where it was said, what is wrong, and what was expected. */
public final class SettingException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    SettingException(ConfException cause) {
        super(cause.getMessage(), cause);
    }

    SettingException(String place, ConfException cause) {
        super(place + ": " + cause.getMessage(), cause);
    }

    SettingException(String place, String wrong, String expected) {
        super(place + ": " + wrong + "; expected " + expected);
    }

    /** A setting that was understood and leaves nothing to work with. */
    SettingException(Said<?> said, Object value, String wrong, String expected) {
        this(said.origin().toString(), said.command() + " = " + value + ": " + wrong, expected);
    }
}
