package dev.drawbridge.session;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The sessions of a server by id, in the order in which they came, as in OpenSSL's cache: when it is full the oldest goes. All of them live
 * equally long, so the oldest is also the next to expire, unless a resumed connection left it, which expires sooner. A session that was just
 * made is never turned away, as it would be by a cache that goes by how often something was asked for. It owns the secrets that it holds and
 * wipes them when their session leaves.
 */
final class ServerCache {
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Id, Session> sessions = new LinkedHashMap<>();
    /** Of peers, in all of them. */
    private long bytes;
    private long full;
    /** Is told, under the lock, of sessions that leave because of their age or their number. */
    private volatile Consumer<Session> leaving = s -> { };

    void leaving(Consumer<Session> listener) {
        leaving = listener;
    }

    /** A session id as a key. */
    private record Id(byte[] bytes) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Id id && MessageDigest.isEqual(bytes, id.bytes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(bytes);
        }
    }

    /** Adds a copy, in place of a session with the same id. */
    void put(Session session, CacheBounds bounds, Instant now) {
        Session ours = session.copy();
        Id id = new Id(ours.id());
        lock.lock();
        try {
            remove(id);
            sessions.put(id, ours);
            bytes += ours.peerBytes();
            trim(bounds, now);
        } finally {
            lock.unlock();
        }
    }

    /** Lets the oldest go, as long as they are too old or there are too many. */
    void trim(CacheBounds bounds, Instant now) {
        lock.lock();
        try {
            Iterator<Session> oldest = sessions.values().iterator();
            while (oldest.hasNext()) {
                Session s = oldest.next();
                boolean fresh = bounds.fresh(s, now);
                if (fresh && !bounds.tooMany(sessions.size(), bytes)) {
                    return;
                }
                full += fresh ? 1 : 0;
                leaves(oldest, s);
            }
        } finally {
            lock.unlock();
        }
    }

    private void leaves(Iterator<Session> from, Session s) {
        from.remove();
        bytes -= s.peerBytes();
        leaving.accept(s.without());
        s.secret().wipe();
    }

    /** Lets those go that fulfil a condition. */
    void flush(Predicate<Session> condition) {
        lock.lock();
        try {
            Iterator<Session> all = sessions.values().iterator();
            while (all.hasNext()) {
                Session s = all.next();
                if (condition.test(s)) {
                    leaves(all, s);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** A copy of the session with an id that fulfils a condition, fresh or not; null when there is none. */
    Session get(byte[] id, Predicate<Session> condition) {
        lock.lock();
        try {
            Session s = sessions.get(new Id(id));
            return s == null || !condition.test(s) ? null : s.copy();
        } finally {
            lock.unlock();
        }
    }

    /** The session itself, which is not here any more: one of all who ask gets it. */
    Session take(byte[] id, Predicate<Session> condition) {
        lock.lock();
        try {
            Session s = sessions.get(new Id(id));
            if (s == null || !condition.test(s)) {
                return null;
            }
            sessions.remove(new Id(id));
            bytes -= s.peerBytes();
            return s;
        } finally {
            lock.unlock();
        }
    }

    /** The same to look at, without a secret that is of use. */
    Session find(byte[] id) {
        lock.lock();
        try {
            Session s = sessions.get(new Id(id));
            return s == null ? null : s.without();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it was there. */
    boolean remove(byte[] id) {
        lock.lock();
        try {
            return remove(new Id(id));
        } finally {
            lock.unlock();
        }
    }

    private boolean remove(Id id) {
        Session s = sessions.remove(id);
        if (s != null) {
            bytes -= s.peerBytes();
            s.secret().wipe();
        }
        return s != null;
    }

    /** The ids of the sessions that fulfil a condition. */
    List<byte[]> ids(Predicate<Session> condition) {
        lock.lock();
        try {
            List<byte[]> ids = new ArrayList<>();
            for (Session s : sessions.values()) {
                if (condition.test(s)) {
                    ids.add(s.id().clone());
                }
            }
            return ids;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return sessions.size();
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

    /** How many went because there were too many. */
    long full() {
        lock.lock();
        try {
            return full;
        } finally {
            lock.unlock();
        }
    }
}
