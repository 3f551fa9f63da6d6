package dev.drawbridge.it.soak;

import dev.drawbridge.SslControl;
import java.io.IOException;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A client with {@link SSLEngine} over blocking streams. While nothing is under way it holds no buffer. */
final class EnginePeer implements Peer {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int BUFFER = 17 * 1024;

    private final Wire wire;
    private final SSLEngine engine;
    private final ReentrantLock sending = new ReentrantLock();
    /** Received and not yet unwrapped, ready to be read; or null. */
    private ByteBuffer received;
    /** Unwrapped and not yet asked for, ready to be read; or null. */
    private ByteBuffer plain;

    EnginePeer(SSLContext context, Wire wire, String protocol) {
        this.wire = wire;
        engine = context.createSSLEngine("localhost", wire.getPort());
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {protocol});
    }

    @Override
    public void handshake() throws IOException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> runTasks();
                case NEED_WRAP -> flush();
                case NEED_UNWRAP -> receive();
                default -> {
                    if (engine.isInboundDone()) {
                        throw new SSLException(Ends.CLOSED_IN_HANDSHAKE);
                    }
                    return;
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    // ---- sending

    @Override
    public void write(byte[] b, int len) throws IOException {
        ByteBuffer data = ByteBuffer.wrap(b, 0, len);
        sending.lock();
        try {
            while (data.hasRemaining()) {
                if (engine.isOutboundDone()) {
                    throw new SocketException("Connection or outbound has closed");
                }
                wrap(data);
            }
        } finally {
            sending.unlock();
        }
        flushIfFree();
    }

    /** Sends what the engine has to say. */
    private void flush() throws IOException {
        sending.lock();
        try {
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                wrap(NOTHING);
            }
        } finally {
            sending.unlock();
        }
    }

    /** The same, left to another thread that is sending: it looks again after its last write. */
    private void flushIfFree() throws IOException {
        while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && sending.tryLock()) {
            try {
                wrap(NOTHING);
            } finally {
                sending.unlock();
            }
        }
    }

    private void wrap(ByteBuffer data) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(BUFFER);
        try {
            engine.wrap(data, out);
        } finally {
            if (out.position() > 0) {
                wire.getOutputStream().write(out.array(), 0, out.position());
            }
        }
    }

    // ---- receiving

    @Override
    public int read(byte[] b, int len) throws IOException {
        while (plain == null) {
            if (engine.isInboundDone()) {
                return -1;
            }
            receive();
            while (engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                runTasks();
            }
            attend();
        }
        int n = Math.min(len, plain.remaining());
        plain.get(b, 0, n);
        plain = plain.hasRemaining() ? plain : null;
        return n;
    }

    /** Sends what a record called for. When the transport takes nothing any more, what the peer sent before is still to be read. */
    private void attend() throws IOException {
        try {
            flushIfFree();
        } catch (SocketException gone) {
            return;
        }
    }

    /** Unwraps one record, waiting for it. */
    private void receive() throws IOException {
        while (true) {
            if (received != null) {
                ByteBuffer out = ByteBuffer.allocate(BUFFER);
                SSLEngineResult r = unwrap(out);
                if (out.position() > 0) {
                    plain = out.flip();
                }
                received = received.hasRemaining() ? received : null;
                if (r.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                    throw new IllegalStateException("a record does not fit: " + r);
                }
                if (r.getStatus() != SSLEngineResult.Status.BUFFER_UNDERFLOW) {
                    return;
                }
            }
            fill();
        }
    }

    private SSLEngineResult unwrap(ByteBuffer out) throws IOException {
        try {
            return engine.unwrap(received, out);
        } catch (SSLException e) {
            try {
                flush(); // the alert
            } catch (IOException gone) {
                e.addSuppressed(gone);
            }
            throw e;
        }
    }

    /** Waits for more bytes. The first wait is for a record's header only, so that an idle connection holds no buffer. */
    private void fill() throws IOException {
        byte[] more = new byte[received == null ? 5 : BUFFER];
        int n = wire.getInputStream().read(more);
        if (n < 0) {
            engine.closeInbound(); // throws: there was no close_notify
            throw new SSLException("closing inbound before receiving peer's close_notify");
        }
        ByteBuffer all = ByteBuffer.allocate((received == null ? 0 : received.remaining()) + n);
        if (received != null) {
            all.put(received);
        }
        received = all.put(more, 0, n).flip();
    }

    // ---- the end

    @Override
    public void closeOutput() throws IOException {
        engine.closeOutbound();
        flush();
    }

    @Override
    public void keyUpdate(boolean requestPeer) throws IOException {
        SslControl.of(engine).keyUpdate(requestPeer);
        flush();
    }

    @Override
    public void close() throws IOException {
        try {
            if (!wire.isClosed() && !engine.isOutboundDone()) {
                closeOutput();
            }
        } finally {
            wire.close();
        }
    }
}
