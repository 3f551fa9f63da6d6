package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.engine.Peer;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.message.extension.UnknownExtension;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.tls13.Hellos;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The triple handshake (Bhargavan, Delignat-Lavaud, Fournet, Pironti, Strub, IEEE S&amp;P 2014): the master secret of TLS 1.2 does not name the
 * certificates, so that a server in between could give two connections one secret, resume one and renegotiate on the other as its client.
 * RFC 7627 hashes the handshake into the secret.
 *
 * <p>Shown, of RFC 7627 section 5.2: a client offers extended_master_secret and a server answers it, always; what only one side saw stripped
 * gives two secrets, and Finished tells; one with content or out of its place is refused; a configuration that demands it
 * refuses peers without. Where it does not, a peer without is taken, as sections 5.2 and 5.4 allow a stack that neither resumes nor
 * renegotiates: both are not built, and of the attack's three handshakes only the first exists. Sections 5.3 and 5.4 are due with them.
 */
class TripleHandshakeTest {
    private static Pair pair() {
        return new Pair(Scenario.TLS12.config(true), Scenario.TLS12.config(false)).format(MessageFormat.TLS12);
    }

    @Test
    void alwaysOfferedAndAnswered() {
        Pair pair = pair();
        pair.fromClient(HandshakeType.CLIENT_HELLO, m -> {
            assertTrue(((ClientHello) m).extensions().has(ExtensionType.EXTENDED_MASTER_SECRET));
            return m;
        });
        pair.fromServer(HandshakeType.SERVER_HELLO, m -> {
            assertTrue(((ServerHello) m).extensions().has(ExtensionType.EXTENDED_MASTER_SECRET));
            return m;
        });
        pair.run().assertConnected();
        assertTrue(pair.client.facts().extendedMasterSecret() && pair.server.facts().extendedMasterSecret());
    }

    /** Somebody in between takes it out of one hello. */
    @Test
    void strippingItOnTheWayIsFoundOut() {
        Pair answer = pair().fromServer(HandshakeType.SERVER_HELLO, m -> Hellos.serverWithout(m, ExtensionType.EXTENDED_MASTER_SECRET)).run();
        assertFalse(answer.client.connected() || answer.server.connected());
        answer.assertServerFails(Fault.BAD_FINISHED);
        Pair offer = pair().fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.without(m, ExtensionType.EXTENDED_MASTER_SECRET)).run();
        assertFalse(offer.client.connected() || offer.server.connected());
        offer.assertServerFails(Fault.BAD_FINISHED);
    }

    /** On real records the keys differ too: the server, which went on with the extension, cannot read its client's Finished. */
    @Test
    void theKeysDifferToo() {
        Duel duel = new Duel(Scenario.TLS12, true);
        duel.run((index, unit) -> List.of(index > 0 ? unit.record() : unit.record(unit.type(), withoutAnswer(unit.content()))));
        assertFalse(duel.victim.connection.connected());
        assertEquals(Fault.BAD_RECORD_MAC, duel.attacker.fault());
    }

    @Test
    void itHasItsPlaceAndNoContent() {
        // In TLS 1.3 it has no place.
        Pair unasked = new Pair(Scenario.TLS13.config(true), Scenario.TLS13.config(false));
        unasked.fromServer(HandshakeType.SERVER_HELLO, m -> Hellos.serverWith(m, new ExtendedMasterSecret())).run();
        unasked.assertClientFails(Fault.FORBIDDEN_EXTENSION);
        for (boolean client : new boolean[] {true, false}) {
            UnknownExtension content = new UnknownExtension(ExtensionType.EXTENDED_MASTER_SECRET.code(), new byte[] {0});
            Pair pair = pair();
            if (client) {
                pair.fromServer(HandshakeType.SERVER_HELLO, m -> Hellos.serverWith(m, content)).run();
                pair.assertClientFails(Fault.DECODE_ERROR);
            } else {
                pair.fromClient(HandshakeType.CLIENT_HELLO, m -> Hellos.with(m, content)).run();
                pair.assertServerFails(Fault.DECODE_ERROR);
            }
        }
    }

    @Test
    void itCanBeDemanded() {
        for (boolean client : new boolean[] {true, false}) {
            TestConfig mine = Scenario.TLS12.config(client);
            TlsConfig c = mine.build();
            TlsConfig demands = new TlsConfig(client, c.versions(), c.cipherSuites(), c.preferLocalOrder(), c.groups(), c.signatureSchemes(),
                    c.names(), c.authentication(), true, c.allowUnsafeLegacy(), c.resumption(), c.limits(), c.tuning(), new BcCrypto(null));
            Attacker attacker = new Attacker(Scenario.TLS12.config(!client).build());
            Peer victim = new Peer(demands);
            Duel duel = new Duel(victim, attacker);
            duel.run((index, unit) -> List.of(index > 0 ? unit.record()
                    : unit.record(unit.type(), client ? withoutAnswer(unit.content()) : withoutExtension(unit.content()))));
            duel.assertFault(Fault.NO_EXTENDED_MASTER_SECRET, client ? "client" : "server");
            assertEquals(Alert.HANDSHAKE_FAILURE, duel.fault.alert());
        }
    }

    private static byte[] withoutExtension(byte[] clientHello) {
        return Messages.encode(Hellos.without(read(HandshakeType.CLIENT_HELLO, clientHello), ExtensionType.EXTENDED_MASTER_SECRET));
    }

    private static byte[] withoutAnswer(byte[] serverHello) {
        return Messages.encode(Hellos.serverWithout(read(HandshakeType.SERVER_HELLO, serverHello), ExtensionType.EXTENDED_MASTER_SECRET));
    }

    private static HandshakeMessage read(HandshakeType type, byte[] message) {
        try {
            return Messages.read(type, message, Messages.HEADER_LENGTH, message.length - Messages.HEADER_LENGTH, MessageFormat.UNDECIDED);
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
    }
}
