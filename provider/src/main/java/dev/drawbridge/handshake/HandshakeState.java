package dev.drawbridge.handshake;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;

/** One waiting point of a handshake: an immutable value that names what it expects and refuses all else. */
public interface HandshakeState {
    /** The version's form in which the next message is read. */
    MessageFormat format();

    /** Takes the next handshake message; anything not expected is a {@link Fault#UNEXPECTED_MESSAGE}. */
    Step on(HandshakeMessage message, Records records) throws TlsFault;

    /** Takes a ChangeCipherSpec of TLS 1.2; the compatibility one of TLS 1.3 never arrives here. */
    default Step onChangeCipherSpec(Records records) throws TlsFault {
        throw new TlsFault(Fault.UNEXPECTED_CHANGE_CIPHER_SPEC);
    }

    /** Overwrites the secrets that this state holds: the connection has ended and the state is not used again. */
    default void wipe() {
    }

    /** Whether application data may flow in both directions. */
    default boolean connected() {
        return false;
    }

    /**
     * Whether application data may be written although the handshake is not done: as a server to a client that spoke early, as a client early data
     * before the server's answer.
     */
    default boolean mayWriteEarly() {
        return false;
    }

    /** What a renegotiation of this connection is tied to; null where there is no renegotiation: in TLS 1.3, and in a handshake. */
    default Predecessor predecessor() {
        return null;
    }

    /** Whether {@link #updateKeys} means something here: TLS 1.3, connected. */
    default boolean canUpdateKeys() {
        return false;
    }

    /** Whether {@link #askForCertificate} means something here: a server of TLS 1.3, connected to a client that allows it. */
    default boolean canAskForCertificate() {
        return false;
    }

    /**
     * Asks a connected client for its certificate (RFC 8446 section 4.6.2).
     *
     * @param required whether a client without one is refused
     */
    default Step askForCertificate(boolean required) throws TlsFault {
        throw new TlsFault(Fault.INTERNAL, "no certificate can be asked for in " + this);
    }

    /**
     * Sends a KeyUpdate and changes our write keys (RFC 8446 section 4.6.3).
     *
     * @param requestPeer whether the peer is asked to do the same
     */
    default Step updateKeys(boolean requestPeer, Records records) throws TlsFault {
        throw new TlsFault(Fault.INTERNAL, "no key update in " + this);
    }
}
