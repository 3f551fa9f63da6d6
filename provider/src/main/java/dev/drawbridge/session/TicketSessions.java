package dev.drawbridge.session;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.spec.ProtocolVersion;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * The sessions of a server: in tickets that its clients keep, and in a cache for clients of TLS 1.2 that take none.
 *
 * <p>A ticket holds the session in OpenSSL's form, sealed by a {@link TicketKey}; whoever has the same keys and context opens it. Without keys
 * a ticket of TLS 1.3 is the id of a session in the cache, as in OpenSSL under SSL_OP_NO_TICKET. Like there it can be used until it is too
 * old: only with early data a ticket is used once.
 */
public final class TicketSessions implements ServerSessions {
    private static final int LONGEST_CONTEXT = 32;
    /** Of a ticket that is only the key of a session in the cache; no sealed ticket is that short. */
    private static final int ID_LENGTH = 32;

    private final Crypto crypto;
    private final int tickets;
    private volatile EarlyRules early;
    private final boolean sealsTickets;
    private final InstantSource clock;
    private volatile Sharing sharing;
    private final ServerCache cache = new ServerCache();
    private volatile CacheBounds bounds = CacheBounds.DEFAULT;
    private volatile CacheUse use = CacheUse.ALL;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder timeouts = new LongAdder();

    /**
     * What tickets are good for beside resumption.
     *
     * @param most how many bytes of early data; 0 for none
     * @param once whether a ticket is then used once, for which sessions are remembered here; otherwise the program sees to it that early
     *     data which is sent again does no harm
     */
    public record EarlyRules(long most, boolean once) {
        /** No early data. */
        public static final EarlyRules NONE = new EarlyRules(0, true);
    }

    /**
     * What the cache here is for.
     *
     * @param stores whether sessions come into it by themselves (not under SSL_SESS_CACHE_NO_INTERNAL_STORE)
     * @param finds whether they are looked up in it (not under SSL_SESS_CACHE_NO_INTERNAL_LOOKUP)
     */
    public record CacheUse(boolean stores, boolean finds) {
        /** Both. */
        public static final CacheUse ALL = new CacheUse(true, true);
    }

    /**
     * With whom sessions are shared.
     *
     * @param seal protects tickets, and sessions in the store; null where there are neither
     * @param context session_id_context
     * @param store or null
     */
    private record Sharing(Seal seal, byte[] context, StoredSessions store) {
        Sharing {
            if (context.length > LONGEST_CONTEXT) {
                throw new IllegalArgumentException("a session_id_context of " + context.length + " bytes; at most " + LONGEST_CONTEXT);
            }
        }
    }

    /** Sessions of a server that takes no early data. */
    public TicketSessions(Crypto crypto, TicketKeys keys, int tickets, byte[] context, InstantSource clock) {
        this(crypto, keys, tickets, EarlyRules.NONE, context, clock);
    }

    /**
     * Sessions of a server.
     *
     * @param keys null for tickets of TLS 1.3 that are ids, and none in TLS 1.2
     * @param tickets how many a full handshake of TLS 1.3 gives out
     * @param early what tickets are good for beside resumption
     * @param context session_id_context, at most 32 bytes: what contexts whose sessions may be resumed in each other have in common. A
     *     ticket of another context is refused, or a client that one of them verified would be taken for verified by all that share the keys
     * @param clock tells what is fresh
     */
    public TicketSessions(Crypto crypto, TicketKeys keys, int tickets, EarlyRules early, byte[] context, InstantSource clock) {
        this.crypto = crypto;
        this.tickets = tickets;
        this.early = early;
        this.sealsTickets = keys != null;
        this.clock = clock;
        this.sharing = new Sharing(keys == null ? null : new Seal(crypto, keys), context.clone(), null);
    }

    /**
     * Shares sessions from now on with all who have the same keys and context: tickets, and in a store also what tickets do not hold.
     *
     * @param context session_id_context, as above
     * @param store or null
     */
    public void share(TicketKeys keys, byte[] context, StoredSessions.Access store) {
        Seal seal = new Seal(crypto, keys);
        sharing = new Sharing(seal, context.clone(), store == null ? null : new StoredSessions(seal, context, store));
    }

    @Override
    public int tickets() {
        return tickets;
    }

    @Override
    public boolean sealsTickets() {
        return sealsTickets;
    }

    @Override
    public long maxEarlyData() {
        return early.most;
    }

    /** What tickets are good for from now on. */
    public void early(EarlyRules rules) {
        early = rules;
    }

    /** As OpenSSL's SSL_OP_NO_ANTI_REPLAY has it: not without early data, and not when the program sees to it itself. */
    @Override
    public boolean singleUse() {
        EarlyRules rules = early;
        return rules.most > 0 && rules.once;
    }

    /** Null also when the client's certificates are too long for a ticket. */
    @Override
    public byte[] seal(Session session) {
        if (!sealsTickets || singleUse() && session.version() == ProtocolVersion.TLS13) {
            return identified(session);
        }
        Sharing now = sharing;
        byte[] state;
        try {
            state = SessionCodec.encode(session, now.context);
        } catch (SessionException e) {
            return null; // of its certificates: the client gets no ticket
        }
        try {
            return now.seal.seal(state);
        } finally {
            Arrays.fill(state, (byte) 0);
        }
    }

    private byte[] identified(Session session) {
        if (session.version() != ProtocolVersion.TLS13 || session.id().length != ID_LENGTH) {
            return null;
        }
        remember(session);
        return session.id().clone();
    }

    private void remember(Session session) {
        Instant now = clock.instant();
        if (use.stores) {
            cache.put(session, bounds, now);
        }
        StoredSessions store = sharing.store;
        Duration left = Duration.between(now, session.created().plus(session.lifetime()));
        if (store != null && !left.isNegative() && !left.isZero()) {
            store.put(session, left);
        }
    }

    @Override
    public Session open(byte[] ticket) {
        if (ticket.length == ID_LENGTH) {
            return remembered(ticket, true);
        }
        Sharing now = sharing;
        byte[] state = sealsTickets ? now.seal.open(ticket).state() : null;
        if (state == null) {
            misses.increment();
            return null;
        }
        try {
            SessionCodec.Decoded decoded = SessionCodec.decode(state);
            if (!MessageDigest.isEqual(decoded.context(), now.context)) {
                decoded.session().secret().wipe();
                misses.increment();
                return null;
            }
            return fresh(decoded.session());
        } catch (SessionException e) {
            misses.increment(); // of another version of this program, or another program with the same keys
            return null;
        } finally {
            Arrays.fill(state, (byte) 0);
        }
    }

    /** Neither hit nor miss: {@link #open} counted it, and found it fresh. What the store says decides, as other servers ask it too; what is here is only wiped then. */
    @Override
    public Session take(byte[] ticket) {
        Session ours = cache.take(ticket, TicketSessions::ofTls13);
        StoredSessions store = sharing.store;
        if (store != null && ours != null) {
            ours.secret().wipe();
        }
        return store == null ? ours : store.take(ticket, true);
    }

    private static boolean ofTls13(Session session) {
        return session.version() == ProtocolVersion.TLS13;
    }

    /**
     * Ours, else the store's, which is not remembered here: where it is removed nobody would tell us. The ids of both versions are apart, as in
     * OpenSSL: an id of TLS 1.2 is no secret and must not be worth anything in TLS 1.3.
     */
    private Session remembered(byte[] id, boolean tls13) {
        boolean finds = use.finds;
        Session ours = finds ? cache.get(id, s -> ofTls13(s) == tls13) : null;
        StoredSessions store = sharing.store;
        Session found = ours == null && store != null ? store.get(id, tls13) : ours;
        return found == null && !finds && store == null ? null : found(found);
    }

    private Session found(Session session) {
        if (session == null) {
            misses.increment();
            return null;
        }
        return fresh(session);
    }

    private Session fresh(Session session) {
        if (bounds.fresh(session, clock.instant())) {
            hits.increment();
            return session;
        }
        session.secret().wipe();
        timeouts.increment();
        return null;
    }

    @Override
    public boolean stale(byte[] ticket) {
        return sealsTickets && ticket.length != ID_LENGTH && sharing.seal.stale(ticket);
    }

    @Override
    public Session byId(byte[] id) {
        return remembered(id, false);
    }

    /** A session that no client could ask for by its session id is not remembered: one of TLS 1.3, or without an id. */
    @Override
    public void keep(Session session) {
        if (!ofTls13(session) && session.id().length > 0) {
            remember(session);
        }
    }

    @Override
    public long lifetimeSeconds() {
        return bounds.lifetimeSeconds();
    }

    /** What the cache is for from now on. */
    public void use(CacheUse newUse) {
        use = newUse;
    }

    /** Who is told of sessions, without their secrets, that leave the cache because of their age or their number; under its lock. */
    public void leaving(Consumer<Session> listener) {
        cache.leaving(listener);
    }

    /** Puts a session into the cache; whether it was not there. */
    public boolean add(Session session) {
        Session known = cache.get(session.id(), s -> true);
        if (known != null) {
            boolean same = MessageDigest.isEqual(known.secret().bytes(), session.secret().bytes());
            known.secret().wipe();
            if (same) {
                return false;
            }
        }
        cache.put(session, bounds, clock.instant());
        return true;
    }

    /** Lets those sessions go that could not be resumed at a time, or all. */
    public void flush(Instant at) {
        cache.flush(s -> at == null || !s.created().plus(s.lifetime()).isAfter(at));
    }

    /** The bounds of now. */
    public CacheBounds bounds() {
        return bounds;
    }

    /** New bounds, for what is there too. */
    public void bounds(CacheBounds newBounds) {
        bounds = newBounds;
        cache.trim(newBounds, clock.instant());
    }

    /**
     * Forgets the session with an id, here and in the store; whether it was here. Tickets stay good. RFC 5246 section 7.2: "the session
     * identifier MUST be invalidated"
     */
    public boolean invalidate(byte[] id) {
        StoredSessions store = sharing.store;
        if (store != null) {
            store.remove(id);
        }
        return cache.remove(id);
    }

    /** The session in the cache with an id, to look at, or null. */
    public Session find(byte[] id) {
        Session found = cache.find(id);
        return found == null || !bounds.fresh(found, clock.instant()) ? null : found;
    }

    /** The ids of the sessions in the cache that may be resumed. */
    public List<byte[]> ids() {
        CacheBounds b = bounds;
        Instant now = clock.instant();
        return cache.ids(s -> b.fresh(s, now));
    }

    /** What happened so far. */
    public SessionCounts counts() {
        return new SessionCounts(cache.size(), hits.sum(), misses.sum(), timeouts.sum(), cache.full());
    }

    /** What became of the calls of the store. */
    public StoredSessions.Counts storeCounts() {
        StoredSessions store = sharing.store;
        return store == null ? StoredSessions.Counts.NONE : store.counts();
    }

    @Override
    public String toString() {
        return "TicketSessions[" + tickets + (sealsTickets ? " tickets" : " ids") + ", " + bounds + ", " + counts() + "]";
    }
}
