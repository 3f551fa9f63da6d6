package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.jsse.SocketPeers.Pair;
import dev.drawbridge.jsse.SocketPeers.Roles;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data through sockets: every byte, in order, whatever the sizes and however the network delivers them. */
@Timeout(60)
class SocketDataTest {
    static java.util.stream.Stream<Roles> roles() {
        return SocketPeers.roles();
    }

    @ParameterizedTest
    @MethodSource("roles")
    void echoesRandomSizes(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles)) {
            CompletableFuture<Void> echo = SocketPeers.async(() -> echo(p.server, 33_000));
            Random random = new Random(7);
            OutputStream out = p.client.getOutputStream();
            InputStream in = p.client.getInputStream();
            int[] edges = {1, 2, 16383, 16384, 16385, 32768, 65536, 65537, 100_000};
            for (int i = 0; i < 60; i++) {
                byte[] sent = new byte[i < edges.length ? edges[i] : 1 + random.nextInt(50_000)];
                random.nextBytes(sent);
                out.write(sent);
                assertArrayEquals(sent, in.readNBytes(sent.length), "message " + i + " of " + sent.length + " bytes");
            }
            p.client.shutdownOutput();
            assertEquals(-1, in.read());
            SocketPeers.await(echo);
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void readsInPiecesOfAnySize(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles)) {
            byte[] data = new byte[200_000];
            new Random(11).nextBytes(data);
            CompletableFuture<Void> sending = SocketPeers.async(() -> {
                Random sizes = new Random(12);
                OutputStream out = p.server.getOutputStream();
                for (int at = 0; at < data.length;) {
                    int n = Math.min(data.length - at, 1 + sizes.nextInt(20_000));
                    out.write(data, at, n);
                    at += n;
                }
                p.server.shutdownOutput();
                return null;
            });
            byte[] got = new byte[data.length + 1];
            Random sizes = new Random(13);
            InputStream in = p.client.getInputStream();
            int at = 0;
            for (int n = 0; n >= 0; at += Math.max(n, 0)) {
                int room = Math.min(got.length - at, sizes.nextBoolean() ? 1 + sizes.nextInt(10) : 1 + sizes.nextInt(40_000));
                n = in.read(got, at, room);
                assertTrue(n != 0);
                int available = in.available();
                if (available > 0) {
                    assertEquals(data[at + n] & 0xff, in.read());
                    got[at + n] = data[at + n];
                    at++;
                    assertEquals(available - 1, in.available());
                }
            }
            SocketPeers.await(sending);
            assertEquals(data.length, at);
            assertArrayEquals(data, Arrays.copyOf(got, at));
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void carriesBulkBothWaysAtOnce(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles)) {
            CompletableFuture<byte[]> clientSent = SocketPeers.async(() -> send(p.client, 21, 8 << 20));
            CompletableFuture<byte[]> serverSent = SocketPeers.async(() -> send(p.server, 22, 8 << 20));
            CompletableFuture<byte[]> clientGot = SocketPeers.async(() -> digestOf(p.client, 8 << 20));
            CompletableFuture<byte[]> serverGot = SocketPeers.async(() -> digestOf(p.server, 8 << 20));
            assertArrayEquals(SocketPeers.await(clientSent), SocketPeers.await(serverGot));
            assertArrayEquals(SocketPeers.await(serverSent), SocketPeers.await(clientGot));
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void readsWhatTheNetworkDribbles(Roles roles) throws Exception {
        try (SocketRelay relay = new SocketRelay(3); Pair p = SocketPeers.pair(roles, relay)) {
            CompletableFuture<Void> echo = SocketPeers.async(() -> echo(p.server, 5000));
            byte[] sent = new byte[20_000];
            new Random(3).nextBytes(sent);
            p.client.getOutputStream().write(sent);
            assertArrayEquals(sent, p.client.getInputStream().readNBytes(sent.length));
            p.client.shutdownOutput();
            SocketPeers.await(echo);
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void goesOnAfterTimeoutsInHandshakeAndData(Roles roles) throws Exception {
        try (SocketRelay relay = new SocketRelay(1000)) {
            relay.allow(0);
            try (Pair p = SocketPeers.pair(roles, relay)) {
                if (roles.client() == SocketPeers.SUN) {
                    return; // only the client's input is held back, and only our client promises this in a handshake
                }
                byte[] data = new byte[40_000];
                new Random(4).nextBytes(data);
                CompletableFuture<Void> sending = SocketPeers.async(() -> {
                    p.server.getOutputStream().write(data);
                    return null;
                });
                p.client.setSoTimeout(60);
                int timeouts = 0;
                for (boolean done = false; !done;) {
                    try {
                        p.client.startHandshake();
                        done = true;
                    } catch (SocketTimeoutException e) {
                        timeouts++;
                        relay.allow(7 + timeouts * 100L);
                    }
                }
                assertTrue(timeouts >= 3, timeouts + " timeouts");
                byte[] got = new byte[data.length];
                InputStream in = p.client.getInputStream();
                timeouts = 0;
                for (int at = 0; at < got.length;) {
                    try {
                        at += in.read(got, at, got.length - at);
                    } catch (SocketTimeoutException e) {
                        timeouts++;
                        relay.allow(2999);
                    }
                }
                assertTrue(timeouts >= 3, timeouts + " timeouts");
                assertArrayEquals(data, got);
                SocketPeers.await(sending);
                relay.allow(Long.MAX_VALUE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.jsse.SocketPeers#versions")
    void emptyReadsAndWritesDoNothing(String version) throws Exception {
        try (Pair p = SocketPeers.pair(new Roles(SocketPeers.OURS, SocketPeers.SUN, version))) {
            InputStream in = p.client.getInputStream();
            OutputStream out = p.client.getOutputStream();
            assertEquals(0, in.read(new byte[0]));
            assertEquals(0, in.available());
            out.write(new byte[0]);
            assertThrows(IndexOutOfBoundsException.class, () -> in.read(new byte[3], 2, 2));
            assertThrows(IndexOutOfBoundsException.class, () -> out.write(new byte[3], -1, 2));
            assertThrows(NullPointerException.class, () -> in.read(null, 0, 1));
            CompletableFuture<Void> echo = SocketPeers.async(() -> echo(p.server, 100));
            out.write(new byte[] {1, 2, 3, 4, 5});
            assertEquals(1, in.read());
            assertEquals(3, in.skip(3));
            assertEquals(5, in.read());
            p.client.shutdownOutput();
            assertEquals(0, in.skip(1));
            SocketPeers.await(echo);
        }
    }

    /** {@code InputStream.read}: "leaving elements b[off+k] through b[off+len-1] unaffected". */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.jsse.SocketPeers#versions")
    void touchesNothingBeyondWhatItReturns(String version) throws Exception {
        try (Pair p = SocketPeers.pair(new Roles(SocketPeers.OURS, SocketPeers.SUN, version)).shake()) {
            for (int length : new int[] {1, 100, 5000}) {
                for (int extra = 0; extra < 40; extra++) {
                    byte[] sent = new byte[length];
                    Arrays.fill(sent, (byte) 3);
                    p.server.getOutputStream().write(sent);
                    byte[] b = new byte[7 + length + extra];
                    Arrays.fill(b, (byte) 0x55);
                    assertEquals(length, p.client.getInputStream().readNBytes(b, 7, length));
                    p.server.getOutputStream().write(sent);
                    int n = p.client.getInputStream().read(b, 7, length + extra);
                    for (int i = 0; i < b.length; i++) {
                        assertEquals(i >= 7 && i < 7 + length ? 3 : 0x55, b[i], "index " + i + " of " + n + " read");
                    }
                    p.client.getInputStream().readNBytes(length - n);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("roles")
    void answersOneByteAtATime(Roles roles) throws Exception {
        try (Pair p = SocketPeers.pair(roles)) {
            CompletableFuture<Void> server = SocketPeers.async(() -> {
                DataInputStream in = new DataInputStream(p.server.getInputStream());
                DataOutputStream out = new DataOutputStream(p.server.getOutputStream());
                for (int i = 0; i < 50; i++) {
                    out.writeInt(in.readInt() + 1);
                }
                return null;
            });
            DataInputStream in = new DataInputStream(p.client.getInputStream());
            DataOutputStream out = new DataOutputStream(p.client.getOutputStream());
            for (int i = 0; i < 50; i++) {
                out.writeInt(i * 1_000_003);
                assertEquals(i * 1_000_003 + 1, in.readInt());
            }
            SocketPeers.await(server);
        }
    }

    private static Void echo(SSLSocket s, int size) throws IOException {
        byte[] b = new byte[size];
        InputStream in = s.getInputStream();
        OutputStream out = s.getOutputStream();
        for (int n = in.read(b); n >= 0; n = in.read(b)) {
            out.write(b, 0, n);
        }
        s.shutdownOutput();
        return null;
    }

    private static byte[] send(SSLSocket s, int seed, int total) throws Exception {
        Random random = new Random(seed);
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] b = new byte[70_000];
        OutputStream out = s.getOutputStream();
        for (int left = total; left > 0;) {
            random.nextBytes(b);
            int n = Math.min(left, 1 + random.nextInt(b.length));
            digest.update(b, 0, n);
            out.write(b, 0, n);
            left -= n;
        }
        return digest.digest();
    }

    private static byte[] digestOf(SSLSocket s, int total) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        byte[] b = new byte[20_000];
        InputStream in = s.getInputStream();
        for (int left = total; left > 0;) {
            int n = in.read(b, 0, Math.min(left, b.length));
            assertTrue(n > 0);
            digest.update(b, 0, n);
            left -= n;
        }
        return digest.digest();
    }
}
