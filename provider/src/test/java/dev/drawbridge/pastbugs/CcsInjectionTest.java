package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.drawbridge.config.Limits;
import dev.drawbridge.pastbugs.Attacker.Unit;
import dev.drawbridge.pastbugs.Duel.Script;
import dev.drawbridge.record.Forge;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.HandshakeType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * ChangeCipherSpec at the wrong time: CVE-2014-0224, "CCS injection" (OpenSSL up to 1.0.1g took one before there was a master secret, and
 * both sides went on with keys made of nothing), and what came with TLS 1.3's compatibility mode, a record that is to be dropped and so was
 * dropped without end (CVE-2020-25648, NSS; CVE-2020-12457, wolfSSL).
 *
 * <p>Shown: in TLS 1.2 exactly one, of exactly one byte 1, is taken at exactly one place; in TLS 1.3 as many as the limit says are dropped,
 * between the first ClientHello and the peer's Finished, in the clear. Everything else ends the connection: early, doubled, late, protected,
 * longer, empty, of another value. The state table (StateTableTest, handshake.md) has the same from inside.
 */
class CcsInjectionTest {
    private static final byte[] CCS = Forge.record(20, 0x0303, (byte) 1);

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void oneMoreAnywhere(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at < honest.size(); at++) {
            Duel duel = new Duel(scenario, victimIsClient).run(Script.before(at, u -> CCS));
            String what = "before " + honest.get(at) + ", unit " + at;
            if (scenario.tls13() && (victimIsClient || at > 0)) {
                duel.assertConnected();
            } else if (honest.get(at).type() == ContentType.CHANGE_CIPHER_SPEC) {
                // The second is read with keys, which it does not have.
                duel.assertAlert(Alert.BAD_RECORD_MAC, what);
            } else {
                duel.assertAlert(honest.get(at).keyed() ? Alert.BAD_RECORD_MAC : Alert.UNEXPECTED_MESSAGE, what);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void afterTheHandshake(Scenario scenario, boolean victimIsClient) {
        new Duel(scenario, victimIsClient).connect().send(CCS)
                .assertAlert(scenario.tls13() ? Alert.UNEXPECTED_MESSAGE : Alert.BAD_RECORD_MAC, "in the clear");
        Duel duel = new Duel(scenario, victimIsClient).connect();
        duel.send(duel.attacker.sealed(ContentType.CHANGE_CIPHER_SPEC, (byte) 1)).assertAlert(Alert.UNEXPECTED_MESSAGE, "protected");
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void otherForms(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at < honest.size(); at++) {
            for (byte[] content : new byte[][] {{}, {0}, {2}, {(byte) 255}, {1, 1}, {1, 0}, new byte[300]}) {
                Duel duel = new Duel(scenario, victimIsClient).run(Script.before(at, u -> Forge.record(20, 0x0303, content)));
                String what = content.length + " bytes before unit " + at + ", " + honest.get(at);
                if (at == 0 || scenario.tls13()) {
                    // RFC 8446 section 5: "any other change_cipher_spec value [...] MUST abort the handshake with an "unexpected_message"".
                    // Before any version is known whatever it says is of an unexpected type.
                    duel.assertAlert(Alert.UNEXPECTED_MESSAGE, what);
                } else if (honest.get(at).keyed()) {
                    duel.assertAlert(Alert.BAD_RECORD_MAC, what);
                } else {
                    duel.assertAlert(content.length == 0 ? Alert.UNEXPECTED_MESSAGE : Alert.ILLEGAL_PARAMETER, what);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void protectedOnesAreUnexpected(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at < honest.size(); at++) {
            if (honest.get(at).keyed()) {
                new Duel(scenario, victimIsClient).run(Script.before(at, u -> u.record(ContentType.CHANGE_CIPHER_SPEC, (byte) 1)))
                        .assertAlert(Alert.UNEXPECTED_MESSAGE, "protected before unit " + at);
            }
        }
    }

    /** Without it nothing that TLS 1.2 protects can be read, and TLS 1.3 does not miss it. */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void none(Scenario scenario, boolean victimIsClient) {
        Duel duel = new Duel(scenario, victimIsClient).run((i, u) -> u.message() == null ? List.of() : List.of(u.record()));
        if (scenario.tls13()) {
            duel.assertConnected();
            return;
        }
        assertEquals(HandshakeType.FINISHED, duel.units.get(duel.units.size() - 1).message());
        assertFalse(duel.victim.connection.connected());
        // Finished in the clear, which is what the injection of the other side's ChangeCipherSpec made of it.
        new Duel(scenario, victimIsClient)
                .run((i, u) -> u.message() == null ? List.of() : List.of(u.keyed() ? Forge.record(22, 0x0303, u.content()) : u.record()))
                .assertAlert(Alert.UNEXPECTED_MESSAGE, "Finished in the clear");
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void thoseThatAreDroppedAreCounted(Scenario scenario, boolean victimIsClient) {
        if (!scenario.tls13()) {
            return;
        }
        int at = Duel.honest(scenario, victimIsClient).size() - 1;
        List<byte[]> flood = new ArrayList<>(Collections.nCopies(10_000, CCS));
        Duel duel = new Duel(scenario, victimIsClient);
        duel.run((i, u) -> u.message() == null ? List.of() : i == at ? flood : List.of(u.record()))
                .assertAlert(Alert.UNEXPECTED_MESSAGE, "flood");
        assertEquals(duel.units.stream().filter(u -> u.message() != null).count() - 1 + Limits.DEFAULT.changeCipherSpecs() + 1,
                duel.delivered, "nothing more is taken");
    }
}
