package dev.drawbridge.session;

import dev.drawbridge.spec.ProtocolVersion;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The sessions of clients by peer: several tickets of TLS 1.3, each given out once, or one session of TLS 1.2 for all. When the cache is full
 * the oldest session of all goes. It owns the secrets that it holds and wipes them when their session leaves.
 */
public final class ClientCache {
    /** As many as two connections get from servers that give out two each. */
    private static final int MOST_PER_PEER = 4;

    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    /** Of each peer, newest first; never an empty one. */
    private final Map<Peer, Deque<Entry>> peers = new HashMap<>();
    /** All, the oldest first. */
    private final Set<Entry> all = new LinkedHashSet<>();
    private volatile CacheBounds bounds = CacheBounds.DEFAULT;

    /**
     * Whom a session is with.
     *
     * @param host as the program calls it, in lower case
     * @param port of the server
     * @param terms what else must be equal: by what rules the peer was judged
     */
    private record Peer(String host, int port, Object terms) {
    }

    /** A session in the cache; equal to itself alone. */
    private static final class Entry {
        private final Peer peer;
        private final Session session;

        Entry(Peer peer, Session session) {
            this.peer = peer;
            this.session = session;
        }
    }

    public ClientCache(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * The sessions with one peer. Without a host nobody knows who the peer is, so nothing is remembered.
     *
     * @param host as the program calls it, or null
     * @param port of the server, negative when it is not known
     * @param terms equal for connections that may resume each other's sessions. A resumed handshake shows no certificate, so whatever
     *     decides on certificates, and on which of ours is shown, belongs here
     */
    public ClientSessions with(String host, int port, Object terms) {
        if (host == null || port < 0) {
            return ClientSessions.NONE;
        }
        Peer peer = new Peer(host.toLowerCase(Locale.ROOT), port, terms);
        return new ClientSessions() {
            @Override
            public Session take() {
                return ClientCache.this.take(peer);
            }

            @Override
            public void keep(Session session) {
                ClientCache.this.keep(peer, session.copy());
            }
        };
    }

    private Session take(Peer peer) {
        Instant now = clock.instant();
        lock.lock();
        try {
            for (Entry newest : List.copyOf(peers.getOrDefault(peer, new ArrayDeque<>()))) {
                if (!bounds.fresh(newest.session, now)) {
                    forget(newest);
                } else if (newest.session.version() == ProtocolVersion.TLS13) {
                    // RFC 8446 appendix C.4: "Clients SHOULD NOT reuse a ticket for multiple connections."
                    remove(newest);
                    return newest.session;
                } else {
                    return newest.session.copy();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void keep(Peer peer, Session session) {
        Entry entry = new Entry(peer, session);
        lock.lock();
        try {
            Deque<Entry> ofPeer = peers.computeIfAbsent(peer, p -> new ArrayDeque<>(MOST_PER_PEER));
            ofPeer.addFirst(entry);
            all.add(entry);
            boolean shared = session.version() != ProtocolVersion.TLS13;
            for (Entry older : List.copyOf(ofPeer)) {
                boolean replaced = shared && older != entry && older.session.version() != ProtocolVersion.TLS13;
                if (replaced || ofPeer.size() > MOST_PER_PEER && older == ofPeer.peekLast()) {
                    forget(older);
                }
            }
            trim(clock.instant());
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: lets the oldest go, as long as they are too old or there are too many. */
    private void trim(Instant now) {
        List<Entry> gone = new ArrayList<>();
        Iterator<Entry> oldest = all.iterator();
        while (oldest.hasNext()) {
            Entry e = oldest.next();
            if (bounds.fresh(e.session, now) && !bounds.tooMany(all.size() - gone.size())) {
                break;
            }
            gone.add(e);
        }
        gone.forEach(this::forget);
    }

    /** Under the lock. */
    private void remove(Entry entry) {
        all.remove(entry);
        Deque<Entry> ofPeer = peers.get(entry.peer);
        ofPeer.remove(entry);
        if (ofPeer.isEmpty()) {
            peers.remove(entry.peer);
        }
    }

    /** Under the lock: nobody else has the secret of what is here. */
    private void forget(Entry entry) {
        remove(entry);
        entry.session.secret().wipe();
    }

    /** Forgets the session with an id, of whatever peer; whether it was there. Looks at all, since it is asked for rarely. */
    public boolean invalidate(byte[] id) {
        lock.lock();
        try {
            List<Entry> gone = all.stream().filter(e -> MessageDigest.isEqual(e.session.id(), id)).toList();
            gone.forEach(this::forget);
            return !gone.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** The ids of the sessions that may be resumed. */
    public List<byte[]> ids() {
        Instant now = clock.instant();
        lock.lock();
        try {
            return all.stream().filter(e -> bounds.fresh(e.session, now)).map(e -> e.session.id().clone()).toList();
        } finally {
            lock.unlock();
        }
    }

    /** How many sessions there are. */
    public int size() {
        lock.lock();
        try {
            return all.size();
        } finally {
            lock.unlock();
        }
    }

    /** The bounds of now. */
    public CacheBounds bounds() {
        return bounds;
    }

    /** New bounds, for what is there too. */
    public void bounds(CacheBounds newBounds) {
        bounds = newBounds;
        lock.lock();
        try {
            trim(clock.instant());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "ClientCache[" + size() + " sessions, " + bounds + "]";
    }
}
