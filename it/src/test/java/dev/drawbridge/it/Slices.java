package dev.drawbridge.it;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** Buffers of every kind, in the middle of memory that nobody may touch. */
final class Slices {
    private static final int MARGIN = 3;
    private static final byte GUARD = 0x5a;

    /** A destination and the memory around it. */
    static final class Room {
        final ByteBuffer buffer;
        private final ByteBuffer all;

        /** Room of this size: heap with an offset, sliced heap, sliced direct. */
        Room(int size, int kind) {
            all = guarded(size, kind % 3 == 2);
            buffer = kind % 3 == 0 ? all.duplicate().position(MARGIN).limit(MARGIN + size) : all.slice(MARGIN, size);
        }

        /** Where writing began. */
        private int start() {
            return buffer.limit() == buffer.capacity() ? 0 : MARGIN;
        }

        /** What was put into it. */
        byte[] written() {
            byte[] bytes = new byte[buffer.position() - start()];
            buffer.duplicate().flip().position(start()).get(bytes);
            return bytes;
        }

        /** Nothing around it was touched; behind what was put into it nothing either where {@code clean}. */
        void check(boolean clean) {
            int size = all.capacity() - 2 * MARGIN;
            int end = clean ? MARGIN + buffer.position() - start() : MARGIN + size;
            for (int i = 0; i < all.capacity(); i++) {
                if ((i < MARGIN || i >= end) && all.get(i) != GUARD) {
                    throw new AssertionError("byte " + (i - MARGIN) + " of room for " + size + " was touched");
                }
            }
        }
    }

    private Slices() {
    }

    /** A source with these bytes: heap with an offset, sliced heap or direct; of the kinds 3 to 5 read-only. */
    static ByteBuffer of(byte[] bytes, int kind) {
        Room room = new Room(bytes.length, kind);
        int start = room.buffer.position();
        room.buffer.put(bytes).position(start);
        return kind >= 3 ? room.buffer.asReadOnlyBuffer() : room.buffer;
    }

    private static ByteBuffer guarded(int size, boolean direct) {
        byte[] guard = new byte[size + 2 * MARGIN];
        Arrays.fill(guard, GUARD);
        return direct ? ByteBuffer.allocateDirect(guard.length).put(guard).clear() : ByteBuffer.wrap(guard);
    }
}
