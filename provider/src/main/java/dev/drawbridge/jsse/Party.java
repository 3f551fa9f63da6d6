package dev.drawbridge.jsse;

import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** On whose behalf key and trust managers are asked: an engine or a socket, the other is null. */
record Party(SSLEngine engine, SSLSocket socket) {
    static Party of(SSLEngine engine) {
        return new Party(engine, null);
    }

    static Party of(SSLSocket socket) {
        return new Party(null, socket);
    }

    SSLParameters parameters() {
        return engine != null ? engine.getSSLParameters() : socket.getSSLParameters();
    }

    /** Of our own socket also before a version is agreed: what a session that is to be resumed is judged by. */
    SSLSession handshakeSession() {
        if (socket instanceof SocketAdapter ours) {
            return ours.begunSession();
        }
        return engine != null ? engine.getHandshakeSession() : socket.getHandshakeSession();
    }
}
