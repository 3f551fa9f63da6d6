package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.Reachable;
import dev.drawbridge.jsse.SocketPeers.Pair;
import dev.drawbridge.jsse.SocketPeers.Roles;
import java.io.IOException;
import java.nio.Buffer;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A socket that nobody reads from or writes to holds no buffer of a record's size, also when no thread waits in a read. */
class SocketIdleTest {
    private static final int LARGE = 16_384;

    @ParameterizedTest
    @MethodSource("dev.drawbridge.jsse.SocketPeers#versions")
    void holdsNoBufferBetweenReads(String version) throws Exception {
        try (Pair p = SocketPeers.pair(new Roles(SocketPeers.OURS, SocketPeers.OURS, version)).shake()) {
            assertEquals(List.of(), largeBuffers(p.client), "client after the handshake");
            assertEquals(List.of(), largeBuffers(p.server), "server after the handshake");
            for (int length : new int[] {1, 100, 5_000, 16_384, 50_000}) {
                transfer(p.client, p.server, length);
                assertEquals(List.of(), largeBuffers(p.server), "after " + length + " bytes were read");
                assertEquals(List.of(), largeBuffers(p.client), "after " + length + " bytes were written");
            }
        }
    }

    private static void transfer(SSLSocket from, SSLSocket to, int length) throws Exception {
        byte[] sent = new byte[length];
        java.util.Arrays.fill(sent, (byte) 7);
        var write = SocketPeers.async(() -> {
            from.getOutputStream().write(sent);
            return null;
        });
        byte[] got = new byte[length];
        for (int n = 0; n < length;) {
            n += readSome(to, got, n);
        }
        SocketPeers.await(write);
        assertArrayEquals(sent, got);
    }

    private static int readSome(SSLSocket s, byte[] b, int from) throws IOException {
        return s.getInputStream().read(b, from, Math.min(3_000, b.length - from));
    }

    /** What our own objects behind a socket refer to, down to arrays and buffers. */
    private static List<String> largeBuffers(Object root) {
        List<String> found = new ArrayList<>();
        for (Object o : Reachable.from(root, o -> false)) {
            if (o instanceof byte[] b && b.length >= LARGE) {
                found.add(b.length + " bytes");
            } else if (o instanceof Buffer b && b.capacity() >= LARGE) {
                found.add("a buffer of " + b.capacity());
            }
        }
        return found;
    }
}
