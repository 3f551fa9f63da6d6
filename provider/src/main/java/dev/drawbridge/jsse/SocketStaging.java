package dev.drawbridge.jsse;

import dev.drawbridge.record.Ssl2Form;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Bytes of the transport that the connection has not taken yet. Only while a record is under way is a buffer borrowed: an idle
 * connection waits with the five bytes of a record header. What arrived before a timeout stays here. One thread at a time.
 */
final class SocketStaging {
    private static final int HEADER = 5;

    private final InputStream in;
    private final boolean exact;
    private final byte[] header = new byte[HEADER];
    private int headerLength;
    /** Staged bytes between position and limit; null while idle. */
    private ByteBuffer staged;
    /** How far the buffer was ever filled. */
    private int highWater;

    /**
     * Staging for a transport.
     *
     * @param exact never reads beyond the record under way, because the transport's next bytes may not be ours
     */
    SocketStaging(InputStream in, boolean exact) {
        this.in = in;
        this.exact = exact;
    }

    /** What is staged, beginning with a whole record header; null when not even that is there. */
    ByteBuffer staged() {
        return staged != null && staged.remaining() >= HEADER ? staged : null;
    }

    /** Whether the record at the front is there to its last byte. */
    boolean complete() {
        return staged() != null && staged.remaining() >= HEADER + fragmentLength();
    }

    /**
     * The length that the header at the front announces: no plaintext of it is longer. What has the form of SSL 2.0, if it is taken at all, says how long
     * it is before what would be the header's end.
     */
    int fragmentLength() {
        int at = staged.position();
        if (staged.get(at) < 0) {
            return Math.max(0, Ssl2Form.HEADER_LENGTH + Ssl2Form.length(staged.get(at), staged.get(at + 1)) - HEADER);
        }
        return (staged.get(at + 3) & 0xff) << 8 | staged.get(at + 4) & 0xff;
    }

    /** Whether a record has begun but not ended. */
    boolean insideRecord() {
        return headerLength > 0 || staged != null && staged.hasRemaining();
    }

    /** Waits for more bytes; false at the transport's end. A timeout loses nothing. */
    boolean fill() throws IOException {
        releaseIfDrained();
        return staged == null ? fillHeader() : fillStaged();
    }

    /** Gives the buffer back when all of it was taken. */
    void releaseIfDrained() {
        if (staged != null && !staged.hasRemaining()) {
            release();
        }
    }

    /** Gives the buffer back, and what is still in it up. */
    void release() {
        if (staged != null) {
            SocketBuffers.giveBack(staged, highWater);
            staged = null;
            highWater = 0;
        }
    }

    private boolean fillHeader() throws IOException {
        int n = in.read(header, headerLength, HEADER - headerLength);
        if (n < 0) {
            return false;
        }
        headerLength += n;
        if (headerLength == HEADER) {
            staged = SocketBuffers.borrow(SocketBuffers.RECORD).put(header).flip();
            headerLength = 0;
            highWater = HEADER;
        }
        return true;
    }

    private boolean fillStaged() throws IOException {
        makeRoom();
        int room = staged.capacity() - staged.limit();
        int wanted = exact ? Math.min(room, missing()) : room;
        if (wanted == 0) {
            throw new IllegalStateException("a whole record is staged and more is asked for");
        }
        int n = in.read(staged.array(), staged.limit(), wanted);
        if (n < 0) {
            return false;
        }
        staged.limit(staged.limit() + n);
        highWater = Math.max(highWater, staged.limit());
        return true;
    }

    private int missing() {
        return staged() == null ? HEADER - staged.remaining() : HEADER + fragmentLength() - staged.remaining();
    }

    /** Moves the beginning of a record to the front; a peer that filled one record's buffer at once gets the larger one. */
    private void makeRoom() {
        boolean busy = staged.limit() == staged.capacity() && staged.capacity() == SocketBuffers.RECORD;
        if (busy && !exact) {
            ByteBuffer larger = SocketBuffers.borrow(SocketBuffers.RECORDS).put(staged).flip();
            SocketBuffers.giveBack(staged, staged.capacity());
            staged = larger;
        } else if (staged.position() > 0) {
            staged.compact().flip();
        }
    }
}
