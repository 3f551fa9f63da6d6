package dev.drawbridge.engine;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Handshaker;
import dev.drawbridge.handshake.Predecessor;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.HelloRequest;
import dev.drawbridge.record.HandshakeJoiner;
import dev.drawbridge.record.RecordReader;
import dev.drawbridge.record.RecordWriter;
import java.io.IOException;

/**
 * The handshakes of one connection, one after another: the first and, in TLS 1.2, renegotiations, each of which begins over the connected
 * machine of the one before and under its keys. Called under the connection's locks; exceptions say so.
 */
final class Handshakes {
    /** Where the settings for a further handshake are. */
    interface Settings {
        /** Of a renegotiation of which {@code facts} will be known; null for the same as in the first. Called without locks. */
        TlsConfig of(ConnectionFacts facts) throws IOException;
    }

    /** Both directions. */
    record Directions(RecordReader reader, HandshakeJoiner joiner, RecordWriter writer, Closing closing) {
    }

    private final TlsConfig config;
    private final Directions directions;
    private final Beginning beginning;
    private final Handshaker.Gate gate;
    private final Settings settings;
    private final Renegotiation renegotiation;

    private volatile Handshaker current;
    private volatile boolean renegotiating;
    /** Of the last handshake that was done, or of the first. */
    private volatile ConnectionFacts facts = new ConnectionFacts();
    private volatile ConnectionFacts latestFacts = facts;
    private HandshakeRecords records;
    private volatile boolean unfinished;
    /** The ClientHello of a renegotiation, until there are settings for it. */
    private byte[] deferred;

    Handshakes(TlsConfig config, Directions directions, Beginning beginning, Handshaker.Gate gate, Settings settings) {
        this.config = config;
        this.directions = directions;
        this.beginning = beginning;
        this.gate = gate;
        this.settings = settings;
        this.renegotiation = new Renegotiation(config, System::nanoTime);
    }

    /** What is known so far, in a renegotiation of the handshake before. Called without locks. */
    ConnectionFacts facts() {
        return facts;
    }

    /** What is known of the handshake that runs, else the same. Called without locks. */
    ConnectionFacts latestFacts() {
        return latestFacts;
    }

    /** The machine of the handshake that runs or was the last; null before the first. Called without locks. */
    Handshaker current() {
        return current;
    }

    /** What its states do. */
    HandshakeRecords records() {
        return records;
    }

    /** Whether a further handshake runs on the connection. Called without locks. */
    boolean renegotiating() {
        return renegotiating;
    }

    /** Whether a renegotiation runs that has changed no keys, so that the connection is still as before it. */
    boolean underOldKeys() {
        return renegotiating && !records.newReadKeys() && !records.newWriteKeys();
    }

    /** Whether a handshake was begun whose end nobody was told. */
    boolean unfinished() {
        return unfinished;
    }

    /** Whether the first was done. */
    boolean done() {
        return renegotiating || !unfinished;
    }

    /** Whether we asked the peer to renegotiate and it has not begun. */
    boolean requested() {
        return renegotiation.requested();
    }

    /** Begins the first. */
    void begin() {
        Transcript transcript = new Transcript(config.crypto());
        Handshake hs = new Handshake(config, transcript, facts);
        runFrom(beginning.first(hs), transcript);
        current.begin(() -> beginning.begin(hs));
    }

    /**
     * Starts a renegotiation, as a server by asking for it; does nothing while one is under way.
     *
     * @param full whether a client proposes no session to resume
     * @throws TlsFault {@code RENEGOTIATION_REFUSED}, which changes nothing, when that cannot be
     */
    void renegotiate(boolean full) throws TlsFault {
        if (renegotiating || renegotiation.requested()) {
            return;
        }
        Predecessor before = current.state().predecessor();
        renegotiation.requireAllowed(before);
        if (config.client()) {
            start(before, full);
        } else {
            records.send(new HelloRequest());
            renegotiation.request();
        }
    }

    /**
     * Starts a renegotiation if a message on the connected connection asks for it, and may.
     *
     * @return whether the message was taken
     */
    boolean startsWith(byte[] message) {
        HandshakeState state = current.state();
        if (unfinished || directions.closing.writeClosed() || !state.connected() || !renegotiation.startsWith(message, state.predecessor())) {
            return false;
        }
        deferred = config.client() ? null : message;
        start(state.predecessor(), false);
        return true;
    }

    /** The message that waited for the settings of its handshake, or null; once. */
    byte[] takeDeferred() {
        byte[] message = deferred;
        deferred = null;
        return message;
    }

    /** Begins another one; its settings are looked up in a task. */
    private void start(Predecessor before, boolean full) {
        Transcript transcript = new Transcript(config.crypto());
        ConnectionFacts next = new ConnectionFacts();
        latestFacts = next;
        runFrom(new Renegotiation.Settling(), transcript);
        renegotiating = true;
        current.begin(() -> new Step.Offload<>(() -> settings.of(next), (wanted, r) -> {
            TlsConfig now = (wanted == null ? config : wanted).renegotiating(facts.version(), facts.applicationProtocol(), full);
            return beginning.begin(new Handshake(now, transcript, next, before));
        }));
    }

    private void runFrom(HandshakeState first, Transcript transcript) {
        records = new HandshakeRecords(directions.reader, directions.joiner, directions.writer, directions.closing, transcript);
        unfinished = true;
        current = new Handshaker(gate, transcript, records, first);
    }

    /** The end of the last one is told; what only the handshake needed goes. */
    void finish() {
        records.dropTranscript();
        if (renegotiating) {
            latestFacts.applicationProtocol(facts.applicationProtocol()); // which is the connection's, whatever its handshakes say
        }
        facts = latestFacts;
        unfinished = false;
        renegotiating = false;
    }

    /** The connection failed. */
    void abandon(TlsFault fault) {
        deferred = null;
        if (current != null) {
            current.abandon(fault);
            records.dropTranscript();
        }
    }
}
