package dev.drawbridge.it.soak;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** One direction as it is sent: a head, the noise of a seed, and a trailer with the length and checksum of the noise. */
final class Outgoing {
    static final int TRAILER = 16;

    private final ByteBuffer head;
    private final Noise noise;
    private final long length;
    private final CRC32C checksum = new CRC32C();
    private ByteBuffer trailer;
    private long made;

    Outgoing(byte[] head, long seed, long length) {
        this.head = ByteBuffer.wrap(head);
        this.noise = new Noise(seed);
        this.length = length;
    }

    /** Noise bytes given out so far. */
    long made() {
        return made;
    }

    boolean done() {
        return trailer != null && !trailer.hasRemaining();
    }

    /** The next bytes, at most {@code max}, into the start of {@code b}; 0 when all is given out. */
    int next(byte[] b, int max) {
        int n = Math.min(max, head.remaining());
        head.get(b, 0, n);
        int from = n;
        while (n < max && made < length) {
            b[n++] = noise.next();
            made++;
        }
        checksum.update(b, from, n - from);
        if (made == length && trailer == null) {
            trailer = ByteBuffer.allocate(TRAILER).putLong(length).putLong(checksum.getValue()).flip();
        }
        if (trailer != null) {
            int t = Math.min(max - n, trailer.remaining());
            trailer.get(b, n, t);
            n += t;
        }
        return n;
    }
}
