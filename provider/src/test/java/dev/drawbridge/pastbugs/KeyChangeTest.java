package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.KeyUpdate;
import dev.drawbridge.message.Messages;
import dev.drawbridge.pastbugs.Attacker.Unit;
import dev.drawbridge.pastbugs.Duel.Script;
import dev.drawbridge.record.Forge;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.HandshakeType;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What stands in a record behind the last message before new keys would be believed without them: a plaintext EncryptedExtensions behind
 * ServerHello is the worst of it. RFC 8446 section 5.1: "Handshake messages MUST NOT span key changes." Plaintext kept from before TLS began
 * is the same bug a floor higher (NO STARTTLS, Poddebniak et al., USENIX Security 2021; CVE-2011-0411 in Postfix).
 *
 * <p>Shown: anything behind ClientHello, ServerHello, Finished and KeyUpdate in their record is refused, from one byte to the whole next
 * message; under keys nothing in the clear is taken and under new keys nothing of the old; application data comes to the program only after
 * Finished, and nothing of what came before is ever handed to it.
 */
class KeyChangeTest {
    /** Whether TLS 1.3 changes the victim's read keys behind this message, or may. */
    private static boolean changesKeys(Unit unit) {
        return switch (unit.message()) {
            case CLIENT_HELLO, SERVER_HELLO, FINISHED -> true;
            default -> false;
        };
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(first);
        both.writeBytes(second);
        return both.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS13", "TLS13_CLIENT_CERTIFICATE", "TLS13_RETRY"})
    void nothingFollowsInTheSameRecord(Scenario scenario) {
        for (boolean victimIsClient : new boolean[] {true, false}) {
            List<Unit> honest = Duel.honest(scenario, victimIsClient);
            for (int i = 0; i < honest.size(); i++) {
                if (honest.get(i).message() == null || !changesKeys(honest.get(i))) {
                    continue;
                }
                byte[] next = Messages.encode(new KeyUpdate(false));
                for (int length = 1; length <= next.length; length++) {
                    byte[] more = Arrays.copyOf(next, length);
                    Duel duel = new Duel(scenario, victimIsClient).run(Script.instead(i, u -> u.record(u.type(), join(u.content(), more))));
                    duel.assertFault(Fault.KEY_CHANGE_INSIDE_RECORD, length + " bytes behind " + honest.get(i));
                    assertEquals(Alert.UNEXPECTED_MESSAGE, duel.fault.alert());
                }
            }
        }
    }

    /** The next message, which belongs under the new keys, before they are there. */
    @ParameterizedTest
    @ValueSource(strings = {"TLS13", "TLS13_CLIENT_CERTIFICATE", "TLS13_RETRY"})
    void theNextMessageDoesNotComeEarly(Scenario scenario) {
        List<byte[]> held = new ArrayList<>();
        Duel.honest(scenario, true).stream().filter(u -> u.message() == HandshakeType.ENCRYPTED_EXTENSIONS).forEach(u -> held.add(u.content()));
        int hello = scenario == Scenario.TLS13_RETRY ? 2 : 0;
        Duel duel = new Duel(scenario, true).run(Script.instead(hello, u -> u.record(u.type(), join(u.content(), held.get(0)))));
        duel.assertFault(Fault.KEY_CHANGE_INSIDE_RECORD, "EncryptedExtensions in the clear");
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void nothingInTheClearUnderKeys(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at < honest.size(); at++) {
            if (!honest.get(at).keyed()) {
                continue;
            }
            Duel handshake = new Duel(scenario, victimIsClient).run(Script.instead(at, u -> Forge.record(22, 0x0303, u.content())));
            handshake.assertAlert(scenario.tls13() ? Alert.UNEXPECTED_MESSAGE : Alert.BAD_RECORD_MAC, "unit " + at);
            Duel data = new Duel(scenario, victimIsClient).run(Script.instead(at, u -> Forge.record(23, 0x0303, u.content())));
            data.assertFault(Fault.BAD_RECORD_MAC, "unit " + at);
        }
        for (int type : new int[] {22, 23}) {
            Duel duel = new Duel(scenario, victimIsClient).connect().send(Forge.record(type, 0x0303, new byte[100]));
            duel.assertAlert(scenario.tls13() && type == 22 ? Alert.UNEXPECTED_MESSAGE : Alert.BAD_RECORD_MAC, "connected");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void noDataBeforeFinished(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at < honest.size(); at++) {
            for (byte[] data : new byte[][] {{}, {'x'}, new byte[16384]}) {
                Duel duel = new Duel(scenario, victimIsClient).run(Script.before(at, u -> u.record(ContentType.APPLICATION_DATA, data)));
                boolean dummy = scenario.tls13() && honest.get(at).message() == null && !honest.get(at).keyed();
                if (dummy && duel.fault.fault() == Fault.BAD_RECORD_MAC) {
                    continue; // the victim has keys already, the ChangeCipherSpec beside which this stands has none
                }
                duel.assertAlert(Alert.UNEXPECTED_MESSAGE, data.length + " bytes of data before unit " + at);
            }
        }
    }

    /** Handshake keys after Finished, and application keys after a KeyUpdate. */
    @ParameterizedTest
    @ValueSource(strings = {"TLS13", "TLS13_CLIENT_CERTIFICATE", "TLS13_RETRY"})
    void oldKeysAreGone(Scenario scenario) {
        for (boolean victimIsClient : new boolean[] {true, false}) {
            Duel duel = new Duel(scenario, victimIsClient);
            duel.run((index, u) -> u.message() == HandshakeType.FINISHED
                    ? List.of(u.record(), u.record(ContentType.APPLICATION_DATA, (byte) 'x')) : List.of(u.record()));
            duel.assertFault(Fault.BAD_RECORD_MAC, "data under handshake keys");
            Duel updated = new Duel(scenario, victimIsClient).connect();
            updated.send(updated.attacker.sealed(ContentType.HANDSHAKE, Messages.encode(new KeyUpdate(false))));
            updated.assertConnected();
            updated.send(updated.attacker.sealed(ContentType.APPLICATION_DATA, (byte) 'x'));
            updated.assertFault(Fault.BAD_RECORD_MAC, "data under the keys before KeyUpdate");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingFollowsAKeyUpdate(boolean victimIsClient) {
        byte[] update = Messages.encode(new KeyUpdate(false));
        for (int length = 1; length <= update.length; length++) {
            Duel duel = new Duel(Scenario.TLS13, victimIsClient).connect();
            duel.send(duel.attacker.sealed(ContentType.HANDSHAKE, join(update, Arrays.copyOf(update, length))));
            duel.assertFault(Fault.KEY_CHANGE_INSIDE_RECORD, length + " bytes behind KeyUpdate");
        }
    }

    /** RFC 5246 has the ChangeCipherSpec between whole messages too. */
    @ParameterizedTest
    @ValueSource(strings = {"TLS12", "TLS12_CLIENT_CERTIFICATE"})
    void aMessageDoesNotSpanTheChangeCipherSpec(Scenario scenario) {
        for (boolean victimIsClient : new boolean[] {true, false}) {
            List<Unit> honest = Duel.honest(scenario, victimIsClient);
            int ccs = honest.stream().map(Unit::type).toList().indexOf(ContentType.CHANGE_CIPHER_SPEC);
            for (int length = 1; length < 16; length++) {
                byte[] part = Arrays.copyOf(new byte[] {20, 0, 0, 12}, length);
                Duel duel = new Duel(scenario, victimIsClient).run(Script.before(ccs, u -> Forge.record(22, 0x0303, part)));
                duel.assertAlert(Alert.UNEXPECTED_MESSAGE, length + " bytes of Finished in the clear");
                assertFalse(duel.victim.connection.connected());
            }
        }
    }
}
