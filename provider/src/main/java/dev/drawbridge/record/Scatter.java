package dev.drawbridge.record;

import java.nio.ByteBuffer;

/** The destinations of one unwrap; reused from call to call so that none allocates. Not thread safe. */
public final class Scatter {
    private ByteBuffer[] buffers;
    private int offset;
    private int end;
    private ByteBuffer first;

    /** Points to {@code length} buffers. */
    public void to(ByteBuffer[] destinations, int from, int length) {
        buffers = destinations;
        offset = from;
        end = from + length;
        first = null;
        for (int i = from; i < end && first == null; i++) {
            if (destinations[i].hasRemaining()) {
                first = destinations[i];
            }
        }
    }

    /** Lets go of the program's buffers. */
    public void release() {
        buffers = null;
        first = null;
    }

    /** The room in all of them. */
    public long remaining() {
        long sum = 0;
        for (int i = offset; i < end; i++) {
            sum += buffers[i].remaining();
        }
        return sum;
    }

    /** Whether {@code length} bytes fit into the first array at hand, away from the source. */
    boolean fits(int length, byte[] source, int sourceOffset, int sourceLength) {
        return first != null && first.hasArray() && first.remaining() >= length
                && (first.array() != source || arrayPosition() + length <= sourceOffset
                        || sourceOffset + sourceLength <= arrayPosition());
    }

    byte[] array() {
        return first.array();
    }

    int arrayPosition() {
        return first.arrayOffset() + first.position();
    }

    /** Counts {@code length} bytes that are in place already, or copies them from the beginning of {@code from}. */
    void put(boolean inPlace, byte[] from, int length) {
        if (inPlace) {
            first.position(first.position() + length);
            return;
        }
        int done = 0;
        for (int i = offset; i < end && done < length; i++) {
            int n = Math.min(buffers[i].remaining(), length - done);
            buffers[i].put(from, done, n);
            done += n;
        }
    }
}
