package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.EncryptedExtensions;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.UnknownExtension;
import dev.drawbridge.pastbugs.Attacker.Unit;
import dev.drawbridge.pastbugs.Duel.Script;
import dev.drawbridge.record.Forge;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.start.Pair;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Heartbleed, CVE-2014-0160: OpenSSL 1.0.1 answered a heartbeat request (RFC 6520) whose payload_length was longer than the record with
 * what lay behind it in memory, keys among it; before the handshake too.
 *
 * <p>Shown: there is no heartbeat. Its content type ends the connection in every state, whatever length it claims and however long it is, and
 * is never answered; its extension is ignored in a ClientHello and refused as unsolicited in an answer. That lengths which lie are refused
 * everywhere else is in {@link LengthFieldTest}.
 */
class HeartbleedTest {
    private static final int HEARTBEAT_EXTENSION = 15;

    /** type 1 (request), payload_length, and less payload than that. */
    private static byte[] request(int claimed, int length) {
        byte[] content = new byte[3 + length];
        content[0] = 1;
        content[1] = (byte) (claimed >> 8);
        content[2] = (byte) claimed;
        return Forge.record(24, 0x0303, content);
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void noHeartbeatInAnyState(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (byte[] heartbeat : List.of(request(0x4000, 0), request(0xffff, 16), request(16, 32), request(0, 0))) {
            for (int at = 0; at < honest.size(); at++) {
                Duel duel = new Duel(scenario, victimIsClient).run(Script.before(at, u -> heartbeat));
                duel.assertAlert(Alert.UNEXPECTED_MESSAGE, "heartbeat before unit " + at);
                assertEquals(List.of(Alert.UNEXPECTED_MESSAGE), duel.attacker.alerts);
            }
            new Duel(scenario, victimIsClient).connect().send(heartbeat).assertAlert(Alert.UNEXPECTED_MESSAGE, "connected");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void theExtensionIsNeitherUsedNorAccepted(Scenario scenario, boolean client) {
        UnknownExtension heartbeat = new UnknownExtension(HEARTBEAT_EXTENSION, new byte[] {1});
        Pair pair = new Pair(scenario.config(true), scenario.config(false));
        pair.format(scenario.tls13() ? MessageFormat.TLS13 : MessageFormat.TLS12);
        if (client) {
            HandshakeType answer = scenario.tls13() ? HandshakeType.ENCRYPTED_EXTENSIONS : HandshakeType.SERVER_HELLO;
            pair.fromServer(answer, m -> with(heartbeat, m)).run();
            pair.assertClientFails(Fault.UNSOLICITED_EXTENSION);
            assertEquals(Alert.UNSUPPORTED_EXTENSION, Fault.UNSOLICITED_EXTENSION.alert());
        } else {
            boolean[] answered = new boolean[1];
            pair.fromClient(HandshakeType.CLIENT_HELLO, m -> with(heartbeat, m));
            pair.fromServer(HandshakeType.SERVER_HELLO, m -> {
                answered[0] = ((ServerHello) m).extensions().has(HEARTBEAT_EXTENSION);
                return m;
            });
            while (pair.server.outbox.isEmpty() && pair.step()) { }
            assertNull(pair.server.fault());
            pair.step();
            assertEquals(false, answered[0]);
        }
    }

    private static HandshakeMessage with(UnknownExtension e, HandshakeMessage m) {
        if (m instanceof ClientHello h) {
            return new ClientHello(h.legacyVersion(), h.random(), h.sessionId(), h.cipherSuites(), h.compressionMethods(),
                    h.extensions().with(e));
        }
        if (m instanceof ServerHello h) {
            return new ServerHello(h.legacyVersion(), h.random(), h.sessionId(), h.cipherSuite(), h.compressionMethod(),
                    h.extensions().with(e));
        }
        return new EncryptedExtensions(((EncryptedExtensions) m).extensions().with(e));
    }
}
