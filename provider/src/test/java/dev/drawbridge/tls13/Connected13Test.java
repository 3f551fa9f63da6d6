package dev.drawbridge.tls13;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.KeyUpdate;
import dev.drawbridge.message.NewSessionTicket13;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.Side;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.verify.PeerVerified;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What may come after the handshake (RFC 8446 section 4.6). */
class Connected13Test {
    private Pair pair;

    @BeforeEach
    void connect() {
        pair = new Pair(TestConfig.client(), TestConfig.server()).run();
        pair.assertConnected();
        pair.client.log.clear();
        pair.server.log.clear();
    }

    @Test
    void aKeyUpdateChangesOneDirection() {
        // RFC 8446 section 4.6.3: "After sending a KeyUpdate message, the sender SHALL send all its traffic using the next generation of
        // keys". And: "Upon receiving a KeyUpdate, the receiver MUST update its receiving keys."
        pair.client.updateKeys(false);
        assertEquals(List.of("send KeyUpdate", "write keys"), pair.client.log);
        pair.run().assertConnected();
        assertEquals(List.of("read keys"), pair.server.log);
    }

    @Test
    void aRequestedKeyUpdateChangesBoth() {
        // RFC 8446 section 4.6.3: "If the request_update field is set to "update_requested", then the receiver MUST send a KeyUpdate of its
        // own".
        pair.server.updateKeys(true);
        pair.run().assertConnected();
        assertEquals(List.of("send KeyUpdate", "write keys", "read keys"), pair.server.log);
        assertEquals(List.of("read keys", "send KeyUpdate", "write keys"), pair.client.log);
    }

    @Test
    void manyKeyUpdatesCrossing() {
        for (int i = 0; i < 10; i++) {
            pair.server.updateKeys(true);
            pair.client.updateKeys(i % 2 == 0);
            pair.run().assertConnected();
        }
        assertEquals(2 + 10 + 10, pair.client.crypto().sealerKeys.size());
        assertEquals(pair.client.crypto().sealerKeys.size(), pair.client.crypto().sealerKeys.stream().distinct().count());
    }

    @Test
    void aKeyUpdateEndsItsRecord() {
        pair.server.boundary = false;
        pair.server.receive(new KeyUpdate(false));
        assertEquals(Fault.KEY_CHANGE_INSIDE_RECORD, pair.server.fault());
    }

    @Test
    void aKeyUpdateIsZeroOrOne() {
        // RFC 8446 section 4.6.3: "If an implementation receives any other value, it MUST terminate the connection".
        pair.server.receive(new byte[] {24, 0, 0, 1, 2});
        assertEquals(Fault.BAD_KEY_UPDATE, pair.server.fault());
    }

    @Test
    void aTicketIsNoUseAndNoHarmToAClient() {
        pair.client.receive(ticket());
        assertTrue(pair.client.connected());
        assertTrue(pair.client.outbox.isEmpty());
        pair.client.updateKeys(true);
        pair.run().assertConnected();
    }

    @Test
    void clientsSendNoTickets() {
        pair.server.receive(ticket());
        assertEquals(Fault.UNEXPECTED_MESSAGE, pair.server.fault());
    }

    @Test
    void authenticationAfterTheHandshakeWasNotOffered() {
        // RFC 8446 section 4.6.2: "A client that receives a CertificateRequest message without having sent the "post_handshake_auth"
        // extension MUST send".
        pair.client.receive(new CertificateRequest13(new byte[] {1},
                Extensions.of(new SignatureAlgorithms(CodePoints.of(0x0403)))));
        assertEquals(Fault.UNEXPECTED_MESSAGE, pair.client.fault());
    }

    @Test
    void thereIsNoRenegotiation() {
        // RFC 8446 section 4.1.2: "if a server has negotiated TLS 1.3 and receives a ClientHello at any other time, it MUST terminate the
        // connection".
        pair.server.receive(new ClientHello(0x0303, new byte[32], new byte[0], CodePoints.of(0x1301), new byte[1], Extensions.none()));
        assertEquals(Fault.UNEXPECTED_MESSAGE, pair.server.fault());
        pair.client.receive(new Finished(new byte[48]));
        assertEquals(Fault.UNEXPECTED_MESSAGE, pair.client.fault());
    }

    @Test
    void theOldSecretIsGoneAfterAnUpdate() {
        Connected13 before = (Connected13) pair.client.handshaker.state();
        pair.client.updateKeys(false);
        assertThrows(IllegalStateException.class, () -> before.updateKeys(false, pair.client));
    }

    @Test
    void withoutProofsThereIsNoConnection() {
        assertThrows(NullPointerException.class, () -> Connected13.after(null, null, pair.client.hs, null, null, null));
        assertThrows(NullPointerException.class,
                () -> Connected13.after(PeerVerified.unauthenticated(), null, pair.client.hs, null, null, null));
        assertThrows(IllegalArgumentException.class,
                () -> new Client13.ExpectFinished(null, PeerVerified.unauthenticated(), null));
        Side needing = Side.server(TestConfig.server().clientAuth(ClientAuth.NEED));
        Server13.Handshake13 hs = new Server13.Handshake13(needing.hs, null, null, null, null, null);
        assertThrows(IllegalArgumentException.class, () -> new Server13.ExpectFinished(hs, PeerVerified.unauthenticated()));
    }

    @Test
    void nothingSecretIsPrinted() {
        assertEquals("Connected13[client, TLS_AES_256_GCM_SHA384]", pair.client.handshaker.state().toString());
        assertFalse(pair.client.states.toString().contains("bytes=["));
    }

    private static NewSessionTicket13 ticket() {
        return new NewSessionTicket13(7200, 1, new byte[1], new byte[32], Extensions.none());
    }
}
