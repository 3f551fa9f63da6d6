package dev.drawbridge.jsse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.SocketException;

/** The transport under a socket of ours: its streams, and how it ends. A transport that is not ours to close is left as it is. */
final class SocketLink {
    /** Unread bytes that are thrown away before closing; more than that and the peer gets its reset. */
    private static final int DRAIN_LIMIT = 128 * 1024;

    private final Socket transport;
    private final boolean owned;
    private final InputStream in;
    private final OutputStream out;

    /**
     * A connected transport.
     *
     * @param consumed what was already read from it, or null
     * @param owned whether it ends with us
     */
    SocketLink(Socket transport, InputStream consumed, boolean owned) throws IOException {
        this.transport = transport;
        this.owned = owned;
        InputStream raw = transport.getInputStream();
        this.in = consumed == null ? raw : new SequenceInputStream(consumed, raw);
        this.out = transport.getOutputStream();
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    boolean owned() {
        return owned;
    }

    /** Seconds of SO_LINGER, or -1 when it is off or can no longer be asked for. */
    int linger() {
        try {
            return transport.getSoLinger();
        } catch (SocketException e) { // closed under us: there is nothing to linger for
            return -1;
        }
    }

    void shutdownInput() throws IOException {
        if (owned && !transport.isClosed() && !transport.isInputShutdown()) {
            transport.shutdownInput();
        }
    }

    void shutdownOutput() throws IOException {
        if (owned && !transport.isClosed() && !transport.isOutputShutdown()) {
            transport.shutdownOutput();
        }
    }

    /** Throws away what has arrived and was never read: closing over it would reset the connection and destroy what we sent last. */
    void drain() {
        if (!owned || transport.isClosed()) {
            return;
        }
        byte[] sink = new byte[4096];
        try {
            int total = 0;
            for (int n = in.available(); n > 0 && total < DRAIN_LIMIT; n = in.available()) {
                int got = in.read(sink, 0, Math.min(n, sink.length));
                if (got < 0) {
                    return;
                }
                total += got;
            }
        } catch (IOException e) { // already reset: then there is nothing left to save
            return;
        }
    }

    void close() throws IOException {
        if (owned) {
            transport.close();
        }
    }
}
