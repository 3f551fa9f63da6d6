package dev.drawbridge.message;

import dev.drawbridge.spec.ProtocolVersion;
import java.util.List;

/** By which version's rules messages are read; versions give some types different bodies. */
public enum MessageFormat {
    /** No version is chosen yet: only the hellos, which look the same in all versions. */
    UNDECIDED("a connection without version"),
    /** The same where the version may become SSL 3.0. */
    UNDECIDED_SSL30("a connection without version"),
    /** As {@link #TLS11}, with hellos of its own version. */
    SSL30("SSL 3.0"),
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
        return version.namesSchemes() ? TLS12 : version.ssl() ? SSL30 : TLS11;
    }

    /** The format as long as no version is chosen, of who speaks the given ones. */
    public static MessageFormat undecided(List<ProtocolVersion> versions) {
        return versions.contains(ProtocolVersion.SSL30) ? UNDECIDED_SSL30 : UNDECIDED;
    }

    /** Whether a hello may say SSL 3.0. */
    boolean ssl() {
        return this == UNDECIDED_SSL30 || this == SSL30;
    }

    /** The name, for faults. */
    @Override
    public String toString() {
        return text;
    }
}
