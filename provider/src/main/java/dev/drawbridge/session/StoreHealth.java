package dev.drawbridge.session;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Whether a store is worth asking: after some failures in a row it is left alone for a while, then one who asks finds out. What changes is
 * told once, not for each connection.
 */
final class StoreHealth {
    /** So many failures in a row are enough. */
    static final int PATIENCE = 3;
    /** How long the store is left alone. */
    static final Duration REST = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private final BiConsumer<System.Logger.Level, String> tell;
    private final ReentrantLock lock = new ReentrantLock();
    // Under the lock.
    private int failures;
    private long restEnds;
    private boolean lying;

    /** Of a store that is well until it is not. */
    StoreHealth(LongSupplier nanoTime, BiConsumer<System.Logger.Level, String> tell) {
        this.nanoTime = nanoTime;
        this.tell = tell;
    }

    /** Whether to ask now. Whoever is told yes while the store rests is the only one until the next rest is over. */
    boolean mayAsk() {
        lock.lock();
        try {
            if (failures < PATIENCE) {
                return true;
            }
            long now = nanoTime.getAsLong();
            if (now - restEnds < 0) {
                return false;
            }
            restEnds = now + REST.toNanos();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The store answered. */
    void worked() {
        boolean again;
        lock.lock();
        try {
            again = failures >= PATIENCE;
            failures = 0;
        } finally {
            lock.unlock();
        }
        if (again) {
            tell.accept(System.Logger.Level.INFO, "answers again");
        }
    }

    /** The store did not answer. */
    void failed(String reason) {
        boolean enough;
        lock.lock();
        try {
            failures = Math.min(failures, PATIENCE) + 1;
            enough = failures == PATIENCE;
            if (enough) {
                restEnds = nanoTime.getAsLong() + REST.toNanos();
            }
        } finally {
            lock.unlock();
        }
        if (enough) {
            tell.accept(System.Logger.Level.WARNING, "does not answer: " + reason + ". Sessions of other servers are not resumed, and it is asked"
                    + " again every " + REST.toSeconds() + " s");
        }
    }

    /** Whether what the store returned was what we had put there. It costs no time, so the store is asked nevertheless. */
    void honest(boolean honest) {
        boolean news;
        lock.lock();
        try {
            news = !honest && !lying;
            lying = !honest;
        } finally {
            lock.unlock();
        }
        if (news) {
            tell.accept(System.Logger.Level.WARNING, "returned what no server with our ticket keys put there under this id: somebody else writes"
                    + " into it, or it is broken. Such sessions are not resumed");
        }
    }
}
