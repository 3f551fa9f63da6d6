package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.pastbugs.Attacker.Unit;
import dev.drawbridge.pastbugs.Duel.Script;
import dev.drawbridge.pastbugs.Lengths.Field;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.start.TestConfig;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lengths that lie. {@link HeartbleedTest} is the famous one; others made OpenSSL read behind a session ticket (CVE-2016-6302) or a
 * certificate message (CVE-2016-6306).
 *
 * <p>Shown: every length field of every message of every handshake, one too big, one too small, zero and as big as can be, sent at its place in
 * a whole connection: a message that has "a length extending beyond the message boundary or contain[s] an out-of-range length" ends it with
 * decode_error (RFC 8446 section 6.2). HostileInputTest and the hostile peers of the integration tests do the same by chance.
 */
class LengthFieldTest {
    /** From a field's honest value and its maximum. */
    private static final List<IntBinaryOperator> LIES =
            List.of((value, max) -> value + 1, (value, max) -> value - 1, (value, max) -> 0, (value, max) -> max, (value, max) -> max / 2 + 1);

    /** Offers and answers everything that has a length. */
    private static TestConfig rich(Scenario scenario, boolean client) {
        TestConfig config = scenario.config(client);
        config.names(new TlsConfig.Names(client ? "www.example" : null, client ? null : n -> true,
                List.of("h2", "http/1.1"), null));
        config.authorities = List.of(new byte[] {0x30, 0});
        return config.clientAuth(client ? ClientAuth.NONE : config.clientAuth);
    }

    private static Duel duel(Scenario scenario, boolean victimIsClient) {
        return new Duel(rich(scenario, victimIsClient), rich(scenario, !victimIsClient));
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void everyFieldOfEveryMessage(Scenario scenario, boolean victimIsClient) {
        Duel honest = duel(scenario, victimIsClient).connect();
        Set<String> other = new TreeSet<>();
        for (int at = 0; at < honest.units.size(); at++) {
            Unit unit = honest.units.get(at);
            if (unit.type() != ContentType.HANDSHAKE) {
                continue;
            }
            int fields = new Lengths(unit.content(), scenario.tls13()).fields.size();
            for (int field = 0; field < fields; field++) {
                for (IntBinaryOperator lie : LIES) {
                    lies(scenario, victimIsClient, at, field, lie, other);
                }
            }
        }
        assertTrue(other.isEmpty(), () -> String.join("\n", other));
    }

    private static void lies(Scenario scenario, boolean victimIsClient, int at, int index, IntBinaryOperator lie, Set<String> other) {
        Duel duel = duel(scenario, victimIsClient);
        String[] what = new String[1];
        duel.run(Script.instead(at, u -> {
            Field field = new Lengths(u.content(), scenario.tls13()).fields.get(index);
            int value = field.value(u.content());
            int says = lie.applyAsInt(value, field.max());
            if (says < 0 || says == value) {
                return u.record();
            }
            what[0] = field.what() + " says " + says + ", not " + value;
            return u.record(u.type(), field.saying(u.content(), says));
        }));
        if (what[0] == null) {
            duel.assertConnected();
            return;
        }
        // Behind a hello's session_id stand bytes that are values when they are shifted, among them the compression method.
        Set<Alert> allowed = what[0].contains("Hello.session_id") ? EnumSet.of(Alert.DECODE_ERROR, Alert.ILLEGAL_PARAMETER)
                : EnumSet.of(Alert.DECODE_ERROR);
        if (duel.fault == null || duel.fault.received() || !allowed.contains(duel.fault.alert())) {
            other.add(what[0] + ": " + duel.fault);
        }
    }

    /** The header's own length: what is missing is waited for, what is left over is the beginning of a message that nobody expects. */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void theHeader(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        Field header = new Field(1, 3, "header");
        for (int i = 0; i < honest.size(); i++) {
            if (honest.get(i).type() != ContentType.HANDSHAKE) {
                continue;
            }
            int at = i;
            for (int by : honest.get(i).content().length == 4 ? new int[] {1} : new int[] {-1, 1}) {
                Duel duel = new Duel(scenario, victimIsClient).run(Script.instead(at,
                        u -> u.record(u.type(), header.saying(u.content(), u.content().length - 4 + by))));
                assertFalse(duel.victim.connection.connected(), "unit " + at);
                if (duel.fault != null) {
                    assertTrue(EnumSet.of(Alert.DECODE_ERROR, Alert.UNEXPECTED_MESSAGE).contains(duel.fault.alert()),
                            () -> duel.fault.toString());
                }
            }
        }
    }
}
