package dev.drawbridge.it;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** Two engines in memory, driven only by what {@code SSLEngine} promises. */
final class EnginePair {
    final SSLEngine client;
    final SSLEngine server;
    private final ByteBuffer toServer;
    private final ByteBuffer toClient;
    private final ByteBuffer nothing = ByteBuffer.allocate(0);
    private final ByteBuffer scratch;
    private final boolean direct;
    int tasks;

    EnginePair(SSLEngine client, SSLEngine server, boolean direct) {
        this.client = client;
        this.server = server;
        this.direct = direct;
        client.setUseClientMode(true);
        server.setUseClientMode(false);
        int size = 4 * Math.max(client.getSession().getPacketBufferSize(), server.getSession().getPacketBufferSize());
        toServer = buffer(size);
        toClient = buffer(size);
        scratch = buffer(Math.max(client.getSession().getApplicationBufferSize(), server.getSession().getApplicationBufferSize()));
    }

    private ByteBuffer buffer(int size) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    /** Runs both handshakes to their end. */
    void handshake() throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        for (int rounds = 0; handshaking(client) || handshaking(server); rounds++) {
            if (rounds > 1000) {
                throw new IllegalStateException("no end of the handshake: client " + client.getHandshakeStatus() + ", server " + server.getHandshakeStatus());
            }
            step(client, toServer, toClient);
            step(server, toClient, toServer);
        }
    }

    private static boolean handshaking(SSLEngine e) {
        return e.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING;
    }

    private void step(SSLEngine e, ByteBuffer out, ByteBuffer in) throws SSLException {
        switch (e.getHandshakeStatus()) {
            case NEED_TASK -> {
                for (Runnable task = e.getDelegatedTask(); task != null; task = e.getDelegatedTask()) {
                    task.run();
                    tasks++;
                }
            }
            case NEED_WRAP -> e.wrap(nothing, out);
            case NEED_UNWRAP -> {
                in.flip();
                e.unwrap(in, scratch.clear());
                in.compact();
            }
            default -> { }
        }
    }

    /** Has the client read what the server says after the handshake: its tickets. */
    void tickets() throws SSLException {
        toClient.flip();
        while (toClient.hasRemaining()) {
            client.unwrap(toClient, scratch.clear());
            for (Runnable task = client.getDelegatedTask(); task != null; task = client.getDelegatedTask()) {
                task.run();
            }
        }
        toClient.clear();
    }

    /** Sends bytes from one engine to the other and returns what arrived. */
    byte[] transfer(SSLEngine from, SSLEngine to, byte[] data) throws SSLException {
        ByteBuffer src = buffer(data.length);
        src.put(data).flip();
        ByteBuffer wire = buffer(from.getSession().getPacketBufferSize() * 2);
        ByteBuffer left = from == client ? toServer : toClient;
        ByteArrayOutputStream arrived = new ByteArrayOutputStream(data.length);
        ByteBuffer dst = buffer(to.getSession().getApplicationBufferSize() + 1024);
        left.flip();
        wire.put(left); // session tickets and the like that still wait
        left.clear();
        while (arrived.size() < data.length) {
            if (src.hasRemaining()) {
                SSLEngineResult r = from.wrap(src, wire);
                if (r.getStatus() != SSLEngineResult.Status.OK) {
                    throw new IllegalStateException("wrap: " + r);
                }
            }
            wire.flip();
            while (wire.hasRemaining()) {
                SSLEngineResult r = to.unwrap(wire, dst);
                if (r.getStatus() != SSLEngineResult.Status.OK) {
                    throw new IllegalStateException("unwrap: " + r);
                }
                dst.flip();
                while (dst.hasRemaining()) {
                    arrived.write(dst.get());
                }
                dst.clear();
            }
            wire.clear();
        }
        return arrived.toByteArray();
    }

    /** Closes both directions from the client's side and sees both engines to their end. */
    void close() throws SSLException {
        client.closeOutbound();
        ByteBuffer wire = buffer(client.getSession().getPacketBufferSize());
        while (!client.isOutboundDone()) {
            client.wrap(ByteBuffer.allocate(0), wire);
        }
        wire.flip();
        while (wire.hasRemaining() && !server.isInboundDone()) {
            server.unwrap(wire, buffer(server.getSession().getApplicationBufferSize()));
        }
        server.closeOutbound();
        wire.clear();
        while (!server.isOutboundDone()) {
            server.wrap(ByteBuffer.allocate(0), wire);
        }
        wire.flip();
        while (wire.hasRemaining() && !client.isInboundDone()) {
            client.unwrap(wire, buffer(client.getSession().getApplicationBufferSize()));
        }
    }
}
