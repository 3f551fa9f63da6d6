package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.jsse.SocketPeers.Pair;
import dev.drawbridge.jsse.SocketPeers.Roles;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** KeyUpdate (RFC 8446 section 4.6.3) while both directions are busy, and when one of them is stuck. */
@Timeout(60)
class SocketKeyUpdateTest {
    static Stream<Roles> roles() {
        return SocketPeers.roles().filter(r -> r.version().equals("TLSv1.3"));
    }

    /** The peer asks for new keys while our writer is blocked in the transport: our reader goes on, the answer leaves with the writer. */
    @ParameterizedTest
    @MethodSource("roles")
    void readerIsNotHeldUpByABlockedWriter(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles).shake()) {
            SSLSocket ours = roles.client() == SocketPeers.OURS ? p.client : p.server;
            SSLSocket other = ours == p.client ? p.server : p.client;
            byte[] bulk = new byte[16 << 20];
            new Random(1).nextBytes(bulk);
            OutputStream out = ours.getOutputStream();
            CompletableFuture<Void> writing = SocketPeers.async(() -> {
                out.write(bulk);
                out.write(99);
                return null;
            });
            Thread.sleep(400);
            assertFalse(writing.isDone());
            InputStream in = ours.getInputStream();
            for (int i = 0; i < 5; i++) {
                other.startHandshake();
                other.getOutputStream().write(i);
                CompletableFuture<Integer> read = SocketPeers.async(in::read);
                assertEquals(i, read.get(5, TimeUnit.SECONDS));
            }
            assertFalse(writing.isDone());
            assertArrayEquals(bulk, other.getInputStream().readNBytes(bulk.length));
            assertEquals(99, other.getInputStream().read());
            SocketPeers.await(writing);
        }
    }

    /** With no writer about, the reader answers itself, and data follows under the new keys. */
    @ParameterizedTest
    @MethodSource("roles")
    void bothDirectionsChangeKeysUnderLoad(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles).shake()) {
            int total = 4 << 20;
            CompletableFuture<Void> clientWrites = SocketPeers.async(() -> write(p.client, total));
            CompletableFuture<Void> serverWrites = SocketPeers.async(() -> write(p.server, total));
            CompletableFuture<Void> clientReads = SocketPeers.async(() -> read(p.client, total));
            CompletableFuture<Void> serverReads = SocketPeers.async(() -> read(p.server, total));
            for (int i = 0; i < 20; i++) {
                p.client.startHandshake();
                Thread.sleep(3);
                p.server.startHandshake();
                Thread.sleep(3);
            }
            for (CompletableFuture<Void> f : List.of(clientWrites, serverWrites, clientReads, serverReads)) {
                SocketPeers.await(f);
            }
        }
    }

    @Test
    void updatesKeysOnRequestOnly13() throws Exception {
        Roles ours = new Roles(SocketPeers.OURS, SocketPeers.SUN, "TLSv1.3");
        try (Pair p = SocketPeers.pair(ours)) {
            assertThrows(SSLException.class, () -> ((Controllable) p.client).updateKeys(true));
            p.shake();
            for (int i = 0; i < 3; i++) {
                ((Controllable) p.client).updateKeys(i % 2 == 0);
                p.client.getOutputStream().write(i);
                assertEquals(i, p.server.getInputStream().read());
                p.server.getOutputStream().write(i);
                assertEquals(i, p.client.getInputStream().read());
            }
        }
        try (Pair p = SocketPeers.pair(new Roles(SocketPeers.OURS, SocketPeers.SUN, "TLSv1.2")).shake()) {
            assertThrows(SSLException.class, () -> ((Controllable) p.client).updateKeys(true));
        }
    }

    private static Void write(SSLSocket s, int total) throws Exception {
        byte[] b = new byte[5000];
        OutputStream out = s.getOutputStream();
        for (int at = 0; at < total;) {
            int n = Math.min(b.length, total - at);
            for (int i = 0; i < n; i++) {
                b[i] = (byte) ((at + i) * 31 >> 3);
            }
            out.write(b, 0, n);
            at += n;
        }
        return null;
    }

    private static Void read(SSLSocket s, int total) throws Exception {
        byte[] b = new byte[7000];
        InputStream in = s.getInputStream();
        for (int at = 0; at < total;) {
            int n = in.read(b, 0, Math.min(b.length, total - at));
            for (int i = 0; i < n; i++) {
                assertEquals((byte) ((at + i) * 31 >> 3), b[i]);
            }
            at += n;
        }
        return null;
    }
}
