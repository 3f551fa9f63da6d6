package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drawbridge.jsse.SocketPeers.Pair;
import dev.drawbridge.jsse.SocketPeers.Roles;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All threads of many connections on one carrier: a lock that pinned it while waiting for the network would stop everything. */
@Timeout(120)
class SocketVirtualThreadsTest {
    private static final int CONNECTIONS = 20;

    @Test
    void oneCarrierServesManyConnections() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads came with Java 21");
        Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1", "-cp",
                System.getProperty("java.class.path"), SocketVirtualThreadsTest.class.getName()).redirectErrorStream(true).start();
        CompletableFuture<String> said = SocketPeers.async(
                () -> new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        try {
            assertTrue(child.waitFor(60, TimeUnit.SECONDS), "the carrier is stuck");
            assertEquals("done\n", SocketPeers.await(said));
        } finally {
            child.destroyForcibly();
        }
    }

    /** The child: every thread that touches a socket of ours is virtual. */
    public static void main(String[] args) throws Exception {
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Pair p = SocketPeers.pair(new Roles(SocketPeers.OURS, SocketPeers.OURS, i % 2 == 0 ? "TLSv1.3" : "TLSv1.2"));
            virtually(p.server, (in, out) -> (int) in.transferTo(out));
            virtually(p.client, (in, out) -> {
                for (int k = 0; k < 100; k++) {
                    out.write(new byte[30_000]);
                }
                return 0;
            });
            results.add(virtually(p.client, (in, out) -> {
                int n = in.readNBytes(3_000_000).length;
                p.close();
                return n;
            }));
        }
        for (CompletableFuture<Integer> r : results) {
            assertEquals(3_000_000, r.get(50, TimeUnit.SECONDS));
        }
        System.out.print("done\n");
    }

    private interface Work {
        int run(InputStream in, OutputStream out) throws Exception;
    }

    private static CompletableFuture<Integer> virtually(SSLSocket s, Work work) throws Exception {
        CompletableFuture<Integer> f = new CompletableFuture<>();
        Runnable body = () -> {
            try {
                f.complete(work.run(s.getInputStream(), s.getOutputStream()));
            } catch (Throwable e) {
                f.completeExceptionally(e);
            }
        };
        try { // Java 17 compiles this
            Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, body);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        }
        return f;
    }
}
