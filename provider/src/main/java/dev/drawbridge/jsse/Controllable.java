package dev.drawbridge.jsse;

import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.session.EarlyData;
import java.io.IOException;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/** What an engine or socket of ours can do beyond JSSE; {@code SslControl} is its public face. */
public interface Controllable {
    /** What is known of the connection, or null before its handshake began. */
    ConnectionFacts facts();

    /**
     * Changes our write keys, and the peer's too when {@code requestPeer} is set (RFC 8446 section 4.6.3).
     *
     * @throws SSLException when the connection is not an open one of TLS 1.3
     */
    void updateKeys(boolean requestPeer) throws SSLException;

    /**
     * Negotiates again (RFC 5746); see {@code SslControl}.
     *
     * @param full whether a client proposes no session to resume
     * @throws IllegalStateException when not connected
     * @throws SSLException when that cannot be, which does not end the connection
     */
    void renegotiate(boolean full) throws IOException;

    /**
     * Asks the client for its certificate after the handshake of TLS 1.3; an engine then has a task.
     *
     * @param required whether a client without one is refused
     * @throws SSLException when it cannot be asked
     */
    void askForCertificate(boolean required) throws IOException;

    /** What the program may still change, for a handshake that is still to begin. */
    SslSettings settings();

    /**
     * Reads what a client said early; a socket waits for it.
     *
     * @return the bytes read, 0 when there are none yet, -1 when there will be none
     */
    int readEarly(EarlyData early, ByteBuffer dst) throws IOException;

    /**
     * As a server: writes before the handshake is done.
     *
     * @throws SSLException when the client's early data was not taken, or the handshake is done
     */
    void writeEarly(ByteBuffer data) throws IOException;
}
