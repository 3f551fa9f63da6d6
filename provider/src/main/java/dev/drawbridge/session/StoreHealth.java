package dev.drawbridge.session;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * Whether a store is worth calling: after some failures in a row it is left alone for a while, then one who calls finds out. What changes is
 * told once, not for each connection. Calls that are waited for and others have each their own: one that takes what it is given and does not
 * answer would be well again each time it takes something.
 */
final class StoreHealth {
    /** So many failures in a row are enough. */
    static final int PATIENCE = 3;
    /** How long the store is left alone. */
    static final Duration REST = Duration.ofSeconds(10);

    private final LongSupplier nanoTime;
    private final BiConsumer<System.Logger.Level, String> tell;
    private final Words words;
    private final ReentrantLock lock = new ReentrantLock();
    // Under the lock.
    private int failures;
    private long restEnds;
    private boolean lying;

    /** What users are told: that it does not do its work, what that means, and that it does again. */
    enum Words {
        ASKED("does not answer", "Sessions of other servers are not resumed", "answers again"),
        SENT("does not take sessions", "Other servers do not resume ours", "takes sessions again");

        private final String ill;
        private final String hence;
        private final String well;

        Words(String ill, String hence, String well) {
            this.ill = ill;
            this.hence = hence;
            this.well = well;
        }
    }

    /** Of a store that is well until it is not. */
    StoreHealth(LongSupplier nanoTime, BiConsumer<System.Logger.Level, String> tell, Words words) {
        this.nanoTime = nanoTime;
        this.tell = tell;
        this.words = words;
    }

    /** Whether to call now. Whoever is told yes while the store rests is the only one until the next rest is over. */
    boolean mayCall() {
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

    /** A call ended as it should. */
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
            tell.accept(System.Logger.Level.INFO, words.well);
        }
    }

    /** A call failed. */
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
            tell.accept(System.Logger.Level.WARNING, words.ill + ": " + reason + ". " + words.hence + ", and it is tried again every "
                    + REST.toSeconds() + " s");
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
