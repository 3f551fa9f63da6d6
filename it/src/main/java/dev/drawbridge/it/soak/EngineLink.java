package dev.drawbridge.it.soak;

import dev.drawbridge.SslControl;
import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** One connection of the {@link EngineServer}: an engine over a channel that never blocks. Everything runs on the selector's thread. */
final class EngineLink {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    /** Turns of one connection before the others have theirs. */
    private static final int TURNS = 32;
    private static final int DRAIN_LIMIT = 256 * 1024;

    final Scenario scenario;
    private final EngineServer server;
    private final SSLEngine engine;
    private final SocketChannel channel;
    private final Talk talk;
    private final long born = System.nanoTime();
    private SelectionKey key;
    /** Received bytes of a record that is not there in full, or null. */
    private byte[] partial;
    /** Bytes that the channel did not take, or null. */
    private ByteBuffer unsent;
    private boolean connected;
    private boolean inTask;
    private boolean over;
    private long lastMoved = born;

    EngineLink(EngineServer server, Scenario scenario, SSLEngine engine, SocketChannel channel) {
        this.server = server;
        this.scenario = scenario;
        this.engine = engine;
        this.channel = channel;
        this.talk = scenario == Scenario.IDLE ? new Echo() : new Exchange(scenario, server.tally);
        engine.setUseClientMode(false);
    }

    void start(Selector selector) throws IOException {
        key = channel.register(selector, SelectionKey.OP_READ, this);
        serve();
    }

    long lastMoved() {
        return lastMoved;
    }

    boolean mustMove() {
        return !over && scenario.restless();
    }

    void hangUpUnlessConnected(long afterNanos) {
        if (!connected && !over && System.nanoTime() - born >= afterNanos) {
            end(Ends.DEADLINE, null);
        }
    }

    void abandon() {
        close();
    }

    void serve() {
        if (over) {
            return;
        }
        try {
            for (int turn = 0; !over && !inTask && move(); turn++) {
                lastMoved = System.nanoTime();
                if (turn == TURNS) {
                    server.later(this::serve);
                    return;
                }
            }
            if (!over) {
                key.interestOps(interest());
            }
        } catch (IOException | RuntimeException | Error e) {
            failed(e);
        }
    }

    private int interest() {
        if (inTask) {
            return 0;
        }
        if (unsent == null) {
            return SelectionKey.OP_READ;
        }
        return connected && !engine.isInboundDone() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_WRITE;
    }

    /** One step; false when there is nothing to do before the channel or a task is ready. */
    private boolean move() throws IOException {
        boolean moved = flush();
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) {
            runTasks();
            return false;
        }
        if (status == HandshakeStatus.NEED_WRAP) {
            return unsent == null ? wrap(NOTHING) : moved;
        }
        if (connected && unsent == null && !engine.isOutboundDone()) {
            moved |= say();
        }
        if (over) {
            return false;
        }
        if (engine.isInboundDone()) {
            return moved | goodbye();
        }
        return moved | read();
    }

    private void runTasks() {
        List<Runnable> work = new ArrayList<>();
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            work.add(task);
        }
        inTask = true;
        server.offload(work, () -> {
            inTask = false;
            serve();
        });
    }

    // ---- sending

    private boolean say() throws IOException {
        int n = talk.next(server.talked);
        if (n == 0) {
            return false;
        }
        ByteBuffer data = ByteBuffer.wrap(server.talked, 0, n);
        while (data.hasRemaining()) {
            if (engine.isOutboundDone()) { // TLS 1.2's answer to close_notify
                end(Ends.CUT_SHORT, null);
                return false;
            }
            wrap(data);
        }
        Talk.Mischief mischief = talk.mischief();
        if (mischief != null) {
            misbehave(mischief);
        } else if (talk.keyUpdateDue()) {
            SslControl.of(engine).keyUpdate(n % 2 == 0);
        }
        return true;
    }

    private void misbehave(Talk.Mischief mischief) throws IOException {
        switch (mischief) {
            case CLOSE -> end(Ends.AS_PLANNED, null);
            case RESET -> {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                channel.close();
                end(Ends.AS_PLANNED, null);
            }
            case GARBAGE -> keep(ByteBuffer.wrap(SocketServer.garbageRecord()));
        }
    }

    /** Wraps one record and sends or keeps it. */
    private boolean wrap(ByteBuffer data) throws IOException {
        ByteBuffer out = server.toSend.clear();
        SSLEngineResult r = engine.wrap(data, out);
        noteFinished(r);
        if (r.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
            throw new IllegalStateException("a record does not fit: " + r);
        }
        out.flip();
        if (unsent == null) {
            channel.write(out);
        }
        keep(out);
        return r.bytesProduced() > 0 || r.bytesConsumed() > 0;
    }

    private void keep(ByteBuffer rest) {
        if (!rest.hasRemaining()) {
            return;
        }
        int had = unsent == null ? 0 : unsent.remaining();
        ByteBuffer all = ByteBuffer.allocate(had + rest.remaining());
        if (had > 0) {
            all.put(unsent);
        }
        unsent = all.put(rest).flip();
    }

    private boolean flush() throws IOException {
        if (unsent == null) {
            return false;
        }
        int n = channel.write(unsent);
        if (!unsent.hasRemaining()) {
            unsent = null;
        }
        return n > 0;
    }

    private void noteFinished(SSLEngineResult r) {
        if (r.getHandshakeStatus() == HandshakeStatus.FINISHED) {
            connected = true;
        }
    }

    // ---- receiving

    private boolean read() throws IOException {
        ByteBuffer in = server.received.clear();
        if (partial != null) {
            in.put(partial);
            partial = null;
        }
        int n = channel.read(in);
        in.flip();
        boolean moved = in.hasRemaining() && unwrapAll(in);
        if (in.hasRemaining() && !engine.isInboundDone()) {
            partial = new byte[in.remaining()];
            in.get(partial);
        }
        if (n < 0 && !moved && !engine.isInboundDone()) {
            engine.closeInbound(); // throws, since close_notify was not there, unless nothing was
            end(Ends.NEVER_BEGAN, null);
        }
        return moved || n > 0;
    }

    private boolean unwrapAll(ByteBuffer in) throws SSLException {
        boolean moved = false;
        while (true) {
            ByteBuffer out = server.plain.clear();
            SSLEngineResult r = engine.unwrap(in, out);
            noteFinished(r);
            if (r.bytesProduced() > 0) {
                talk.received(out.array(), 0, out.position());
            }
            if (r.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                throw new IllegalStateException("a record does not fit: " + r);
            }
            moved |= r.bytesConsumed() > 0;
            if (r.getStatus() != SSLEngineResult.Status.OK || r.bytesConsumed() == 0 || engine.isInboundDone()
                    || !mayUnwrap(engine.getHandshakeStatus())) {
                return moved;
            }
        }
    }

    private static boolean mayUnwrap(HandshakeStatus s) {
        return s == HandshakeStatus.NEED_UNWRAP || s == HandshakeStatus.NOT_HANDSHAKING;
    }

    // ---- the end

    /** The peer has said close_notify: so do we, after our last byte. */
    private boolean goodbye() {
        if (unsent != null) {
            return false;
        }
        if (!engine.isOutboundDone()) {
            if (talk.silent()) {
                engine.closeOutbound();
            }
            return talk.silent();
        }
        end(talk.whole() && talk.silent() ? Ends.COMPLETE : Ends.CUT_SHORT, null);
        return false;
    }

    /** Sends the alert of a failure as far as the channel takes it. */
    private void failed(Throwable e) {
        if (over) {
            server.tally.problem("a connection that was over", e);
            return;
        }
        try {
            for (int i = 0; i < 10 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++) {
                wrap(NOTHING);
            }
            flush();
        } catch (IOException unsentAlert) {
            e.addSuppressed(unsentAlert);
        }
        end(Ends.of(e), e);
    }

    private void end(String how, Throwable why) {
        close();
        server.tally.ended(Side.SERVER, scenario, protocol(), how, why);
    }

    private void close() {
        over = true;
        try {
            if (channel.isOpen()) {
                channel.shutdownOutput();
                drain();
            }
        } catch (IOException gone) {
            // The peer has reset or closed: there is nobody to whom an end or an alert could get.
        }
        try {
            channel.close();
        } catch (IOException e) {
            server.tally.problem("a channel cannot be closed", e);
        }
        server.gone(this);
    }

    /** Reads what has arrived: closing over it would be a reset, which destroys what was sent last. */
    private void drain() throws IOException {
        int total = 0;
        for (int n = channel.read(server.received.clear()); n > 0 && total < DRAIN_LIMIT; n = channel.read(server.received.clear())) {
            total += n;
        }
    }

    private String protocol() {
        return connected ? engine.getSession().getProtocol() : Ends.NO_PROTOCOL;
    }

    @Override
    public String toString() {
        return scenario + ", " + Face.ENGINE + ", " + engine.getSession().getProtocol() + ", " + engine.getHandshakeStatus()
                + ", connected " + connected + ", unsent " + (unsent == null ? 0 : unsent.remaining()) + ", in done " + engine.isInboundDone() + ", out done " + engine.isOutboundDone()
                + ", whole " + talk.whole() + ", silent " + talk.silent() + ", in task " + inTask;
    }
}
