package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.Limits;
import dev.drawbridge.pastbugs.Attacker.Unit;
import dev.drawbridge.pastbugs.Duel.Script;
import dev.drawbridge.record.Forge;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Alerts where nobody expects them. The "SSL Death Alert" (CVE-2016-8610, OpenSSL and GnuTLS) was any number of warnings during the
 * handshake, each of which was read and ignored at the cost of the reader; other stacks went on after a fatal alert, or took a warning of
 * an unknown kind for the end.
 *
 * <p>Shown: every description in every state, as warning, as fatal alert and at a level that does not exist, in both roles and versions.
 * The expected outcome is in {@link #expected}. A row of warnings is bounded; an alert of any other length than two is malformed.
 */
class AlertsInEveryStateTest {
    private static final int WARNING = 1;
    private static final int FATAL = 2;

    /** What an alert must lead to. */
    private enum Outcome {
        GOES_ON, ENDS_WITHOUT_ANSWER, ILLEGAL_PARAMETER
    }

    /**
     * The table.
     *
     * @param tls13 whether TLS 1.3 has been agreed when it comes
     * @param connected whether the handshake is done for the victim
     */
    private static Outcome expected(boolean tls13, boolean connected, int level, int description) {
        if (description == 0) { // close_notify, whose level nobody looks at
            return Outcome.ENDS_WITHOUT_ANSWER;
        }
        if (tls13) { // RFC 8446 section 6: all but close_notify and user_canceled "MUST be treated as error alerts [...] regardless of the
            return description == 90 ? Outcome.GOES_ON : Outcome.ENDS_WITHOUT_ANSWER; // AlertLevel", and so must unknown ones
        }
        return switch (level) { // RFC 5246 section 7.2
            case WARNING -> Outcome.GOES_ON;
            case FATAL -> Outcome.ENDS_WITHOUT_ANSWER;
            default -> Outcome.ILLEGAL_PARAMETER;
        };
    }

    /** Whether the victim knows that it speaks TLS 1.3 when the attacker's {@code at}-th unit is due. */
    private static boolean agreed13(Scenario scenario, int at) {
        return scenario.tls13() && at > 0;
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void everyDescriptionInEveryState(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at <= honest.size(); at++) {
            if (at < honest.size() && dummy(scenario, honest.get(at))) {
                continue;
            }
            for (int description : descriptions(scenario)) {
                // Both levels that there are for each description, and some that there are not for a few of them.
                for (int level : description % 50 == 0 ? new int[] {WARNING, FATAL, 0, 3, 255} : new int[] {WARNING, FATAL}) {
                    alert(scenario, victimIsClient, at == honest.size() ? -1 : at, level, description);
                }
            }
        }
    }

    /** All that there are where the scenario has most states, a few elsewhere; and some that do not exist. */
    private static List<Integer> descriptions(Scenario scenario) {
        List<Integer> descriptions = new ArrayList<>(List.of(0, 10, 50, 90, 100, 1, 255));
        if (scenario == Scenario.TLS13_CLIENT_CERTIFICATE || scenario == Scenario.TLS12_CLIENT_CERTIFICATE) {
            for (Alert known : Alert.values()) {
                descriptions.add(known.code());
            }
        }
        return descriptions.stream().distinct().toList();
    }

    /** Whether this is TLS 1.3's ChangeCipherSpec, with which no state is left and no protection goes. */
    private static boolean dummy(Scenario scenario, Unit unit) {
        return scenario.tls13() && unit.message() == null;
    }

    private static void alert(Scenario scenario, boolean victimIsClient, int at, int level, int description) {
        byte[] content = {(byte) level, (byte) description};
        Duel duel = new Duel(scenario, victimIsClient);
        if (at < 0) {
            duel.connect().send(duel.attacker.sealed(ContentType.ALERT, content));
        } else {
            duel.run(stopsAfter(at, content));
        }
        boolean tls13 = at < 0 ? scenario.tls13() : agreed13(scenario, at);
        String what = "alert " + level + "." + description + " after " + duel.units + " in " + scenario;
        switch (expected(tls13, at < 0, level, description)) {
            case GOES_ON -> {
                assertNull(duel.fault, what);
                assertFalse(duel.victim.connection.inboundDone(), what);
            }
            case ILLEGAL_PARAMETER -> duel.assertAlert(Alert.ILLEGAL_PARAMETER, what);
            case ENDS_WITHOUT_ANSWER -> {
                assertTrue(duel.victim.connection.inboundDone(), what);
                if (description != 0) {
                    assertNotNull(duel.fault, what);
                    assertTrue(duel.fault.received(), what);
                    assertEquals(Alert.of(description), duel.fault.alert(), what);
                }
                // An answer would be one to a peer that has gone; only close_notify has one, in TLS 1.2 and where a handshake ends.
                boolean goodbye = description == 0 && (at >= 0 || !tls13);
                assertEquals(goodbye ? List.of(Alert.CLOSE_NOTIFY) : List.of(), duel.attacker.alerts, what);
            }
        }
    }

    /** The alert comes in the place of the {@code at}-th unit, and then nothing: what went on before is seen from the state. */
    private static Script stopsAfter(int at, byte[] alert) {
        return (index, unit) -> index < at ? List.of(unit.record()) : index == at ? List.of(unit.record(ContentType.ALERT, alert)) : List.of();
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void warningsAreBounded(Scenario scenario, boolean victimIsClient) {
        int bound = Limits.DEFAULT.warningAlerts();
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int i = 0; i < honest.size(); i++) {
            int at = i;
            if (dummy(scenario, honest.get(at))) {
                continue;
            }
            Duel borne = new Duel(scenario, victimIsClient);
            borne.run((index, unit) -> index == at ? warnings(unit, bound) : List.of(unit.record()));
            borne.assertConnected();
            Duel flood = new Duel(scenario, victimIsClient);
            flood.run((index, unit) -> index == at ? warnings(unit, 10_000) : List.of(unit.record()));
            flood.assertAlert(Alert.UNEXPECTED_MESSAGE, "flood before unit " + at);
        }
    }

    /** As many user_canceled, the one warning of both versions, and then the unit. */
    private static List<byte[]> warnings(Unit unit, int count) {
        List<byte[]> records = new ArrayList<>();
        if (unit.keyed()) {
            for (int i = 0; i < Math.min(count, 50); i++) { // each has its own sequence number
                records.add(unit.record(ContentType.ALERT, (byte) WARNING, (byte) 90));
            }
        } else {
            records.addAll(Collections.nCopies(count, unit.record(ContentType.ALERT, (byte) WARNING, (byte) 90)));
        }
        records.add(unit.record());
        return records;
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void alertsHaveTwoBytes(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at < honest.size(); at++) {
            if (dummy(scenario, honest.get(at))) {
                continue;
            }
            for (byte[] content : new byte[][] {{2}, {2, 40, 0}, {1, 90, 1, 90}, new byte[100]}) {
                Duel duel = new Duel(scenario, victimIsClient).run(Script.before(at, u -> u.record(ContentType.ALERT, content)));
                duel.assertAlert(Alert.DECODE_ERROR, content.length + " bytes before unit " + at);
            }
            Duel empty = new Duel(scenario, victimIsClient).run(Script.before(at, u -> u.record(ContentType.ALERT)));
            empty.assertAlert(Alert.UNEXPECTED_MESSAGE, "an empty alert before unit " + at);
        }
    }

    /**
     * RFC 8446 section 6: alerts "are encrypted as specified by the current connection state". A client takes none in the clear once it has
     * keys; a server takes one until the first record under its keys, for its client may not have been able to make any.
     */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void inTheClearUnderKeys(Scenario scenario, boolean victimIsClient) {
        byte[] clear = Forge.record(21, 0x0303, (byte) FATAL, (byte) 40);
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        boolean first = true;
        for (int at = 0; at < honest.size(); at++) {
            if (honest.get(at).keyed()) {
                Duel duel = new Duel(scenario, victimIsClient).run(Script.before(at, u -> clear));
                if (!scenario.tls13()) {
                    duel.assertAlert(Alert.BAD_RECORD_MAC, "before unit " + at);
                } else if (!victimIsClient && first) {
                    assertTrue(duel.fault.received());
                } else {
                    duel.assertAlert(Alert.UNEXPECTED_MESSAGE, "before unit " + at);
                }
                first = false;
            }
        }
        new Duel(scenario, victimIsClient).connect().send(clear)
                .assertAlert(scenario.tls13() ? Alert.UNEXPECTED_MESSAGE : Alert.BAD_RECORD_MAC, "connected");
    }
}
