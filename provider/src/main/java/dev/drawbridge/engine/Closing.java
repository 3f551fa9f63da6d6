package dev.drawbridge.engine;

/** Which directions have ended. Read by any thread; written under the writing lock. */
final class Closing {
    private volatile boolean readClosed;
    private volatile boolean writeClosed;

    /** Nothing more is read: the peer said close_notify, or the connection failed. */
    boolean readClosed() {
        return readClosed;
    }

    /** Nothing more is queued: we said close_notify or a fatal alert, which may still wait to leave, or may say nothing any more. */
    boolean writeClosed() {
        return writeClosed;
    }

    void closeRead() {
        readClosed = true;
    }

    void closeWrite() {
        writeClosed = true;
    }

    void closeBoth() {
        readClosed = true;
        writeClosed = true;
    }

    boolean bothClosed() {
        return readClosed && writeClosed;
    }
}
