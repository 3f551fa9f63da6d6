package dev.drawbridge.it;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Writes of 16 KiB a second, wrapped by one engine and unwrapped by the other, Drawbridge beside SunJSSE. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
@Fork(1)
public class BulkBenchmark {
    private static final int WRITE = 16 * 1024;

    @Param({"Drawbridge", "SunJSSE"})
    public String provider;
    @Param({"TLSv1.3", "TLSv1.2"})
    public String protocol;
    @Param({"false", "true"})
    public boolean direct;

    private EnginePair pair;
    private ByteBuffer data;
    private ByteBuffer wire;
    private ByteBuffer arrived;

    @Setup
    public void setup() throws SSLException {
        SSLContext context = Contexts.context(provider.equals("SunJSSE") ? Contexts.SUN : Contexts.DRAWBRIDGE,
                Keys.of(Keys.Kind.EC));
        SSLEngine client = context.createSSLEngine();
        client.setEnabledProtocols(new String[] {protocol});
        client.setEnabledCipherSuites(new String[] {protocol.equals("TLSv1.3")
                ? "TLS_AES_128_GCM_SHA256" : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"});
        pair = new EnginePair(client, context.createSSLEngine(), false);
        pair.handshake();
        pair.transfer(client, pair.server, new byte[1]);
        pair.transfer(pair.server, client, new byte[1]);
        data = buffer(WRITE);
        wire = buffer(2 * client.getSession().getPacketBufferSize());
        arrived = buffer(client.getSession().getApplicationBufferSize() + WRITE);
    }

    private ByteBuffer buffer(int size) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    @Benchmark
    public int write() throws SSLException {
        data.clear();
        wire.clear();
        arrived.clear();
        while (data.hasRemaining()) {
            pair.client.wrap(data, wire);
        }
        wire.flip();
        while (wire.hasRemaining()) {
            pair.server.unwrap(wire, arrived);
        }
        return arrived.position();
    }
}
