package dev.drawbridge.engine;

import dev.drawbridge.fault.TlsFault;

/** Why a connection failed, thrown once. Called under the writing lock; exceptions say so. */
final class Failure {
    private volatile TlsFault fault;
    private volatile boolean thrown;

    /** Whether the connection failed. Called without locks. */
    boolean happened() {
        return fault != null;
    }

    /** The first reason is the one that counts. */
    void happens(TlsFault reason) {
        fault = reason;
    }

    /** The program gave up itself, and so knows. */
    void happensKnown(TlsFault reason) {
        fault = reason;
        thrown = true;
    }

    /** Whether nobody was told. */
    boolean waits() {
        return fault != null && !thrown;
    }

    /** Throws it, once. */
    void raise() throws TlsFault {
        TlsFault f = take();
        if (f != null) {
            throw f;
        }
    }

    /** It, once; else null. */
    TlsFault take() {
        if (!waits()) {
            return null;
        }
        thrown = true;
        return fault;
    }
}
