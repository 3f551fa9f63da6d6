package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.SslControl;
import java.util.ArrayList;
import java.util.List;

/** Connections of configured contexts, one after the other. */
abstract class ResumptionCase extends ConfiguredCase {
    EnginePair pair(ContextCore client, ContextCore serving, String host) throws Exception {
        return new EnginePair(new EngineAdapter(client, host, 443), new EngineAdapter(serving, null, -1));
    }

    boolean resumes(EnginePair pair) throws Exception {
        pair.handshake();
        pair.run(); // tickets that came after it
        assertEquals(SslControl.of(pair.client.engine).resumed(), SslControl.of(pair.server.engine).resumed());
        return SslControl.of(pair.client.engine).resumed();
    }

    ContextCore serving(Object... more) throws Exception {
        List<Object> all = new ArrayList<>(List.of("drawbridge.server.Certificate", server, "drawbridge.server.PrivateKey", serverKey,
                "drawbridge.VerifyCAFile", rootFile));
        all.addAll(List.of(more));
        return core(all.toArray());
    }
}
