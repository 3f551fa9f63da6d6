package dev.drawbridge.engine;

/** What one wrap or unwrap did. A holder that its caller owns and reuses, one per direction, so that no call allocates. */
public final class Transfer {
    /** How the call ended: the status of an {@code SSLEngineResult}. */
    public enum Outcome {
        OK,
        /** The destination has no room for the next record; nothing was consumed. */
        OVERFLOW,
        /** The source holds no whole record; nothing was consumed. */
        UNDERFLOW,
        /** This direction is closed; bytes of the last record may have been produced. */
        CLOSED
    }

    /** Bytes taken from the sources. */
    public int consumed;
    /** Bytes put into the destinations. */
    public int produced;
    /** How it ended. */
    public Outcome outcome = Outcome.OK;
    /** What the connection wants next. */
    public Status status = Status.NOT_HANDSHAKING;

    /** Begins a call. */
    void clear() {
        consumed = 0;
        produced = 0;
        outcome = Outcome.OK;
    }

    void add(int in, int out) {
        consumed += in;
        produced += out;
    }

    @Override
    public String toString() {
        return outcome + ", " + status + ", consumed " + consumed + ", produced " + produced;
    }
}
