package dev.drawbridge.handshake;

/** What the machine waits for: a value, from which the status of an {@code SSLEngine} follows. */
public enum Need {
    /** A task is to be taken and run, or has been taken and still runs. */
    TASK,
    /** Bytes from the peer. */
    INPUT,
    /** Nothing: connected. */
    NOTHING,
    /** The handshake failed; after the alert has left there is nothing more. */
    CLOSE
}
