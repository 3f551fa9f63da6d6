package dev.drawbridge.it;

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

/** Full and resumed handshakes a second, both engines in one thread, Drawbridge beside SunJSSE. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(1)
public class HandshakeBenchmark {
    @Param({"Drawbridge", "SunJSSE"})
    public String provider;
    @Param({"TLSv1.3", "TLSv1.2"})
    public String protocol;
    @Param({"EC", "RSA"})
    public String kind;

    private SSLContext context;
    private long created;

    @Setup
    public void setup() throws SSLException {
        context = Contexts.context(provider.equals("SunJSSE") ? Contexts.SUN : Contexts.DRAWBRIDGE,
                Keys.of(Keys.Kind.valueOf(kind)));
        created = Resumptions.created(context, protocol);
    }

    @Benchmark
    public SSLEngine full() throws SSLException {
        SSLEngine client = context.createSSLEngine(); // without a peer name no session is looked up
        client.setEnabledProtocols(new String[] {protocol});
        EnginePair pair = new EnginePair(client, context.createSSLEngine(), false);
        pair.handshake();
        return pair.server;
    }

    /** Tickets are written and read. */
    @Benchmark
    public SSLEngine resumed() throws SSLException {
        EnginePair pair = Resumptions.pair(context, protocol);
        pair.handshake();
        pair.tickets();
        Resumptions.check(pair, created);
        return pair.server;
    }
}
