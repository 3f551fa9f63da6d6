package dev.drawbridge.it.soak;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** One direction as it is received: each byte is compared with the noise that was promised, then the trailer with the sum of it all. */
final class Incoming {
    /** A byte that was not sent, or not there. Never expected, in no scenario. */
    static final class WrongBytes extends IllegalStateException {
        private static final long serialVersionUID = 1;

        WrongBytes(String message) {
            super(message);
        }
    }

    private final Noise noise;
    private final long length;
    private final CRC32C checksum = new CRC32C();
    private final ByteBuffer trailer = ByteBuffer.allocate(Outgoing.TRAILER);
    private long position;

    Incoming(long seed, long length) {
        this.noise = new Noise(seed);
        this.length = length;
    }

    /** Whether everything came, to the last byte of the trailer. */
    boolean whole() {
        return !trailer.hasRemaining();
    }

    long position() {
        return position;
    }

    void take(byte[] b, int off, int len) {
        int end = off + len;
        int i = off;
        while (i < end && position < length) {
            byte expected = noise.next();
            if (b[i] != expected) {
                throw new WrongBytes("byte " + position + " of " + length + " is " + b[i] + ", " + expected + " was sent");
            }
            i++;
            position++;
        }
        checksum.update(b, off, i - off);
        int t = Math.min(end - i, trailer.remaining());
        trailer.put(b, i, t);
        if (i + t < end) {
            throw new WrongBytes(end - i - t + " bytes after the last one");
        }
        if (whole()) {
            checkTrailer();
        }
    }

    private void checkTrailer() {
        if (trailer.getLong(0) != length || trailer.getLong(8) != checksum.getValue()) {
            throw new WrongBytes("the trailer tells of " + trailer.getLong(0) + " bytes with checksum " + trailer.getLong(8) + ", received were "
                    + length + " with " + checksum.getValue());
        }
    }
}
