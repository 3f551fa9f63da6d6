package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.pastbugs.Attacker.Unit;
import dev.drawbridge.pastbugs.Duel.Script;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Handshake messages in pieces. RFC 8446 section 5.1: they "MAY be coalesced into a single TLSPlaintext record or fragmented across several
 * records", but "Implementations MUST NOT send zero-length fragments of Handshake types", "Handshake messages MUST NOT be interleaved with
 * other record types" and "MUST NOT span key changes". A parser that takes its first read for a whole message is how OpenSSL 1.0.1 came to
 * negotiate TLS 1.0 with a client whose hello was cut after a few bytes (CVE-2014-3511).
 *
 * <p>Shown: every message of every handshake, in both roles, may be cut anywhere, across records and across reads of the transport; what
 * may not be between the pieces ends in unexpected_message.
 */
class FragmentationTest {
    private static byte[] head(Unit unit, int length) {
        return piece(unit, 0, length);
    }

    private static byte[] rest(Unit unit, int from) {
        return piece(unit, from, unit.content().length);
    }

    private static byte[] piece(Unit unit, int from, int to) {
        return unit.record(unit.type(), Arrays.copyOfRange(unit.content(), from, to));
    }

    /** In two pieces near the beginning, where the header is; everywhere else in pieces of 16 bytes that begin at each of 16 places. */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void everyMessageMayBeCutAnywhere(Scenario scenario, boolean victimIsClient) {
        for (int first = 1; first <= 16; first++) {
            connects(scenario, victimIsClient, first, Integer.MAX_VALUE / 2);
            connects(scenario, victimIsClient, first, 16);
        }
    }

    private static void connects(Scenario scenario, boolean victimIsClient, int first, int each) {
        new Duel(scenario, victimIsClient).run((index, unit) -> {
            if (unit.message() == null) {
                return List.of(unit.record());
            }
            int length = unit.content().length;
            List<byte[]> pieces = new ArrayList<>();
            int from = 0;
            for (int to = Math.min(first, length); from < length; to = Math.min(to + each, length)) {
                pieces.add(piece(unit, from, to));
                from = to;
            }
            return pieces;
        }).assertConnected();
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void oneByteARecord(Scenario scenario, boolean victimIsClient) {
        Duel duel = new Duel(scenario, victimIsClient);
        duel.run((index, unit) -> {
            List<byte[]> records = new ArrayList<>();
            for (byte b : unit.content()) {
                records.add(unit.record(unit.type(), b));
            }
            return records;
        });
        duel.assertConnected();
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void theTransportMayCutAnywhere(Scenario scenario, boolean victimIsClient) {
        Duel duel = new Duel(scenario, victimIsClient);
        duel.run((index, unit) -> {
            List<byte[]> bytes = new ArrayList<>();
            for (byte b : unit.record()) {
                bytes.add(new byte[] {b});
            }
            return bytes;
        });
        duel.assertConnected();
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void nothingElseComesBetweenThePieces(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int i = 0; i < honest.size(); i++) {
            if (honest.get(i).message() == null || honest.get(i).content().length < 2) {
                continue;
            }
            for (int cut : new int[] {1, 4, honest.get(i).content().length - 1}) {
                interleaved(scenario, victimIsClient, i, cut, ContentType.HANDSHAKE);
                interleaved(scenario, victimIsClient, i, cut, ContentType.ALERT, (byte) 1, (byte) 90);
                interleaved(scenario, victimIsClient, i, cut, ContentType.ALERT, (byte) 1, (byte) 0);
                interleaved(scenario, victimIsClient, i, cut, ContentType.APPLICATION_DATA, (byte) 'x');
                interleaved(scenario, victimIsClient, i, cut, ContentType.APPLICATION_DATA);
                interleaved(scenario, victimIsClient, i, cut, ContentType.CHANGE_CIPHER_SPEC, (byte) 1);
            }
        }
    }

    private static void interleaved(Scenario scenario, boolean victimIsClient, int at, int cut, ContentType type, byte... content) {
        Duel duel = new Duel(scenario, victimIsClient);
        Unit target = duel.run(Script.instead(at, u -> head(u, Math.min(cut, u.content().length - 1)), u -> u.record(type, content),
                u -> rest(u, Math.min(cut, u.content().length - 1)))).units.get(at);
        String what = content.length + " bytes of " + type + " after " + cut + " bytes of " + target;
        // RFC 8446 section 5 has the compatibility one, which is never protected, dropped "without further processing".
        if (scenario.tls13() && type == ContentType.CHANGE_CIPHER_SPEC && !target.keyed() && duel.fault == null) {
            duel.assertConnected();
            return;
        }
        duel.assertAlert(Alert.UNEXPECTED_MESSAGE, what);
        assertEquals(List.of(Alert.UNEXPECTED_MESSAGE), duel.attacker.alerts, what);
    }
}
