package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.pastbugs.Attacker.Unit;
import dev.drawbridge.pastbugs.Duel.Script;
import dev.drawbridge.record.Forge;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Records shorter or longer than anything they can hold: OpenSSL subtracted the length of an IV from a record that had none (CVE-2012-2333),
 * and read behind a truncated record of ChaCha20-Poly1305 (CVE-2017-3731).
 *
 * <p>Shown, in every state: the largest record is taken, one byte more is record_overflow, told from the header alone, before the rest has
 * come; what is too short for its protection is a bad record like others; no content is none of a handshake message or alert.
 */
class RecordSizeTest {
    private static byte[] header(int type, int length) {
        return new byte[] {(byte) type, 3, 3, (byte) (length >> 8), (byte) length};
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void tooLongForTheState(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at < honest.size(); at++) {
            Unit unit = honest.get(at);
            if (scenario.tls13() && unit.message() == null) {
                continue;
            }
            boolean protected13 = scenario.tls13() && unit.keyed();
            int limit = 16384 + (!unit.keyed() ? 0 : scenario.tls13() ? 256 : 16 + 8);
            for (int length : new int[] {limit + 1, limit + 1000, 0xffff}) {
                Duel duel = new Duel(scenario, victimIsClient).run(Script.before(at, u -> header(protected13 ? 23 : 22, length)));
                duel.assertFault(Fault.RECORD_TOO_LONG, length + " bytes before unit " + at);
                assertEquals(Alert.RECORD_OVERFLOW, duel.fault.alert());
            }
        }
        int limit = 16384 + (scenario.tls13() ? 256 : 24);
        new Duel(scenario, victimIsClient).connect().send(header(23, limit + 1)).assertFault(Fault.RECORD_TOO_LONG, "connected");
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void theLargestRecordIsTaken(Scenario scenario, boolean victimIsClient) {
        Duel duel = new Duel(scenario, victimIsClient).connect();
        duel.send(duel.attacker.sealed(ContentType.APPLICATION_DATA, new byte[16384]));
        duel.assertConnected();
        assertEquals(16384, duel.victim.received.size());
        Duel more = new Duel(scenario, victimIsClient).connect();
        more.send(more.attacker.sealed(ContentType.APPLICATION_DATA, new byte[16385]));
        more.assertFault(Fault.RECORD_TOO_LONG, "a byte more, properly protected");
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void tooShortForItsProtection(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at < honest.size(); at++) {
            if (honest.get(at).keyed()) {
                for (int length : new int[] {0, 1, 7, 8, 9, 15, 16, 17, 20, 22}) { // shorter than any honest one
                    Duel duel = new Duel(scenario, victimIsClient).run(Script.instead(at, u -> {
                        byte[] record = Arrays.copyOf(u.record(), 5 + length);
                        record[3] = 0;
                        record[4] = (byte) length;
                        return record;
                    }));
                    duel.assertFault(Fault.BAD_RECORD_MAC, length + " bytes instead of unit " + at);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void withoutContent(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at < honest.size(); at++) {
            if (honest.get(at).message() != null) {
                Duel duel = new Duel(scenario, victimIsClient).run(Script.before(at, u -> u.record(ContentType.HANDSHAKE)));
                duel.assertFault(Fault.EMPTY_FRAGMENT, "before unit " + at);
                assertEquals(Alert.UNEXPECTED_MESSAGE, duel.fault.alert());
            }
        }
        Duel duel = new Duel(scenario, victimIsClient).connect();
        duel.send(duel.attacker.sealed(ContentType.HANDSHAKE)).assertFault(Fault.EMPTY_FRAGMENT, "connected");
    }

    /** What is no record of any TLS. */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void otherVersionsAndTypes(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at < honest.size(); at++) {
            for (int type : new int[] {0, 19, 24, 25, 63, 127, 255}) {
                Duel duel = new Duel(scenario, victimIsClient).run(Script.before(at, u -> Forge.record(type, 0x0303, (byte) 1)));
                duel.assertAlert(Alert.UNEXPECTED_MESSAGE, "type " + type + " before unit " + at);
            }
            for (int version : new int[] {0x0002, 0x0203, 0x0400, 0xfeff, 0xffff}) {
                Duel duel = new Duel(scenario, victimIsClient).run(Script.before(at, u -> Forge.record(22, version, (byte) 1)));
                duel.assertAlert(at == 0 ? Alert.UNEXPECTED_MESSAGE : Alert.PROTOCOL_VERSION, "version " + version + " before unit " + at);
            }
        }
    }
}
