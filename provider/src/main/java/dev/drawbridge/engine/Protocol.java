package dev.drawbridge.engine;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.Handshaker;
import dev.drawbridge.handshake.Need;
import dev.drawbridge.handshake.Transcript;
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

        void failed(TlsFault fault);
    }

    private final TlsConfig config;
    private final ConnectionFacts facts = new ConnectionFacts();
    private final RecordReader reader;
    private final HandshakeJoiner joiner;
    private final RecordWriter writer;
    private final Closing closing;
    private final Beginning beginning;
    private final Events events;

    private volatile Handshaker handshaker;
    private volatile TlsFault failure;
    private HandshakeRecords records;
    private boolean failureThrown;
    private boolean userCanceled;
    private Runnable afterTask;
    /** Both counted and reset under the reading lock. */
    private int warnings;
    private int keyUpdates;

    Protocol(TlsConfig config, RecordReader reader, RecordWriter writer, Closing closing, Beginning beginning, Events events) {
        this.config = config;
        this.reader = reader;
        this.joiner = new HandshakeJoiner(config.limits().handshakeMessage());
        this.writer = writer;
        this.closing = closing;
        this.beginning = beginning;
        this.events = events;
    }

    /** What is known so far. Called without locks. */
    ConnectionFacts facts() {
        return facts;
    }

    // ---- handshake

    /** Whether the handshake ever began. Called without locks. */
    boolean begun() {
        return handshaker != null;
    }

    /** Begins the handshake unless that was done. */
    void begin() {
        if (handshaker != null || closing.bothClosed()) {
            return;
        }
        Transcript transcript = new Transcript(config.crypto());
        records = new HandshakeRecords(reader, joiner, writer, closing, transcript);
        Handshake hs = new Handshake(config, transcript, facts);
        handshaker = new Handshaker(this, transcript, records, beginning.first(hs));
        handshaker.begin(() -> beginning.begin(hs));
    }

    Runnable takeTask() {
        return handshaker == null ? null : handshaker.takeTask();
    }

    boolean taskPending() {
        return handshaker != null && handshaker.need() == Need.TASK;
    }

    /** Whether the next record is to be read; during the handshake only when nothing else is to be done first. */
    boolean wantsInput() {
        return failure == null && !writer.hasOutput() && handshaker.need() == Need.INPUT;
    }

    /** Whether the handshake is done and all of it has left. */
    boolean finished() {
        return failure == null && handshaker != null && handshaker.need() == Need.NOTHING && !writer.hasOutput();
    }

    /** What only the handshake needed goes. */
    void dropHandshake() {
        records.dropTranscript();
    }

    /** What is to be done next: a total function of the state. */
    Status status(boolean connected) {
        if (writer.hasOutput() || failureWaits()) {
            return Status.NEED_WRAP;
        }
        if (handshaker == null || closing.bothClosed()) {
            return Status.NOT_HANDSHAKING;
        }
        return switch (handshaker.need()) {
            case CLOSE -> Status.NOT_HANDSHAKING;
            case TASK -> Status.NEED_TASK;
            // A wrap has nothing to write then, but it returns FINISHED.
            case NOTHING -> connected ? Status.NOT_HANDSHAKING : Status.NEED_WRAP;
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
            if (afterTask != null && failure == null && !taskPending()) {
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
                joiner.add(content);
                pump();
            }
            case ALERT -> receiveAlert(content);
            case CHANGE_CIPHER_SPEC -> {
                joiner.refuseInterleaving();
                handshaker.receiveChangeCipherSpec();
            }
            // What comes early went to its sink where it may come at all; all other data goes to the program.
            case APPLICATION_DATA -> {
                joiner.refuseInterleaving();
                warnings = 0;
            }
        }
    }

    /**
     * Whether application data may come, as far as messages after the handshake go. RFC 8446 section 5.1: "Handshake messages MUST NOT be
     * interleaved with other record types." Asked before a record is opened, so that nothing of it reaches the program. Called under the
     * reading lock alone.
     */
    boolean betweenMessages() {
        return joiner.empty();
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
        while (failure == null && handshaker.need() != Need.TASK) {
            byte[] message = joiner.next();
            if (message == null) {
                return;
            }
            if (handshaker.state().connected()) {
                countPostHandshake(message);
            }
            handshaker.receive(message);
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
        ReceivedAlert alert = ReceivedAlert.read(content, facts.version());
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
        closeRead();
        if (handshaker.need() != Need.NOTHING) {
            writer.discard();
            sayGoodbye(weMayWrite); // with the keys that are forgotten next
            fail(TlsFault.received(userCanceled ? Alert.USER_CANCELED.code() : Alert.CLOSE_NOTIFY.code()));
        } else if (facts.version() != ProtocolVersion.TLS13 && !config.tuning().options().halfClose()) {
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
        if (handshaker == null || closing.writeClosed() || !handshaker.state().mayWriteEarly()) {
            throw new TlsFault(Fault.NOT_CONFIGURED, "early data is answered after it was taken and before the handshake is done");
        }
        byte[] copy = new byte[data.remaining()];
        data.get(copy);
        writer.applicationData(copy);
    }

    // ---- new keys

    /** Queues a KeyUpdate, after the pending task if there is one. */
    void updateKeys(boolean requestPeer) throws TlsFault {
        if (!handshaker.state().canUpdateKeys()) {
            throw new TlsFault(Fault.RENEGOTIATION_REFUSED, "keys of " + facts.version() + " are not updated");
        }
        if (taskPending()) {
            afterTask = () -> updateNow(requestPeer);
        } else {
            updateNow(requestPeer);
        }
    }

    /** Asks the client for a certificate, in a task. */
    void askForCertificate(boolean required) throws TlsFault {
        if (taskPending() || !handshaker.state().canAskForCertificate()) {
            throw new TlsFault(Fault.NOT_CONFIGURED, "a server of TLS 1.3 asks for one certificate at a time, of a client that allows it");
        }
        handshaker.begin(() -> handshaker.state().askForCertificate(required));
    }

    /**
     * The limit of the write keys is near: make new ones. TLS 1.2 cannot, and its own documents set no limit below that of the sequence
     * number, so it goes on as OpenSSL and the JDK do. Called under the writing lock alone.
     */
    void keyLimitReached() {
        if (handshaker.state().canUpdateKeys() && !taskPending()) {
            updateNow(false);
        }
    }

    private void updateNow(boolean requestPeer) {
        if (!closing.writeClosed()) {
            handshaker.begin(() -> handshaker.state().updateKeys(requestPeer, records));
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
        if (failure != null) {
            return;
        }
        // RFC 8446 section 6: "Upon receiving an error alert, the TLS implementation SHOULD indicate an error to the application and MUST
        // NOT allow any further data to be sent or received on the connection."
        failure = fault;
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
        if (handshaker != null) {
            handshaker.abandon(fault);
            records.dropTranscript();
        }
        events.failed(fault);
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
            handshaker.wipe();
        }
    }

    /** Whether the connection failed. Called without locks. */
    boolean failed() {
        return failure != null;
    }

    /** Whether it failed and nobody was told. */
    boolean failureWaits() {
        return failure != null && !failureThrown;
    }

    /** Throws the failure, once. */
    void throwFailure() throws TlsFault {
        TlsFault f = takeFailure();
        if (f != null) {
            throw f;
        }
    }

    TlsFault takeFailure() {
        if (!failureWaits()) {
            return null;
        }
        failureThrown = true;
        return failure;
    }

    /** Not even an alert can be sealed any more. */
    TlsFault cannotWrite(Exception e) {
        TlsFault f = TlsFault.of(e);
        fail(f);
        writer.discard();
        takeFailure();
        return f;
    }

    /** The program says goodbye. */
    void closeOutbound() {
        if (closing.writeClosed()) {
            return;
        }
        if (handshaker == null) {
            closing.closeBoth();
        } else if (handshaker.need() == Need.NOTHING) {
            sayGoodbye(true);
        } else {
            cancelHandshake();
        }
    }

    /**
     * RFC 8446 section 6.1 of user_canceled: "This alert SHOULD be followed by a "close_notify". This alert generally has
     * AlertLevel=warning." RFC 5246 section 7.2.2 has the same.
     */
    private void cancelHandshake() {
        writer.alert(RecordWriter.WARNING, Alert.USER_CANCELED);
        sayGoodbye(true);
        failure = new TlsFault(Fault.USER_CANCELED);
        failureThrown = true; // who canceled knows
        end(failure);
    }

    /**
     * Nothing more will come, or is wanted. RFC 8446 section 6.1: "If a transport-level close is received prior to a "close_notify", the
     * receiver cannot know that all the data that was sent has been received." And: "the TLS implementation MUST receive a "close_notify"
     * alert before indicating end-of-data to the application layer." Once connected that concerns reading alone: what we have to say may
     * still be said to a peer that only ended its own direction.
     */
    void closeInbound(boolean connected) throws TlsFault {
        if (closing.readClosed()) {
            return;
        }
        if (handshaker == null) {
            closing.closeBoth();
        } else if (connected) {
            closeRead();
            throw new TlsFault(Fault.TRUNCATED);
        } else {
            fail(new TlsFault(Fault.TRUNCATED));
        }
    }
}
