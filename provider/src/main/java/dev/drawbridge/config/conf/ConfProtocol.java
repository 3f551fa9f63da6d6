package dev.drawbridge.config.conf;

import dev.drawbridge.spec.ProtocolVersion;

/** The versions that commands name: as words of {@code Protocol}, where case does not count, and as bounds, where it does. */
enum ConfProtocol implements ConfWord {
    ALL("ALL", null),
    SSL20("SSLv2", null),
    SSL30("SSLv3", ProtocolVersion.SSL30),
    TLS10("TLSv1", ProtocolVersion.TLS10),
    TLS11("TLSv1.1", ProtocolVersion.TLS11),
    TLS12("TLSv1.2", ProtocolVersion.TLS12),
    TLS13("TLSv1.3", ProtocolVersion.TLS13),
    DTLS10("DTLSv1", null),
    DTLS12("DTLSv1.2", null);

    private final String word;
    private final ProtocolVersion version;

    ConfProtocol(String word, ProtocolVersion version) {
        this.word = word;
        this.version = version;
    }

    @Override
    public String word() {
        return word;
    }

    /** The version of TLS, or null: all of them, none that is left, or one of DTLS. */
    ProtocolVersion version() {
        return version;
    }

    /** Whether the word can be a bound. */
    boolean bounds() {
        return this != ALL && this != SSL20;
    }
}
