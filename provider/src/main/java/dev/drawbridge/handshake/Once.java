package dev.drawbridge.handshake;

import dev.drawbridge.fault.TlsFault;

/**
 * A part of a task's work that is not done again when the task is repeated because somebody who is asked later could not answer yet. It must leave
 * nothing secret behind then.
 */
public final class Once<T> {
    /** The part. */
    @FunctionalInterface
    public interface Work<T> {
        T done() throws TlsFault;
    }

    private boolean over;
    private T result;

    /** What the work gave when it was first done. */
    public T of(Work<T> work) throws TlsFault {
        if (!over) {
            result = work.done();
            over = true;
        }
        return result;
    }
}
