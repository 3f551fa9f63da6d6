package dev.drawbridge.jsse;

import dev.drawbridge.engine.Connection;
import dev.drawbridge.engine.Status;
import dev.drawbridge.engine.Transfer;
import dev.drawbridge.fault.TlsFault;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;

/**
 * The input side of a socket. Records go from the staged bytes straight into the program's array where that is long enough, else what is
 * left of them is held here until the next read. The transport's end is an {@link EOFException}, close_notify is -1.
 */
final class SocketReader {
    private static final ByteBuffer[] NOTHING = {};
    private static final byte[] NO_BYTES = {};
    /** A guess at the most that protection and usual padding add; a wrong one costs a second look at the record. */
    private static final int MAX_PROTECTION = 64;
    /** Shorter records are not worth going straight to the program, and tickets are mostly shorter: see {@link #unwrapDirect}. */
    private static final int WORTH_IT = 2048;
    /** How much data is held for readers while a writer waits. */
    private static final int MOST_HELD = 1 << 20;

    private final SocketLink link;
    private final Connection connection;
    private final SocketWriter writer;
    /** Called after whatever a record called for was done. */
    private final Runnable attended;
    private final RenegotiationWait renegotiation;
    /** Fair, so that a writer that waits for a renegotiation does not keep readers from the data that comes before its end. */
    private final ReentrantLock reading = new ReentrantLock(true);
    /** A reader has taken some of what is held. */
    private final Condition taken = reading.newCondition();

    // Guarded by reading.
    private final SocketStaging staging;
    private final Transfer transfer = new Transfer();
    private final ByteBuffer[] target = new ByteBuffer[1];
    private final byte[] oneByte = new byte[1];
    private final byte[] tail = new byte[MAX_PROTECTION];
    /** Application data that the program has not taken yet, or null. */
    private ByteBuffer held;

    SocketReader(SocketLink link, Connection connection, SocketWriter writer, Runnable attended, RenegotiationWait renegotiation) {
        this.link = link;
        this.connection = connection;
        this.writer = writer;
        this.attended = attended;
        this.renegotiation = renegotiation;
        // What follows the TLS bytes of a transport that outlives us belongs to others.
        this.staging = new SocketStaging(link.in(), !link.owned());
    }

    /** Whether the bytes so far end in the middle of a record. */
    boolean insideRecord() {
        reading.lock();
        try {
            return staging.insideRecord();
        } finally {
            letGo();
        }
    }

    /** One byte, or -1 after close_notify. */
    int read() throws IOException, TlsFault {
        reading.lock();
        try {
            return read(oneByte, 0, 1) < 0 ? -1 : oneByte[0] & 0xff;
        } finally {
            letGo();
        }
    }

    /** At least one byte into a range that is not empty, or -1 after close_notify. */
    int read(byte[] b, int off, int len) throws IOException, TlsFault {
        reading.lock();
        try {
            int n = takeHeld(b, off, len);
            while (n == 0) {
                if (connection.inboundDone()) {
                    staging.release();
                    return -1;
                }
                n = take(b, off, len);
                attend();
            }
            return n;
        } finally {
            staging.releaseIfDrained(); // it may be long until the next read
            letGo();
        }
    }

    /** Bytes that can be read without any wait. */
    int available() {
        if (!reading.tryLock()) {
            return 0; // whoever reads now takes them
        }
        try {
            return held == null ? 0 : held.remaining();
        } finally {
            letGo();
        }
    }

    /** For a handshake: takes in one record, waiting for it; a timeout in the middle of it loses nothing. */
    void receive() throws IOException, TlsFault {
        reading.lock();
        try {
            take(NO_BYTES, 0, 0);
        } finally {
            staging.releaseIfDrained();
            letGo();
        }
    }

    /** Takes in what has arrived, never waiting, as far as the connection goes along: the peer's last words. */
    void hear() throws IOException, TlsFault {
        reading.lock();
        try {
            while (!connection.inboundDone() && (staging.complete() || link.in().available() > 0)) {
                boolean whole = staging.complete();
                take(NO_BYTES, 0, 0);
                if (whole && transfer.consumed == 0) {
                    return;
                }
            }
        } finally {
            dropHeld();
            letGo();
        }
    }

    /** Throws away what comes until close_notify, unless another thread reads: that one does it. */
    void skipToEnd() throws IOException, TlsFault {
        if (!reading.tryLock()) {
            return;
        }
        try {
            while (!connection.inboundDone()) {
                dropHeld();
                take(NO_BYTES, 0, 0);
                attend();
            }
        } finally {
            dropHeld();
            letGo();
        }
    }

    /** Nothing will be read any more: forgets what is here, unless another thread is in a read, which the transport's end wakes. */
    void discard() {
        if (!reading.tryLock()) {
            return;
        }
        try {
            dropHeld();
            staging.release();
            link.drain();
        } finally {
            letGo();
        }
    }

    /** Unwraps the next record, or fetches more of it; the bytes put into the range, 0 when it was none for the program. */
    private int take(byte[] b, int off, int len) throws IOException, TlsFault {
        if (staging.complete()) {
            int length = staging.fragmentLength();
            boolean direct = length >= WORTH_IT && len + MAX_PROTECTION >= length && unwrapDirect(b, off, len);
            return direct ? transfer.produced : unwrapHeld(b, off, len);
        }
        if (staging.staged() != null) { // a header that is refused needs no body
            connection.unwrap(staging.staged(), NOTHING, 0, 0, transfer);
        }
        if (!staging.fill()) {
            throw new EOFException("the transport ended without close_notify");
        }
        return 0;
    }

    /**
     * Unwraps into the program's array. Beyond the bytes that a read returns, its array is to stay as it was; but the inner content type
     * and the padding of TLS 1.3 are decrypted right behind them, so what was there is put back, as far as padding usually goes.
     */
    private boolean unwrapDirect(byte[] b, int off, int len) throws IOException, TlsFault {
        int end = Math.min(len, staging.fragmentLength());
        int from = Math.max(0, Math.min(end, staging.fragmentLength() - MAX_PROTECTION));
        System.arraycopy(b, off + from, tail, 0, end - from);
        boolean done = unwrap(ByteBuffer.wrap(b, off, len));
        int restored = Math.max(from, transfer.produced);
        if (restored < end) {
            System.arraycopy(tail, restored - from, b, off + restored, end - restored);
        }
        return done;
    }

    private int unwrapHeld(byte[] b, int off, int len) throws IOException, TlsFault {
        ByteBuffer holder = SocketBuffers.borrow(SocketBuffers.RECORD);
        try {
            if (!unwrap(holder)) {
                throw new SSLException("a record was longer than any record can be");
            }
        } finally {
            if (holder.position() > 0) {
                held = holder.flip();
            } else {
                SocketBuffers.giveBack(holder, holder.capacity());
            }
        }
        return takeHeld(b, off, len);
    }

    /** Unwraps the whole record that is staged; false, and nothing done, when the destination is too small for what it may hold. */
    private boolean unwrap(ByteBuffer dst) throws IOException, TlsFault {
        target[0] = dst;
        try {
            connection.unwrap(staging.staged(), target, 0, 1, transfer);
        } finally {
            target[0] = null;
        }
        if (transfer.outcome == Transfer.Outcome.UNDERFLOW) {
            throw new SSLException("a whole record was taken for part of one");
        }
        return transfer.outcome != Transfer.Outcome.OVERFLOW;
    }

    /** Does after the handshake what a record, or the program, called for. */
    void attend() throws IOException, TlsFault {
        while (connection.status() == Status.NEED_TASK) {
            runTask(connection);
        }
        try {
            writer.flushIfFree();
        } catch (IOException e) {
            // The writer keeps it for those who write. What the peer had sent before it went is still ours to read.
            return;
        }
        attended.run();
    }

    /**
     * For a writer whose data waits for a renegotiation: takes in what leads to its end, unless another thread reads, which does it too. Data
     * that comes meanwhile is held for readers, so much; the write then goes on when some of it was read, as it would where the transport is full.
     */
    void awaitRenegotiation() throws IOException, TlsFault {
        renegotiation.enter();
        try {
            for (long seen = renegotiation.moves(); connection.renegotiating() && !connection.inboundDone(); seen = renegotiation.moves()) {
                if (!reading.tryLock(0, TimeUnit.SECONDS)) { // not before readers that wait for the lock
                    renegotiation.await(seen);
                    continue;
                }
                try {
                    goOnWithRenegotiation();
                } finally {
                    staging.releaseIfDrained();
                    letGo();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a renegotiation was under way");
        } finally {
            renegotiation.leave();
        }
    }

    private void letGo() {
        reading.unlock();
        renegotiation.moved();
    }

    private void goOnWithRenegotiation() throws IOException, TlsFault, InterruptedException {
        while (held != null && held.remaining() >= MOST_HELD) {
            taken.await();
        }
        attend();
        if (connection.status() == Status.NEED_WRAP) {
            writer.flush(); // another writer is at it: what it sends may be the end
        } else if (connection.renegotiating() && staging.complete()) {
            holdRecord();
        } else if (connection.renegotiating()) {
            take(NO_BYTES, 0, 0);
        }
        attend();
    }

    /** Unwraps the record that is staged behind what is held already. */
    private void holdRecord() throws IOException, TlsFault {
        ByteBuffer before = held;
        held = null;
        try {
            unwrapHeld(NO_BYTES, 0, 0);
        } finally {
            if (before != null) {
                ByteBuffer more = held == null ? ByteBuffer.wrap(NO_BYTES) : held;
                held = ByteBuffer.allocate(before.remaining() + more.remaining()).put(before).put(more).flip();
                release(before);
                release(more);
            }
        }
    }

    /** Runs the connection's task on this thread. */
    static void runTask(Connection connection) {
        Runnable task = connection.takeTask();
        if (task != null) { // else it was forgotten because the connection was closed just now
            task.run();
        }
    }

    private int takeHeld(byte[] b, int off, int len) {
        if (held == null) {
            return 0;
        }
        int n = Math.min(len, held.remaining());
        held.get(b, off, n);
        if (held.hasRemaining()) {
            taken.signalAll();
        } else {
            dropHeld();
        }
        return n;
    }

    private void dropHeld() {
        if (held != null) {
            release(held);
            held = null;
            taken.signalAll();
        }
    }

    /** Gives back what was borrowed; what was not is only wiped. */
    private static void release(ByteBuffer b) {
        if (b.capacity() == SocketBuffers.RECORD) {
            SocketBuffers.giveBack(b, b.limit());
        } else {
            Arrays.fill(b.array(), (byte) 0);
        }
    }
}
