package dev.drawbridge.it;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.Handshaker;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.HelloRequest;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.NewSessionTicket13;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.wire.Buffers;
import dev.drawbridge.record.HandshakeJoiner;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.RecordBoundary;
import dev.drawbridge.record.RecordReader;
import dev.drawbridge.record.RecordWriter;
import dev.drawbridge.record.Scatter;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.ClientStart;
import dev.drawbridge.start.ServerStart;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A peer with real states and real keys whose flights lie open until they are packed into records, so that somebody may bend messages
 * before they are protected. It absorbs what it meant to say, not what was made of it, unless they are bent as they are made.
 */
final class HostilePeer implements Records, Handshaker.Gate {
    /**
     * A piece of what is to be sent.
     *
     * @param protection what it is to be protected with
     * @param keyed whether that is more than nothing
     * @param breakAfter whether the record ends behind it
     */
    record Unit(ContentType type, byte[] bytes, WriteProtection protection, boolean keyed, boolean breakAfter) {
        Unit with(byte[] other) {
            return new Unit(type, other, protection, keyed, breakAfter);
        }

        Unit broken() {
            return new Unit(type, bytes, protection, keyed, true);
        }

        Unit under(Unit other) {
            return new Unit(type, bytes, other.protection, other.keyed, breakAfter);
        }

        Unit as(ContentType other, byte[] content) {
            return new Unit(other, content, protection, keyed, true);
        }

        /** The message that this is, or null when it is none. */
        HandshakeType message() {
            return type == ContentType.HANDSHAKE && bytes.length > 0 ? HandshakeType.of(bytes[0] & 0xff) : null;
        }

        String label() {
            return type == ContentType.HANDSHAKE ? String.valueOf(message()) : type.toString();
        }
    }

    /**
     * A record as it goes onto the wire.
     *
     * @param keyed whether it is protected
     * @param first the first of its handshake messages, or null
     * @param last the last of them, or null
     */
    record WireRecord(byte[] bytes, boolean keyed, ContentType type, HandshakeType first, HandshakeType last) {
        WireRecord with(byte[] other) {
            return new WireRecord(other, keyed, type, first, last);
        }

        boolean clearHandshake() {
            return !keyed && type == ContentType.HANDSHAKE;
        }

        String label() {
            return type != ContentType.HANDSHAKE ? type.toString() : first == last ? String.valueOf(first) : first + ".." + last;
        }
    }

    /** Application data that the peer sends, in pieces. */
    private static final int[] DATA = {37, 500, 20};

    private Handshake hs;
    private Handshaker handshaker;
    /** Alerts that came from the victim. */
    final List<Alert> alerts = new ArrayList<>();
    /** Handshake messages that came. */
    final List<byte[]> heard = new ArrayList<>();
    /** Application data that was sent. */
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    /** Application data that came. */
    final ByteArrayOutputStream received = new ByteArrayOutputStream();

    private final HostileScenario scenario;
    private final boolean client;
    private final boolean oneMessageEach;
    private final RecordWriter writer = new RecordWriter();
    private final RecordReader reader;
    private final HandshakeJoiner joiner;
    private final Scatter scatter = new Scatter();
    private final ByteBuffer[] plaintext = {ByteBuffer.allocate(Buffers.SIZE)};
    private final ByteBuffer wire;
    private final UnaryOperator<byte[]> bend;
    private List<Unit> units = new ArrayList<>();
    private WriteProtection protection = WriteProtection.none();
    private boolean keyed;
    private TlsFault failure;

    /**
     * A peer.
     *
     * @param bend what becomes of each message before it is absorbed and sent
     */
    HostilePeer(HostileScenario scenario, boolean client, Crypto crypto, boolean oneMessageEach, ByteBuffer wire,
            UnaryOperator<byte[]> bend) {
        TlsConfig config = scenario.config(client, crypto);
        this.scenario = scenario;
        this.client = client;
        this.oneMessageEach = oneMessageEach;
        this.wire = wire;
        this.bend = bend;
        hs = new Handshake(config, new Transcript(crypto), new ConnectionFacts());
        reader = new RecordReader(!client, config.limits().emptyRecords(), config.limits().changeCipherSpecs());
        joiner = new HandshakeJoiner(config.limits().handshakeMessage());
        handshaker = new Handshaker(this, hs.transcript(), this, client ? ClientStart.first(hs) : ServerStart.first(hs));
        if (client) {
            handshaker.begin(() -> ClientStart.begin(hs));
            runTasks();
        }
    }

    boolean connected() {
        return failure == null && handshaker.state().connected();
    }

    /** Why the peer gave up, or null. */
    TlsFault failure() {
        return failure;
    }

    /** What is ready to be sent, in its order; the caller takes it over. */
    List<Unit> takeUnits() {
        List<Unit> taken = units;
        units = new ArrayList<>();
        return taken;
    }

    /** Application data with post-handshake messages in between: all that an honest peer may say. */
    void talk() throws TlsFault {
        say(DATA[0]);
        if (!client) {
            send(scenario.tls13() ? new NewSessionTicket13(7200, 1, new byte[] {1}, new byte[] {7, 7, 7}, Extensions.none())
                    : new HelloRequest());
        }
        say(DATA[1]);
        if (scenario.tls13()) {
            handshaker.begin(() -> handshaker.state().updateKeys(true, this));
        }
        say(DATA[2]);
    }

    void close() {
        add(ContentType.ALERT, new byte[] {RecordWriter.WARNING, (byte) Alert.CLOSE_NOTIFY.code()});
    }

    /** Sends application data. */
    void say(int length) {
        byte[] data = new byte[length];
        for (int i = 0; i < length; i++) {
            data[i] = (byte) ('A' + (sent.size() + i) % 26);
        }
        sent.writeBytes(data);
        add(ContentType.APPLICATION_DATA, data);
    }

    /** Packs units into records; messages under the same keys share one unless they are broken off. */
    List<WireRecord> pack(List<Unit> flight) throws TlsFault {
        List<WireRecord> records = new ArrayList<>();
        int i = 0;
        while (i < flight.size()) {
            Unit first = flight.get(i++);
            ByteArrayOutputStream joined = new ByteArrayOutputStream(first.bytes.length + 256);
            joined.writeBytes(first.bytes);
            Unit last = first;
            while (first.type == ContentType.HANDSHAKE && !last.breakAfter && !oneMessageEach && i < flight.size()
                    && flight.get(i).type == ContentType.HANDSHAKE && flight.get(i).protection == first.protection) {
                last = flight.get(i++);
                joined.writeBytes(last.bytes);
            }
            seal(first, last.message(), joined.toByteArray(), records);
        }
        return records;
    }

    private void seal(Unit unit, HandshakeType last, byte[] content, List<WireRecord> records) throws TlsFault {
        writer.protection(unit.protection);
        if (unit.type == ContentType.APPLICATION_DATA) {
            wire.clear();
            writer.writeApplicationData(new ByteBuffer[] {ByteBuffer.wrap(content)}, 0, 1, content.length, wire);
            records.add(new WireRecord(written(), unit.keyed, unit.type, null, null));
            return;
        }
        boolean clear = false;
        switch (unit.type) {
            case HANDSHAKE -> writer.handshake(content);
            case ALERT -> writer.alert(content[0], Alert.of(content[1]));
            case CHANGE_CIPHER_SPEC -> {
                writer.changeCipherSpec();
                clear = scenario.tls13();
            }
            default -> throw new AssertionError(unit.type);
        }
        while (writer.hasOutput()) {
            wire.clear();
            writer.writeQueued(wire);
            records.add(new WireRecord(written(), unit.keyed && !clear, unit.type, unit.message(), last));
        }
    }

    private byte[] written() {
        byte[] bytes = new byte[wire.position()];
        wire.flip();
        wire.get(bytes);
        return bytes;
    }

    /** Takes whole records of the victim. */
    void receive(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            while (failure == null && in.hasRemaining()) {
                int length = reader.next(in);
                if (length == 0 || length > in.remaining()) {
                    throw new AssertionError("the victim wrote a part of a record");
                }
                take(reader.read(in, length, into()));
            }
        } catch (TlsFault f) {
            handshaker.abandon(f);
            failed(f);
        }
    }

    private Scatter into() {
        if (!handshaker.state().connected()) {
            return null;
        }
        plaintext[0].clear();
        scatter.to(plaintext, 0, 1);
        return scatter;
    }

    private void take(ContentType type) throws TlsFault {
        if (type == null) {
            return;
        }
        switch (type) {
            case APPLICATION_DATA -> received.write(plaintext[0].array(), 0, reader.produced());
            case CHANGE_CIPHER_SPEC -> {
                joiner.refuseInterleaving();
                handshaker.receiveChangeCipherSpec();
                runTasks();
            }
            case ALERT -> alert(reader.takeContent());
            default -> {
                joiner.add(reader.takeContent());
                for (byte[] m = joiner.next(); m != null && failure == null; m = joiner.next()) {
                    heard.add(m);
                    if (!client && connected() && m[0] == HandshakeType.CLIENT_HELLO.code()) {
                        renegotiate();
                    }
                    handshaker.receive(m);
                    runTasks();
                }
            }
        }
    }

    /** The victim answers our HelloRequest: its ClientHello goes to the states of another handshake, tied to the first. */
    private void renegotiate() {
        Transcript transcript = new Transcript(hs.crypto());
        TlsConfig again = hs.config().renegotiating(hs.facts().version(), hs.facts().applicationProtocol(), true);
        hs = new Handshake(again, transcript, new ConnectionFacts(), handshaker.state().predecessor());
        handshaker = new Handshaker(this, transcript, this, ServerStart.first(hs));
    }

    private void alert(byte[] content) {
        if (content.length != 2) {
            throw new AssertionError("alert of " + content.length + " bytes");
        }
        alerts.add(Alert.of(content[1] & 0xff));
        if (content[0] == RecordWriter.FATAL) {
            TlsFault told = TlsFault.received(content[1] & 0xff);
            handshaker.abandon(told);
            failure = told;
        }
    }

    private void runTasks() {
        for (Runnable task = handshaker.takeTask(); task != null; task = handshaker.takeTask()) {
            task.run();
        }
    }

    private void add(ContentType type, byte[] bytes) {
        units.add(new Unit(type, bytes, protection, keyed, type != ContentType.HANDSHAKE));
    }

    @Override
    public void send(HandshakeMessage message) {
        byte[] encoded = bend.apply(Messages.encode(message));
        if (!handshaker.state().connected()) {
            hs.transcript().absorb(encoded);
        }
        add(ContentType.HANDSHAKE, encoded);
    }

    @Override
    public void sendChangeCipherSpec() {
        add(ContentType.CHANGE_CIPHER_SPEC, new byte[] {1});
    }

    @Override
    public void sendChangeCipherSpecFirst() {
        sendChangeCipherSpec(); // a record of its own at once is as good to a server
    }

    @Override
    public RecordBoundary requireBoundary() throws TlsFault {
        return joiner.boundary();
    }

    @Override
    public void readKeys(ReadProtection next, RecordBoundary edge) {
        reader.protection(next, edge);
    }

    @Override
    public void writeKeys(WriteProtection next) {
        protection = next;
        keyed = true;
    }

    @Override
    public void version(ProtocolVersion version) {
        reader.version(version);
        writer.version(version);
    }

    @Override
    public void dropChangeCipherSpec(boolean drop) {
        reader.dropChangeCipherSpec(drop);
    }

    @Override
    public void sendWarning(Alert alert) {
        add(ContentType.ALERT, new byte[] {RecordWriter.WARNING, (byte) alert.code()});
    }

    @Override
    public void enter(Runnable settle) {
        settle.run();
    }

    @Override
    public void failed(TlsFault fault) {
        if (failure == null) {
            failure = fault;
            if (fault.alert() != null && !fault.received()) {
                add(ContentType.ALERT, new byte[] {RecordWriter.FATAL, (byte) fault.alert().code()});
            }
        }
    }
}
