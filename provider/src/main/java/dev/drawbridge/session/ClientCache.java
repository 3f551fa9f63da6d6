package dev.drawbridge.session;

import dev.drawbridge.spec.ProtocolVersion;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

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
    /** Of peers, in all of them. */
    private long bytes;
    private volatile CacheBounds bounds = CacheBounds.DEFAULT;

    /**
     * Whom a session is with.
     *
     * @param host as the program calls it, in lower case
     * @param port of the server
     * @param terms what else must be equal: by what rules the peer was judged
     */
    record Peer(String host, int port, Object terms) {
    }

    /** A session in the cache; equal to itself alone. */
    static final class Entry {
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
     * The sessions of one connection. Without a host nobody knows who the peer is, so that nobody else is given what it leaves.
     *
     * @param host as the program calls it, or null
     * @param port of the server, negative when it is not known
     * @param terms equal for connections that may resume each other's sessions. A resumed handshake shows no certificate, so whatever
     *     decides on certificates, and on which of ours is shown, belongs here
     */
    public PeerSessions with(String host, int port, Object terms) {
        return new PeerSessions(this, host == null || port < 0 ? null : new Peer(host.toLowerCase(Locale.ROOT), port, terms));
    }

    /**
     * A session that was kept.
     *
     * @param session without a secret that is of use: to look at only
     * @param sessions to resume from it
     */
    public record Found(Session session, String host, int port, Object terms, PeerSessions sessions) {
    }

    /** The session with an id, or null. Looks at all, since it is asked for rarely. */
    public Found find(byte[] id) {
        Instant now = clock.instant();
        lock.lock();
        try {
            for (Entry e : all) {
                if (MessageDigest.isEqual(e.session.id(), id) && bounds.fresh(e.session, now)) {
                    return new Found(e.session.without(), e.peer.host, e.peer.port, e.peer.terms, new PeerSessions(this, e.peer).of(e));
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** The newest of a peer, which {@code taken} is told, or null. */
    Session take(Peer peer, Consumer<Entry> taken) {
        lock.lock();
        try {
            for (Entry newest : List.copyOf(peers.getOrDefault(peer, new ArrayDeque<>()))) {
                Session session = take(newest);
                if (session != null) {
                    taken.accept(newest);
                    return session;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** A certain one, or null when it is no longer there. */
    Session take(Entry entry) {
        Instant now = clock.instant();
        lock.lock();
        try {
            if (!all.contains(entry)) {
                return null;
            }
            if (!bounds.fresh(entry.session, now)) {
                forget(entry);
                return null;
            }
            if (entry.session.version() == ProtocolVersion.TLS13) {
                // RFC 8446 appendix C.4: "Clients SHOULD NOT reuse a ticket for multiple connections."
                remove(entry);
                return entry.session;
            }
            return entry.session.copy();
        } finally {
            lock.unlock();
        }
    }

    /** Keeps a copy. */
    Entry keep(Peer peer, Session given) {
        Session session = given.copy();
        Entry entry = new Entry(peer, session);
        lock.lock();
        try {
            Deque<Entry> ofPeer = peers.computeIfAbsent(peer, p -> new ArrayDeque<>(MOST_PER_PEER));
            ofPeer.addFirst(entry);
            all.add(entry);
            bytes += session.peerBytes();
            boolean shared = session.version() != ProtocolVersion.TLS13;
            for (Entry older : List.copyOf(ofPeer)) {
                boolean replaced = shared && older != entry && older.session.version() != ProtocolVersion.TLS13;
                if (replaced || ofPeer.size() > MOST_PER_PEER && older == ofPeer.peekLast()) {
                    forget(older);
                }
            }
            trim(clock.instant());
            return entry;
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock: lets the oldest go, as long as they are too old or there are too many. */
    private void trim(Instant now) {
        List<Entry> gone = new ArrayList<>();
        long left = bytes;
        Iterator<Entry> oldest = all.iterator();
        while (oldest.hasNext()) {
            Entry e = oldest.next();
            if (bounds.fresh(e.session, now) && !bounds.tooMany(all.size() - gone.size(), left)) {
                break;
            }
            gone.add(e);
            left -= e.session.peerBytes();
        }
        gone.forEach(this::forget);
    }

    /** Under the lock. */
    private void remove(Entry entry) {
        all.remove(entry);
        bytes -= entry.session.peerBytes();
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

    /** Forgets what is still there of some. */
    void forget(Collection<Entry> some) {
        lock.lock();
        try {
            for (Entry e : some) {
                if (all.contains(e)) {
                    forget(e);
                }
            }
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

    /** How many bytes of peers there are. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
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
