package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.drawbridge.SslControl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** Our server on loopback, which serves one connection after the other, and tells the test, and the client over HTTP, whether it was resumed. */
final class TellingServer implements AutoCloseable {
    private final SSLServerSocket listener;
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    TellingServer(SSLContext context, String version) throws IOException {
        listener = (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        listener.setEnabledProtocols(new String[] {version});
        Thread accepting = new Thread(this::accept, "telling server");
        accepting.setDaemon(true);
        accepting.start();
    }

    void needClientAuth() {
        listener.setNeedClientAuth(true);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What became of a connection, in the same words for both sides. */
    static String told(SSLSocket socket) {
        return (SslControl.of(socket).resumed() ? "resumed " : "full ") + socket.getSession().getProtocol();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (SSLSocket socket = (SSLSocket) listener.accept()) {
                socket.setSoTimeout(30_000);
                socket.startHandshake();
                told.add(told(socket));
                answer(socket);
            } catch (IOException e) {
                told.add(e.toString());
            }
        }
    }

    /** Clients that only handshake are not answered. */
    private static void answer(SSLSocket socket) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String line = in.readLine();
        while (line != null && !line.isEmpty()) {
            line = in.readLine();
        }
        if (line != null) {
            socket.getOutputStream().write(("HTTP/1.0 200 OK\r\n\r\n" + told(socket) + "\n").getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Waits for these connections, in this order. */
    void awaitTold(String... expected) throws InterruptedException {
        for (String one : expected) {
            String next = told.poll(30, TimeUnit.SECONDS);
            assertNotNull(next, "no connection that is " + one);
            assertEquals(one, next);
        }
    }

    /** There was no other connection, and none was lost. */
    void assertNoMore() {
        assertEquals("[]", told.toString());
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
