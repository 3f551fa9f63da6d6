package dev.drawbridge.it.soak;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Knows what each thread waits for and since when: who waits longer than the bound is stuck, and its stack is kept. Who dies is told of too. */
final class Watchdog {
    private record Wait(String what, long since) {
    }

    private final Tally tally;
    private final long boundNanos;
    private final Map<Thread, Wait> waits = new ConcurrentHashMap<>();

    Watchdog(Tally tally, int boundSeconds) {
        this.tally = tally;
        this.boundNanos = TimeUnit.SECONDS.toNanos(boundSeconds);
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> tally.problem("thread " + thread.getName() + " died", e));
        Thread t = new Thread(this::watch, "watchdog");
        t.setDaemon(true);
        t.start();
    }

    /** The calling thread begins something that ends within the bound. */
    void begin(String what) {
        waits.put(Thread.currentThread(), new Wait(what, System.nanoTime()));
    }

    /** It has ended, or what follows may last as long as it likes. */
    void end() {
        waits.remove(Thread.currentThread());
    }

    /** Something without a thread has not moved since then. */
    boolean tooLong(long sinceNanos) {
        return System.nanoTime() - sinceNanos > boundNanos;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(1000);
                waits.forEach((thread, wait) -> {
                    if (tooLong(wait.since) && waits.remove(thread, wait)) {
                        Throwable stack = new Throwable("stack of " + thread.getName());
                        stack.setStackTrace(thread.getStackTrace());
                        tally.problem("thread " + thread.getName() + " is stuck: " + wait.what + " for "
                                + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - wait.since) + " s", stack);
                    }
                });
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts the watchdog", e);
        }
    }
}
