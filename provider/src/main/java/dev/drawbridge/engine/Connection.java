package dev.drawbridge.engine;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.conf.RecordPadding;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.wire.Buffers;
import dev.drawbridge.record.RecordReader;
import dev.drawbridge.record.RecordWriter;
import dev.drawbridge.record.Scatter;
import dev.drawbridge.spec.ContentType;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One TLS connection without I/O: bytes in by {@link #unwrap}, bytes out by {@link #wrap}, work by {@link #takeTask}. It opens nothing,
 * starts no thread and never blocks on anything but its own short locks.
 *
 * <p><b>Threads.</b> Reading and writing have a lock each, taken in this order. Once connected, unwrap takes the first and wrap the
 * second, so that both run at once; during the handshake, and for what is not application data, a call takes both. A task takes none
 * while it works. {@link #status} takes none.
 *
 * <p><b>Failure.</b> The first {@link TlsFault} ends the connection in both directions. Its alert waits to be wrapped, and the fault is
 * thrown once:
 * <ul>
 * <li>an unwrap in which it happens throws it; the alert leaves with the next wrap, whose outcome is CLOSED;
 * <li>when it happened in a task or in a wrap, the status is NEED_WRAP: the next wrap writes the alert (outcome OK, status NEED_WRAP),
 * the one after it throws; an unwrap in between throws at once.
 * </ul>
 * So a loop that follows the status delivers the alert and sees the exception, whichever direction it serves. Bytes between a
 * destination's new position and its limit may have been overwritten by an unwrap.
 */
public final class Connection {
    /** Room for any record, received or made. */
    public static final int PACKET_SIZE = Buffers.SIZE;
    /** Room for the content of any record, and for the padding around it, so that it is decrypted in its place. */
    public static final int APPLICATION_SIZE = PACKET_SIZE - 5;

    private final Listener listener;
    private final ReentrantLock reading = new ReentrantLock();
    private final ReentrantLock writing = new ReentrantLock();
    private final RecordReader reader;
    private final RecordInput input;
    private final RecordWriter writer = new RecordWriter();
    private final Scatter scatter = new Scatter();
    private final Closing closing = new Closing();
    private final Protocol protocol;
    private final KeyLimits keyLimits;

    private volatile Status status = Status.NOT_HANDSHAKING;
    private volatile boolean taskPending;
    private volatile boolean connected;

    /** A connection that has not begun. */
    public Connection(TlsConfig config, Listener listener) {
        this(config, listener, Beginning.of(config.client()), KeyLimits.of(config.tuning()));
    }

    Connection(TlsConfig config, Listener listener, Beginning beginning, KeyLimits keyLimits) {
        this.listener = listener;
        this.keyLimits = keyLimits;
        RecordPadding padding = config.tuning().options().padding();
        writer.tap(listener);
        writer.padding(padding.data(), padding.handshake());
        this.reader = new RecordReader(!config.client(), config.limits().emptyRecords(), config.limits().changeCipherSpecs());
        reader.takeSsl2Hello(!config.client() && config.tuning().options().ssl2Hello());
        this.input = new RecordInput(reader);
        this.protocol = new Protocol(config, reader, writer, closing, beginning, new Events());
    }

    /** How the protocol comes back to the connection. */
    private final class Events implements Protocol.Events {
        @Override
        public void enter(Runnable settle) {
            withBoth(settle::run);
        }

        @Override
        public Listener listener() {
            return listener;
        }
    }

    // ---- what is known

    /** Of the connection as it is: in a renegotiation still of the handshake before. */
    public ConnectionFacts facts() {
        return protocol.handshakes().facts();
    }

    /** Of the handshake that runs, else the same. */
    public ConnectionFacts handshakeFacts() {
        return protocol.handshakes().latestFacts();
    }

    /** What the connection wants next; never FINISHED. */
    public Status status() {
        return status;
    }

    /** Whether the first handshake is done, for good or until the connection ended. */
    public boolean connected() {
        return connected;
    }

    /** Whether a handshake has begun and is neither done nor over. */
    public boolean handshaking() {
        return protocol.begun() && (!connected || renegotiating()) && !closing.bothClosed();
    }

    /** Whether a handshake runs on the connected connection: data that is to be written waits for its end. */
    public boolean renegotiating() {
        return protocol.handshakes().renegotiating();
    }

    /** Whether nothing more will be read. */
    public boolean inboundDone() {
        return closing.readClosed();
    }

    /** Whether nothing more will be written: our last alert has left. */
    public boolean outboundDone() {
        return closing.writeClosed() && status != Status.NEED_WRAP;
    }

    // ---- handshake

    /**
     * Begins the handshake; does nothing while it runs. Once connected it makes new keys: in TLS 1.3 by a KeyUpdate, before by a renegotiation.
     *
     * @throws TlsFault {@code RENEGOTIATION_REFUSED}, which changes nothing, where that cannot be
     */
    public void beginHandshake() throws TlsFault {
        beginHandshake(ClientAuth.NONE);
    }

    /** The same; a server of TLS 1.3 that wants a certificate now and has none asks for it instead, where the client allows it. */
    public void beginHandshake(ClientAuth wanted) throws TlsFault {
        if (connected) {
            whileConnected(() -> protocol.handshakeAgain(wanted));
        } else {
            withBoth(protocol::beginNow);
        }
    }

    /**
     * Once connected in TLS 1.2, negotiates again (RFC 5746), as a server by a HelloRequest; does nothing while that is under way.
     *
     * @param full whether a client proposes no session to resume
     * @throws TlsFault {@code RENEGOTIATION_REFUSED} where that cannot be, {@code NOT_CONFIGURED} when not connected; neither changes anything
     */
    public void renegotiate(boolean full) throws TlsFault {
        whileConnected(() -> protocol.handshakes().renegotiate(full));
    }

    /**
     * Queues a KeyUpdate (RFC 8446 section 4.6.3).
     *
     * @param requestPeer whether the peer is asked to do the same
     * @throws TlsFault {@code RENEGOTIATION_REFUSED} in TLS 1.2, {@code NOT_CONFIGURED} when not connected; neither changes anything
     */
    public void updateKeys(boolean requestPeer) throws TlsFault {
        whileConnected(() -> protocol.updateKeys(requestPeer));
    }

    /**
     * As a server of TLS 1.3 queues a CertificateRequest (RFC 8446 section 4.6.2), after a task that makes it.
     *
     * @param required whether a client without a certificate is refused
     * @throws TlsFault {@code NOT_CONFIGURED}, which changes nothing, when the client did not allow it, one is asked for, or not connected
     */
    public void askForCertificate(boolean required) throws TlsFault {
        whileConnected(() -> protocol.askForCertificate(required));
    }

    private interface Change<E extends Exception> {
        void make() throws E;
    }

    private void whileConnected(Change<TlsFault> change) throws TlsFault {
        withBoth(() -> {
            if (!connected || closing.writeClosed()) {
                throw new TlsFault(Fault.NOT_CONFIGURED, "not connected");
            }
            change.make();
        });
    }

    private <E extends Exception> void withBoth(Change<E> change) throws E {
        reading.lock();
        writing.lock();
        try {
            change.make();
        } finally {
            unlockBoth();
        }
    }

    /** The work that is due, handed out once, or null. Run it on any thread, then look at {@link #status} again. Suspended work is due again. */
    public Runnable takeTask() {
        writing.lock();
        try {
            return protocol.takeTask();
        } finally {
            writing.unlock();
        }
    }

    /**
     * The failure that no call has thrown yet, or null. Whoever learns of it in another way, as by {@link Listener#failed}, takes it so
     * that no later call throws it.
     */
    public TlsFault takeFailure() {
        reading.lock();
        writing.lock();
        try {
            return protocol.takeFailure();
        } finally {
            unlockBoth();
        }
    }

    // ---- writing

    /** Writes at most one record: what is queued, or application data once connected. Begins the handshake if nobody did. */
    public void wrap(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst, Transfer t) throws TlsFault {
        t.clear();
        boolean both = !connected;
        if (both) {
            reading.lock();
        }
        try {
            writing.lock();
            try {
                wrapLocked(srcs, offset, length, dst, t);
            } finally {
                publishAndUnlockWriting();
            }
        } finally {
            if (both) {
                reading.unlock();
            }
        }
    }

    private void wrapLocked(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst, Transfer t) throws TlsFault {
        if (!writer.hasOutput()) {
            protocol.throwFailure();
            if (!closing.writeClosed() && !connected) {
                protocol.begin();
            }
        }
        // RFC 8446 section 5.1: "Application Data records MUST NOT be written to the wire unprotected".
        // RFC 5246 section 7.3: "Application data MUST NOT be sent prior to the completion of the first handshake".
        if (connected && !closing.writeClosed() && !writer.hasOutput() && !protocol.holdsData()) {
            wrapApplicationData(srcs, offset, length, dst, t);
        }
        if (writer.hasOutput() && t.produced == 0 && t.outcome == Transfer.Outcome.OK) {
            t.produced = writeQueued(dst);
            if (t.produced == 0) {
                t.outcome = Transfer.Outcome.OVERFLOW;
            }
        }
        settle(t);
        if (closing.writeClosed() && !writer.hasOutput() && !protocol.failureWaits()) {
            t.outcome = Transfer.Outcome.CLOSED;
        }
    }

    private void wrapApplicationData(ByteBuffer[] srcs, int offset, int count, ByteBuffer dst, Transfer t) throws TlsFault {
        long available = Buffers.remaining(srcs, offset, count);
        if (available == 0) {
            return;
        }
        if (keyLimits.reached(writer.protection())) {
            protocol.keyLimitReached();
        }
        if (writer.hasOutput()) {
            return;
        }
        int length = writer.fragmentLength(available);
        if (dst.remaining() < writer.recordLength(length)) {
            t.outcome = Transfer.Outcome.OVERFLOW;
            return;
        }
        try {
            t.produced = writer.writeApplicationData(srcs, offset, count, length, dst);
        } catch (TlsFault | RuntimeException e) {
            throw protocol.cannotWrite(e);
        }
        t.consumed = length;
    }

    /**
     * As a server that took early data, or as a client that offers it and has no answer: queues application data although the handshake is not done.
     *
     * @throws TlsFault {@code NOT_CONFIGURED} where that is not allowed, which changes nothing
     */
    public void writeEarly(ByteBuffer data) throws TlsFault {
        withBoth(() -> protocol.writeEarly(data));
    }

    private int writeQueued(ByteBuffer dst) throws TlsFault {
        try {
            return writer.writeQueued(dst);
        } catch (TlsFault | RuntimeException e) {
            throw protocol.cannotWrite(e);
        }
    }

    // ---- reading

    /**
     * Reads at most one record. During the handshake nothing is consumed while something waits to be wrapped, and at no time while a task
     * is pending. Begins the handshake if nobody did.
     */
    public void unwrap(ByteBuffer src, ByteBuffer[] dsts, int offset, int length, Transfer t) throws TlsFault {
        t.clear();
        reading.lock();
        try {
            if (connected) {
                unwrapConnected(src, dsts, offset, length, t);
            } else {
                writing.lock();
                try {
                    unwrapHandshake(src, t);
                } finally {
                    publishAndUnlockWriting();
                }
            }
        } finally {
            reading.unlock();
        }
    }

    private void unwrapHandshake(ByteBuffer src, Transfer t) throws TlsFault {
        protocol.throwFailure();
        if (!closing.readClosed()) {
            protocol.begin();
        }
        if (!closing.readClosed() && protocol.wantsInput()) {
            try {
                ContentType type = input.read(src, null, t);
                if (type != null) {
                    protocol.receive(type, reader.takeContent());
                }
            } catch (TlsFault f) {
                protocol.fail(f);
            }
            protocol.throwFailure();
        }
        settle(t);
        if (closing.readClosed()) {
            t.outcome = Transfer.Outcome.CLOSED;
        }
    }

    private void unwrapConnected(ByteBuffer src, ByteBuffer[] dsts, int offset, int length, Transfer t) throws TlsFault {
        t.status = status;
        if (closing.readClosed()) {
            throwFailure();
            t.outcome = Transfer.Outcome.CLOSED;
            return;
        }
        if (taskPending) {
            return;
        }
        ContentType type;
        scatter.to(dsts, offset, length);
        try {
            type = input.read(src, protocol.takesData() ? scatter : null, t);
        } catch (TlsFault f) {
            throw failed(f);
        } finally {
            scatter.release();
        }
        if (type == ContentType.APPLICATION_DATA) {
            t.produced = reader.produced();
            protocol.receivedApplicationData(t.produced);
        } else if (type != null) {
            receivePostHandshake(type, t);
        }
    }

    private void receivePostHandshake(ContentType type, Transfer t) throws TlsFault {
        writing.lock();
        try {
            try {
                protocol.receive(type, reader.takeContent());
            } catch (TlsFault f) {
                protocol.fail(f);
            }
            protocol.throwFailure();
            settle(t);
            if (closing.readClosed()) {
                t.outcome = Transfer.Outcome.CLOSED;
            }
        } finally {
            publishAndUnlockWriting();
        }
    }

    /** A failure while only the reading lock is held. */
    private TlsFault failed(TlsFault f) throws TlsFault {
        writing.lock();
        try {
            protocol.fail(f);
            protocol.throwFailure();
            return f; // the writing side failed just before, and its failure was thrown
        } finally {
            publishAndUnlockWriting();
        }
    }

    private void throwFailure() throws TlsFault {
        if (!protocol.failed()) {
            return;
        }
        writing.lock();
        try {
            protocol.throwFailure();
        } finally {
            publishAndUnlockWriting();
        }
    }

    // ---- the end

    /**
     * Says goodbye: queues close_notify, in the middle of a handshake with user_canceled before it (RFC 8446 section 6.1), and takes no
     * more application data. Reading goes on, unless the first handshake was not done, which this ends.
     */
    public void closeOutbound() {
        withBoth(protocol::closeOutbound);
    }

    /**
     * The transport has ended without close_notify, which is an error to whoever reads: ends both directions with an alert for a peer that may
     * still listen, as OpenSSL sends it. Does nothing after close_notify or a failure.
     */
    public void truncated() {
        withBoth(protocol::truncated);
    }

    /**
     * The transport has ended, or nobody wants to read any more. Writing goes on once connected; in a handshake this is the end of both.
     *
     * @throws TlsFault {@code TRUNCATED} when the peer had not said close_notify: what was read may not be all that it sent
     */
    public void closeInbound() throws TlsFault {
        withBoth(() -> protocol.closeInbound(connected));
    }

    // ---- state

    /** Ends a call under both locks, or under the writing lock once connected: FINISHED is returned here and only once a handshake. */
    private void settle(Transfer t) {
        boolean finished = protocol.finished();
        if (finished) {
            connected = true;
            protocol.handshakes().finish();
            listener.connected(facts());
        }
        publish();
        t.status = finished ? Status.FINISHED : status;
    }

    private void publish() {
        Status now = protocol.status();
        if (status != now) {
            status = now;
        }
        boolean pending = protocol.taskPending();
        if (taskPending != pending) {
            taskPending = pending;
        }
    }

    private void unlockBoth() {
        try {
            publishAndUnlockWriting();
        } finally {
            reading.unlock();
        }
    }

    private void publishAndUnlockWriting() {
        try {
            publish();
        } finally {
            writing.unlock();
        }
    }
}
