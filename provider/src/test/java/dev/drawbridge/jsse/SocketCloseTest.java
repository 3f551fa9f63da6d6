package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.jsse.SocketPeers.Pair;
import dev.drawbridge.jsse.SocketPeers.Roles;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How connections end: in good order, half, truncated, reset, and from another thread. */
@Timeout(60)
class SocketCloseTest {
    static Stream<Roles> roles() {
        return SocketPeers.roles();
    }

    static Stream<Roles> roles13() {
        return SocketPeers.roles().filter(r -> r.version().equals("TLSv1.3"));
    }

    /** RFC 8446 section 6.1: "This does not have any effect on its read side of the connection." */
    @ParameterizedTest
    @MethodSource("roles13")
    void keepsReadingAfterShutdownOutput(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles).shake()) {
            p.client.getOutputStream().write(1);
            p.client.shutdownOutput();
            assertTrue(p.client.isOutputShutdown());
            assertFalse(p.client.isClosed());
            assertThrows(SocketException.class, p.client::getOutputStream);
            assertEquals(1, p.server.getInputStream().read());
            assertEquals(-1, p.server.getInputStream().read());
            byte[] data = new byte[300_000];
            p.server.getOutputStream().write(data);
            p.server.close();
            assertArrayEquals(data, p.client.getInputStream().readNBytes(data.length));
            assertEquals(-1, p.client.getInputStream().read());
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void closesInGoodOrder(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles).shake()) {
            p.client.getOutputStream().write(new byte[] {1, 2, 3});
            p.client.close();
            p.client.close();
            assertTrue(p.client.isClosed());
            assertThrows(SocketException.class, p.client::getInputStream);
            assertThrows(SocketException.class, p.client::getOutputStream);
            InputStream in = p.server.getInputStream();
            assertArrayEquals(new byte[] {1, 2, 3}, in.readNBytes(3));
            assertEquals(-1, in.read());
            assertEquals(-1, in.read());
        }
    }

    /** With unread bytes in the kernel a plain close would reset the connection and destroy what was sent last. */
    @ParameterizedTest
    @MethodSource("roles")
    void deliversLastWordsDespiteUnreadInput(Roles roles) throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Pair p = SocketPeers.pair(roles).shake()) {
                byte[] last = new byte[20_000];
                SSLSocket closing = roles.server() == SocketPeers.OURS ? p.server : p.client;
                SSLSocket other = closing == p.server ? p.client : p.server;
                other.getOutputStream().write(new byte[5000]);
                closing.getInputStream().read();
                closing.getOutputStream().write(last);
                closing.close();
                assertEquals(last.length, other.getInputStream().readNBytes(last.length).length);
                assertEquals(-1, other.getInputStream().read());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void closeWakesABlockedReader(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles).shake()) {
            SSLSocket ours = roles.client() == SocketPeers.OURS ? p.client : p.server;
            InputStream in = ours.getInputStream();
            CompletableFuture<Integer> reading = SocketPeers.async(in::read);
            Thread.sleep(100);
            assertFalse(reading.isDone());
            long begun = System.nanoTime();
            ours.close();
            ExecutionException e = assertThrows(ExecutionException.class, () -> reading.get(5, TimeUnit.SECONDS));
            assertInstanceOf(SocketException.class, e.getCause());
            assertTrue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) < 10_000);
            assertThrows(SocketException.class, in::read);
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void closeDoesNotHangBehindABlockedWriter(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles).shake()) {
            SSLSocket ours = roles.client() == SocketPeers.OURS ? p.client : p.server;
            OutputStream out = ours.getOutputStream();
            CompletableFuture<Void> writing = SocketPeers.async(() -> {
                for (byte[] b = new byte[1 << 20];;) {
                    out.write(b);
                }
            });
            Thread.sleep(500);
            assertFalse(writing.isDone());
            long begun = System.nanoTime();
            ours.close();
            assertTrue(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun) < 10_000);
            ExecutionException e = assertThrows(ExecutionException.class, () -> writing.get(5, TimeUnit.SECONDS));
            assertInstanceOf(SocketException.class, e.getCause());
        }
    }

    /** Over a transport that is not closed with it, so that the kernel's own lingering does not count. */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.jsse.SocketPeers#versions")
    void lingerSaysHowLongCloseWaitsForAWriter(String version) throws Exception {
        Socket[] ends = SocketPeers.plainPair();
        try (Socket client = ends[0]; Socket server = ends[1]) {
            SSLSocket ours = SocketPeers.OURS.over(client, false);
            ours.setEnabledProtocols(new String[] {version});
            new Pair(ours, SocketPeers.SUN.serverOver(server, null, false)).shake();
            OutputStream out = ours.getOutputStream();
            AtomicInteger writes = new AtomicInteger();
            SocketPeers.async(() -> {
                for (byte[] b = new byte[1 << 14];;) {
                    out.write(b);
                    writes.incrementAndGet();
                }
            });
            awaitStandstill(writes);
            ours.setSoLinger(true, 2);
            long begun = System.nanoTime();
            ours.close();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            assertTrue(millis >= 1900 && millis < 15_000, millis + " ms");
            client.setSoLinger(false, 0);
        }
    }

    /** Returns when the writer has written and then has not for a while: it is blocked, for nobody reads. */
    private static void awaitStandstill(AtomicInteger writes) throws InterruptedException {
        for (int before = 0, now = -1; before == 0 || before != now; now = writes.get()) {
            before = writes.get();
            Thread.sleep(500);
        }
    }

    /** Whatever the moment, close ends both threads of both sides; nothing hangs and nothing but I/O exceptions comes out. */
    @ParameterizedTest
    @MethodSource("roles")
    void survivesClosesAtAnyMoment(Roles roles) throws Exception {
        for (int i = 0; i < 25; i++) {
            Pair p = SocketPeers.pair(roles);
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (SSLSocket s : List.of(p.client, p.server)) {
                threads.add(SocketPeers.async(() -> untilItEnds(() -> s.getInputStream().readAllBytes())));
                threads.add(SocketPeers.async(() -> untilItEnds(() -> {
                    for (OutputStream out = s.getOutputStream();;) {
                        out.write(new byte[1 + out.hashCode() % 30_000]);
                    }
                })));
            }
            TimeUnit.MICROSECONDS.sleep(i * 700L);
            SSLSocket ours = roles.client() == SocketPeers.OURS ? p.client : p.server;
            SSLSocket other = ours == p.client ? p.server : p.client;
            CompletableFuture<Void> second = SocketPeers.async(() -> {
                ours.close();
                return null;
            });
            ours.close();
            other.close();
            SocketPeers.await(second);
            for (CompletableFuture<Void> t : threads) {
                SocketPeers.await(t);
            }
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static Void untilItEnds(Work work) {
        try {
            work.run();
        } catch (IOException e) {
            return null;
        }
        return null;
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.jsse.SocketPeers#versions")
    void readsAnEndBetweenRecordsAsTheEnd(String version) throws Exception {
        try (SocketRelay relay = new SocketRelay(1 << 14);
                Pair p = SocketPeers.pair(new Roles(SocketPeers.OURS, SocketPeers.SUN, version), relay).shake()) {
            p.server.getOutputStream().write(new byte[] {1, 2, 3});
            assertEquals(3, p.client.getInputStream().readNBytes(3).length);
            relay.cut();
            assertEquals(-1, p.client.getInputStream().read());
            assertTrue(p.client.isInputShutdown());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.jsse.SocketPeers#versions")
    void refusesAnEndInsideARecord(String version) throws Exception {
        try (SocketRelay relay = new SocketRelay(1 << 14);
                Pair p = SocketPeers.pair(new Roles(SocketPeers.OURS, SocketPeers.SUN, version), relay).shake()) {
            p.server.getOutputStream().write(1);
            assertEquals(1, p.client.getInputStream().read());
            relay.allow(20);
            p.server.getOutputStream().write(new byte[100]);
            CompletableFuture<Integer> reading = SocketPeers.async(p.client.getInputStream()::read);
            relay.awaitHolding();
            relay.cut();
            ExecutionException e = assertThrows(ExecutionException.class, () -> SocketPeers.await(reading));
            assertInstanceOf(SSLException.class, e.getCause());
            assertInstanceOf(EOFException.class, e.getCause().getCause());
            assertTrue(p.client.isClosed());
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.jsse.SocketPeers#versions")
    void reportsAResetAsSocketException(String version) throws Exception {
        try (SocketRelay relay = new SocketRelay(1 << 14);
                Pair p = SocketPeers.pair(new Roles(SocketPeers.OURS, SocketPeers.SUN, version), relay).shake()) {
            CompletableFuture<Integer> reading = SocketPeers.async(p.client.getInputStream()::read);
            Thread.sleep(100);
            relay.reset();
            ExecutionException e = assertThrows(ExecutionException.class, () -> SocketPeers.await(reading));
            assertInstanceOf(SocketException.class, e.getCause());
            assertThrows(IOException.class, () -> p.client.startHandshake());
        }
    }

    @Test
    void reportsAnEndDuringTheHandshake() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SSLSocket client = SocketPeers.OURS.connect(listener.getLocalPort());
                Socket server = listener.accept()) {
            CompletableFuture<byte[]> ending = SocketPeers.async(() -> {
                server.getInputStream().read(new byte[5000]);
                server.shutdownOutput();
                return server.getInputStream().readAllBytes();
            });
            SSLHandshakeException e = assertThrows(SSLHandshakeException.class, client::startHandshake);
            assertEquals("Remote host terminated the handshake", e.getMessage());
            assertInstanceOf(EOFException.class, e.getCause());
            byte[] last = SocketPeers.await(ending);
            assertArrayEquals(new byte[] {0, 2, 2, 50}, Arrays.copyOfRange(last, last.length - 4, last.length), "decode_error, as OpenSSL sends");
            assertTrue(client.isClosed());
            assertEquals("SSL_NULL_WITH_NULL_NULL", client.getSession().getCipherSuite());
            assertThrows(SocketException.class, client::startHandshake);
        }
    }

    /** The alert leaves before the exception comes, and the transport is closed behind it. */
    @Test
    void answersPlaintextWithAnAlertAndCloses() throws Exception {
        Socket[] ends = SocketPeers.plainPair();
        try (Socket client = ends[0]; SSLSocket server = SocketPeers.OURS.serverOver(ends[1], null, true)) {
            client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThrows(SSLException.class, server::startHandshake);
            assertTrue(server.isClosed());
            byte[] alert = client.getInputStream().readAllBytes();
            assertEquals(7, alert.length);
            assertEquals(21, alert[0]);
            assertEquals(2, alert[5]);
            assertEquals(10, alert[6]);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.jsse.SocketPeers#versions")
    void shutdownInputWithoutCloseNotifyIsReported(String version) throws Exception {
        try (Pair p = SocketPeers.pair(new Roles(SocketPeers.OURS, SocketPeers.SUN, version)).shake()) {
            InputStream in = p.client.getInputStream();
            CompletableFuture<Integer> reading = SocketPeers.async(in::read);
            Thread.sleep(100);
            assertThrows(SSLException.class, p.client::shutdownInput);
            assertEquals(-1, SocketPeers.await(reading));
            assertEquals(-1, in.read());
            assertTrue(p.client.isInputShutdown());
            assertThrows(SocketException.class, p.client::getInputStream);
            p.client.getOutputStream().write(9);
            assertEquals(9, p.server.getInputStream().read());
        }
    }
}
