package dev.drawbridge.session;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.record.EarlyDataSink;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What a client says, or a server hears, before the handshake of one connection is done (RFC 8446 section 2.3). A program that wants early
 * data makes one; without it none is sent and none is taken. Safe for many threads.
 */
public final class EarlyData implements EarlyDataSink {
    private final ReentrantLock lock = new ReentrantLock();
    private volatile EarlyDataStatus status = EarlyDataStatus.NOT_SENT;
    /** As a client what is to be sent, as a server what has come and was not read. */
    private byte[] data = new byte[0];
    private int from;
    private int to;
    /** As a server: how many bytes may still come. */
    private long room;
    /** As a client: whether more will be said after the ClientHello. */
    private volatile boolean streams;
    /** As a server: how much of what a ticket is good for is taken, and who may yet refuse it. */
    private volatile long most = Long.MAX_VALUE;
    private volatile BooleanSupplier permission = () -> true;
    private volatile boolean over;

    /** What became of it. */
    public EarlyDataStatus status() {
        return status;
    }

    /** It is settled. */
    public void status(EarlyDataStatus settled) {
        status = settled;
    }

    // ---- as a client

    /** Adds to what is sent with the ClientHello. */
    public void add(ByteBuffer more) {
        lock.lock();
        try {
            makeRoom(more.remaining());
            int n = more.remaining();
            more.get(data, to, n);
            to += n;
        } finally {
            lock.unlock();
        }
    }

    /** What is to be said comes when the ClientHello has been sent. */
    public void stream() {
        streams = true;
    }

    /** Whether a client has or will have something to say that a ticket is good for. */
    public boolean fits(long maxEarlyData) {
        int length = length();
        return (streams || length > 0) && maxEarlyData > 0 && length <= maxEarlyData;
    }

    /** How much is to be sent. */
    public int length() {
        lock.lock();
        try {
            return to - from;
        } finally {
            lock.unlock();
        }
    }

    /** What is to be sent. */
    public byte[] toSend() {
        lock.lock();
        try {
            return Arrays.copyOfRange(data, from, to);
        } finally {
            lock.unlock();
        }
    }

    // ---- as a server

    /**
     * It is taken on conditions.
     *
     * @param atMost so many bytes, if the ticket is good for more
     * @param permitted is asked, in a task, when all else speaks for it
     */
    public void conditions(long atMost, BooleanSupplier permitted) {
        most = atMost;
        permission = permitted;
    }

    /** Whether the program takes it. */
    public boolean permitted() {
        return permission.getAsBoolean();
    }

    /** It is taken, so many bytes at most. */
    public void expect(long maxEarlyData) {
        lock.lock();
        try {
            room = Math.min(most, maxEarlyData);
            status = EarlyDataStatus.ACCEPTED;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void accept(byte[] buf, int off, int len) throws TlsFault {
        lock.lock();
        try {
            // RFC 8446 section 4.6.1 of max_early_data_size: what exceeds it ends in "unexpected_message".
            if (len > room) {
                throw new TlsFault(Fault.TOO_MUCH_EARLY_DATA);
            }
            room -= len;
            makeRoom(len);
            System.arraycopy(buf, off, data, to, len);
            to += len;
        } finally {
            lock.unlock();
        }
    }

    /** Nothing more will come. */
    public void end() {
        over = true;
    }

    /**
     * Reads what has come.
     *
     * @return the bytes read, 0 when there are none yet, -1 when there will be none
     */
    public int read(ByteBuffer dst) {
        lock.lock();
        try {
            boolean last = over; // before looking, so that nothing that comes meanwhile is missed
            int n = Math.min(dst.remaining(), to - from);
            dst.put(data, from, n);
            from += n;
            return n == 0 && last && from == to ? -1 : n;
        } finally {
            lock.unlock();
        }
    }

    /** Whether {@link #read} would give something, or say that there is nothing more. */
    public boolean readable() {
        return over || length() > 0;
    }

    private void makeRoom(int more) {
        if (from == to) {
            from = 0;
            to = 0;
        }
        if (data.length - to < more) {
            data = Arrays.copyOfRange(data, from, from + Math.max(to - from + more, 2 * (to - from)));
            to -= from;
            from = 0;
        }
    }

    @Override
    public String toString() {
        return "EarlyData[" + status + ", " + length() + " bytes]";
    }
}
