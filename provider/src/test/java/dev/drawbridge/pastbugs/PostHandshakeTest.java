package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.drawbridge.config.Limits;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.message.KeyUpdate;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.NewSessionTicket12;
import dev.drawbridge.message.NewSessionTicket13;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.pastbugs.Attacker.Unit;
import dev.drawbridge.pastbugs.Duel.Script;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.HandshakeType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Handshake messages after the handshake, out of place or without end. A flood of KeyUpdates makes a peer compute keys, and write an answer to
 * each (Go and others have a limit for that reason); a post-handshake CertificateRequest, answered unasked, names the client to whoever
 * asks; wolfSSL's servers took an answer to one without its certificate (CVE-2026-55962).
 *
 * <p>Shown: RFC 8446 section 4.6, both roles: KeyUpdate where it belongs, so many without data between them, and nowhere else; tickets to
 * clients alone; no CertificateRequest to a client that did not offer post_handshake_auth; every message of the handshake a second time.
 */
class PostHandshakeTest {
    private static final byte[] UPDATE = Messages.encode(new KeyUpdate(false));
    private static final byte[] TICKET13 = Messages.encode(new NewSessionTicket13(7200, 0, new byte[1], new byte[5], Extensions.none()));

    private static final byte[] TICKET12 = Messages.encode(new NewSessionTicket12(1, new byte[5]));

    private static Duel after(Scenario scenario, boolean victimIsClient, byte[] message) {
        Duel duel = new Duel(scenario, victimIsClient).connect();
        return duel.send(duel.attacker.sealed(ContentType.HANDSHAKE, message));
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void noMessageOfTheHandshakeComesAgain(Scenario scenario, boolean victimIsClient) {
        List<byte[]> messages = new ArrayList<>();
        for (boolean client : new boolean[] {true, false}) {
            Duel.honest(scenario, client).stream().filter(u -> u.message() != null).forEach(u -> messages.add(u.content()));
        }
        for (byte[] message : messages) {
            if (!scenario.tls13() && !victimIsClient && message[0] == HandshakeType.CLIENT_HELLO.code()) {
                continue; // RenegotiationTest
            }
            after(scenario, victimIsClient, message).assertAlert(Alert.UNEXPECTED_MESSAGE, HandshakeType.of(message[0]) + " after the handshake");
        }
    }

    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void tickets(Scenario scenario, boolean victimIsClient) {
        Duel duel = after(scenario, victimIsClient, scenario.tls13() ? TICKET13 : TICKET12);
        if (scenario.tls13() && victimIsClient) {
            duel.assertConnected();
        } else {
            duel.assertAlert(Alert.UNEXPECTED_MESSAGE, "a ticket");
        }
    }

    /** RFC 8446 section 4.6.2. */
    @Test
    void nobodyAskedToBeAsked() {
        for (byte[] context : new byte[][] {{}, {1, 2, 3}}) {
            byte[] request = Messages.encode(new CertificateRequest13(context, Extensions.of(new SignatureAlgorithms(CodePoints.of(0x0403)))));
            for (boolean victimIsClient : new boolean[] {true, false}) {
                after(Scenario.TLS13, victimIsClient, request).assertAlert(Alert.UNEXPECTED_MESSAGE, "CertificateRequest");
            }
        }
    }

    /**
     * RFC 8446 section 4.6.3: "Implementations that receive a KeyUpdate message prior to receiving a Finished message MUST terminate the
     * connection with an "unexpected_message" alert."
     */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void noKeyUpdateWithinTheHandshake(Scenario scenario, boolean victimIsClient) {
        List<Unit> honest = Duel.honest(scenario, victimIsClient);
        for (int at = 0; at < honest.size(); at++) {
            if (honest.get(at).message() != null) {
                for (byte[] message : new byte[][] {UPDATE, scenario.tls13() ? TICKET13 : TICKET12}) {
                    new Duel(scenario, victimIsClient).run(Script.before(at, u -> u.record(u.type(), message)))
                            .assertAlert(Alert.UNEXPECTED_MESSAGE, HandshakeType.of(message[0]) + " before unit " + at);
                }
            }
        }
        if (!scenario.tls13()) {
            after(scenario, victimIsClient, UPDATE).assertAlert(Alert.UNEXPECTED_MESSAGE, "TLS 1.2 has none");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keyUpdatesOfOtherForms(boolean victimIsClient) {
        for (int request : new int[] {2, 3, 127, 255}) {
            after(Scenario.TLS13, victimIsClient, new byte[] {24, 0, 0, 1, (byte) request})
                    .assertAlert(Alert.ILLEGAL_PARAMETER, "value " + request);
        }
        after(Scenario.TLS13, victimIsClient, new byte[] {24, 0, 0, 0}).assertAlert(Alert.DECODE_ERROR, "empty");
        after(Scenario.TLS13, victimIsClient, new byte[] {24, 0, 0, 2, 0, 0}).assertAlert(Alert.DECODE_ERROR, "long");
    }

    /** With and without a request for an answer, and with what the limit does not count between them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keyUpdatesAreCounted(boolean victimIsClient) {
        for (boolean request : new boolean[] {true, false}) {
            for (boolean empty : new boolean[] {true, false}) {
                Duel duel = new Duel(Scenario.TLS13, victimIsClient).connect();
                int sent = 0;
                for (; sent < 10_000 && duel.fault == null; sent++) {
                    if (empty && sent % 10 == 9) {
                        duel.send(duel.attacker.sealed(ContentType.APPLICATION_DATA));
                    }
                    duel.attacker.updateKeys(request);
                    duel.send(duel.attacker.flight.poll().record());
                }
                duel.assertFault(Fault.TOO_MANY_KEY_UPDATES, "flood");
                assertEquals(Limits.DEFAULT.keyUpdates() + 1, sent);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void keyUpdatesWithDataBetweenThemGoOn(boolean victimIsClient) {
        Duel duel = new Duel(Scenario.TLS13, victimIsClient).connect();
        for (int i = 0; i < 200; i++) {
            duel.attacker.updateKeys(i % 2 == 0);
            duel.send(duel.attacker.flight.poll().record(), duel.attacker.sealed(ContentType.APPLICATION_DATA, (byte) 'x'));
        }
        duel.assertConnected();
        assertEquals(200, duel.victim.received.size());
    }
}
