package dev.drawbridge.engine;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.Messages;
import dev.drawbridge.record.EarlyDataSink;
import dev.drawbridge.record.HandshakeJoiner;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.RecordBoundary;
import dev.drawbridge.record.RecordReader;
import dev.drawbridge.record.RecordWriter;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.ProtocolVersion;

/** What the states of a handshake may do to the records of a connection. Called under its locks. */
final class HandshakeRecords implements Records {
    private final RecordReader reader;
    private final HandshakeJoiner joiner;
    private final RecordWriter writer;
    private final Closing closing;
    /** Null once connected: post-handshake messages are in no transcript. */
    private Transcript transcript;
    /** Whether the handshake has changed the keys of a direction. */
    private boolean newReadKeys;
    private boolean newWriteKeys;

    HandshakeRecords(RecordReader reader, HandshakeJoiner joiner, RecordWriter writer, Closing closing, Transcript transcript) {
        this.reader = reader;
        this.joiner = joiner;
        this.writer = writer;
        this.closing = closing;
        this.transcript = transcript;
    }

    /** The handshake is over. */
    void dropTranscript() {
        transcript = null;
    }

    boolean newReadKeys() {
        return newReadKeys;
    }

    boolean newWriteKeys() {
        return newWriteKeys;
    }

    @Override
    public void send(HandshakeMessage message) throws TlsFault {
        byte[] encoded = Messages.encode(message);
        if (transcript != null) {
            transcript.absorb(encoded);
        }
        // RFC 8446 section 6.1: close_notify "notifies the recipient that the sender will not send any more messages on this connection."
        if (!closing.writeClosed()) {
            writer.handshake(encoded);
        }
    }

    @Override
    public void sendChangeCipherSpec() {
        if (!closing.writeClosed()) {
            writer.changeCipherSpec();
        }
    }

    @Override
    public void sendChangeCipherSpecFirst() {
        writer.changeCipherSpecFirst();
    }

    @Override
    public RecordBoundary requireBoundary() throws TlsFault {
        return joiner.boundary();
    }

    @Override
    public boolean handshakeWaits() {
        return writer.handshakeWaits();
    }

    @Override
    public void readKeys(ReadProtection protection, RecordBoundary edge) {
        newReadKeys = true;
        reader.protection(protection, edge);
    }

    @Override
    public void writeKeys(WriteProtection protection) {
        newWriteKeys = true;
        writer.protection(protection);
    }

    @Override
    public void offers(ProtocolVersion newest) {
        writer.offers(newest);
    }

    @Override
    public void version(ProtocolVersion version) {
        reader.version(version);
        writer.version(version);
    }

    @Override
    public void limit(FragmentLimit read, FragmentLimit written) {
        reader.limit(read);
        writer.limit(written);
    }

    @Override
    public void dropChangeCipherSpec(boolean drop) {
        reader.dropChangeCipherSpec(drop);
    }

    @Override
    public void skipEarlyData(int bytes) {
        reader.skipEarlyData(bytes);
    }

    @Override
    public void sendEarlyData(byte[] data) {
        writer.applicationData(data);
    }

    @Override
    public void takeEarlyData(EarlyDataSink sink) {
        reader.takeEarlyData(sink);
    }

    @Override
    public void sendWarning(Alert alert) {
        if (!closing.writeClosed()) {
            writer.alert(RecordWriter.WARNING, alert);
        }
    }
}
