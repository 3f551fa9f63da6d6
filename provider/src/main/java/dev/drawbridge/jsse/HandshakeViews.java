package dev.drawbridge.jsse;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;

/** What a program is shown of the handshakes of one connection: the session of the last, and of the one that runs. */
final class HandshakeViews {
    private final ContextCore core;
    private final SslSettings settings;
    private final String peerHost;
    private final int peerPort;
    /** Of the last handshake that was done, else of the first. */
    private volatile View current;
    /** Of a renegotiation that runs and has its settings, or null. */
    private volatile View next;

    private record View(SessionView session, HandshakeWatch watch, ConnectionFacts facts) {
    }

    HandshakeViews(ContextCore core, SslSettings settings, String peerHost, int peerPort) {
        this.core = core;
        this.settings = settings;
        this.peerHost = peerHost;
        this.peerPort = peerPort;
    }

    /** A handshake begins with these settings, the first or a renegotiation. */
    void begins(TlsConfig config, ConnectionFacts facts) {
        SessionView session = SessionView.of(core.sessions(config.client()), config, facts, peerHost, peerPort, settings.maximumPacketSize());
        View view = new View(session, new HandshakeWatch(core, config, settings, peerHost, peerPort), facts);
        if (current == null) {
            current = view;
        } else {
            next = view;
        }
    }

    /** It is done. Called under the connection's locks. */
    void done() {
        if (next != null) {
            current = next;
            next = null;
        }
    }

    /** The session of the connection, and of its first handshake. */
    SessionView session() {
        return current.session;
    }

    /**
     * The session of the handshake that runs.
     *
     * @param again whether that is a renegotiation
     * @return null as long as a renegotiation has no settings
     */
    SessionView handshakeSession(boolean again) {
        View n = next;
        return !again ? current.session : n == null ? null : n.session;
    }

    /** Tells the trace of the end of a handshake; called without the connection's locks. */
    void traceConnected() {
        View v = current;
        v.watch.connected(v.facts);
    }

    /** Tells the trace of its failure; what fails after a handshake is none. */
    void traceFailed(TlsFault fault) {
        View n = next;
        View v = n != null ? n : current;
        v.watch.failed(v.facts, fault);
    }

    /** Tells the program of the sessions that came. */
    void tell() {
        current.session.tell();
    }

    /** The connection failed. */
    void broken() {
        if (!core.resumeAfterFailure()) {
            current.session.broken();
            View n = next;
            if (n != null) {
                n.session.broken();
            }
        }
    }
}
