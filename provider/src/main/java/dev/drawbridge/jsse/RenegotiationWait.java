package dev.drawbridge.jsse;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where a writer waits whose data a renegotiation holds while another thread reads: until something has moved, which is the renegotiation's
 * end or the other thread's letting go of the read side. Who moves something says so after it; who waits looks at the count of moves
 * first, then whether there is anything to wait for, so that no move is missed.
 */
final class RenegotiationWait {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition moved = lock.newCondition();
    private final AtomicInteger waiters = new AtomicInteger();
    /** Counted only while somebody waits, and only under the lock. */
    private final AtomicLong moves = new AtomicLong();

    /** From now on moves are counted. */
    void enter() {
        waiters.incrementAndGet();
    }

    void leave() {
        waiters.decrementAndGet();
    }

    long moves() {
        return moves.get();
    }

    /** Costs who moves nothing when nobody waits. */
    void moved() {
        if (waiters.get() == 0) {
            return;
        }
        lock.lock();
        try {
            moves.incrementAndGet();
            moved.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there are other moves than were seen. */
    void await(long seen) throws InterruptedException {
        lock.lock();
        try {
            while (moves.get() == seen) {
                moved.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
