package dev.drawbridge.it;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts the bytes that a piece of work allocates on this thread: the same on a slow machine as on a fast one. */
final class Allocation {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** Classes that are loaded, instrumented or compiled on the way count too, but not every time. */
    private static final int ATTEMPTS = 3;

    /** Work that can be done again with the same result. */
    interface Work {
        void run() throws Exception;
    }

    private Allocation() {
    }

    /** Does the work; an {@link AssertionError} when it allocates more than {@code limit} bytes every time. */
    static void within(long limit, Work work) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < ATTEMPTS && least > limit; i++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                work.run();
            } catch (RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        if (least > limit) {
            throw new AssertionError(least + " bytes allocated, limit " + limit);
        }
    }
}
