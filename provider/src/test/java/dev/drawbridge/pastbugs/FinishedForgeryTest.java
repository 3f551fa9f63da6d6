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
 * Finished that is not what it must be. It is what tells of every change of the messages before it, so that whoever does not check it, or
 * not all of it, lets a man in the middle choose suite and version; and a comparison that stops at the first difference tells how far it
 * went. Pettersen ("The POODLE has friends", 2015) found servers on the Internet that took any Finished, and some that checked no MAC.
 *
 * <p>Shown: every byte counts, and every one in the same way; nothing shorter or longer is compared. RFC 8446 section 4.4.4: "Recipients of
 * Finished messages MUST verify that the contents are correct and if incorrect MUST terminate the connection with a "decrypt_error" alert."
 * The comparison is MessageDigest.isEqual. One's own Finished is not the peer's: {@link ReflectionTest}.
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
