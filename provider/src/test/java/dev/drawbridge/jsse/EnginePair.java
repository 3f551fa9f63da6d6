package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** Two engines joined by buffers, driven by their status alone as an unmodified program would. */
final class EnginePair {
    final Side client;
    final Side server;

    EnginePair(SSLEngine client, SSLEngine server) {
        this.client = new Side(client);
        this.server = new Side(server);
        client.setUseClientMode(true);
        server.setUseClientMode(false);
    }

    static EnginePair of(SSLContext client, SSLContext server) {
        return new EnginePair(client.createSSLEngine("ec.test", 443), server.createSSLEngine());
    }

    /** One engine and what is on its way to it. */
    static final class Side {
        final SSLEngine engine;
        final ByteBuffer in = ByteBuffer.allocate(1 << 17).flip();
        final ByteBuffer app = ByteBuffer.allocate(1 << 17);
        int finished;
        SSLException failure;

        Side(SSLEngine engine) {
            this.engine = engine;
        }

        void receive(ByteBuffer bytes) {
            in.compact().put(bytes).flip();
        }
    }

    /** Runs both until neither has anything to do; an exception ends its side's part. */
    void run() throws Exception {
        boolean moved = true;
        for (int i = 0; moved; i++) {
            assertTrue(i < 200, "no end: " + client.engine.getHandshakeStatus() + " " + server.engine.getHandshakeStatus());
            moved = step(client, server) | step(server, client);
        }
    }

    /** Begins and runs; throws the client's or else the server's failure. */
    void handshake() throws Exception {
        client.engine.beginHandshake();
        server.engine.beginHandshake();
        run();
        if (client.failure != null) {
            throw client.failure;
        }
        if (server.failure != null) {
            throw server.failure;
        }
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, client.engine.getHandshakeStatus());
        assertEquals(HandshakeStatus.NOT_HANDSHAKING, server.engine.getHandshakeStatus());
        assertTrue(client.finished >= 1 && server.finished >= 1, "FINISHED was never returned");
    }

    /** One side does what its status asks for. */
    void turn(Side me) throws Exception {
        step(me, me == client ? server : client);
    }

    private static boolean step(Side me, Side peer) throws Exception {
        boolean moved = false;
        try {
            for (Runnable task = me.engine.getDelegatedTask(); task != null; task = me.engine.getDelegatedTask()) {
                task.run();
                moved = true;
            }
            if (me.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                moved |= wrap(me, peer, ByteBuffer.allocate(0)).bytesProduced() > 0;
            } else if (me.in.hasRemaining()) {
                SSLEngineResult r = me.engine.unwrap(me.in, me.app);
                me.finished += r.getHandshakeStatus() == HandshakeStatus.FINISHED ? 1 : 0;
                moved |= r.bytesConsumed() > 0;
            }
        } catch (SSLException e) {
            if (me.failure == null) {
                me.failure = e;
            }
            moved = true;
        }
        return moved;
    }

    static SSLEngineResult wrap(Side me, Side peer, ByteBuffer data) throws SSLException {
        ByteBuffer out = ByteBuffer.allocate(me.engine.getSession().getPacketBufferSize());
        SSLEngineResult r = me.engine.wrap(data, out);
        me.finished += r.getHandshakeStatus() == HandshakeStatus.FINISHED ? 1 : 0;
        peer.receive(out.flip());
        return r;
    }

    /** Sends data both ways and compares it. */
    void exchange() throws Exception {
        send(client, server, 40_000);
        send(server, client, 40_000);
    }

    void send(Side from, Side to, int length) throws Exception {
        byte[] data = new byte[length];
        new Random(length).nextBytes(data);
        to.app.clear();
        ByteBuffer rest = ByteBuffer.wrap(data);
        while (rest.hasRemaining()) {
            assertEquals(Status.OK, wrap(from, to, rest).getStatus());
            run();
        }
        byte[] got = new byte[to.app.flip().remaining()];
        to.app.get(got).clear();
        assertArrayEquals(data, got);
    }
}
