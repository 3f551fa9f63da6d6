package dev.drawbridge.jsse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A network between client and server whose direction towards the client can be slowed, held back, cut and reset. */
final class SocketRelay implements AutoCloseable {
    private final ServerSocket listener;
    private final int chunk;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long allowance = Long.MAX_VALUE;
    private boolean holding;
    private volatile Socket client;
    private volatile Socket server;

    /** A relay that moves at most this many bytes at a time towards the client. */
    SocketRelay(int chunk) throws IOException {
        this.chunk = chunk;
        this.listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    int port() {
        return listener.getLocalPort();
    }

    void start(int serverPort) {
        SocketPeers.async(() -> {
            client = listener.accept();
            server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
            client.setTcpNoDelay(true);
            SocketPeers.async(() -> {
                pump(client.getInputStream(), server.getOutputStream(), false);
                server.shutdownOutput();
                return null;
            });
            pump(server.getInputStream(), client.getOutputStream(), true);
            client.shutdownOutput();
            return null;
        });
    }

    private void pump(InputStream in, OutputStream out, boolean limited) throws IOException, InterruptedException {
        byte[] b = new byte[16 * 1024];
        for (int n = in.read(b); n >= 0; n = in.read(b)) {
            if (!limited) {
                out.write(b, 0, n);
                continue;
            }
            for (int at = 0; at < n;) {
                int part = allowed(Math.min(chunk, n - at));
                out.write(b, at, part);
                at += part;
            }
        }
    }

    private int allowed(int wanted) throws InterruptedException {
        lock.lock();
        try {
            while (allowance == 0) {
                holding = true;
                changed.signalAll();
                changed.await();
            }
            holding = false;
            int n = (int) Math.min(wanted, allowance);
            allowance -= n;
            return n;
        } finally {
            lock.unlock();
        }
    }

    /** Lets this many more bytes through to the client, then holds everything back. */
    void allow(long bytes) {
        lock.lock();
        try {
            allowance = bytes;
            holding = false;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until all that was allowed is with the client and more is held back. */
    void awaitHolding() throws InterruptedException {
        lock.lock();
        try {
            while (!holding) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream towards the client where it is. */
    void cut() throws IOException {
        client.shutdownOutput();
    }

    /** Resets the connection to the client. */
    void reset() throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }
}
