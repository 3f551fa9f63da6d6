package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.Side;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Finished that is not what it must be: left unchecked, a man in the middle chooses what was agreed. Found by Yngve Pettersen's scans of
 * 2014 and later ("MACE", 2018) in servers that did not check it, or not all of it; a comparison that stops at the first difference tells
 * how far it went.
 *
 * <p>Shown: every byte counts, and every one in the same way; nothing shorter or longer is compared; one's own Finished is not the peer's.
 * The comparison is MessageDigest.isEqual, which RFC 8446 section 4.4.4 leaves open and a rule of ours demands.
 */
class FinishedForgeryTest {
    private static Side refused(Scenario scenario, boolean victimIsClient, UnaryOperator<byte[]> change) {
        Pair pair = new Pair(scenario.config(true), scenario.config(false));
        pair.format(scenario.tls13() ? MessageFormat.TLS13 : MessageFormat.TLS12);
        pair.change(!victimIsClient, HandshakeType.FINISHED, 0, m -> new Finished(change.apply(((Finished) m).verifyData()))).run();
        return victimIsClient ? pair.client : pair.server;
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void everyByteCounts(Scenario scenario, boolean victimIsClient) {
        int length = scenario.tls13() ? 48 : 12;
        for (int i = 0; i < length; i++) {
            int at = i;
            Side victim = refused(scenario, victimIsClient, data -> {
                byte[] bent = data.clone();
                bent[at] ^= (byte) (1 << at % 8);
                return bent;
            });
            assertEquals(Fault.BAD_FINISHED, victim.fault());
            assertEquals(Fault.BAD_FINISHED.text(), victim.handshaker.failure().getMessage());
            assertEquals(Alert.DECRYPT_ERROR, victim.fault().alert());
        }
        assertEquals(Fault.BAD_FINISHED, refused(scenario, victimIsClient, data -> new byte[length]).fault());
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void theLengthIsExact(Scenario scenario, boolean victimIsClient) {
        for (int by : new int[] {-48, -12, -11, -1, 1, 12, 36}) {
            Side victim = refused(scenario, victimIsClient, data -> Arrays.copyOf(data, Math.max(0, data.length + by)));
            assertEquals(Fault.DECODE_ERROR, victim.fault(), by + " bytes");
        }
    }
}
