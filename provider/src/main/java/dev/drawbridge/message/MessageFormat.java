package dev.drawbridge.message;

import dev.drawbridge.spec.ProtocolVersion;

/** By which version's rules messages are read; versions give some types different bodies. */
public enum MessageFormat {
    /** No version is chosen yet: only the hellos, which look the same in all versions. */
    UNDECIDED("a connection without version"),
    /** No signature says by which scheme it is made. */
    TLS11("TLS 1.1 or older"),
    TLS12("TLS 1.2"),
    TLS13("TLS 1.3");

    private final String text;

    MessageFormat(String text) {
        this.text = text;
    }

    /** The format of a version before TLS 1.3. */
    public static MessageFormat of12(ProtocolVersion version) {
        return version.namesSchemes() ? TLS12 : TLS11;
    }

    /** The name, for faults. */
    @Override
    public String toString() {
        return text;
    }
}
