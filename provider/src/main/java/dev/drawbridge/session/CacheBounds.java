package dev.drawbridge.session;

import java.time.Instant;

/**
 * What a cache may hold, as JSSE's SSLSessionContext counts it; OpenSSL's SSL_CTX_sess_set_cache_size and SSL_CTX_set_timeout.
 *
 * @param size the most sessions, 0 for as many as there are
 * @param timeoutSeconds for how long after its handshake a session may be resumed at most, 0 for as long as it says itself
 */
public record CacheBounds(int size, int timeoutSeconds) {
    /** SunJSSE's: 20480 sessions for a day. */
    public static final CacheBounds DEFAULT = new CacheBounds(20480, 86400);
    /**
     * The most bytes of what peers sent: a server may make a ticket of 64 KiB, and so long may a chain be, as peers like. A session of an honest
     * one is 2 to 5 KiB. SunJSSE lets the garbage collector decide.
     */
    static final long MOST_BYTES = 64 << 20;

    public CacheBounds {
        if (size < 0 || timeoutSeconds < 0) {
            throw new IllegalArgumentException("size " + size + " and timeout " + timeoutSeconds + " of a cache must not be negative");
        }
    }

    /** The same with another size. */
    public CacheBounds withSize(int other) {
        return new CacheBounds(other, timeoutSeconds);
    }

    /** The same with another timeout. */
    public CacheBounds withTimeout(int seconds) {
        return new CacheBounds(size, seconds);
    }

    /** For how long a new session may be resumed. */
    public long lifetimeSeconds() {
        // RFC 8446 section 4.6.1: "Servers MUST NOT use any value greater than 604800 seconds (7 days)."
        long longest = Session.LONGEST_LIFETIME.toSeconds();
        return timeoutSeconds == 0 ? longest : Math.min(timeoutSeconds, longest);
    }

    boolean fresh(Session session, Instant now) {
        return session.fresh(now) && (timeoutSeconds == 0 || now.isBefore(session.created().plusSeconds(timeoutSeconds)));
    }

    /** Whether so many sessions with so many bytes of their peers are more than there may be. */
    boolean tooMany(int count, long bytes) {
        return size != 0 && (count > size || bytes > MOST_BYTES);
    }
}
