package dev.drawbridge.jsse;

import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.verify.VerifyWishes;
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

    /** What the connection wants of the verification of its peer. */
    VerifyWishes wishes();

    /**
     * Other wishes, for a handshake that is still to begin.
     *
     * @throws IllegalStateException when the peer is not judged by us
     */
    void wishes(VerifyWishes wishes);
}
