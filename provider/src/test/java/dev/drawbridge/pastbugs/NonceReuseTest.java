package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.engine.Peer;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.start.RecordingCrypto;
import dev.drawbridge.start.TestConfig;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two records of AES-GCM with one nonce give away the key of their tags: Böck, Zauner, Devlin, Somorovsky, Jovanovic, "Nonce-Disrespecting
 * Adversaries" (WOOT 2016), who found TLS 1.2 servers that repeated explicit nonces, and many more that drew them at random.
 *
 * <p>Shown: the explicit nonce of TLS 1.2 counts from 0 over Finished, data and alerts; every connection, direction and KeyUpdate has keys of
 * its own.
 */
class NonceReuseTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void explicitNoncesCount(boolean client) throws TlsFault {
        Duel duel = new Duel(Scenario.TLS12.config(client).suites(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256),
                Scenario.TLS12.config(!client)).connect();
        Peer victim = duel.victim;
        int data = 500;
        for (int i = 0; i < data; i++) {
            victim.wrap(new byte[] {'x'});
        }
        victim.connection.closeOutbound();
        victim.wrap();
        List<Long> nonces = new ArrayList<>();
        int sinceCcs = -1;
        for (byte[] record : victim.records) {
            if (sinceCcs >= 0) {
                nonces.add(ByteBuffer.wrap(record).getLong(5));
                sinceCcs++;
            }
            sinceCcs = record[0] == 20 ? 0 : sinceCcs;
        }
        assertEquals(LongStream.range(0, data + 2).boxed().toList(), nonces, "Finished, data, close_notify");
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void everyDirectionHasKeysOfItsOwn(Scenario scenario, boolean victimIsClient) throws TlsFault {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            TestConfig config = scenario.config(victimIsClient);
            Duel duel = new Duel(config, scenario.config(!victimIsClient)).connect();
            if (scenario.tls13()) {
                duel.victim.connection.updateKeys(false);
                duel.settle();
            }
            RecordingCrypto crypto = (RecordingCrypto) config.crypto;
            keys.addAll(crypto.sealerKeys);
            keys.addAll(crypto.openerKeys);
        }
        assertTrue(keys.size() >= (scenario.tls13() ? 15 : 6), keys.size() + " keys");
        assertEquals(keys.size(), keys.stream().distinct().count());
    }
}
