package dev.drawbridge.fault;

/**
 * Whoever is asked in a task cannot answer yet. Nothing has happened: the task is handed out again, and asks again. Only a program that drives its
 * connections itself may throw this from what it has tasks ask.
 */
public final class Suspended extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** No error, so nobody looks at where it comes from. */
    public Suspended() {
        super("not yet", null, false, false);
    }
}
