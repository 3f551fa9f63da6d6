package dev.drawbridge.openssl;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.engine.Connection;
import dev.drawbridge.engine.Listener;
import dev.drawbridge.engine.Status;
import dev.drawbridge.engine.Transfer;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.SslReason;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.openssl.SslContext.InfoCallback;
import dev.drawbridge.spec.ContentType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/** Drives the engine of one connection over its Bios, and keeps OpenSSL's account of it. For one thread at a time. */
final class SslDriver {
    static final int SENT = 1;
    static final int RECEIVED = 2;

    private static final int WARNING = 1 << 8;
    private static final int FATAL = 2 << 8;
    /** {@code ERR_LIB_SYS} has the numbers of errno. */
    private static final int EIO = 5;
    private static final ByteBuffer[] NOTHING = {};
    /** How much data is held for the program that makes a handshake instead of reading. */
    private static final int MOST_HELD = 1 << 20;

    private final SslOwner owner;
    private final SslIo io;
    private final Transfer transfer = new Transfer();
    private Connection connection;
    private PeerJudge judge;
    /** Of a renegotiation that is under way. */
    private PeerJudge nextJudge;
    private boolean ignoreUnexpectedEof;
    private boolean done;
    private boolean renegotiating;
    private boolean failed;
    private ByteBuffer data = ByteBuffer.allocate(0);
    private int shutdown;
    private SslError error = SslError.NONE;
    /** What the program wants after the handshake. */
    private final Renewals renewals = new Renewals(this);
    private final SslWrites writes = new SslWrites(this);

    SslDriver(SslOwner owner, SslIo io) {
        this.owner = owner;
        this.io = io;
    }

    // ---- what is known

    boolean begun() {
        return connection != null;
    }

    boolean done() {
        return done;
    }

    /** Whether a handshake, or what else is not application data, is still to come to its end. */
    boolean inInit() {
        return !done || busy();
    }

    /** What the program wants after the handshake. */
    Renewals renewals() {
        return renewals;
    }

    /** The sending of data. */
    SslWrites writes() {
        return writes;
    }

    /** Whether a renegotiation is under way. */
    boolean renegotiating() {
        return renegotiating;
    }

    Connection connection() {
        return connection;
    }

    private boolean busy() {
        return connection.renegotiating() || connection.status() == Status.NEED_WRAP || connection.status() == Status.NEED_TASK;
    }

    PeerJudge judge() {
        return judge;
    }

    ConnectionFacts facts() {
        return connection == null ? new ConnectionFacts() : connection.facts();
    }

    int shutdownState() {
        return shutdown;
    }

    void shutdownState(int mode) {
        shutdown = mode;
    }

    int pending() {
        return data.remaining();
    }

    SslError error() {
        return error;
    }

    // ---- handshake

    int doHandshake() {
        error = SslError.NONE;
        return handshake("SSL_do_handshake");
    }

    int handshake(String call) {
        if (failed) {
            return refuse();
        }
        if (connection == null && !begin(call)) {
            return -1;
        }
        try {
            while (!done) {
                if (connection.connected() && connection.status() != Status.NEED_WRAP) {
                    done = true;
                    owner.connected(connection.facts(), judge);
                    owner.info(InfoCallback.HANDSHAKE_DONE, 1);
                    owner.tell();
                } else {
                    int r = step(call);
                    if (r <= 0) {
                        return r;
                    }
                }
            }
            int r = start();
            while (r > 0 && busy()) {
                r = data.remaining() > MOST_HELD ? protocolError(SslReason.UNEXPECTED_RECORD, call) : step(call);
            }
            return r <= 0 ? r : flush(call);
        } catch (TlsFault f) {
            return failed(f, call);
        }
    }

    /** Begins the renegotiation that the program wants, not before it has read what came before. */
    private int start() throws TlsFault {
        int r = data.hasRemaining() ? 1 : renewals.start();
        follow();
        return r;
    }

    /** Keeps the account of renegotiations, whoever started them. */
    private void follow() {
        boolean now = connection.renegotiating();
        if (now == renegotiating) {
            return;
        }
        renegotiating = now;
        if (now) {
            owner.info(InfoCallback.HANDSHAKE_START, 1);
        } else {
            renewals.done();
            judge = nextJudge;
            owner.connected(connection.facts(), judge);
            owner.info(InfoCallback.HANDSHAKE_DONE, 1);
            owner.tell();
        }
    }

    private boolean begin(String call) {
        SslReason wrong = owner.notReady();
        if (wrong != null) {
            protocolError(wrong, call);
            return false;
        }
        try {
            ConnectionConfig.Frozen frozen = owner.freeze();
            judge = frozen.judge();
            ignoreUnexpectedEof = frozen.ignoreUnexpectedEof();
            connection = new Connection(frozen.config(), new Hearing());
            owner.info(InfoCallback.HANDSHAKE_START, 1);
            connection.beginHandshake();
            return true;
        } catch (SslException e) {
            error = SslError.SSL;
            return false;
        } catch (TlsFault f) {
            failed(f, call);
            return false;
        }
    }

    /** Both are seen without being told: by its status, and because a call throws it. */
    private final class Hearing implements Listener {
        @Override
        public void connected(ConnectionFacts facts) {
            // seen by the status
        }

        @Override
        public void failed(TlsFault fault) {
            // thrown by the call in which it happens, or the next
        }

        @Override
        public void message(boolean sent, ContentType type, byte[] content) {
            owner.heard(sent, type, content);
        }

        /** What the program has said meanwhile counts. */
        @Override
        public TlsConfig renegotiates(ConnectionFacts facts) throws IOException {
            ConnectionConfig.Frozen frozen = owner.freeze();
            nextJudge = frozen.judge();
            return frozen.config();
        }
    }

    /** A little of a handshake, or of what comes between application data. */
    private int step(String call) throws TlsFault {
        int r = move(call);
        follow();
        return r;
    }

    private int move(String call) throws TlsFault {
        switch (connection.status()) {
            case NEED_TASK -> {
                Runnable task = connection.takeTask();
                if (task != null) {
                    task.run();
                }
                return 1;
            }
            case NEED_WRAP -> {
                return wrapQueued(call);
            }
            default -> {
                int sent = flush(call);
                return sent <= 0 ? sent : unwrap(call);
            }
        }
    }

    private int wrapQueued(String call) throws TlsFault {
        int r = flush(call);
        if (r <= 0) {
            return r;
        }
        wrap(NOTHING);
        return flush(call);
    }

    Transfer wrap(ByteBuffer[] srcs) throws TlsFault {
        ByteBuffer out = io.toSend();
        try {
            connection.wrap(srcs, 0, srcs.length, out, transfer);
        } finally {
            io.filled();
            owner.tell();
        }
        return transfer;
    }

    int flush(String call) {
        return switch (io.flush()) {
            case DONE -> 1;
            case RETRY -> want();
            default -> systemError(call);
        };
    }

    private int want() {
        error = io.want();
        return -1;
    }

    /** One record, read when there is none: 1 when something moved; application data is in {@code data} then. */
    private int unwrap(String call) throws TlsFault {
        ByteBuffer held = data.hasRemaining() ? data : null; // for the program, which does not read now
        data = held != null || data.capacity() != Connection.APPLICATION_SIZE ? ByteBuffer.allocate(Connection.APPLICATION_SIZE) : data.clear();
        try {
            connection.unwrap(io.arrived(), new ByteBuffer[] {data}, 0, 1, transfer);
        } finally {
            owner.tell();
            data.flip();
            if (held != null) {
                data = ByteBuffer.allocate(held.remaining() + data.remaining()).put(held).put(data).flip();
            }
        }
        if (transfer.outcome == Transfer.Outcome.CLOSED) {
            return closedByPeer();
        }
        if (transfer.outcome != Transfer.Outcome.UNDERFLOW) {
            io.trim();
            return 1;
        }
        return switch (io.fill()) {
            case DONE -> 1;
            case RETRY -> want();
            case END -> end();
            case FAILED -> systemError(call);
        };
    }

    private int closedByPeer() {
        if ((shutdown & RECEIVED) == 0) {
            shutdown |= RECEIVED;
            owner.info(InfoCallback.READ_ALERT, WARNING);
        }
        error = SslError.ZERO_RETURN;
        return 0;
    }

    /** The transport has ended without close_notify. */
    private int end() throws TlsFault {
        if (ignoreUnexpectedEof) {
            shutdown |= RECEIVED;
            error = SslError.ZERO_RETURN;
            return 0;
        }
        connection.truncated();
        TlsFault fault = connection.takeFailure();
        throw fault != null ? fault : new TlsFault(Fault.TRUNCATED);
    }

    // ---- data

    int read(byte[] buf, int off, int len, boolean peek, Set<SslMode> modes) {
        int r = ready(modes.contains(SslMode.AUTO_RETRY));
        if (r <= 0) {
            return r;
        }
        int n = Math.min(len, data.remaining());
        (peek ? data.duplicate() : data).get(buf, off, n);
        if (!data.hasRemaining()) {
            data = ByteBuffer.allocate(0); // an idle connection holds no buffer
        }
        return n;
    }

    /** 1 when there is application data. */
    private int ready(boolean retry) {
        error = SslError.NONE;
        if (data.hasRemaining()) {
            return 1;
        }
        if ((shutdown & RECEIVED) != 0 && !failed) {
            error = SslError.ZERO_RETURN;
            return 0;
        }
        if (failed) {
            return refuse();
        }
        try {
            int r = done ? start() : handshake("SSL_read");
            while (r > 0 && !data.hasRemaining()) {
                r = step("SSL_read");
                if (r > 0 && !retry && !data.hasRemaining() && !io.arrived().hasRemaining() && !busy()) {
                    error = SslError.WANT_READ;
                    return -1;
                }
            }
            return r;
        } catch (TlsFault f) {
            return failed(f, "SSL_read");
        }
    }

    // ---- the end

    int shutdown(boolean quiet) {
        error = SslError.NONE;
        if (connection == null) {
            return protocolError(SslReason.UNINITIALIZED, "SSL_shutdown");
        }
        if (quiet) {
            shutdown = SENT | RECEIVED;
            return 1;
        }
        if (failed) {
            return refuse();
        }
        if (!done || connection.renegotiating()) {
            return protocolError(SslReason.SHUTDOWN_WHILE_IN_INIT, "SSL_shutdown");
        }
        try {
            return (shutdown & SENT) == 0 || io.waits() ? sayGoodbye() : hearGoodbye();
        } catch (TlsFault f) {
            return failed(f, "SSL_shutdown");
        }
    }

    private int sayGoodbye() throws TlsFault {
        if ((shutdown & SENT) == 0) {
            shutdown |= SENT;
            connection.closeOutbound();
            owner.info(InfoCallback.WRITE_ALERT, WARNING);
        }
        int r = flush("SSL_shutdown");
        while (r > 0 && !connection.outboundDone()) {
            r = wrapQueued("SSL_shutdown");
        }
        return r <= 0 ? r : (shutdown & RECEIVED) != 0 ? 1 : 0;
    }

    private int hearGoodbye() throws TlsFault {
        while ((shutdown & RECEIVED) == 0) {
            int r = data.hasRemaining() ? 1 : step("SSL_shutdown");
            if (data.hasRemaining()) {
                return protocolError(SslReason.APPLICATION_DATA_AFTER_CLOSE_NOTIFY, "SSL_shutdown");
            }
            if (r <= 0 && error != SslError.ZERO_RETURN) {
                return r;
            }
        }
        error = SslError.NONE;
        return 1;
    }

    /** Nothing is sent any more, and the keys are wiped. */
    void free() {
        if (connection != null) {
            connection.closeOutbound();
            try {
                connection.closeInbound();
            } catch (TlsFault f) {
                failed = true; // nobody reads any more, so it does not matter how much there was
            }
        }
        data = ByteBuffer.allocate(0);
    }

    // ---- errors

    /** The last call is forgotten. */
    void forgetError() {
        error = SslError.NONE;
    }

    int protocolError(SslReason reason, String call) {
        ErrorQueue.put(OpensslError.of(reason, call, ""));
        error = SslError.SSL;
        return -1;
    }

    private int systemError(String call) {
        ErrorQueue.put(OpensslError.of(OpensslError.LIB_SYS, EIO, "Input/output error", call, io.failure()));
        error = SslError.SYSCALL;
        failed = true;
        return -1;
    }

    /** What ended a connection ends every later call, too. */
    private int refuse() {
        error = SslError.SSL;
        return -1;
    }

    /** OpenSSL returns 0 where the peer ended the connection, and -1 where we do. */
    int failed(TlsFault fault, String call) {
        failed = true;
        ErrorQueue.put(OpensslError.of(fault, call));
        int number = fault.alert() == null ? 0 : fault.alert().code();
        if (fault.received()) {
            shutdown |= RECEIVED;
            owner.info(InfoCallback.READ_ALERT, FATAL | number);
        } else if (fault.alert() != null) {
            owner.info(InfoCallback.WRITE_ALERT, FATAL | number);
        }
        sendAlert();
        error = SslError.SSL;
        return fault.received() || fault.fault() == Fault.TRUNCATED ? 0 : -1;
    }

    /** As far as it can be sent at once. */
    private void sendAlert() {
        try {
            while (io.flush() == SslIo.Moved.DONE && connection.status() == Status.NEED_WRAP) {
                wrap(NOTHING);
            }
        } catch (TlsFault f) {
            error = SslError.SSL; // it failed already, and the reason is in the queue
        }
    }
}
