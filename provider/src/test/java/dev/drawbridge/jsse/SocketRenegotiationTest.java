package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SslControl;
import dev.drawbridge.jsse.SocketPeers.Pair;
import dev.drawbridge.jsse.SocketPeers.Roles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code startHandshake} on connected sockets of TLS 1.2. */
@Timeout(60)
class SocketRenegotiationTest {
    static Stream<Roles> roles() {
        return SocketPeers.roles().filter(r -> r.version().equals("TLSv1.2"));
    }

    /** The server's reader runs it, the client's too; whoever listens hears of it. */
    @ParameterizedTest
    @MethodSource("roles")
    void theServerStartsItAndReadingDoesIt(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles).shake()) {
            SSLSession before = p.client.getSession();
            CountDownLatch heard = new CountDownLatch(2);
            p.client.addHandshakeCompletedListener(e -> heard.countDown());
            p.server.addHandshakeCompletedListener(e -> heard.countDown());
            p.server.startHandshake();
            CompletableFuture<Integer> atClient = SocketPeers.async(p.client.getInputStream()::read);
            CompletableFuture<Integer> atServer = SocketPeers.async(p.server.getInputStream()::read);
            assertTrue(heard.await(20, TimeUnit.SECONDS));
            p.client.getOutputStream().write(1);
            p.server.getOutputStream().write(2);
            assertEquals(1, SocketPeers.await(atServer));
            assertEquals(2, SocketPeers.await(atClient));
            if (roles.client() == SocketPeers.OURS) { // SunJSSE shows a session that was resumed as the same
                assertNotSame(before, p.client.getSession());
            }
        }
    }

    /** Nobody reads at the client: its write takes in the rest of the handshake, and holds the data that came before it. */
    @ParameterizedTest
    @MethodSource("roles")
    void aWriteWaitsForTheEndOfOne(Roles roles) throws Exception {
        if (roles.server() != SocketPeers.SUN) {
            return; // ours does not let clients start one
        }
        try (Pair p = SocketPeers.pair(roles).shake()) {
            p.server.getOutputStream().write(new byte[50_000]);
            p.client.startHandshake();
            CompletableFuture<Integer> atServer = SocketPeers.async(p.server.getInputStream()::read);
            p.client.getOutputStream().write(7);
            assertEquals(7, SocketPeers.await(atServer));
            assertEquals(50_000, p.client.getInputStream().readNBytes(50_000).length);
        }
    }

    /**
     * SunJSSE's end only reads: its writers do not wait for a renegotiation, so that their data can come between its ChangeCipherSpec and its
     * Finished, where RFC 5246 has none and we end the connection.
     */
    @ParameterizedTest
    @MethodSource("roles")
    void underLoadInBothDirections(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles).shake()) {
            int total = 2 << 20;
            List<CompletableFuture<Void>> work = new ArrayList<>();
            if (roles.client() == SocketPeers.OURS) {
                work.add(SocketPeers.async(() -> write(p.client, total)));
            }
            if (roles.server() == SocketPeers.OURS) {
                work.add(SocketPeers.async(() -> write(p.server, total)));
            }
            work.add(SocketPeers.async(() -> read(p.client, roles.server() == SocketPeers.OURS ? total : 1)));
            work.add(SocketPeers.async(() -> read(p.server, roles.client() == SocketPeers.OURS ? total : 1)));
            for (int i = 0; i < 5; i++) {
                p.server.startHandshake();
                Thread.sleep(5); // so that they are spread, however fast this machine is
            }
            if (roles.client() != SocketPeers.OURS) {
                write(p.client, 1);
            }
            if (roles.server() != SocketPeers.OURS) {
                write(p.server, 1);
            }
            for (CompletableFuture<Void> f : work) {
                SocketPeers.await(f);
            }
        }
    }

    @Test
    void aCertificateIsAskedForInTheMiddle() throws Exception {
        try (Pair p = SocketPeers.pair(new Roles(SocketPeers.OURS, SocketPeers.OURS, "TLSv1.2")).shake()) {
            p.server.setNeedClientAuth(true);
            SslControl.of(p.server).renegotiate();
            CompletableFuture<Integer> atClient = SocketPeers.async(p.client.getInputStream()::read);
            CountDownLatch heard = new CountDownLatch(1);
            p.server.addHandshakeCompletedListener(e -> heard.countDown());
            CompletableFuture<Integer> atServer = SocketPeers.async(p.server.getInputStream()::read);
            assertTrue(heard.await(20, TimeUnit.SECONDS));
            assertEquals("CN=localhost", p.server.getSession().getPeerPrincipal().getName());
            p.server.getOutputStream().write(1);
            assertEquals(1, SocketPeers.await(atClient));
            p.client.getOutputStream().write(2);
            assertEquals(2, SocketPeers.await(atServer));
        }
    }

    private static Void write(SSLSocket s, int total) throws IOException {
        OutputStream out = s.getOutputStream();
        byte[] b = new byte[5000];
        for (int at = 0; at < total; at += b.length) {
            for (int i = 0; i < b.length; i++) {
                b[i] = (byte) ((at + i) * 31 >> 3);
            }
            out.write(b, 0, Math.min(b.length, total - at));
        }
        return null;
    }

    private static Void read(SSLSocket s, int total) throws IOException {
        InputStream in = s.getInputStream();
        byte[] b = new byte[8000];
        for (int at = 0; at < total;) {
            int n = in.read(b);
            assertTrue(n > 0, "an end after " + at);
            for (int i = 0; i < n; i++, at++) {
                assertEquals((byte) (at * 31 >> 3), b[i]);
            }
        }
        return null;
    }
}
