package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.engine.Peer;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.start.Pair;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A peer that hears itself. Selfie (Drucker, Gueron, 2019, ePrint 2019/347) makes somebody who is client and server with one PSK connect to
 * himself; with certificates a client could be made to believe its own signature or Finished.
 *
 * <p>Shown: a client's own records, sent back, are refused at once; a server's too; Finished and CertificateVerify of the one role are none of
 * the other (their labels and contexts differ, RFC 8446 section 4.4.3 and RFC 5246 section 7.4.9); and what was protected by the victim is
 * not readable by it. No PSK is offered or taken, so that Selfie's ground is missing; its rule is due with them.
 */
class ReflectionTest {
    @ParameterizedTest
    @EnumSource(Scenario.class)
    void aClientThatHearsItselfStops(Scenario scenario) throws TlsFault {
        Peer client = new Peer(scenario.config(true).build());
        client.connection.beginHandshake();
        client.connection.takeTask().run();
        byte[] hello = client.wrap();
        client.deliver(hello);
        TlsFault fault = assertThrows(TlsFault.class, client::unwrap);
        assertEquals(Alert.UNEXPECTED_MESSAGE, fault.alert());
    }

    /** Every record that the victim ever sent, sent back at the end of the handshake and after it. */
    @ParameterizedTest
    @MethodSource("dev.drawbridge.pastbugs.Duel#scenarios")
    void nothingOfItsOwnIsTaken(Scenario scenario, boolean victimIsClient) throws TlsFault {
        Duel first = new Duel(scenario, victimIsClient).connect();
        int count = first.victim.records.size();
        for (int i = 0; i < count; i++) {
            Duel duel = new Duel(scenario, victimIsClient).connect();
            duel.send(duel.victim.records.get(i));
            assertNotNull(duel.fault, "record " + i);
            assertTrue(List.of(Alert.UNEXPECTED_MESSAGE, Alert.BAD_RECORD_MAC, Alert.PROTOCOL_VERSION).contains(duel.fault.alert()),
                    () -> String.valueOf(duel.fault));
            assertEquals(0, duel.victim.received.size());
        }
        Duel duel = new Duel(scenario, victimIsClient).connect();
        duel.send(duel.victim.wrap(new byte[] {'x'})).assertFault(Fault.BAD_RECORD_MAC, "its own data");
    }

    /** Keeps the message and lets it pass. */
    private static HandshakeMessage keep(List<HandshakeMessage> messages, HandshakeMessage m) {
        messages.add(m);
        return m;
    }

    @ParameterizedTest
    @EnumSource(value = Scenario.class, names = {"TLS13_CLIENT_CERTIFICATE", "TLS12_CLIENT_CERTIFICATE"})
    void finishedOfTheOtherRoleIsNone(Scenario scenario) {
        MessageFormat format = scenario.tls13() ? MessageFormat.TLS13 : MessageFormat.TLS12;
        List<HandshakeMessage> servers = new ArrayList<>();
        List<HandshakeMessage> clients = new ArrayList<>();
        HandshakeType type = HandshakeType.FINISHED;
        if (scenario.tls13()) {
            Pair pair = new Pair(scenario.config(true), scenario.config(false)).format(format);
            pair.fromServer(type, m -> keep(servers, m)).fromClient(type, m -> servers.get(0)).run();
            pair.assertServerFails(Fault.BAD_FINISHED);
        } else {
            Pair pair = new Pair(scenario.config(true), scenario.config(false)).format(format);
            pair.fromClient(type, m -> keep(clients, m)).fromServer(type, m -> new Finished(((Finished) clients.get(0)).verifyData())).run();
            pair.assertClientFails(Fault.BAD_FINISHED);
        }
    }

    /** In TLS 1.3 both sign the same kind of content, but for the context string. */
    @ParameterizedTest
    @EnumSource(value = Scenario.class, names = "TLS13_CLIENT_CERTIFICATE")
    void aServersSignatureIsNoClients(Scenario scenario) {
        List<HandshakeMessage> servers = new ArrayList<>();
        Pair pair = new Pair(scenario.config(true), scenario.config(false));
        pair.fromServer(HandshakeType.CERTIFICATE_VERIFY, m -> keep(servers, m));
        pair.fromClient(HandshakeType.CERTIFICATE_VERIFY, m -> new CertificateVerify(((CertificateVerify) m).scheme(),
                ((CertificateVerify) servers.get(0)).signature())).run();
        pair.assertServerFails(Fault.BAD_SIGNATURE);
    }

    @ParameterizedTest
    @EnumSource(Scenario.class)
    void noPskIsOffered(Scenario scenario) {
        Pair pair = new Pair(scenario.config(true), scenario.config(false)).format(scenario.tls13() ? MessageFormat.TLS13 : MessageFormat.TLS12);
        pair.fromClient(HandshakeType.CLIENT_HELLO, m -> {
            assertFalse(((ClientHello) m).extensions().has(ExtensionType.PRE_SHARED_KEY));
            assertFalse(((ClientHello) m).extensions().has(ExtensionType.SESSION_TICKET));
            return m;
        }).run().assertConnected();
    }
}
