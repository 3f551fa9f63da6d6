package dev.drawbridge.handshake;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.record.EarlyDataSink;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.RecordBoundary;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.ProtocolVersion;

/** What a handshake state may do to the record layer; {@code engine} provides it over {@code record}. */
public interface Records {
    /**
     * Queues a handshake message under the present write protection. It is absorbed into the transcript here and nowhere else,
     * unless the state is connected (post-handshake messages are in no transcript).
     */
    void send(HandshakeMessage message) throws TlsFault;

    /** Queues a ChangeCipherSpec, always in the clear form of the present write protection. */
    void sendChangeCipherSpec() throws TlsFault;

    /** Queues a ChangeCipherSpec before whatever is sent next, be it an alert; nothing as long as nothing is. */
    void sendChangeCipherSpecFirst() throws TlsFault;

    /** The proof that no part of a further handshake message has arrived; {@code KEY_CHANGE_INSIDE_RECORD} if one has. */
    RecordBoundary requireBoundary() throws TlsFault;

    /** Whether a handshake message is queued that has not left. A record layer whose output leaves at once says no. */
    default boolean handshakeWaits() {
        return false;
    }

    /** Unprotects everything after this boundary with {@code protection}. */
    void readKeys(ReadProtection protection, RecordBoundary edge);

    /** Protects everything sent from now on with {@code protection}. */
    void writeKeys(WriteProtection protection);

    /** Tells the record layer which is the newest version of the ClientHello that is sent next: headers of SSL 3.0 have its own. */
    default void offers(ProtocolVersion newest) {
    }

    /** Tells the record layer which version was agreed: what headers say and which rules hold (RFC 8446 section 5.1). */
    void version(ProtocolVersion version);

    /**
     * Limits the content of records (RFC 6066 section 4): those that are read after this one, and those of what is sent from now on. A record
     * layer without records may ignore it.
     */
    default void limit(FragmentLimit read, FragmentLimit written) {
    }

    /**
     * From now on (true) or no longer (false) a compatibility ChangeCipherSpec is dropped, counted (RFC 8446 appendix D.4 and
     * section 5: after the first ClientHello and before the peer's Finished).
     */
    void dropChangeCipherSpec(boolean drop);

    /**
     * As a server that refuses early data: skips what of it arrives, at most so many bytes (RFC 8446 section 4.2.10). A record layer that
     * is never sent any may ignore it.
     */
    default void skipEarlyData(int bytes) {
    }

    /** As a client: queues early data under the present write protection. A record layer that is never given any may ignore it. */
    default void sendEarlyData(byte[] data) {
    }

    /** As a server: application data before the handshake is done goes there; null when none may come any more. */
    default void takeEarlyData(EarlyDataSink sink) {
    }

    /** Queues a warning alert: {@code no_renegotiation} in TLS 1.2, {@code no_certificate} in SSL 3.0. */
    void sendWarning(Alert alert) throws TlsFault;
}
