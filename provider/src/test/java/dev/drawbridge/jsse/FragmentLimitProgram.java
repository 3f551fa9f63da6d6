package dev.drawbridge.jsse;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/**
 * Compares what ours and SunJSSE do with {@code SSLParameters.setMaximumPacketSize} in a JVM in which {@code jsse.enableMFLNExtension} is set:
 * in each role, against SunJSSE.
 */
public final class FragmentLimitProgram {
    private static final int[] SIZES = {837, 1000, 1349, 2373, 4421};

    private FragmentLimitProgram() {
    }

    /** Ends with an exception at the first difference. */
    public static void main(String[] args) throws Exception {
        for (boolean client : new boolean[] {true, false}) {
            Differential.same(lab -> play(lab, client, args[0], args[1]));
        }
        System.out.println("compared");
    }

    private static void play(Differential.Lab lab, boolean subjectIsClient, String version, String suite) throws Exception {
        for (int size : SIZES) {
            SSLContext subject = lab.context();
            SSLContext peer = Contexts.context(Contexts.SUN, Differential.CA, Differential.EC, Differential.RSA);
            for (String handshake : new String[] {"first", "second"}) {
                EnginePair p = subjectIsClient ? EnginePair.of(subject, peer) : EnginePair.of(peer, subject);
                p.client.engine.setEnabledProtocols(new String[] {version});
                p.client.engine.setEnabledCipherSuites(new String[] {suite});
                SSLParameters parameters = p.client.engine.getSSLParameters();
                parameters.setMaximumPacketSize(size);
                p.client.engine.setSSLParameters(parameters);
                p.handshake();
                p.exchange();
                String what = size + ", " + handshake + ": ";
                sizes(lab, what, (subjectIsClient ? p.client : p.server).engine, size);
                lab.see(what + "client's record", () -> record(p.client, p.server));
                lab.see(what + "server's record", () -> record(p.server, p.client));
            }
        }
    }

    private static void sizes(Differential.Lab lab, String what, SSLEngine engine, int size) {
        SSLSession session = engine.getSession();
        lab.see(what + "packet buffer", session::getPacketBufferSize);
        lab.see(what + "application buffer", () -> session.getApplicationBufferSize() >= size - 325);
        if (engine.getUseClientMode()) {
            lab.see(what + "maximum packet size", () -> engine.getSSLParameters().getMaximumPacketSize());
        }
    }

    /** In TLS 1.3 SunJSSE pads each record with 16 bytes, for which it leaves room. */
    private static String record(EnginePair.Side from, EnginePair.Side to) throws Exception {
        SSLEngineResult r = EnginePair.wrap(from, to, ByteBuffer.allocate(20_000));
        boolean padded = from.engine.getSession().getProtocol().equals("TLSv1.3");
        return (padded ? (r.bytesConsumed() + 17) / 512 * 512 : r.bytesConsumed()) + " bytes" + (padded ? "" : " in " + r.bytesProduced());
    }
}
