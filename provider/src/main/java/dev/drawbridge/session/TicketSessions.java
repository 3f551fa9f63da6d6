package dev.drawbridge.session;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.spec.ProtocolVersion;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

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
    private final TicketKeys keys;
    private final int tickets;
    private final EarlyRules early;
    private final byte[] context;
    private final InstantSource clock;
    private final ServerCache cache = new ServerCache();
    private volatile CacheBounds bounds = CacheBounds.DEFAULT;
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
        if (context.length > LONGEST_CONTEXT) {
            throw new IllegalArgumentException("a session_id_context of " + context.length + " bytes; at most " + LONGEST_CONTEXT);
        }
        this.crypto = crypto;
        this.keys = keys;
        this.tickets = tickets;
        this.early = early;
        this.context = context.clone();
        this.clock = clock;
    }

    @Override
    public int tickets() {
        return tickets;
    }

    @Override
    public boolean sealsTickets() {
        return keys != null;
    }

    @Override
    public long maxEarlyData() {
        return early.most;
    }

    /** As OpenSSL's SSL_OP_NO_ANTI_REPLAY has it: not without early data, and not when the program sees to it itself. */
    @Override
    public boolean singleUse() {
        return early.most > 0 && early.once;
    }

    /** Null also when the client's certificates are too long for a ticket. */
    @Override
    public byte[] seal(Session session) {
        if (keys == null || singleUse() && session.version() == ProtocolVersion.TLS13) {
            return identified(session);
        }
        byte[] state;
        try {
            state = SessionCodec.encode(session, context);
        } catch (SessionException e) {
            return null; // of its certificates: the client gets no ticket
        }
        try {
            TicketKey first = keys.keys().get(0);
            byte[] ticket = first.seal(crypto, state);
            // The key may have been replaced and wiped just now; more than once is not just now.
            TicketKey next = ticket == null ? keys.keys().get(0) : first;
            return ticket != null || next == first ? ticket : next.seal(crypto, state);
        } finally {
            Arrays.fill(state, (byte) 0);
        }
    }

    private byte[] identified(Session session) {
        if (session.version() != ProtocolVersion.TLS13 || session.id().length != ID_LENGTH) {
            return null;
        }
        cache.put(session, bounds, clock.instant());
        return session.id().clone();
    }

    @Override
    public Session open(byte[] ticket) {
        if (ticket.length == ID_LENGTH) {
            return found(cache.get(ticket, TicketSessions::askedForByTicket));
        }
        byte[] state = keys == null ? null : state(ticket);
        if (state == null) {
            misses.increment();
            return null;
        }
        try {
            SessionCodec.Decoded decoded = SessionCodec.decode(state);
            if (!MessageDigest.isEqual(decoded.context(), context)) {
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

    @Override
    public Session take(byte[] ticket) {
        return found(cache.take(ticket, TicketSessions::askedForByTicket));
    }

    /** The ids of both versions are apart, as in OpenSSL: an id of TLS 1.2 is no secret and must not take away anything of TLS 1.3. */
    private static boolean askedForByTicket(Session session) {
        return session.version() == ProtocolVersion.TLS13;
    }

    private byte[] state(byte[] ticket) {
        for (TicketKey key : keys.keys()) {
            if (key.named(ticket)) {
                return key.open(crypto, ticket);
            }
        }
        return null;
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

    /** As nginx has it: sealed with another key than the first. */
    @Override
    public boolean stale(byte[] ticket) {
        return keys != null && ticket.length != ID_LENGTH && !keys.keys().get(0).named(ticket);
    }

    @Override
    public Session byId(byte[] id) {
        return found(cache.get(id, s -> !askedForByTicket(s)));
    }

    private Session found(Session session) {
        if (session == null) {
            misses.increment();
            return null;
        }
        return fresh(session);
    }

    /** A session that no client could ask for by its session id is not remembered: one of TLS 1.3, or without an id. */
    @Override
    public void keep(Session session) {
        if (session.version() != ProtocolVersion.TLS13 && session.id().length > 0) {
            cache.put(session, bounds, clock.instant());
        }
    }

    @Override
    public long lifetimeSeconds() {
        return bounds.lifetimeSeconds();
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
     * Forgets the session with an id; whether it was there. Tickets stay good. RFC 5246 section 7.2: "the session identifier MUST be
     * invalidated"
     */
    public boolean invalidate(byte[] id) {
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

    @Override
    public String toString() {
        return "TicketSessions[" + tickets + (keys == null ? " ids" : " tickets") + ", " + bounds + ", " + counts() + "]";
    }
}
