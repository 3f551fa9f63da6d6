package dev.drawbridge;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;

/**
 * Where a context's pre-shared keys come from. {@code SSLContext.init} takes it beside an {@code X509KeyManager} or alone:
 *
 * <pre>{@code
 * PskKeyManager keys = new PskKeyManager() {
 *     public PskKey clientKey(byte[] identityHint, Peer peer) {
 *         return PskKey.of("sensor-17", key);
 *     }
 * };
 * context.init(new KeyManager[] {keys}, null, null);
 * }</pre>
 *
 * <p>A peer that has the key is who it should be: in a handshake with a pre-shared key nobody shows a certificate, no trust manager is asked
 * and no host name compared. A client that offers a key still accepts a server that answers with a certificate, which is judged as always.
 *
 * <p>RFC 9257 section 6: "an agent that acts as both a client and a server MUST use distinct PSKs when acting as the client from when it is acting
 * as the server": else what it sends can be turned back to it. A manager of both roles gives out another key in each, or imports one for
 * different contexts ({@link PskKey#imported}).
 *
 * <p>Methods are called without a lock, in the tasks of an {@code SSLEngine} or on the thread that does a socket's handshake. They may be slow,
 * may be called by several threads at once, and more than once in a handshake. What they throw ends the handshake.
 */
public interface PskKeyManager extends KeyManager {
    /**
     * With whom a connection is.
     *
     * @param host as the program called it, or null where it did not
     * @param port or a negative number where it is not known
     * @param engine for which the key is wanted, or null when it is for a socket
     * @param socket for which the key is wanted, or null when it is for an engine
     */
    record Peer(String host, int port, SSLEngine engine, SSLSocket socket) {
    }

    /**
     * The key that a client uses: {@code SSL_CTX_set_psk_client_callback}, and for TLS 1.3 {@code SSL_CTX_set_psk_use_session_callback}. Asked
     * before the ClientHello when TLS 1.3 is offered, and with the server's hint when a suite of TLS 1.2 with a pre-shared key was chosen.
     *
     * @param identityHint what the server says of the identity that it wants, or null; in TLS 1.3 there is none
     * @return null for none: then none is offered in TLS 1.3, and in TLS 1.2 the handshake fails
     */
    default PskKey clientKey(byte[] identityHint, Peer peer) {
        return null;
    }

    /**
     * The key that a client names: {@code SSL_CTX_set_psk_server_callback}, and for TLS 1.3 {@code SSL_CTX_set_psk_find_session_callback}.
     * Also asked, when a session is resumed that was made with a pre-shared key, whether the key is still there.
     *
     * @param identity as the client sent it, 1 to {@link PskKey#LONGEST_IDENTITY} bytes; perhaps a ticket of somebody else
     * @return null when there is none
     */
    default PskKey serverKey(byte[] identity, Peer peer) {
        return null;
    }

    /**
     * What a server of TLS 1.2 tells of the identity that it wants: {@code SSL_CTX_use_psk_identity_hint}.
     *
     * @return null, or an empty array, to tell nothing
     */
    default byte[] identityHint(Peer peer) {
        return null;
    }
}
