package dev.drawbridge.jsse;

import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.session.CacheBounds;
import dev.drawbridge.session.ClientCache;
import dev.drawbridge.session.Session;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;

/**
 * The remembered sessions of one role as JSSE shows them. Those of a server that are in tickets are not among them: its clients have them.
 */
final class SessionContextView implements SSLSessionContext, Shareable {
    private final ContextSessions sessions;
    private final boolean client;

    SessionContextView(ContextSessions sessions, boolean client) {
        this.sessions = sessions;
        this.client = client;
    }

    @Override
    public SessionSharing sharing() {
        return client ? null : sessions.sharing();
    }

    @Override
    public SSLSession getSession(byte[] sessionId) {
        Objects.requireNonNull(sessionId, "session id cannot be null");
        if (client) {
            ClientCache.Found found = sessions.ofClients().find(sessionId);
            return found == null ? null : SessionView.of(this, found.session(), new SessionView.Peer(found.host(), found.port(),
                    Resumable.of(found.sessions(), new SessionServer(found.host(), found.terms()), null)));
        }
        Session found = sessions.ofServers().find(sessionId);
        return found == null ? null : SessionView.of(this, found, SessionView.Peer.UNKNOWN);
    }

    @Override
    public Enumeration<byte[]> getIds() {
        List<byte[]> ids = client ? sessions.ofClients().ids() : sessions.ofServers().ids();
        return Collections.enumeration(ids);
    }

    /** Nobody resumes what a server's connection left here. */
    void spoil(ConnectionFacts facts) {
        sessions.spoil(facts);
    }

    @Override
    public void setSessionTimeout(int seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException("session timeout " + seconds + " is negative");
        }
        change(b -> b.withTimeout(seconds));
    }

    @Override
    public int getSessionTimeout() {
        return bounds().timeoutSeconds();
    }

    @Override
    public void setSessionCacheSize(int size) {
        if (size < 0) {
            throw new IllegalArgumentException("session cache size " + size + " is negative");
        }
        change(b -> b.withSize(size));
    }

    @Override
    public int getSessionCacheSize() {
        return bounds().size();
    }

    private CacheBounds bounds() {
        return client ? sessions.ofClients().bounds() : sessions.ofServers().bounds();
    }

    private void change(UnaryOperator<CacheBounds> change) {
        if (client) {
            sessions.ofClients().bounds(change.apply(bounds()));
        } else {
            sessions.ofServers().bounds(change.apply(bounds()));
        }
    }
}
