package dev.drawbridge.jsse;

import dev.drawbridge.engine.Connection;
import dev.drawbridge.engine.Status;
import dev.drawbridge.engine.Transfer;
import dev.drawbridge.fault.TlsFault;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;

/**
 * The output side of a socket: application data and whatever the connection has to send, in one order.
 *
 * <p>Only writers wait for writers. A reader that has something to send calls {@link #flushIfFree}: when another thread holds the lock, that
 * thread sends it too, because whoever lets go of the lock looks again afterwards.
 */
final class SocketWriter {
    private static final ByteBuffer[] NOTHING = {};
    /** More than a record's header, nonce, tag and padding add to it. */
    private static final int RECORD_OVERHEAD = 512;

    private final SocketLink link;
    private final Connection connection;
    private final ReentrantLock writing = new ReentrantLock();
    /** Why nothing can be sent any more, though something may still be received. */
    private volatile IOException failure;

    // Guarded by writing.
    private final Transfer transfer = new Transfer();
    private final ByteBuffer[] source = new ByteBuffer[1];
    /** How far the borrowed buffer was ever filled. */
    private int highWater;

    SocketWriter(SocketLink link, Connection connection) {
        this.link = link;
        this.connection = connection;
    }

    /** Why the transport takes nothing any more, or null. */
    IOException failure() {
        return failure;
    }

    /**
     * Sends all of the range, several records at once where it is long.
     *
     * @return the bytes sent, fewer than asked only where a renegotiation holds the rest
     */
    int write(byte[] b, int off, int len) throws IOException, TlsFault {
        int left = 0;
        writing.lock();
        try {
            ByteBuffer out = SocketBuffers.borrow(Math.min(len, SocketBuffers.RECORDS - RECORD_OVERHEAD) + RECORD_OVERHEAD);
            source[0] = ByteBuffer.wrap(b, off, len);
            try {
                while (source[0].hasRemaining()) {
                    requireOpen();
                    wrapInto(out, source);
                    boolean sent = send(out);
                    if (transfer.outcome == Transfer.Outcome.CLOSED) {
                        throw new SocketException("Connection or outbound has closed");
                    }
                    if (!sent && transfer.status != Status.NOT_HANDSHAKING) {
                        break;
                    }
                    if (!sent) {
                        throw new SSLException("the connection takes no data: " + transfer);
                    }
                }
            } catch (TlsFault f) {
                send(out); // the alert
                throw f;
            } finally {
                left = source[0].remaining();
                source[0] = null;
                giveBack(out);
            }
        } finally {
            writing.unlock();
        }
        flushIfFree();
        return len - left;
    }

    /** Sends what is pending, after what other writers are at. */
    void flush() throws IOException, TlsFault {
        writing.lock();
        try {
            requireOpen();
            drain();
        } finally {
            writing.unlock();
        }
        flushIfFree();
    }

    /**
     * Sends what is pending unless another thread holds the lock. That thread comes here after letting go: either it sees what was pending
     * before our attempt, or a third thread has got the lock meanwhile and the same duty. So nothing is left behind.
     */
    void flushIfFree() throws IOException, TlsFault {
        while (pending() && writing.tryLock()) {
            try {
                drain();
            } finally {
                writing.unlock();
            }
        }
    }

    /** The transport takes nothing any more: what is pending is wrapped for nobody, so that the connection goes on to what it receives. */
    void forget() throws TlsFault {
        writing.lock();
        try {
            ByteBuffer out = SocketBuffers.borrow(SocketBuffers.RECORDS);
            try {
                while (connection.status() == Status.NEED_WRAP) {
                    wrapInto(out, NOTHING);
                    highWater = Math.max(highWater, out.position());
                    out.clear();
                }
            } finally {
                giveBack(out);
            }
        } finally {
            writing.unlock();
        }
    }

    /** Sends what is pending, then ends the transport's output. */
    void end() throws IOException, TlsFault {
        writing.lock();
        try {
            drain();
            link.shutdownOutput();
        } finally {
            writing.unlock();
        }
    }

    /** The same for someone who cannot wait longer than this for a writer that the transport blocks; whether it was done. */
    boolean endWithin(long millis) throws IOException, TlsFault {
        if (!lockWithin(millis)) {
            return false;
        }
        try {
            end();
        } finally {
            writing.unlock();
        }
        return true;
    }

    /** Waits whatever interrupts say, because the peer deserves its last record; the interrupt is kept. */
    private boolean lockWithin(long millis) {
        boolean interrupted = Thread.interrupted();
        try {
            return writing.tryLock() || writing.tryLock(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
            return writing.tryLock();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean pending() {
        return failure == null && connection.status() == Status.NEED_WRAP;
    }

    private void drain() throws IOException, TlsFault {
        if (!pending()) {
            return;
        }
        ByteBuffer out = SocketBuffers.borrow(SocketBuffers.RECORDS);
        try {
            do {
                wrapInto(out, NOTHING);
            } while (send(out) && pending());
        } catch (TlsFault f) {
            send(out); // the alert
            throw f;
        } finally {
            giveBack(out);
        }
    }

    /** Wraps records as long as there is something to send and room for another record. */
    private void wrapInto(ByteBuffer out, ByteBuffer[] from) throws TlsFault {
        boolean data = from.length > 0;
        do {
            connection.wrap(from, 0, from.length, out, transfer);
        } while (transfer.outcome == Transfer.Outcome.OK && transfer.produced > 0
                && (data ? from[0].hasRemaining() : connection.status() == Status.NEED_WRAP));
    }

    /** Whether there was anything to send. */
    private boolean send(ByteBuffer out) throws IOException {
        int length = out.position();
        if (length == 0) {
            return false;
        }
        highWater = Math.max(highWater, length);
        out.clear();
        try {
            link.out().write(out.array(), 0, length);
        } catch (IOException e) { // how much is out is unknown, so no record can follow
            failure = e;
            throw e;
        }
        return true;
    }

    private void giveBack(ByteBuffer out) {
        SocketBuffers.giveBack(out, Math.max(highWater, out.position()));
        highWater = 0;
    }

    private void requireOpen() throws IOException {
        if (failure != null) {
            throw SocketFaults.withCause(new SocketException("Connection or outbound has closed"), failure);
        }
    }
}
