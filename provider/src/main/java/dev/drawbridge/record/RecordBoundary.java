package dev.drawbridge.record;

/**
 * The proof that no unfinished handshake message is pending, which whoever changes read keys must show. Only
 * {@link HandshakeJoiner} makes one.
 */
public final class RecordBoundary {
    static final RecordBoundary PROVEN = new RecordBoundary();

    private RecordBoundary() {
    }
}
