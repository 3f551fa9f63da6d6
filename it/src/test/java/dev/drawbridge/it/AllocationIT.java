package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes allocated per record and per full handshake: numbers that hold still where time does not. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class AllocationIT {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WRITE = 16 * 1024;
    /** JCE's own parameter object and cipher state are nearly all of it. */
    private static final long PER_RECORD = 1_200;

    @ParameterizedTest
    @CsvSource({"TLSv1.3,TLS_AES_128_GCM_SHA256,false", "TLSv1.3,TLS_AES_128_GCM_SHA256,true",
        "TLSv1.3,TLS_AES_256_GCM_SHA384,false", "TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,false",
        "TLSv1.2,TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,true"})
    void perRecord(String protocol, String suite, boolean direct) throws Exception {
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, Keys.of(Keys.Kind.EC));
        SSLEngine client = context.createSSLEngine();
        client.setEnabledProtocols(new String[] {protocol});
        client.setEnabledCipherSuites(new String[] {suite});
        EnginePair pair = new EnginePair(client, context.createSSLEngine(), false);
        pair.handshake();
        ByteBuffer data = buffer(WRITE, direct);
        ByteBuffer wire = buffer(client.getSession().getPacketBufferSize(), direct);
        ByteBuffer arrived = buffer(client.getSession().getApplicationBufferSize(), direct);
        int warmUp = 20_000;
        int measured = 2_000;
        long wrap = 0;
        long unwrap = 0;
        for (int i = -warmUp; i < measured; i++) {
            data.clear();
            wire.clear();
            arrived.clear();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            SSLEngineResult w = pair.client.wrap(data, wire);
            long between = THREADS.getCurrentThreadAllocatedBytes();
            wire.flip();
            SSLEngineResult u = pair.server.unwrap(wire, arrived);
            long after = THREADS.getCurrentThreadAllocatedBytes();
            assertEquals(WRITE, w.bytesConsumed()); // one full record
            assertEquals(WRITE, u.bytesProduced());
            if (i >= 0) {
                wrap += between - before;
                unwrap += after - between;
            }
        }
        System.out.printf("%s %s %s: %d bytes allocated per 16 KiB wrap, %d per unwrap%n", protocol, suite,
                direct ? "direct" : "heap", wrap / measured, unwrap / measured);
        assertTrue(wrap / measured <= PER_RECORD, wrap / measured + " bytes per wrap");
        assertTrue(unwrap / measured <= PER_RECORD, unwrap / measured + " bytes per unwrap");
    }

    /** The recorded line is what a full handshake of both sides took when it was last looked at, and a tenth more. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3,EC,900000", "TLSv1.3,RSA,900000", "TLSv1.2,EC,900000", "TLSv1.2,RSA,900000"})
    void perHandshake(String protocol, Keys.Kind kind, long line) throws Exception {
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, Keys.of(kind));
        int warmUp = 300;
        int measured = 200;
        long bytes = 0;
        for (int i = -warmUp; i < measured; i++) {
            SSLEngine client = context.createSSLEngine();
            client.setEnabledProtocols(new String[] {protocol});
            EnginePair pair = new EnginePair(client, context.createSSLEngine(), false);
            long before = THREADS.getCurrentThreadAllocatedBytes();
            pair.handshake();
            if (i >= 0) {
                bytes += THREADS.getCurrentThreadAllocatedBytes() - before;
            }
        }
        System.out.printf("%s %s: %d bytes allocated per full handshake, both sides%n", protocol, kind, bytes / measured);
        assertTrue(bytes / measured <= line, bytes / measured + " bytes per handshake");
    }

    private static ByteBuffer buffer(int size, boolean direct) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }
}
