package dev.drawbridge.openssl;

import dev.drawbridge.TicketKeys;
import dev.drawbridge.config.Notices;
import dev.drawbridge.config.RoleDefaults;
import dev.drawbridge.config.SessionSettings;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.openssl.SslContext.SessionCacheMode;
import dev.drawbridge.session.CacheBounds;
import dev.drawbridge.session.GivenTicketKeys;
import dev.drawbridge.session.RandomTicketKeys;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.TicketSessions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** The sessions of a context, and the callbacks of a program that keeps them elsewhere (SSL_CTX_sess_set_get_cb(3)). Safe for many threads. */
final class SessionCache {
    private final SslContext context;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile TicketSessions ofServers;
    private final AtomicReference<byte[]> idContext = new AtomicReference<>(new byte[0]);
    private volatile GivenTicketKeys ticketKeys;
    /** Null as long as configuration says it. */
    private volatile Long maxEarlyData;
    private volatile Set<SessionCacheMode> mode = Set.of(SessionCacheMode.SERVER);
    private volatile CacheBounds bounds = new CacheBounds(20 * 1024, 7200);
    private volatile BiConsumer<Ssl, SslSession> newSession;
    private volatile BiFunction<Ssl, byte[], SslSession> getSession;
    private volatile BiConsumer<SslContext, SslSession> removeSession;
    /** Those that left without anybody being told yet: they leave under locks. */
    private final Queue<Session> left = new ConcurrentLinkedQueue<>();
    private final Tally connects = new Tally();
    private final Tally accepts = new Tally();
    private final LongAdder clientMisses = new LongAdder();
    private final LongAdder callbackHits = new LongAdder();

    /** What handshakes of one role came to. */
    static final class Tally {
        private final LongAdder begun = new LongAdder();
        private final LongAdder renegotiations = new LongAdder();
        private final LongAdder good = new LongAdder();
        private final LongAdder hits = new LongAdder();

        void begins(boolean renegotiates) {
            (renegotiates ? renegotiations : begun).increment();
        }

        void done(boolean resumed) {
            good.increment();
            if (resumed) {
                hits.increment();
            }
        }

        long begun() {
            return begun.sum();
        }

        long renegotiations() {
            return renegotiations.sum();
        }

        long good() {
            return good.sum();
        }
    }

    SessionCache(SslContext context) {
        this.context = context;
    }

    // ---- settings

    void mode(Set<SessionCacheMode> modes) {
        mode = modes.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(modes));
        TicketSessions made = ofServers;
        if (made != null) {
            made.use(use());
        }
    }

    Set<SessionCacheMode> mode() {
        return mode;
    }

    boolean remembers(boolean client) {
        return mode.contains(client ? SessionCacheMode.CLIENT : SessionCacheMode.SERVER);
    }

    private TicketSessions.CacheUse use() {
        return new TicketSessions.CacheUse(remembers(false) && !mode.contains(SessionCacheMode.NO_INTERNAL_STORE),
                !mode.contains(SessionCacheMode.NO_INTERNAL_LOOKUP));
    }

    CacheBounds bounds() {
        return bounds;
    }

    void bounds(CacheBounds changed) {
        bounds = changed;
        TicketSessions made = ofServers;
        if (made != null) {
            made.bounds(changed);
        }
        tellRemoved();
    }

    byte[] idContext() {
        return idContext.get().clone();
    }

    void idContext(byte[] changed) {
        idContext.set(changed.clone());
        startAnew();
    }

    void ticketKeys(TicketKeys keys) {
        ticketKeys = keys == null ? null : new GivenTicketKeys(keys, Notices::tell);
        startAnew();
    }

    void maxEarlyData(long bytes) {
        maxEarlyData = bytes;
        TicketSessions made = ofServers;
        if (made != null) {
            made.early(earlyRules());
        }
    }

    long maxEarlyData() {
        return earlyRules().most();
    }

    private TicketSessions.EarlyRules earlyRules() {
        SessionSettings said = context.choices().defaults(false, context.crypto()).sessions();
        Long here = maxEarlyData;
        return new TicketSessions.EarlyRules(here == null ? said.maxEarlyData() : here, said.antiReplay());
    }

    /** What server sessions are made of has changed. */
    void startAnew() {
        ofServers = null;
    }

    void newSession(BiConsumer<Ssl, SslSession> callback) {
        newSession = callback;
    }

    void getSession(BiFunction<Ssl, byte[], SslSession> callback) {
        getSession = callback;
    }

    void removeSession(BiConsumer<SslContext, SslSession> callback) {
        removeSession = callback;
    }

    // ---- what is there

    /** Made when the first connection needs it; whatever changes what it is made of begins anew. */
    TicketSessions ofServers() {
        lock.lock();
        try {
            if (ofServers == null) {
                Crypto crypto = context.crypto();
                RoleDefaults d = context.choices().defaults(false, crypto);
                InstantSource clock = InstantSource.system();
                boolean tickets = d.sessions().tickets();
                dev.drawbridge.session.TicketKeys keys = !tickets ? null : ticketKeys != null ? ticketKeys
                        : new RandomTicketKeys(crypto, clock, Session.LONGEST_LIFETIME);
                TicketSessions made = new TicketSessions(crypto, keys, d.sessions().numTickets(), earlyRules(), idContext.get(), clock);
                made.bounds(bounds);
                made.use(use());
                made.leaving(left::add);
                ofServers = made;
            }
            return ofServers;
        } finally {
            lock.unlock();
        }
    }

    Tally tally(boolean client) {
        return client ? connects : accepts;
    }

    long hits() {
        return connects.hits.sum() + accepts.hits.sum();
    }

    long misses() {
        return ofServers().counts().misses() + clientMisses.sum();
    }

    /** A client proposed a session, and the server did not want it. */
    void missed() {
        clientMisses.increment();
    }

    long callbackHits() {
        return callbackHits.sum();
    }

    // ---- callbacks

    /** A connection has a new session; called without locks. */
    void tellNew(Ssl ssl, SslSession session) {
        BiConsumer<Ssl, SslSession> callback = newSession;
        if (callback != null && remembers(!ssl.isServer())) {
            callback.accept(ssl, session);
        }
    }

    /** Those that left since this was last called; called without locks. */
    void tellRemoved() {
        for (Session s = left.poll(); s != null; s = left.poll()) {
            tellRemoved(new SslSession(s, idContext.get()).spoil());
        }
    }

    private void tellRemoved(SslSession session) {
        BiConsumer<SslContext, SslSession> callback = removeSession;
        if (callback != null) {
            callback.accept(context, session);
        }
    }

    /** Whether sessions that their tickets hold are kept too, so that it is told when they leave. */
    boolean tellsOfTickets() {
        return removeSession != null && use().stores();
    }

    /** The session that the program has for a client, with a secret of its own, or null. */
    Session ask(Ssl ssl, byte[] id, boolean tls13) {
        BiFunction<Ssl, byte[], SslSession> callback = getSession;
        SslSession found = callback == null ? null : callback.apply(ssl, id.clone());
        if (found == null) {
            return null;
        }
        callbackHits.increment();
        Session session = found.toResume(idContext.get(), tls13);
        if (session != null && !session.fresh(Instant.now())) {
            session.secret().wipe();
            return null;
        }
        if (session != null && use().stores()) {
            ofServers().add(session);
        }
        return session;
    }

    // ---- by hand

    int add(SslSession session) {
        Session copy = session.toResume();
        if (copy == null || copy.id().length == 0) {
            return 0;
        }
        try {
            return ofServers().add(copy) ? 1 : 0;
        } finally {
            copy.secret().wipe();
            tellRemoved();
        }
    }

    /** Whoever still has it cannot resume it either: {@code SSL_CTX_remove_session}, which tells the callback whether it was there or not. */
    int remove(SslSession session) {
        byte[] id = session.getId();
        if (id.length == 0) {
            return 0;
        }
        session.spoil();
        boolean there = ofServers().invalidate(id);
        tellRemoved(session);
        return there ? 1 : 0;
    }

    /** The session of a server's connection that ended badly. */
    void remove(byte[] id) {
        Session there = ofServers().find(id);
        ofServers().invalidate(id);
        if (there != null) {
            tellRemoved(new SslSession(there, idContext.get()).spoil());
        }
    }

    void flush(long time) {
        ofServers().flush(time == 0 ? null : Instant.ofEpochSecond(time));
        tellRemoved();
    }
}
