package dev.drawbridge.diag;

/** Is told what each handshake came to. Safe for many threads; never fails, because a handshake must not end for its report. */
@FunctionalInterface
public interface Trace {
    void write(HandshakeReport report);

    /** Both: either may be null, and so is the result when both are. */
    static Trace both(Trace a, Trace b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return report -> {
            a.write(report);
            b.write(report);
        };
    }
}
