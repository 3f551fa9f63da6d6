package dev.drawbridge.it.bogo;

import dev.drawbridge.it.bogo.Endpoint.Outcome;
import dev.drawbridge.it.bogo.Endpoint.Wants;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;

/** An endpoint on a socket, as a plain blocking program drives it. */
final class Link {
    private static final int RECORD = 1 << 15;
    private static final int RECORD_HEADER = 5;
    private static final int TLS13 = 0x0304;
    private static final byte HANDSHAKE = 22;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    /** The first half of the random of a HelloRetryRequest (RFC 8446 section 4.1.3). */
    private static final byte[] RETRY = HexFormat.of().parseHex("cf21ad74e59a6111be1d8c021e65b891");

    private final Socket socket;
    private final Endpoint tls;
    /** Whether the endpoint sees one more byte each time, and its tasks run on other threads. */
    private final boolean async;
    private final byte[] in = new byte[2 * RECORD];
    private int start;
    private int visible;
    private int end;
    private final ByteBuffer out = ByteBuffer.allocate(RECORD);
    private final ByteBuffer plain = ByteBuffer.allocate(RECORD).limit(0);
    /** What went over the socket in the clear, both ways. */
    private final ByteArrayOutputStream hellos = new ByteArrayOutputStream();
    private boolean retried;

    Link(Socket socket, Endpoint tls, boolean async) {
        this.socket = socket;
        this.tls = tls;
        this.async = async;
    }

    /** Whether a HelloRetryRequest went over the socket. */
    boolean retried() {
        return retried;
    }

    /** What is done after each step of a handshake. */
    interface BetweenSteps {
        void run() throws Failure;
    }

    /** Goes on until the handshake is done and nothing of it is left to do. */
    void handshake(BetweenSteps work) throws IOException, Failure {
        while (!tls.connected() || tls.wants() != Wants.NOTHING) {
            if (!step()) {
                throw new IOException("closed during the handshake");
            }
            work.run();
        }
    }

    /**
     * Reads application data; -1 at close_notify. What TLS 1.3 has to say meanwhile waits on, as a program's that only reads; before TLS 1.3 that
     * is a renegotiation.
     */
    int read(byte[] data, int length) throws IOException, Failure {
        while (!plain.hasRemaining()) {
            boolean silent = tls.connected() && tls.wants() == Wants.WRAP && tls.facts().version() >= TLS13;
            if (!(silent ? unwrap() : step())) {
                return -1;
            }
        }
        int n = Math.min(length, plain.remaining());
        plain.get(data, 0, n);
        return n;
    }

    void write(byte[] data) throws IOException, Failure {
        ByteBuffer src = ByteBuffer.wrap(data);
        while (src.hasRemaining()) {
            switch (tls.wants()) {
                case TASK -> runTask();
                case UNWRAP -> unwrap();
                case WRAP, NOTHING -> wrap(src);
            }
        }
    }

    /** Seals data in one record and sends nothing but its first byte. */
    void writeFirstByte(byte[] data) throws IOException, Failure {
        tls.wrap(ByteBuffer.wrap(data), out);
        out.flip();
        send(1);
        out.compact();
    }

    /** Sends the rest of it. */
    void writeRest() throws IOException {
        out.flip();
        send(out.remaining());
        out.clear();
    }

    /** Says close_notify. */
    void shutdown() throws IOException, Failure {
        tls.closeOutbound();
        flush();
    }

    /** Writes whatever waits to be written. */
    void flush() throws IOException, Failure {
        while (tls.wants() == Wants.WRAP) {
            wrap(NOTHING);
        }
    }

    /** After a failure: the alert that goes with it leaves. */
    void flushAlert() throws IOException {
        try {
            flush();
        } catch (Failure f) { // the one already known, which an engine may report to the writing side too
            return;
        }
    }

    /** Does one thing that the endpoint wants, else reads; false when the peer has said close_notify. */
    private boolean step() throws IOException, Failure {
        switch (tls.wants()) {
            case TASK -> runTask();
            case WRAP -> wrap(NOTHING);
            case UNWRAP, NOTHING -> {
                return unwrap();
            }
        }
        return true;
    }

    private void runTask() throws IOException {
        Runnable task = tls.task();
        if (!async) {
            task.run();
            return;
        }
        Thread other = new Thread(task, "task");
        other.start();
        try {
            other.join();
        } catch (InterruptedException e) {
            throw new IOException("interrupted while a task ran", e);
        }
    }

    private void wrap(ByteBuffer src) throws IOException, Failure {
        Outcome outcome = tls.wrap(src, out);
        out.flip();
        watch(out.array(), 0, out.limit());
        send(out.remaining());
        out.clear();
        if (outcome == Outcome.CLOSED && src.hasRemaining()) {
            throw new IOException("closed while writing");
        }
    }

    private void send(int bytes) throws IOException {
        socket.getOutputStream().write(out.array(), out.position(), bytes);
        out.position(out.position() + bytes);
    }

    private boolean unwrap() throws IOException, Failure {
        ByteBuffer src = ByteBuffer.wrap(in, start, visible - start);
        plain.clear();
        Outcome outcome;
        try {
            outcome = tls.unwrap(src, plain);
        } finally {
            plain.flip();
        }
        watch(in, start, src.position());
        start = src.position();
        if (outcome == Outcome.CLOSED) {
            return plain.hasRemaining();
        }
        if (outcome == Outcome.UNDERFLOW) {
            more();
        }
        return true;
    }

    /** Lets the endpoint see more of what came, which is waited for if there is nothing more. */
    private void more() throws IOException, Failure {
        if (visible == end) {
            System.arraycopy(in, start, in, 0, end - start);
            end -= start;
            visible = end;
            start = 0;
            int n = socket.getInputStream().read(in, end, in.length - end);
            if (n < 0) {
                tls.closeInbound();
                throw new IOException("the socket has ended");
            }
            end += n;
        }
        visible = async ? visible + 1 : end;
    }

    /** Of a record; a message may come in many. */
    private void watch(byte[] bytes, int from, int to) {
        if (retried || tls.connected() || to - from <= RECORD_HEADER || bytes[from] != HANDSHAKE || hellos.size() > RECORD) {
            return;
        }
        hellos.write(bytes, from + RECORD_HEADER, to - from - RECORD_HEADER);
        byte[] all = hellos.toByteArray();
        for (int i = 0; !retried && i + RETRY.length <= all.length; i++) {
            retried = Arrays.equals(all, i, i + RETRY.length, RETRY, 0, RETRY.length);
        }
    }
}
