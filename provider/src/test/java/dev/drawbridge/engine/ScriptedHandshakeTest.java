package dev.drawbridge.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.HelloRequest;
import dev.drawbridge.message.KeyUpdate;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.NewSessionTicket13;
import dev.drawbridge.record.Forge;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.TestConfig;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The connection around a handshake of one message, a task and an answer, whose keys the test knows: every status, and every record
 * that only an unusual peer sends.
 */
class ScriptedHandshakeTest {
    private static final byte[] HELLO = Forge.record(22, 0x0301, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
    private static final byte ALERT = 21;
    private static final byte HANDSHAKE = 22;
    private static final byte DATA = 23;

    private static final Crypto CRYPTO = new BcCrypto(null);

    /** Reads a hello, has a task, answers with a hello, then is connected with keys for reading. */
    private record Script(ProtocolVersion version, boolean answer) implements Beginning {
        @Override
        public HandshakeState first(Handshake hs) {
            return new ExpectHello(hs, this);
        }

        @Override
        public Step begin(Handshake hs) {
            return new Step.To(first(hs));
        }
    }

    private record ExpectHello(Handshake hs, Script script) implements HandshakeState {
        @Override
        public MessageFormat format() {
            return MessageFormat.UNDECIDED;
        }

        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            hs.facts().version(script.version());
            records.version(script.version());
            return new Step.Offload<>(() -> "done", (done, r) -> {
                if (script.answer()) {
                    r.send(new HelloRequest());
                }
                byte[] iv = script.version() == ProtocolVersion.TLS13 ? Forge.IV : Forge.SALT;
                AeadAlgorithm a = AeadAlgorithm.AES_128_GCM;
                r.readKeys(script.version() == ProtocolVersion.TLS13
                        ? ReadProtection.tls13(a, CRYPTO.opener(a, Forge.KEY), iv)
                        : ReadProtection.tls12(a, CRYPTO.opener(a, Forge.KEY), iv), r.requireBoundary());
                return new Step.To(new Connected());
            });
        }
    }

    /** Takes a ticket as an occasion for a task, answers each HelloRequest with a warning. */
    private record Connected() implements HandshakeState {
        @Override
        public MessageFormat format() {
            return MessageFormat.TLS13;
        }

        @Override
        public boolean connected() {
            return true;
        }

        @Override
        public boolean canUpdateKeys() {
            return true;
        }

        @Override
        public Step updateKeys(boolean requestPeer, Records records) throws TlsFault {
            records.send(new KeyUpdate(requestPeer));
            return new Step.To(this);
        }

        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (message instanceof NewSessionTicket13) {
                return new Step.Offload<>(() -> "stored", (stored, r) -> new Step.To(this));
            }
            return new Step.To(this);
        }
    }

    private Peer peer;
    private long sequence;

    private void open(ProtocolVersion version, boolean answer) {
        peer = new Peer(TestConfig.server().build(), new Script(version, answer), KeyLimits.RFC);
    }

    private void connect(ProtocolVersion version) throws TlsFault {
        open(version, false);
        peer.deliver(HELLO);
        peer.unwrap();
        peer.connection.takeTask().run();
        peer.wrap();
        assertEquals(Status.FINISHED, peer.t.status);
    }

    private Transfer receive(byte... inner) throws TlsFault {
        peer.deliver(Forge.tls13(sequence++, inner));
        return peer.unwrap();
    }

    private void refused(Fault expected, byte... inner) {
        assertEquals(expected, assertThrows(TlsFault.class, () -> receive(inner)).fault());
    }

    @Test
    void theStatusOfEveryMoment() throws TlsFault {
        open(ProtocolVersion.TLS13, true);
        Connection c = peer.connection;
        assertEquals(Status.NOT_HANDSHAKING, c.status());
        assertFalse(c.handshaking());
        c.beginHandshake();
        c.beginHandshake();
        assertEquals(Status.NEED_UNWRAP, c.status());
        assertTrue(c.handshaking());
        peer.deliver(HELLO);
        assertEquals(Status.NEED_TASK, peer.unwrap().status);
        assertEquals(Status.NEED_TASK, c.status());
        Runnable task = c.takeTask();
        assertEquals(Status.NEED_TASK, c.status(), "taken, but not done");
        task.run();
        task.run();
        assertEquals(Status.NEED_WRAP, c.status());
        assertEquals(Status.NEED_WRAP, peer.unwrap().status, "nothing is read before the answer left");
        assertEquals(9, peer.wrap().length);
        assertEquals(Status.FINISHED, peer.t.status);
        assertEquals(Status.NOT_HANDSHAKING, c.status());
        assertTrue(c.connected());
        assertEquals(1, peer.connects);
        peer.wrap();
        assertEquals(Status.NOT_HANDSHAKING, peer.t.status, "FINISHED once");
    }

    @Test
    void aHandshakeThatEndsInATaskIsFinishedByTheNextCall() throws TlsFault {
        open(ProtocolVersion.TLS13, false);
        peer.deliver(HELLO);
        peer.unwrap();
        peer.connection.takeTask().run();
        assertEquals(Status.NEED_WRAP, peer.connection.status());
        assertFalse(peer.connection.connected());
        assertEquals(0, peer.wrap().length);
        assertEquals(Status.FINISHED, peer.t.status);
        connect(ProtocolVersion.TLS13);
        assertEquals(1, peer.finishes);
    }

    @Test
    void aTaskAfterTheHandshakeHoldsReadingBack() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        receive(new byte[] {4, 0, 0, 14, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 5, 0, 0, HANDSHAKE});
        assertEquals(Status.NEED_TASK, peer.t.status);
        Transfer t = receive((byte) 1, DATA);
        assertEquals(0, t.consumed);
        peer.connection.updateKeys(false);
        assertEquals(Status.NEED_TASK, peer.connection.status(), "the key update waits for the task");
        assertEquals(0, peer.wrap().length);
        peer.connection.takeTask().run();
        assertEquals(Status.NEED_WRAP, peer.connection.status());
        assertEquals(5, peer.wrap().length - 5);
        assertEquals(1, peer.unwrap().produced);
    }

    @Test
    void closedMeanwhileATaskComesToNothing() throws TlsFault {
        open(ProtocolVersion.TLS13, true);
        peer.deliver(HELLO);
        peer.unwrap();
        Runnable task = peer.connection.takeTask();
        peer.connection.closeOutbound();
        task.run();
        assertEquals(Fault.USER_CANCELED, peer.failures.get(0).fault());
        assertEquals(7, peer.wrap().length);
        assertEquals(7, peer.wrap().length);
        assertEquals(Transfer.Outcome.CLOSED, peer.t.outcome);
        assertEquals(0, peer.connects);
    }

    // ---- alerts

    /** RFC 8446 section 6: "Unknown Alert types MUST be treated as error alerts", whatever the level. */
    @ParameterizedTest
    @ValueSource(ints = {10, 40, 100, 112, 255})
    void everyAlertOfTls13ButTwoIsFatal(int code) throws TlsFault {
        // RFC 8446 section 6: "Upon receiving an error alert, the TLS implementation [...] MUST NOT allow any further data to be sent or
        // received". And: "MUST be treated as error alerts when received regardless of the AlertLevel in the message."
        connect(ProtocolVersion.TLS13);
        TlsFault f = assertThrows(TlsFault.class, () -> receive((byte) 1, (byte) code, ALERT));
        assertTrue(f.received());
        assertEquals(Alert.of(code), f.alert());
        assertEquals(Status.NOT_HANDSHAKING, peer.connection.status(), "nothing is sent back");
        assertTrue(peer.connection.inboundDone() && peer.connection.outboundDone());
    }

    @Test
    void levelsDecideInTls12() throws TlsFault {
        connect(ProtocolVersion.TLS12);
        peer.deliver(Forge.tls12(0, 21, 0, (byte) 1, (byte) 100));
        peer.unwrap();
        assertEquals(Transfer.Outcome.OK, peer.t.outcome);
        peer.deliver(Forge.tls12(1, 21, 1, (byte) 3, (byte) 100));
        assertEquals(Fault.BAD_ALERT_LEVEL, assertThrows(TlsFault.class, peer::unwrap).fault());
        sequence = 0;
        connect(ProtocolVersion.TLS12);
        peer.deliver(Forge.tls12(0, 21, 0, (byte) 2, (byte) 100));
        assertTrue(assertThrows(TlsFault.class, peer::unwrap).received());
    }

    @Test
    void warningsAreCountedInARow() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 4; i++) {
                receive((byte) 1, (byte) 90, ALERT);
            }
            receive((byte) 1, DATA);
        }
        for (int i = 0; i < 4; i++) {
            receive((byte) 1, (byte) 90, ALERT);
        }
        refused(Fault.TOO_MANY_WARNINGS, (byte) 1, (byte) 90, ALERT);
    }

    @Test
    void alertsAreTwoBytes() throws TlsFault {
        // RFC 8446 section 5.1: "Alert messages (Section 6) MUST NOT be fragmented across records, and multiple alert messages MUST NOT be
        // coalesced [...] In other words, a record with an Alert type MUST contain exactly one message."
        connect(ProtocolVersion.TLS13);
        refused(Fault.BAD_ALERT, (byte) 1, ALERT);
        sequence = 0;
        connect(ProtocolVersion.TLS13);
        refused(Fault.BAD_ALERT, (byte) 1, (byte) 0, (byte) 1, (byte) 0, ALERT);
    }

    /** RFC 8446 section 6.1: user_canceled comes before close_notify; together they end a handshake. */
    @Test
    void userCanceledAndCloseNotifyEndTheHandshake() throws TlsFault {
        open(ProtocolVersion.TLS13, false);
        peer.deliver(Forge.record(21, 0x0303, (byte) 1, (byte) 90));
        peer.unwrap();
        assertEquals(Status.NEED_UNWRAP, peer.t.status);
        peer.deliver(Forge.record(21, 0x0303, (byte) 1, (byte) 0));
        TlsFault f = assertThrows(TlsFault.class, peer::unwrap);
        assertEquals(Alert.USER_CANCELED, f.alert());
        assertEquals(7, peer.wrap().length, "our close_notify");
        assertEquals(Transfer.Outcome.CLOSED, peer.t.outcome);
        assertEquals(1, peer.failures.size());
    }

    // ---- records between records

    /**
     * RFC 8446 section 5.1: "Handshake messages MUST NOT be interleaved with other record types. That is, if a handshake message is split
     * over two or more records, there MUST NOT be any other records between them".
     */
    @ParameterizedTest
    @ValueSource(bytes = {ALERT, DATA})
    void nothingComesBetweenTheFragmentsOfAMessage(byte type) throws TlsFault {
        connect(ProtocolVersion.TLS13);
        receive((byte) 24, (byte) 0, HANDSHAKE);
        TlsFault f = assertThrows(TlsFault.class, () -> receive((byte) 1, (byte) (type == ALERT ? 90 : 1), type));
        assertEquals(Alert.UNEXPECTED_MESSAGE, f.alert());
    }

    @Test
    void closeNotifyInTheMiddleOfAMessageIsNoOrderlyEnd() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        receive((byte) 24, (byte) 0, HANDSHAKE);
        refused(Fault.INTERLEAVED_HANDSHAKE, (byte) 1, (byte) 0, ALERT);
    }

    @Test
    void fragmentsOfAMessageAreJoined() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        receive((byte) 24, (byte) 0, HANDSHAKE);
        receive((byte) 0, HANDSHAKE);
        receive((byte) 1, (byte) 0, HANDSHAKE);
        receive((byte) 1, DATA);
        assertEquals(1, peer.received.size());
    }

    @Test
    void messagesOfUnknownTypeAndLengthAreRefused() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        refused(Fault.UNKNOWN_MESSAGE, (byte) 99, (byte) 0, (byte) 0, (byte) 0, HANDSHAKE);
        sequence = 0;
        connect(ProtocolVersion.TLS13);
        refused(Fault.MESSAGE_TOO_LONG, (byte) 24, (byte) 1, (byte) 0, (byte) 1, HANDSHAKE);
    }

    @Test
    void aFailedConnectionNeedsNoDestination() throws TlsFault {
        connect(ProtocolVersion.TLS13);
        ByteBuffer src = ByteBuffer.wrap(Forge.record(24, 0x0303, (byte) 1));
        assertThrows(TlsFault.class, () -> peer.connection.unwrap(src, Peer.NONE, 0, 0, peer.t));
        assertNotNull(peer.wrap());
        assertEquals(Transfer.Outcome.CLOSED, peer.t.outcome);
    }
}
