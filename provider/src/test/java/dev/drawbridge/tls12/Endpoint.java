package dev.drawbridge.tls12;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ClientOffer;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Handshaker;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerHello;
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

/** One side over records that are only noted: what is sent waits in {@link #out}. */
final class Endpoint implements Records, Handshaker.Gate {
    /** A message as bytes, or null for ChangeCipherSpec; and whether it went out protected. */
    record Item(byte[] message, boolean isProtected) {
    }

    final ConnectionFacts facts = new ConnectionFacts();
    final Deque<Item> out = new ArrayDeque<>();
    final List<Alert> warnings = new ArrayList<>();
    final List<HandshakeState> visited = new ArrayList<>();
    final Handshaker handshaker;
    final Handshake hs;
    int tasks;
    /** What is sent in place of a message, as if it had been meant. */
    Function<HandshakeMessage, List<HandshakeMessage>> sends = List::of;
    boolean insideMessage;
    ReadProtection read;
    WriteProtection write;
    private final Transcript transcript;
    private TlsFault failed;

    private Endpoint(TlsConfig config, ClientOffer offer) {
        this.transcript = new Transcript(config.crypto());
        this.hs = new Handshake(config, transcript, facts);
        this.handshaker = new Handshaker(this, transcript, this, new Hello(hs, offer));
    }

    static Endpoint client(Setup setup, ClientOffer offer) {
        Endpoint e = new Endpoint(setup.config(), offer);
        e.handshaker.begin(() -> {
            e.send(offer.hello());
            return new Step.To(new Hello(e.hs, offer));
        });
        return e;
    }

    static Endpoint server(Setup setup) {
        return new Endpoint(setup.config(), null);
    }

    /** Stands for the choice of version, which is made elsewhere: the newest. */
    private record Hello(Handshake hs, ClientOffer sent) implements HandshakeState {
        @Override
        public MessageFormat format() {
            return MessageFormat.undecided(hs.config().versions());
        }

        @Override
        public Step on(HandshakeMessage m, Records records) throws TlsFault {
            hs.facts().version(Setup.version(hs.config().versions()));
            return m instanceof ServerHello choice ? Client12.onServerHello(hs, sent, choice, records)
                    : Server12.onClientHello(hs, Setup.version(hs.config().versions()), (ClientHello) m, records);
        }
    }

    void receive(Item item) {
        assertEquals(read != null, item.isProtected, "what arrives is protected exactly when we unprotect");
        if (item.message == null) {
            handshaker.receiveChangeCipherSpec();
        } else {
            handshaker.receive(item.message);
        }
        runTasks();
    }

    void runTasks() {
        for (Runnable task = handshaker.takeTask(); task != null; task = handshaker.takeTask()) {
            assertNull(handshaker.takeTask(), "a task is handed out once");
            tasks++;
            task.run();
        }
        visited.add(handshaker.state());
    }

    boolean connected() {
        return failed == null && handshaker.state().connected();
    }

    TlsFault failure() {
        assertEquals(handshaker.failure(), failed);
        return failed;
    }

    Fault fault() {
        assertNotNull(failure(), "no failure in " + handshaker.state());
        return failed.fault();
    }

    @Override
    public void enter(Runnable settle) {
        settle.run();
    }

    @Override
    public void failed(TlsFault fault) {
        failed = fault;
    }

    @Override
    public void send(HandshakeMessage message) {
        sends.apply(message).forEach(this::sendThis);
    }

    private void sendThis(HandshakeMessage message) {
        byte[] encoded = Messages.encode(message);
        transcript.absorb(encoded);
        out.add(new Item(encoded, write != null));
    }

    @Override
    public void sendChangeCipherSpec() {
        out.add(new Item(null, write != null));
    }

    @Override
    public void sendChangeCipherSpecFirst() {
        throw new IllegalStateException("TLS 1.2 knows when");
    }

    @Override
    public RecordBoundary requireBoundary() throws TlsFault {
        if (insideMessage) {
            throw new TlsFault(Fault.KEY_CHANGE_INSIDE_RECORD);
        }
        return Boundaries.taken();
    }

    @Override
    public void readKeys(ReadProtection protection, RecordBoundary edge) {
        assertNotNull(edge);
        assertNull(read, "keys change once");
        read = protection;
    }

    @Override
    public void writeKeys(WriteProtection protection) {
        assertNull(write, "keys change once");
        write = protection;
    }

    @Override
    public void version(ProtocolVersion version) {
        throw new AssertionError("the version is told where it is chosen");
    }

    @Override
    public void dropChangeCipherSpec(boolean drop) {
        assertEquals(false, drop, "TLS 1.2 drops no ChangeCipherSpec");
    }

    @Override
    public void sendWarning(Alert alert) {
        warnings.add(alert);
    }
}
