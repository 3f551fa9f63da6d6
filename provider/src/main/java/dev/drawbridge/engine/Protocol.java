package dev.drawbridge.engine;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshaker;
import dev.drawbridge.handshake.Need;
import dev.drawbridge.record.HandshakeJoiner;
import dev.drawbridge.record.RecordReader;
import dev.drawbridge.record.RecordWriter;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import java.nio.ByteBuffer;

/**
 * What a connection does about everything that is not application data: the handshake, what follows it, alerts and failures. It takes
 * no lock: every method is called under the writing lock, what concerns reading under both; exceptions say so.
 */
final class Protocol implements Handshaker.Gate {
    /** How tasks come back under the locks, and who hears of a failure. */
    interface Events {
        void enter(Runnable settle);

        Listener listener();
    }

    private final TlsConfig config;
    private final RecordReader reader;
    private final HandshakeJoiner joiner;
    private final RecordWriter writer;
    private final Closing closing;
    private final Handshakes handshakes;
    private final Events events;

    private final Failure failure = new Failure();
    private boolean userCanceled;
    private Runnable afterTask;
    /** Both counted and reset under the reading lock. */
    private int warnings;
    private int keyUpdates;

    Protocol(TlsConfig config, RecordReader reader, RecordWriter writer, Closing closing, Beginning beginning, Events events) {
        this.config = config;
        this.reader = reader;
        this.joiner = new HandshakeJoiner(config.limits().handshakeMessage(), events.listener());
        this.writer = writer;
        this.closing = closing;
        this.events = events;
        this.handshakes = new Handshakes(config, new Handshakes.Directions(reader, joiner, writer, closing), beginning, this, events.listener()::renegotiates);
    }

    /** All of them. */
    Handshakes handshakes() {
        return handshakes;
    }

    // ---- handshake

    /** Whether a handshake ever began. Called without locks. */
    boolean begun() {
        return handshakes.current() != null;
    }

    /** Begins the handshake unless that was done. */
    void begin() {
        if (!begun() && !closing.bothClosed()) {
            handshakes.begin();
        }
    }

    /** The same, where the program says so. */
    void beginNow() throws TlsFault {
        if (closing.bothClosed()) {
            throw new TlsFault(Fault.NOT_CONFIGURED, "the connection is closed");
        }
        begin();
    }

    Runnable takeTask() {
        return begun() ? machine().takeTask() : null;
    }

    boolean taskPending() {
        return begun() && machine().need() == Need.TASK;
    }

    private Handshaker machine() {
        return handshakes.current();
    }

    /** Whether the next record is to be read; during the handshake only when nothing else is to be done first. */
    boolean wantsInput() {
        return !failed() && !writer.hasOutput() && machine().need() == Need.INPUT;
    }

    /** Whether a handshake is done and all of it has left, and nobody was told. */
    boolean finished() {
        return !failed() && handshakes.unfinished() && machine().need() == Need.NOTHING && !writer.hasOutput();
    }

    /** What is to be done next: a total function of the state. */
    Status status() {
        if (writer.hasOutput() || failureWaits()) {
            return Status.NEED_WRAP;
        }
        if (!begun() || closing.bothClosed()) {
            return Status.NOT_HANDSHAKING;
        }
        return switch (machine().need()) {
            case CLOSE -> Status.NOT_HANDSHAKING;
            case TASK -> Status.NEED_TASK;
            // A wrap has nothing to write then, but it returns FINISHED. Programs wait for the answer to HelloRequest as in a handshake.
            case NOTHING -> handshakes.unfinished() ? Status.NEED_WRAP
                    : handshakes.requested() && !closing.readClosed() ? Status.NEED_UNWRAP : Status.NOT_HANDSHAKING;
            case INPUT -> Status.NEED_UNWRAP;
        };
    }

    @Override
    public void enter(Runnable settle) {
        events.enter(() -> {
            settle.run();
            try {
                pump();
            } catch (TlsFault f) {
                fail(f);
            }
            if (afterTask != null && !failed() && !taskPending()) {
                Runnable now = afterTask;
                afterTask = null;
                now.run();
            }
        });
    }

    // ---- what comes in

    /** Takes the content of a record; of application data there is none. */
    void receive(ContentType type, byte[] content) throws TlsFault {
        switch (type) {
            case HANDSHAKE -> {
                warnings = 0;
                if (reader.tookSsl2Hello()) {
                    events.listener().message(false, ContentType.HANDSHAKE, content);
                    machine().receiveSsl2Hello(content);
                } else {
                    joiner.add(content);
                    pump();
                }
            }
            case ALERT -> receiveAlert(content);
            case CHANGE_CIPHER_SPEC -> {
                joiner.refuseInterleaving();
                machine().receiveChangeCipherSpec();
            }
            // What comes early went to its sink where it may come at all; all other data goes to the program.
            case APPLICATION_DATA -> {
                joiner.refuseInterleaving();
                warnings = 0;
            }
        }
    }

    /**
     * Whether application data may come on a connected connection. RFC 8446 section 5.1: "Handshake messages MUST NOT be
     * interleaved with other record types." In a renegotiation it may until the peer changes its keys, and under the new ones only when its
     * Finished was right: RFC 5246 section 7.4.9 has that before application data. Asked before a record is opened, so that nothing of it
     * reaches the program. Called under the reading lock alone.
     */
    boolean takesData() {
        return joiner.empty() && !(handshakes.renegotiating() && handshakes.records().newReadKeys());
    }

    /**
     * Whether application data waits for the end of a renegotiation. It might go on until our ChangeCipherSpec, but OpenSSL ends a connection
     * on which data comes after the hellos.
     */
    boolean holdsData() {
        return handshakes.renegotiating();
    }

    /** Application data went to the program. Called under the reading lock alone. */
    void receivedApplicationData(int length) {
        warnings = 0;
        if (length > 0) {
            keyUpdates = 0;
        }
    }

    /** Hands whole messages to the machine as long as it takes them. */
    private void pump() throws TlsFault {
        while (!failed() && machine().need() != Need.TASK) {
            byte[] deferred = handshakes.takeDeferred();
            byte[] message = deferred != null ? deferred : joiner.next();
            if (message == null) {
                return;
            }
            if (!handshakes.startsWith(message)) {
                if (machine().state().connected()) {
                    countPostHandshake(message);
                }
                machine().receive(message);
            }
        }
    }

    /**
     * RFC 8446 section 4.6.3 lets a peer ask for new keys as often as it likes, and section 4.6.2 a server for signatures. Ours bear a limited
     * number without application data between.
     */
    private void countPostHandshake(byte[] message) throws TlsFault {
        int limit = config.limits().keyUpdates();
        boolean costly = message[0] == HandshakeType.KEY_UPDATE.code() || message[0] == HandshakeType.CERTIFICATE_REQUEST.code();
        if (costly && ++keyUpdates > limit) {
            throw new TlsFault(Fault.TOO_MANY_KEY_UPDATES, "limit " + limit);
        }
    }

    private void receiveAlert(byte[] content) throws TlsFault {
        events.listener().message(false, ContentType.ALERT, content);
        ReceivedAlert alert = ReceivedAlert.read(content, handshakes.facts().version());
        switch (alert.meaning()) {
            case FATAL -> {
                writer.discard();
                throw TlsFault.received(alert.code());
            }
            case CLOSE_NOTIFY -> {
                joiner.refuseInterleaving();
                receiveCloseNotify();
            }
            case WARNING -> {
                joiner.refuseInterleaving();
                // RFC 5246 section 7.2.2 leaves it to who asked whether the connection goes on.
                if (alert.code() == Alert.NO_RENEGOTIATION.code() && (handshakes.renegotiating() || handshakes.requested())) {
                    throw new TlsFault(Fault.PEER_REFUSED_RENEGOTIATION);
                }
                userCanceled |= alert.code() == Alert.USER_CANCELED.code();
                if (++warnings > config.limits().warningAlerts()) {
                    throw new TlsFault(Fault.TOO_MANY_WARNINGS, "limit " + config.limits().warningAlerts());
                }
            }
        }
    }

    /**
     * RFC 8446 section 6.1: "Any data received after a closure alert has been received MUST be ignored." and, of the other direction,
     * "Each party MUST send a "close_notify" alert before closing its write side of the connection, unless it has already sent some error
     * alert. This does not have any effect on its read side of the connection."
     */
    private void receiveCloseNotify() {
        boolean weMayWrite = !closing.writeClosed();
        boolean inOrder = machine().need() == Need.NOTHING || handshakes.underOldKeys() || handshakes.done() && closing.writeClosed();
        closeRead();
        if (!inOrder) {
            writer.discard();
            sayGoodbye(weMayWrite); // with the keys that are forgotten next
            fail(TlsFault.received(userCanceled ? Alert.USER_CANCELED.code() : Alert.CLOSE_NOTIFY.code()));
        } else if (handshakes.facts().version() != ProtocolVersion.TLS13
                && (!config.tuning().options().halfClose() || handshakes.renegotiating())) {
            if (handshakes.renegotiating()) {
                writer.discard();
            }
            // RFC 5246 section 7.2.1: "The other party MUST respond with a close_notify alert of its own and close down the connection
            // immediately, discarding any pending writes."
            sayGoodbye(weMayWrite);
        }
    }

    private void sayGoodbye(boolean allowed) {
        if (allowed) {
            writer.alert(RecordWriter.WARNING, Alert.CLOSE_NOTIFY);
            closeWrite();
        }
    }

    // ---- early data

    /** Answers early data before the handshake is done: RFC 8446 section 2, figure 4, and section 4.4.4. */
    void writeEarly(ByteBuffer data) throws TlsFault {
        if (!begun() || closing.writeClosed() || !machine().state().mayWriteEarly()) {
            throw new TlsFault(Fault.NOT_CONFIGURED, "early data is sent after an offer, answered after it was taken, and before the handshake is done");
        }
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        writer.applicationData(copy);
    }

    // ---- new keys

    /** What a program means that handshakes once more: see {@link Connection#beginHandshake(ClientAuth)}. */
    void handshakeAgain(ClientAuth wanted) throws TlsFault {
        boolean asks = wanted != ClientAuth.NONE && !handshakes.facts().peer().authenticated();
        if (handshakes.facts().version() != ProtocolVersion.TLS13) {
            handshakes.renegotiate(false);
        } else if (asks && !taskPending() && machine().state().canAskForCertificate()) {
            askForCertificate(wanted == ClientAuth.NEED);
        } else {
            updateKeys(false);
        }
    }

    /** Queues a KeyUpdate, after the pending task if there is one. */
    void updateKeys(boolean requestPeer) throws TlsFault {
        if (!machine().state().canUpdateKeys()) {
            throw new TlsFault(Fault.RENEGOTIATION_REFUSED, "wrong ssl version: keys of " + handshakes.facts().version() + " are not updated");
        }
        if (taskPending()) {
            afterTask = () -> updateNow(requestPeer);
        } else {
            updateNow(requestPeer);
        }
    }

    /** Asks the client for a certificate, in a task. */
    void askForCertificate(boolean required) throws TlsFault {
        if (taskPending() || !machine().state().canAskForCertificate()) {
            throw new TlsFault(Fault.NOT_CONFIGURED, "a server of TLS 1.3 asks for one certificate at a time, of a client that allows it");
        }
        machine().begin(() -> machine().state().askForCertificate(required));
    }

    /**
     * The limit of the write keys is near: make new ones. TLS 1.2 cannot, and its own documents set no limit below that of the sequence
     * number, so it goes on as OpenSSL and the JDK do. Called under the writing lock alone.
     */
    void keyLimitReached() {
        if (machine().state().canUpdateKeys() && !taskPending()) {
            updateNow(false);
        }
    }

    private void updateNow(boolean requestPeer) {
        if (!closing.writeClosed()) {
            machine().begin(() -> machine().state().updateKeys(requestPeer, handshakes.records()));
        }
    }

    // ---- the end

    @Override
    public void failed(TlsFault fault) {
        fail(fault);
    }

    /**
     * Ends the connection for this reason: the alert is queued unless we said goodbye before. RFC 8446 section 6.2: "Upon transmission or
     * receipt of a fatal alert message, both parties MUST immediately close the connection." And: "Whenever an implementation encounters a
     * fatal error condition, it SHOULD send an appropriate fatal alert and MUST close the connection without sending or receiving any
     * additional data." RFC 5246 section 7.2.2: "Whenever an implementation encounters a condition which is defined as a fatal alert, it
     * MUST send the appropriate alert prior to closing the connection."
     */
    void fail(TlsFault fault) {
        if (failed()) {
            return;
        }
        // RFC 8446 section 6: "Upon receiving an error alert, the TLS implementation SHOULD indicate an error to the application and MUST
        // NOT allow any further data to be sent or received on the connection."
        failure.happens(fault);
        if (fault.fault().alert() != null && !closing.writeClosed()) {
            // RFC 8446 section 6: "All the alerts listed in Section 6.2 MUST be sent with AlertLevel=fatal".
            // RFC 5246 section 7.2.2: "If the implementation chooses to send an alert but intends to close the connection immediately
            // afterwards, it MUST send that alert at the fatal alert level."
            writer.alert(RecordWriter.FATAL, fault.fault().alert());
        }
        end(fault);
    }

    /**
     * RFC 8446 section 6: "Servers and clients MUST forget the secret values and keys established in failed connections". RFC 5246 section
     * 7.2.2: "Servers and clients MUST forget any session-identifiers, keys, and secrets associated with a failed connection." What waits
     * to be written holds its own protection until it has left.
     */
    private void end(TlsFault fault) {
        closing.closeBoth();
        afterTask = null;
        reader.forget();
        writer.protection(WriteProtection.none());
        handshakes.abandon(fault);
        events.listener().failed(fault);
    }

    private void closeRead() {
        closing.closeRead();
        wipeIfOver();
    }

    private void closeWrite() {
        closing.closeWrite();
        wipeIfOver();
    }

    /** Once both directions are closed no state is entered again. */
    private void wipeIfOver() {
        if (closing.bothClosed()) {
            machine().wipe();
        }
    }

    /** Whether the connection failed. Called without locks. */
    boolean failed() {
        return failure.happened();
    }

    /** Whether it failed and nobody was told. */
    boolean failureWaits() {
        return failure.waits();
    }

    /** Throws the failure, once. */
    void throwFailure() throws TlsFault {
        failure.raise();
    }

    TlsFault takeFailure() {
        return failure.take();
    }

    /** Not even an alert can be sealed any more. */
    TlsFault cannotWrite(Exception e) {
        TlsFault f = TlsFault.of(e);
        fail(f);
        writer.discard();
        takeFailure();
        return f;
    }

    /**
     * The program says goodbye. What is not the first handshake goes on as far as it concerns reading: data may be on its way, perhaps under
     * the new keys of a renegotiation.
     */
    void closeOutbound() {
        if (closing.writeClosed()) {
            return;
        }
        if (!begun()) {
            closing.closeBoth();
        } else if (!handshakes.done() && machine().need() != Need.NOTHING) {
            cancelHandshake();
        } else {
            if (handshakes.renegotiating()) {
                writer.alert(RecordWriter.WARNING, Alert.USER_CANCELED);
            }
            sayGoodbye(true);
        }
    }

    /**
     * The first handshake is given up.
     * RFC 8446 section 6.1 of user_canceled: "This alert SHOULD be followed by a "close_notify". This alert generally has
     * AlertLevel=warning." RFC 5246 section 7.2.2 has the same.
     */
    private void cancelHandshake() {
        writer.alert(RecordWriter.WARNING, Alert.USER_CANCELED);
        sayGoodbye(true);
        TlsFault canceled = new TlsFault(Fault.USER_CANCELED);
        failure.happensKnown(canceled);
        end(canceled);
    }

    /** Nothing more will come, which is an error. */
    void truncated() {
        if (!begun()) {
            closing.closeBoth();
        } else if (!closing.readClosed()) {
            fail(new TlsFault(Fault.TRUNCATED));
        }
    }

    /**
     * Nothing more will come, or is wanted. RFC 8446 section 6.1: "If a transport-level close is received prior to a "close_notify", the
     * receiver cannot know that all the data that was sent has been received." And: "the TLS implementation MUST receive a "close_notify"
     * alert before indicating end-of-data to the application layer." Once connected that concerns reading alone: what we have to say may
     * still be said to a peer that only ended its own direction.
     */
    void closeInbound(boolean connected) throws TlsFault {
        if (closing.readClosed()) {
            throwFailure();
        } else if (!begun()) {
            closing.closeBoth();
        } else if (connected && !handshakes.renegotiating()) {
            closeRead();
            throw new TlsFault(Fault.TRUNCATED);
        } else {
            truncated();
            throwFailure();
        }
    }
}
