package dev.drawbridge.message;

/** By which version's rules messages are read; the two versions give some types different bodies. */
public enum MessageFormat {
    /** No version is chosen yet: only the hellos, which look the same in all versions. */
    UNDECIDED("a connection without version"),
    TLS12("TLS 1.2"),
    TLS13("TLS 1.3");

    private final String text;

    MessageFormat(String text) {
        this.text = text;
    }

    /** The name, for faults. */
    @Override
    public String toString() {
        return text;
    }
}
