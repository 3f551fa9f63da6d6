package dev.drawbridge.jsse;

import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.session.EarlyData;
import dev.drawbridge.verify.VerifyWishes;
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

    /** What a client's program wants of sessions. */
    SessionWishes sessionWishes();

    /** Other wishes, for a handshake that is still to begin. */
    void sessionWishes(SessionWishes wishes);

    /** What is said or heard early, or null when the program did not want it. */
    EarlyData earlyData();

    /**
     * The same, which the program now wants: before the handshake begins.
     *
     * @throws IllegalStateException in the other role
     */
    EarlyData wantEarlyData(boolean asClient);

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

    /** What the connection wants of the verification of its peer. */
    VerifyWishes wishes();

    /**
     * Other wishes, for a handshake that is still to begin.
     *
     * @throws IllegalStateException when the peer is not judged by us
     */
    void wishes(VerifyWishes wishes);
}
