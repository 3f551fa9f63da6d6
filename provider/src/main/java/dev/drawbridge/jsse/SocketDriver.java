package dev.drawbridge.jsse;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.engine.Connection;
import dev.drawbridge.engine.Listener;
import dev.drawbridge.engine.Status;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.spec.ProtocolVersion;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Drives a connection over a blocking transport from its handshake to its end. {@link SocketReader} and {@link SocketWriter} each have a
 * lock of their own, so that both directions run in parallel; {@code handshaking} comes before them. The connection's locks are not among
 * them and never held over I/O. Whatever ends the connection passes through {@link #over}.
 */
final class SocketDriver implements Listener {
    /** Who makes the connection and hears of it. */
    interface Owner {
        /** The connection, its settings frozen now. */
        Connection open(Listener listener) throws IOException;

        /** Whether an end without close_notify is an error even between records. */
        boolean requiresCloseNotify();

        /** Whether close_notify is answered at once in TLS 1.3 too. */
        boolean acknowledgesCloseNotify();

        /** The settings of now, for a renegotiation. Called in a task. */
        TlsConfig renegotiates(ConnectionFacts facts) throws IOException;

        /** A handshake is done: its session is that of the connection. Called under the connection's locks. */
        void done();

        /** The same, when the program may be told. Called without locks of the connection. */
        void told();

        /** The connection failed, in the handshake or later. */
        void broken();

        /** What the program is told of meanwhile may be told now: called without locks. */
        void tell();

        /** A handshake failed. */
        void failed(TlsFault fault);
    }

    /** How a program starts another handshake. */
    interface Start {
        void on(Connection connection) throws TlsFault;
    }

    /** How long a close, or the alert of a failure, waits for a writer that the transport blocks. */
    private static final long PATIENCE_MILLIS = 500;

    private final SocketLink link;
    private final Owner owner;
    private final ReentrantLock handshaking = new ReentrantLock();
    private final AtomicBoolean closed = new AtomicBoolean();
    /** Set in this order when the handshake begins. */
    private volatile SocketWriter writer;
    private volatile SocketReader reader;
    private volatile Connection connection;
    private volatile boolean established;
    /** Whether a renegotiation was done of which nobody was told. */
    private final AtomicBoolean renewed = new AtomicBoolean();
    private final RenegotiationWait renegotiation = new RenegotiationWait();
    private volatile boolean inputShut;
    private volatile boolean outputShut;
    /** What ended the connection, as the connection itself reported it. */
    private volatile TlsFault fault;
    /** Why this socket is over; null while it is not, and after an orderly end. */
    private volatile IOException failure;

    SocketDriver(SocketLink link, Owner owner) {
        this.link = link;
        this.owner = owner;
    }

    /** The connection, or null before its handshake began. */
    Connection connection() {
        return connection;
    }

    boolean established() {
        return established;
    }

    boolean closed() {
        return closed.get();
    }

    boolean inputShut() {
        return inputShut;
    }

    boolean outputShut() {
        return outputShut;
    }

    /** Whether a handshake was begun and has neither ended nor failed. */
    boolean handshakeUnderWay() {
        return connection != null && (!established || connection.renegotiating()) && failure == null && !closed();
    }

    /** The thread that runs the first handshake sees its end in the connection's status. */
    @Override
    public void connected(ConnectionFacts facts) {
        owner.done();
        renewed.set(established);
        renegotiation.moved();
    }

    @Override
    public TlsConfig renegotiates(ConnectionFacts facts) throws IOException {
        return owner.renegotiates(facts);
    }

    /** After whatever may have ended a renegotiation. */
    private void tellRenewed() {
        if (renewed.getAndSet(false)) {
            owner.told();
        }
    }

    @Override
    public void failed(TlsFault f) {
        fault = f;
        renegotiation.moved();
    }

    // ---- handshake

    /** Runs the initial handshake unless that was done; after a timeout the next call goes on where this one stopped. */
    void handshake() throws IOException {
        handshakeUnless(() -> false);
    }

    /**
     * The same until something holds that makes the thread wait no longer for the peer.
     *
     * @return whether the handshake is done
     */
    boolean handshakeUnless(BooleanSupplier enough) throws IOException {
        if (established) {
            return true;
        }
        if (handshaking.isHeldByCurrentThread()) {
            throw new SSLException("the socket was used by a task of its own handshake");
        }
        handshaking.lock();
        try {
            if (established) {
                return true;
            }
            requireOpen();
            open();
            if (!runHandshake(connection, enough)) {
                return false;
            }
            established = true;
            owner.told();
        } catch (TlsFault f) {
            throw over(f);
        } finally {
            handshaking.unlock();
        }
        owner.tell();
        return true;
    }

    private void open() throws IOException {
        if (connection == null) {
            Connection c = owner.open(this);
            writer = new SocketWriter(link, c);
            reader = new SocketReader(link, c, writer, this::tellRenewed, renegotiation);
            connection = c;
        }
    }

    private boolean runHandshake(Connection c, BooleanSupplier enough) throws IOException, TlsFault {
        try {
            c.beginHandshake();
            for (Status s = c.status(); !c.connected() || s == Status.NEED_WRAP; s = c.status()) {
                if (s == Status.NEED_UNWRAP && enough.getAsBoolean()) {
                    return false;
                }
                switch (s) {
                    case NEED_TASK -> SocketReader.runTask(c);
                    case NEED_WRAP -> sendFlight();
                    case NEED_UNWRAP -> reader.receive();
                    default -> throw new SSLHandshakeException("Remote host closed the connection during the handshake");
                }
                if (fault != null) {
                    throw fault;
                }
            }
            return true;
        } catch (IOException e) {
            throw over(e);
        }
    }

    /** When the peer is gone, what it sent last may say more than the write that fails. */
    private void sendFlight() throws IOException, TlsFault {
        try {
            writer.flush();
        } catch (IOException e) {
            try {
                writer.forget();
                reader.hear();
            } catch (IOException nothing) {
                e.addSuppressed(nothing);
            }
            throw e;
        }
    }

    /** Once connected: new keys or a certificate in TLS 1.3; a renegotiation, where the connection allows one, in TLS 1.2. */
    void again(Start start) throws IOException {
        requireOpen();
        try {
            start.on(connection);
            reader.attend();
        } catch (TlsFault f) {
            throw refusedOrOver(f);
        }
    }

    /** Sends a KeyUpdate; a writer that is at it takes it along. */
    void updateKeys(boolean requestPeer) throws IOException {
        requireOpen();
        try {
            connection.updateKeys(requestPeer);
            writer.flushIfFree();
        } catch (TlsFault f) {
            throw refusedOrOver(f);
        }
    }

    /** As a server asks for the client's certificate; the request is made by this thread. */
    void askForCertificate(boolean required) throws IOException {
        requireOpen();
        try {
            connection.askForCertificate(required);
            SocketReader.runTask(connection);
            writer.flushIfFree();
        } catch (TlsFault f) {
            throw fault == null ? new SSLException(f.getMessage(), f) : over(f);
        }
    }

    /** As a server, before the handshake is done. */
    void writeEarly(ByteBuffer data) throws IOException {
        try {
            connection.writeEarly(data);
            writer.flushIfFree();
        } catch (TlsFault f) {
            throw refusedOrOver(f);
        }
    }

    /** What the connection only refused to do has not ended it. */
    private IOException refusedOrOver(TlsFault f) {
        return fault == null ? ExceptionMapper.map(f) : over(f);
    }

    // ---- data

    /** One byte, or -1 at the end. */
    int read() throws IOException {
        beforeRead();
        try {
            return checked(inputShut ? -1 : reader.read());
        } catch (IOException | TlsFault e) {
            return endOr(e);
        }
    }

    /** At least one byte into a range that is not empty, or -1 at the end. */
    int read(byte[] b, int off, int len) throws IOException {
        beforeRead();
        try {
            int n = checked(inputShut ? -1 : reader.read(b, off, len));
            owner.tell();
            return n;
        } catch (IOException | TlsFault e) {
            return endOr(e);
        }
    }

    /** A connection that failed has no more data, but that is no orderly end. */
    private int checked(int n) throws IOException, TlsFault {
        TlsFault f = fault;
        if (n < 0 && f != null) {
            throw f;
        }
        if (n < 0 && owner.acknowledgesCloseNotify()) {
            connection.closeOutbound();
            writer.flushIfFree();
        }
        return n;
    }

    /** Bytes that can be read without any wait. */
    int available() {
        return !established || closed() || inputShut ? 0 : reader.available();
    }

    /** Sends all of the range. */
    void write(byte[] b, int off, int len) throws IOException {
        if (closed() || outputShut || failure != null) {
            throw SocketFaults.withCause(new SocketException("Connection or outbound has closed"), failure);
        }
        handshake();
        try {
            int sent = writer.write(b, off, len);
            while (sent < len) { // a renegotiation is under way: its end lets the rest go
                reader.awaitRenegotiation();
                sent += writer.write(b, off + sent, len - sent);
            }
            tellRenewed();
        } catch (TlsFault | EOFException e) {
            throw over(e);
        } catch (IOException e) { // of the transport: what the peer sent may still be read
            throw closed() ? SocketFaults.closed(e) : e;
        }
    }

    /**
     * The transport ended before close_notify. As with SunJSSE, an end between records reads as the end of data, which protocols that
     * delimit their messages can bear, unless com.sun.net.ssl.requireCloseNotify is set; an end inside a record, or in a renegotiation, never
     * does.
     */
    private int endOr(Exception e) throws IOException {
        if (inputShut && !closed() && e instanceof IOException) {
            return -1;
        }
        if (closed() || !(e instanceof EOFException) || reader.insideRecord() || connection.renegotiating() || owner.requiresCloseNotify()) {
            throw over(e);
        }
        inputShut = true;
        return -1;
    }

    // ---- the end

    /** close_notify, then the transport's output side; reading goes on. */
    void shutdownOutput() throws IOException {
        outputShut = true;
        Connection c = connection;
        if (c == null) {
            link.shutdownOutput();
            return;
        }
        c.closeOutbound();
        try {
            writer.end();
        } catch (TlsFault f) {
            throw over(f);
        }
    }

    /** Nothing more is read; an error when the peer had not said that it was done, because then something may be lost. */
    void shutdownInput() throws IOException {
        Connection c = connection;
        boolean early = c != null && !inputShut && !c.inboundDone() && failure == null;
        inputShut = true;
        link.shutdownInput();
        if (early) {
            throw new SSLException("closing inbound before receiving peer's close_notify");
        }
    }

    /**
     * Ends both directions: close_notify once, not waiting for the peer's, then the transport, which wakes blocked readers and writers.
     * Waits for a blocked writer as long as SO_LINGER says, else a moment.
     */
    void close() throws IOException {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        Connection c = connection;
        if (c != null && failure == null) {
            int linger = link.linger();
            sayGoodbye(c, linger >= 0 ? TimeUnit.SECONDS.toMillis(linger) : PATIENCE_MILLIS);
        }
        closeTransport();
    }

    private void sayGoodbye(Connection c, long millis) {
        try {
            c.closeOutbound();
            boolean said = writer.endWithin(millis);
            if (said && !link.owned() && established && c.facts().version() != ProtocolVersion.TLS13) {
                // Others go on with this transport after the peer's close_notify, which in TLS 1.2 answers ours at once
                // (RFC 5246 section 7.2.1). A TLS 1.3 peer may go on sending as long as it likes, so there we do not wait.
                reader.skipToEnd();
            }
        } catch (IOException | TlsFault e) {
            // The peer may be gone already; as with SunJSSE, close_notify is a courtesy that closing does not depend on.
            return;
        }
    }

    private void closeTransport() throws IOException {
        SocketReader r = reader;
        if (r != null) {
            r.discard();
        }
        link.close();
    }

    // ---- failures

    /** What to throw for what happened; unless it is a timeout, after which the program may go on, the connection ends with it. */
    private IOException over(Exception e) {
        if (e instanceof InterruptedIOException timeout && !closed()) {
            return timeout;
        }
        if (failure != null) {
            return e instanceof TlsFault f ? ExceptionMapper.map(f) : (IOException) e;
        }
        if (closed()) {
            if (reader != null) {
                reader.discard(); // who closed could not, because we were in a read
            }
            return SocketFaults.closed(e);
        }
        IOException reason = reason(e);
        failure = reason;
        if (connection != null) {
            owner.broken();
        }
        if (connection != null && (!established || connection.renegotiating())) {
            owner.failed(e instanceof TlsFault f ? f : new TlsFault(Fault.TRUNCATED, e.toString(), e));
        }
        try {
            if (connection != null) {
                if (e instanceof EOFException) {
                    connection.truncated();
                }
                connection.takeFailure(); // we throw it
                writer.endWithin(PATIENCE_MILLIS); // after the alert, if there is one
            }
        } catch (IOException | TlsFault unsent) {
            reason.addSuppressed(unsent);
        }
        try {
            closed.set(true);
            closeTransport();
        } catch (IOException unclosed) {
            reason.addSuppressed(unclosed);
        }
        return reason;
    }

    private IOException reason(Exception e) {
        if (e instanceof TlsFault f) {
            return ExceptionMapper.map(f);
        }
        if (e instanceof EOFException) {
            TlsFault truncated = new TlsFault(Fault.TRUNCATED);
            return SocketFaults.withCause(!established || connection.renegotiating() ? FaultExceptions.handshake("Remote host terminated the handshake", truncated)
                    : reader.insideRecord() ? FaultExceptions.plain("Remote host terminated the connection inside a record", truncated)
                    : FaultExceptions.protocol("Remote host terminated the connection without close_notify", truncated), e);
        }
        return (IOException) e;
    }

    private void requireOpen() throws IOException {
        if (closed() || failure != null || outputShut && !established) {
            throw SocketFaults.withCause(new SocketException("Socket has been closed or broken"), failure);
        }
    }

    private void beforeRead() throws IOException {
        if (failure != null) {
            throw new SSLException("Connection has closed: " + failure, failure);
        }
        if (closed()) {
            throw SocketFaults.closed(null);
        }
        if (!inputShut) {
            handshake();
        }
    }
}
