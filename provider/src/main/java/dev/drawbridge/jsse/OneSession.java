package dev.drawbridge.jsse;

import dev.drawbridge.session.Session;
import dev.drawbridge.spec.ProtocolVersion;
import java.util.concurrent.locks.ReentrantLock;

/** A session that a program holds by itself, not in a cache. */
final class OneSession implements Resumable {
    private final ReentrantLock lock = new ReentrantLock();
    private final SessionServer server;
    private Session session;

    OneSession(Session session, SessionServer server) {
        this.session = session;
        this.server = server;
    }

    @Override
    public Taken take() {
        lock.lock();
        try {
            if (session == null) {
                return null;
            }
            if (session.version() != ProtocolVersion.TLS13) {
                return new Taken(session.copy(), server);
            }
            // RFC 8446 appendix C.4: "Clients SHOULD NOT reuse a ticket for multiple connections."
            Taken taken = new Taken(session, server);
            session = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void spoil() {
        lock.lock();
        try {
            if (session != null) {
                session.secret().wipe();
                session = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
