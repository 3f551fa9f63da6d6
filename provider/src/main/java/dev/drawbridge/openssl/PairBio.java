package dev.drawbridge.openssl;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One end of two, made by {@link Bio#pair}: what is written into one is read from the other ({@code BIO_s_bio(3)}). Nothing blocks: a full end and an
 * empty one ask for a retry. Freeing either end parts the two and drops what was not read, as in OpenSSL; {@link #shutdownWrite} is the orderly
 * end. The two ends may belong to two threads.
 */
public final class PairBio extends Bio {
    private static final int DEFAULT_SIZE = 17 * 1024;

    private final ReentrantLock lock;
    /** What this end was given and the other has not read: a ring. */
    private final byte[] ring;
    private int offset;
    private int length;
    private boolean shutDown;
    /** How much the other end tried to read in vain. */
    private int request;
    private PairBio peer;

    private PairBio(int size, ReentrantLock lock) {
        super(BioType.BIO);
        ring = new byte[size == 0 ? DEFAULT_SIZE : size];
        this.lock = lock;
    }

    static PairBio ends(int size1, int size2) {
        if (size1 < 0 || size2 < 0) {
            throw new IllegalArgumentException("pair of sizes " + size1 + " and " + size2 + ": expected 0 or more");
        }
        ReentrantLock lock = new ReentrantLock();
        PairBio one = new PairBio(size1, lock);
        PairBio other = new PairBio(size2, lock);
        one.peer = other;
        other.peer = one;
        return one;
    }

    /**
     * The other end.
     *
     * @return null when the two were parted
     */
    public PairBio peer() {
        return locked(() -> peer);
    }

    /**
     * How much can be written now ({@code BIO_get_write_guarantee}).
     *
     * @return bytes that the next write takes at least; 0 after {@link #shutdownWrite} and when the two were parted
     */
    public int writeGuarantee() {
        requireAlive();
        return locked(() -> peer == null || shutDown ? 0 : ring.length - length);
    }

    /**
     * How much the other end tried to read in vain ({@code BIO_get_read_request}).
     *
     * @return bytes, never more than {@link #writeGuarantee}; 0 once it has read, or was written to
     */
    public int readRequest() {
        requireAlive();
        return locked(() -> request);
    }

    /** Forgets {@link #readRequest} ({@code BIO_ctrl_reset_read_request}). */
    public void resetReadRequest() {
        requireAlive();
        locked(() -> {
            request = 0;
            return null;
        });
    }

    /**
     * How much this end holds at most ({@code BIO_get_write_buf_size}).
     *
     * @return bytes
     */
    public int writeBufferSize() {
        return ring.length;
    }

    /** Nothing more is written here: the other end reads what there is, and then the end ({@code BIO_shutdown_wr}). */
    public void shutdownWrite() {
        requireAlive();
        locked(() -> {
            shutDown = true;
            return null;
        });
    }

    /** Parts the two ends and drops what was not read ({@code BIO_destroy_bio_pair}). */
    public void destroyPair() {
        requireAlive();
        part();
    }

    @Override
    int receive(byte[] buf, int off, int len) {
        lock.lock();
        try {
            clearRetryFlags();
            if (peer == null) {
                return fail("parted from its other end");
            }
            peer.request = 0;
            if (len == 0 || peer.length == 0 && peer.shutDown) {
                return 0;
            }
            if (peer.length == 0) {
                peer.request = Math.min(len, peer.ring.length);
                return retryRead();
            }
            return peer.take(buf, off, len);
        } finally {
            lock.unlock();
        }
    }

    @Override
    int send(byte[] buf, int off, int len) {
        lock.lock();
        try {
            clearRetryFlags();
            if (peer == null) {
                return fail("parted from its other end");
            }
            if (len == 0) {
                return 0;
            }
            request = 0;
            if (shutDown) {
                return fail("write after shutdownWrite");
            }
            if (length == ring.length) {
                return retryWrite();
            }
            return put(buf, off, len);
        } finally {
            lock.unlock();
        }
    }

    private <T> T locked(Supplier<T> what) {
        lock.lock();
        try {
            return what.get();
        } finally {
            lock.unlock();
        }
    }

    private int take(byte[] buf, int off, int len) {
        int n = Math.min(len, length);
        int first = Math.min(n, ring.length - offset);
        System.arraycopy(ring, offset, buf, off, first);
        System.arraycopy(ring, 0, buf, off + first, n - first);
        length -= n;
        offset = length == 0 ? 0 : (int) (((long) offset + n) % ring.length);
        return n;
    }

    private int put(byte[] buf, int off, int len) {
        int n = Math.min(len, ring.length - length);
        int to = (int) (((long) offset + length) % ring.length);
        int first = Math.min(n, ring.length - to);
        System.arraycopy(buf, off, ring, to, first);
        System.arraycopy(buf, off + first, ring, 0, n - first);
        length += n;
        return n;
    }

    @Override
    boolean atEnd() {
        return locked(() -> peer == null || peer.length == 0 && peer.shutDown);
    }

    @Override
    int readable() {
        return locked(() -> peer == null ? 0 : peer.length);
    }

    @Override
    int unsent() {
        return locked(() -> length);
    }

    @Override
    int restart() {
        locked(() -> {
            empty();
            return null;
        });
        return 0;
    }

    private void empty() {
        Arrays.fill(ring, (byte) 0);
        length = 0;
        offset = 0;
    }

    private void part() {
        lock.lock();
        try {
            if (peer != null) {
                peer.empty();
                peer.peer = null;
                peer = null;
                empty();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    void free() {
        part();
    }
}
