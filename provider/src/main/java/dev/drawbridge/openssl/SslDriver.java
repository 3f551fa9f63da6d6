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

/** Drives the engine of one connection over its Bios, and keeps OpenSSL's account of it. For one thread at a time. */
final class SslDriver {
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
    private SslError error = SslError.NONE;
    private final Suspension suspension = new Suspension();
    private final SslEarly early = new SslEarly(this);
    /** What the program wants after the handshake. */
    private final Renewals renewals = new Renewals(this);
    private final SslReads reads = new SslReads(this);
    private final SslWrites writes = new SslWrites(this);
    private final SslGoodbyes goodbyes = new SslGoodbyes(this);

    SslDriver(SslOwner owner, SslIo io) {
        this.owner = owner;
        this.io = io;
    }

    // ---- what is known

    boolean begun() {
        return connection != null;
    }

    /** Whether it is said who begins. */
    boolean hasRole() {
        return owner.notReady() != SslReason.CONNECTION_TYPE_NOT_SET;
    }

    boolean done() {
        return done;
    }

    /** Whether a handshake, or what else is not application data, is still to come to its end. */
    boolean inInit() {
        return !done || failed || busy();
    }

    /** Callbacks that cannot answer yet. */
    Suspension suspension() {
        return suspension;
    }

    /** What is said before the handshake is done. */
    SslEarly early() {
        return early;
    }

    /** What the program wants after the handshake. */
    Renewals renewals() {
        return renewals;
    }

    /** The reading of data, and what was read for the program. */
    SslReads reads() {
        return reads;
    }

    /** The sending of data. */
    SslWrites writes() {
        return writes;
    }

    /** The end in good order. */
    SslGoodbyes goodbyes() {
        return goodbyes;
    }

    /** Whether a renegotiation is under way. */
    boolean renegotiating() {
        return renegotiating;
    }

    /** Whether the connection failed. */
    boolean failed() {
        return failed;
    }

    SslIo io() {
        return io;
    }

    Connection connection() {
        return connection;
    }

    boolean busy() {
        return connection.renegotiating() || connection.status() == Status.NEED_WRAP || connection.status() == Status.NEED_TASK;
    }

    PeerJudge judge() {
        return judge;
    }

    /** Of the handshake that runs, else the same as {@link #facts}. */
    ConnectionFacts handshakeFacts() {
        return connection == null ? new ConnectionFacts() : connection.handshakeFacts();
    }

    ConnectionFacts facts() {
        return connection == null ? new ConnectionFacts() : connection.facts();
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
                    int r = early.unread() ? protocolError(SslReason.UNEXPECTED_RECORD, call) : step(call);
                    if (r <= 0) {
                        return r;
                    }
                }
            }
            int r = start();
            while (r > 0 && busy()) {
                r = reads.pending() > MOST_HELD ? protocolError(SslReason.UNEXPECTED_RECORD, call) : step(call);
            }
            return r <= 0 ? r : flush(call);
        } catch (TlsFault f) {
            return failed(f, call);
        }
    }

    /** Begins the renegotiation that the program wants, not before it has read what came before. */
    int start() throws TlsFault {
        int r = reads.pending() > 0 ? 1 : renewals.start();
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

    boolean begin(String call) {
        SslReason wrong = owner.notReady();
        if (wrong != null) {
            boolean handshake = call.equals("SSL_do_handshake");
            protocolError(wrong == SslReason.CONNECTION_TYPE_NOT_SET && !handshake ? SslReason.UNINITIALIZED : wrong, call);
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
    int step(String call) throws TlsFault {
        int r = move(call);
        follow();
        return r;
    }

    private int move(String call) throws TlsFault {
        switch (connection.status()) {
            case NEED_TASK -> {
                Runnable task = connection.takeTask();
                if (task != null) {
                    suspension.begin();
                    task.run();
                    if (suspension.waits() != SslError.NONE) {
                        return waits(suspension.waits());
                    }
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

    int wrapQueued(String call) throws TlsFault {
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
        return waits(io.want());
    }

    /** One record, read when there is none: 1 when something moved; application data is in {@link #reads} then. */
    private int unwrap(String call) throws TlsFault {
        ByteBuffer[] room = {reads.room()};
        try {
            connection.unwrap(io.arrived(), room, 0, 1, transfer);
        } finally {
            owner.tell();
            reads.filled(room[0]);
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
        if (goodbyes.heard()) {
            owner.info(InfoCallback.READ_ALERT, WARNING);
        }
        return zeroReturn();
    }

    /** There is nothing more to read. */
    int zeroReturn() {
        error = SslError.ZERO_RETURN;
        return 0;
    }

    /** The transport has ended without close_notify. */
    private int end() throws TlsFault {
        if (ignoreUnexpectedEof) {
            goodbyes.heard();
            return zeroReturn();
        }
        connection.truncated();
        TlsFault fault = connection.takeFailure();
        throw fault != null ? fault : new TlsFault(Fault.TRUNCATED);
    }

    // ---- the end

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
        reads.forget();
    }

    // ---- errors

    /** We have said goodbye. */
    void saidGoodbye() {
        owner.info(InfoCallback.WRITE_ALERT, WARNING);
    }

    /** What the last call waits for, which is not done. */
    int waits(SslError what) {
        error = what;
        return -1;
    }

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
    int refuse() {
        error = SslError.SSL;
        return -1;
    }

    /** OpenSSL returns 0 where the peer ended the connection after its handshake, else -1. */
    int failed(TlsFault fault, String call) {
        failed = true;
        ErrorQueue.put(OpensslError.of(fault, call));
        int number = fault.alert() == null ? 0 : fault.alert().code();
        if (fault.received()) {
            goodbyes.heard();
            owner.info(InfoCallback.READ_ALERT, FATAL | number);
        } else if (fault.alert() != null) {
            owner.info(InfoCallback.WRITE_ALERT, FATAL | number);
        }
        sendAlert();
        error = SslError.SSL;
        return done && !renegotiating && (fault.received() || fault.fault() == Fault.TRUNCATED) ? 0 : -1;
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
