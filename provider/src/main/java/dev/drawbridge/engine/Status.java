package dev.drawbridge.engine;

/** What a connection wants next: the handshake status of an {@code SSLEngine}. */
public enum Status {
    /** Nothing: before the handshake, after it, or closed. */
    NOT_HANDSHAKING,
    /** The handshake is done; returned once, by the call that ended it, never by {@link Connection#status}. */
    FINISHED,
    /** {@link Connection#takeTask} has a task, or one is running. */
    NEED_TASK,
    /** {@link Connection#wrap} has something to write or to report. */
    NEED_WRAP,
    /** Bytes from the peer. */
    NEED_UNWRAP
}
