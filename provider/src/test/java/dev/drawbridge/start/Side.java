package dev.drawbridge.start;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Handshaker;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.Messages;
import dev.drawbridge.record.Boundaries;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.RecordBoundary;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ProtocolVersion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** One end of a connection without records: a {@link Handshaker} whose messages lie in an outbox. Runs its tasks at once. */
public class Side implements Records, Handshaker.Gate {
    /** What stands in the outbox for a ChangeCipherSpec. */
    public static final byte[] CHANGE_CIPHER_SPEC = {};

    public final Handshake hs;
    public final Handshaker handshaker;
    public final Deque<byte[]> outbox = new ArrayDeque<>();
    /** Everything that was done to the records, in words. */
    public final List<String> log = new ArrayList<>();
    /** The states that were waited in, in their order. */
    public final List<HandshakeState> states = new ArrayList<>();
    public boolean boundary = true;
    public boolean dropsChangeCipherSpec;
    public int tasks;
    /** What is sent in place of a message, as if it had been meant. */
    public Function<HandshakeMessage, List<HandshakeMessage>> sends = List::of;
    private boolean changeCipherSpecFirst;

    protected Side(TlsConfig config, boolean client) {
        hs = new Handshake(config, new Transcript(config.crypto()), new ConnectionFacts());
        handshaker = new Handshaker(this, hs.transcript(), this, client ? ClientStart.first(hs) : ServerStart.first(hs));
        states.add(handshaker.state());
    }

    /** A client that has sent its ClientHello. */
    public static Side client(TestConfig config) {
        Side side = new Side(config.build(), true);
        side.begin();
        return side;
    }

    /** A client that has done nothing. */
    public static Side silentClient(TestConfig config) {
        return new Side(config.build(), true);
    }

    public static Side server(TestConfig config) {
        return new Side(config.build(), false);
    }

    /** As a client: sends the ClientHello. */
    protected void begin() {
        handshaker.begin(() -> ClientStart.begin(hs));
        settle();
    }

    /** Takes a message, header included, or {@link #CHANGE_CIPHER_SPEC}, and does all that follows. */
    public void receive(byte[] message) {
        if (message != CHANGE_CIPHER_SPEC) {
            handshaker.receive(message);
        } else if (!dropsChangeCipherSpec) {
            handshaker.receiveChangeCipherSpec();
        }
        settle();
    }

    public void receive(HandshakeMessage message) {
        receive(Messages.encode(message));
    }

    public void updateKeys(boolean requestPeer) {
        handshaker.begin(() -> handshaker.state().updateKeys(requestPeer, this));
        settle();
    }

    public boolean connected() {
        return handshaker.failure() == null && handshaker.state().connected();
    }

    /** The fault that ended it, or null. */
    public Fault fault() {
        return handshaker.failure() == null ? null : handshaker.failure().fault();
    }

    public ConnectionFacts facts() {
        return hs.facts();
    }

    public RecordingCrypto crypto() {
        return (RecordingCrypto) hs.crypto();
    }

    public void settle() {
        for (Runnable task = handshaker.takeTask(); task != null; task = handshaker.takeTask()) {
            tasks++;
            log.add("task");
            task.run();
        }
        if (states.get(states.size() - 1) != handshaker.state()) {
            states.add(handshaker.state());
        }
    }

    @Override
    public void send(HandshakeMessage message) {
        sends.apply(message).forEach(this::sendThis);
    }

    private void sendThis(HandshakeMessage message) {
        byte[] encoded = Messages.encode(message);
        if (!handshaker.state().connected()) {
            hs.transcript().absorb(encoded);
        }
        if (changeCipherSpecFirst) {
            changeCipherSpecFirst = false;
            sendChangeCipherSpec();
        }
        log.add("send " + message.type());
        outbox.add(encoded);
    }

    @Override
    public void sendChangeCipherSpec() {
        log.add("send ChangeCipherSpec");
        outbox.add(CHANGE_CIPHER_SPEC);
    }

    @Override
    public void sendChangeCipherSpecFirst() {
        changeCipherSpecFirst = true;
    }

    @Override
    public RecordBoundary requireBoundary() throws TlsFault {
        if (!boundary) {
            throw new TlsFault(Fault.KEY_CHANGE_INSIDE_RECORD);
        }
        return Boundaries.taken();
    }

    @Override
    public void readKeys(ReadProtection protection, RecordBoundary edge) {
        log.add("read keys");
    }

    @Override
    public void writeKeys(WriteProtection protection) {
        log.add("write keys");
    }

    @Override
    public void version(ProtocolVersion version) {
        log.add("version " + version);
    }

    @Override
    public void dropChangeCipherSpec(boolean drop) {
        dropsChangeCipherSpec = drop;
    }

    @Override
    public void sendWarning(Alert alert) {
        log.add("warning " + alert);
    }

    @Override
    public void enter(Runnable settle) {
        settle.run();
    }

    @Override
    public void failed(TlsFault fault) {
        log.add("failed " + fault.fault());
    }
}
