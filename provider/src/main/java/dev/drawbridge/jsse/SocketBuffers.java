package dev.drawbridge.jsse;

import dev.drawbridge.wire.Buffers;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Buffers that sockets borrow while bytes are pending, so that an idle connection holds none: of one record, from {@link Buffers}, or of
 * four, from a pool of the same kind. Nobody ever waits here.
 */
final class SocketBuffers {
    /** Holds any record. */
    static final int RECORD = Buffers.SIZE;
    /** Holds four full records: the most that one transport read or write moves. */
    static final int RECORDS = 4 * RECORD;

    private static final AtomicReferenceArray<ByteBuffer> POOL = new AtomicReferenceArray<>(16);

    private SocketBuffers() {
    }

    /** An empty heap buffer of at least {@code bytes}, at most {@link #RECORDS}. */
    static ByteBuffer borrow(int bytes) {
        if (bytes <= RECORD) {
            return ByteBuffer.wrap(Buffers.borrow());
        }
        for (int i = start(), n = POOL.length(); n > 0; n--, i = next(i)) {
            ByteBuffer b = POOL.getPlain(i) == null ? null : POOL.getAndSet(i, null);
            if (b != null) {
                return b.clear();
            }
        }
        return ByteBuffer.allocate(RECORDS);
    }

    /** Gives back a buffer, of which the first {@code used} bytes may have been written; what it held does not outlive the loan. */
    static void giveBack(ByteBuffer b, int used) {
        if (b.capacity() == RECORD) {
            Buffers.giveBack(b.array(), used);
            return;
        }
        Arrays.fill(b.array(), 0, used, (byte) 0);
        for (int i = start(), n = POOL.length(); n > 0; n--, i = next(i)) {
            if (POOL.getPlain(i) == null && POOL.compareAndSet(i, null, b)) {
                return;
            }
        }
    }

    /** Threads begin their search at different slots, so that they seldom meet. */
    private static int start() {
        return (int) (Thread.currentThread().getId() & 0x7fffffff) % POOL.length();
    }

    private static int next(int i) {
        return i + 1 == POOL.length() ? 0 : i + 1;
    }
}
