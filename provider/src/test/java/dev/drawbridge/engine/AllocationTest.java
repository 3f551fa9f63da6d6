package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.start.TestConfig;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A record costs what JCE allocates and nothing of ours. */
class AllocationTest {
    private static final int LIMIT = 1200;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Transfer t = new Transfer();
    private Peer client;
    private Peer server;

    private void connect(CipherSuite suite) throws TlsFault {
        // Every JDK has limits of its own in java.security.
        TestConfig config = TestConfig.client().suites(suite).tuning(new Tuning(Set.of(), true, Set.of(),
                Map.of(AeadAlgorithm.AES_128_GCM, 1L << 37, AeadAlgorithm.AES_256_GCM, 1L << 37, AeadAlgorithm.CHACHA20_POLY1305, 1L << 37)));
        client = new Peer(config.build());
        server = new Peer(TestConfig.server().build());
        client.connection.beginHandshake();
        Peer.run(client, server);
        assertTrue(client.connection.connected());
    }

    private long[] perRecord(ByteBuffer src, ByteBuffer packet, ByteBuffer dst) throws TlsFault {
        ByteBuffer[] srcs = {src};
        ByteBuffer[] dsts = {dst};
        int warmUp = 3_000;
        int measured = 300;
        long wrap = 0;
        long unwrap = 0;
        for (int i = 0; i < warmUp + measured; i++) {
            src.clear();
            packet.clear();
            dst.clear();
            long a = THREADS.getCurrentThreadAllocatedBytes();
            client.connection.wrap(srcs, 0, 1, packet, t);
            long b = THREADS.getCurrentThreadAllocatedBytes();
            packet.flip();
            server.connection.unwrap(packet, dsts, 0, 1, t);
            long c = THREADS.getCurrentThreadAllocatedBytes();
            if (i >= warmUp) {
                wrap += b - a;
                unwrap += c - b;
            }
            assertEquals(16384, t.produced);
        }
        return new long[] {wrap / measured, unwrap / measured};
    }

    @ParameterizedTest
    @EnumSource(value = CipherSuite.class, names = {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"})
    void aFullRecordBetweenArrays(CipherSuite suite) throws TlsFault {
        connect(suite);
        long[] bytes = perRecord(ByteBuffer.allocate(16384), ByteBuffer.allocate(Connection.PACKET_SIZE),
                ByteBuffer.allocate(Connection.APPLICATION_SIZE));
        assertTrue(bytes[0] <= LIMIT && bytes[1] <= LIMIT, bytes[0] + ", " + bytes[1]);
    }

    @Test
    void aFullRecordBetweenDirectBuffers() throws TlsFault {
        connect(CipherSuite.TLS_AES_128_GCM_SHA256);
        long[] bytes = perRecord(ByteBuffer.allocateDirect(16384), ByteBuffer.allocateDirect(Connection.PACKET_SIZE),
                ByteBuffer.allocateDirect(Connection.APPLICATION_SIZE));
        assertTrue(bytes[0] <= LIMIT && bytes[1] <= LIMIT, bytes[0] + ", " + bytes[1]);
    }
}
