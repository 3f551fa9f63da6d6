package dev.drawbridge.session;

import dev.drawbridge.spec.ProtocolVersion;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one client connection takes from the {@link ClientCache} and leaves there. When nobody knows who the peer is, it has the newest session
 * itself, for a program that asks for it. Safe for many threads.
 */
public final class PeerSessions implements ClientSessions {
    private static final int MOST_REMEMBERED = 8;

    private final ClientCache cache;
    /** Null when nobody knows. */
    private final ClientCache.Peer peer;
    private final ReentrantLock lock = new ReentrantLock();
    /** What this connection took or left, the newest first. */
    private final Deque<ClientCache.Entry> entries = new ArrayDeque<>(2);
    /** Without a peer: the newest. */
    private Session own;
    private boolean spoiled;

    PeerSessions(ClientCache cache, ClientCache.Peer peer) {
        this.cache = cache;
        this.peer = peer;
    }

    PeerSessions of(ClientCache.Entry entry) {
        entries.add(entry);
        return this;
    }

    @Override
    public Session take() {
        lock.lock(); // before that of the cache, as everywhere here
        try {
            return peer == null ? null : cache.take(peer, this::remember);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void keep(Session session) {
        lock.lock();
        try {
            if (spoiled) {
                return;
            }
            if (peer != null) {
                remember(cache.keep(peer, session));
            } else {
                wipeOwn();
                own = session.copy();
            }
        } finally {
            lock.unlock();
        }
    }

    private void remember(ClientCache.Entry entry) {
        lock.lock();
        try {
            entries.addFirst(entry);
            if (entries.size() > MOST_REMEMBERED) {
                entries.removeLast();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The newest session of this connection that is still there, or null; one of TLS 1.3 is given out once. */
    public Session takeOwn() {
        lock.lock();
        try {
            if (peer == null) {
                if (own != null && own.version() != ProtocolVersion.TLS13) {
                    return own.copy();
                }
                Session newest = own;
                own = null;
                return newest;
            }
            for (ClientCache.Entry e : entries) {
                Session session = cache.take(e);
                if (session != null) {
                    return session;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody resumes what this connection used or left, nor what it may still get. */
    public void spoil() {
        lock.lock();
        try {
            spoiled = true;
            cache.forget(entries);
            entries.clear();
            wipeOwn();
        } finally {
            lock.unlock();
        }
    }

    private void wipeOwn() {
        if (own != null) {
            own.secret().wipe();
            own = null;
        }
    }
}
