package dev.drawbridge.wire;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Arrays of record size for what cannot go straight from source to destination. They are borrowed for one record and given back, so
 * that an idle connection holds none. One small pool for the process, without locks: who finds it empty makes an array, who finds it
 * full lets his go.
 */
public final class Buffers {
    /** Room for any record that may come or go: header, 2^14 bytes and the largest expansion, the number that JSSE programs know. */
    public static final int SIZE = 16_709;

    private static final int SLOTS = 32;
    private static final AtomicReferenceArray<byte[]> POOL = new AtomicReferenceArray<>(SLOTS);

    private Buffers() {
    }

    /** What is left in all of a range. */
    public static long remaining(ByteBuffer[] buffers, int offset, int count) {
        long available = 0;
        for (int i = offset; i < offset + count; i++) {
            available += buffers[i].remaining();
        }
        return available;
    }

    /** An array of {@link #SIZE} bytes, all zero. */
    public static byte[] borrow() {
        int start = start();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (start + i) % SLOTS;
            if (POOL.getPlain(slot) != null) {
                byte[] found = POOL.getAndSet(slot, null);
                if (found != null) {
                    return found;
                }
            }
        }
        return new byte[SIZE];
    }

    /** Takes back a borrowed array, of which the first {@code used} bytes may have been written; they are wiped. */
    public static void giveBack(byte[] array, int used) {
        Arrays.fill(array, 0, used, (byte) 0);
        int start = start();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (start + i) % SLOTS;
            if (POOL.getPlain(slot) == null && POOL.compareAndSet(slot, null, array)) {
                return;
            }
        }
    }

    /** Threads begin at different slots, so that they seldom meet; a thread finds its own array again. */
    private static int start() {
        return (int) (Thread.currentThread().getId() & 0x7fffffff) % SLOTS;
    }
}
