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

/** Bytes allocated per record, per full handshake and per resumed one: numbers that hold still where time does not. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class AllocationIT {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int WRITE = 16 * 1024;
    private static final int BATCH = 2_000;
    private static final int HANDSHAKES = 50;
    /** JCE's own parameter object and cipher state are nearly all of it. */
    private static final long PER_RECORD = 1_250;

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
        Least wrap = new Least();
        Least unwrap = new Least();
        while (!(wrap.steady(PER_RECORD) && unwrap.steady(PER_RECORD))) {
            for (int i = 0; i < BATCH; i++) {
                data.clear();
                wire.clear();
                arrived.clear();
                long before = THREADS.getCurrentThreadAllocatedBytes();
                SSLEngineResult w = pair.client.wrap(data, wire);
                long between = THREADS.getCurrentThreadAllocatedBytes();
                wire.flip();
                SSLEngineResult u = pair.server.unwrap(wire, arrived);
                unwrap.add(THREADS.getCurrentThreadAllocatedBytes() - between);
                wrap.add(between - before);
                assertEquals(WRITE, w.bytesConsumed()); // one full record
                assertEquals(WRITE, u.bytesProduced());
            }
            wrap.endBatch(BATCH);
            unwrap.endBatch(BATCH);
        }
        System.out.printf("%s %s %s: %d bytes allocated per 16 KiB wrap, %d per unwrap%n", protocol, suite,
                direct ? "direct" : "heap", wrap.bytes, unwrap.bytes);
        assertTrue(wrap.bytes <= PER_RECORD, wrap.bytes + " bytes per wrap");
        assertTrue(unwrap.bytes <= PER_RECORD, unwrap.bytes + " bytes per unwrap");
    }

    /**
     * The least of several batches: what is left when the compiler is done, however late that is on a busy machine. Compiled code
     * allocates less than interpreted code and never more later, so the least is what a long-lived program sees.
     */
    private static final class Least {
        long bytes = Long.MAX_VALUE;
        private long sum;
        private int batches;

        void add(long n) {
            sum += n;
        }

        void endBatch(int size) {
            bytes = Math.min(bytes, sum / size);
            sum = 0;
            batches++;
        }

        /** Ten batches, and as many more as it takes to reach the line, up to sixty. */
        boolean steady(long line) {
            return batches >= 10 && bytes <= line || batches >= 60;
        }
    }

    /** The recorded line is what a full handshake of both sides took when it was last looked at, and a tenth more. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3,EC,495000", "TLSv1.3,RSA,314000", "TLSv1.2,EC,361000", "TLSv1.2,RSA,181000"})
    void perHandshake(String protocol, Keys.Kind kind, long line) throws Exception {
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, Keys.of(kind));
        Least handshake = new Least();
        while (!handshake.steady(line)) {
            for (int i = 0; i < HANDSHAKES; i++) {
                SSLEngine client = context.createSSLEngine();
                client.setEnabledProtocols(new String[] {protocol});
                EnginePair pair = new EnginePair(client, context.createSSLEngine(), false);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                pair.handshake();
                handshake.add(THREADS.getCurrentThreadAllocatedBytes() - before);
            }
            handshake.endBatch(HANDSHAKES);
        }
        System.out.printf("%s %s: %d bytes allocated per full handshake, both sides%n", protocol, kind, handshake.bytes);
        assertTrue(handshake.bytes <= line, handshake.bytes + " bytes per handshake");
    }

    /** Likewise of a resumed handshake, in which a ticket is opened, another written and read. */
    @ParameterizedTest
    @CsvSource({"TLSv1.3,222000", "TLSv1.2,55000"})
    void perResumption(String protocol, long line) throws Exception {
        SSLContext context = Contexts.context(Contexts.DRAWBRIDGE, Keys.of(Keys.Kind.EC));
        long created = Resumptions.created(context, protocol);
        Least handshake = new Least();
        while (!handshake.steady(line)) {
            for (int i = 0; i < HANDSHAKES; i++) {
                EnginePair pair = Resumptions.pair(context, protocol);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                pair.handshake();
                pair.tickets();
                handshake.add(THREADS.getCurrentThreadAllocatedBytes() - before);
                Resumptions.check(pair, created);
            }
            handshake.endBatch(HANDSHAKES);
        }
        System.out.printf("%s: %d bytes allocated per resumed handshake, both sides%n", protocol, handshake.bytes);
        assertTrue(handshake.bytes <= line, handshake.bytes + " bytes per resumed handshake");
    }

    private static ByteBuffer buffer(int size, boolean direct) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }
}
