package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.pastbugs.Attacker.Unit;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.HandshakeType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Messages left out, repeated and in another order: SMACK (Beurdouche et al., "A Messy State of the Union", IEEE S&amp;P 2015). SKIP-TLS,
 * CVE-2014-6593, made Java's clients take a server's Finished in place of everything before it, so that nothing was encrypted;
 * CVE-2014-3572 made OpenSSL's clients do without the ServerKeyExchange. In TLS 1.3 wolfSSL's clients took Finished right after
 * EncryptedExtensions (CVE-2020-24613), and its servers went without the client's CertificateVerify (CVE-2022-25640).
 *
 * <p>Shown: in every handshake and both roles, each message left out, doubled, exchanged with its neighbour, and every run of messages left
 * out: the victim never connects. The state table (StateTableTest, handshake.md) shows the same for each state and each kind of message.
 */
class SkippedMessagesTest {
    /** Whoever spoils the order has others keys than the victim for what follows, or is refused for it. */
    private static final Set<Alert> REFUSED = EnumSet.of(Alert.UNEXPECTED_MESSAGE, Alert.BAD_RECORD_MAC, Alert.DECRYPT_ERROR);

    /** What a Finished may be taken for that is read without the keys it was protected with, as its ChangeCipherSpec did not come. */
    private static final Set<Alert> GARBLED = EnumSet.of(Alert.UNEXPECTED_MESSAGE, Alert.DECODE_ERROR, Alert.ILLEGAL_PARAMETER);

    private static void neverConnects(Scenario scenario, boolean victimIsClient, List<Integer> order, String what) {
        List<Unit> held = new ArrayList<>();
        Duel duel = new Duel(scenario, victimIsClient);
        int[] next = {0};
        duel.run((index, unit) -> {
            held.add(unit);
            List<byte[]> records = new ArrayList<>();
            while (next[0] < order.size() && order.get(next[0]) < held.size()) {
                records.add(held.get(order.get(next[0]++)).record());
            }
            return records;
        });
        assertFalse(duel.victim.connection.connected(), what);
        if (duel.fault != null) {
            assertFalse(duel.fault.received(), what);
            Set<Alert> alerts = !scenario.tls13() && finishedWithoutKeys(held, order) ? GARBLED : REFUSED;
            assertTrue(alerts.contains(duel.fault.alert()), () -> what + ": " + duel.fault);
        }
    }

    private static boolean finishedWithoutKeys(List<Unit> units, List<Integer> order) {
        List<ContentType> sent = order.stream().filter(i -> i < units.size()).filter(i -> units.get(i).keyed() || units.get(i).message() == null)
                .map(i -> units.get(i).type()).toList();
        return !sent.isEmpty() && sent.get(0) == ContentType.HANDSHAKE;
    }

    private static List<Integer> upTo(int size) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            order.add(i);
        }
        return order;
    }

    private static boolean dummy(Scenario scenario, Unit unit) {
        return scenario.tls13() && unit.message() == null;
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void everyRunOfMessagesLeftOut(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int from = 0; from < honest.size(); from++) {
            for (int to = from + 1; to <= honest.size(); to++) {
                if (honest.subList(from, to).stream().allMatch(u -> dummy(scenario, u))) {
                    continue;
                }
                List<Integer> order = upTo(honest.size());
                order.subList(from, to).clear();
                neverConnects(scenario, victimIsClient, order, "without " + honest.subList(from, to));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void everyMessageTwice(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int i = 0; i < honest.size(); i++) {
            Unit unit = honest.get(i);
            if (dummy(scenario, unit)) {
                continue;
            }
            Duel duel = new Duel(scenario, victimIsClient);
            int at = i;
            duel.run((index, u) -> index == at ? List.of(u.record(), u.record()) : List.of(u.record()));
            assertNotNull(duel.fault, "twice " + unit);
            assertTrue(REFUSED.contains(duel.fault.alert()) || secondHello(duel, unit), () -> "twice " + unit + ": " + duel.fault);
        }
    }

    /** The double of the ClientHello that a HelloRetryRequest answers is taken for the second one, which lacks what was asked for. */
    private static boolean secondHello(Duel duel, Unit unit) {
        return unit.message() == HandshakeType.CLIENT_HELLO && duel.fault.alert() == Alert.ILLEGAL_PARAMETER;
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void everyPairOfNeighboursExchanged(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int i = 0; i + 1 < honest.size(); i++) {
            if (!dummy(scenario, honest.get(i)) && !dummy(scenario, honest.get(i + 1))) {
                List<Integer> order = upTo(honest.size());
                order.set(i, i + 1);
                order.set(i + 1, i);
                neverConnects(scenario, victimIsClient, order, "exchanged " + honest.get(i) + " and " + honest.get(i + 1));
            }
        }
    }
}
