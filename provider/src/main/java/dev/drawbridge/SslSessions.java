package dev.drawbridge;

import dev.drawbridge.jsse.SessionSharing;
import dev.drawbridge.jsse.Shareable;
import dev.drawbridge.session.SessionCounts;
import dev.drawbridge.session.StoredSessions;
import java.util.Objects;
import javax.net.ssl.SSLSessionContext;

/**
 * With whom the servers of an {@code SSLContext} share their sessions, and what becomes of these. As long as nothing is said here or by
 * properties, they are shared with nobody.
 *
 * <pre>{@code
 * SslSessions sessions = SslSessions.of(context.getServerSessionContext());
 * sessions.ticketKeys(() -> keys);
 * sessions.store(new JCacheSessionStore(cache));
 * log(sessions.counts());
 * }</pre>
 *
 * What is said counts for handshakes that begin afterwards.
 */
public final class SslSessions {
    private final SessionSharing sharing;

    private SslSessions(SessionSharing sharing) {
        this.sharing = sharing;
    }

    /**
     * The sessions of a context's servers.
     *
     * @param context of {@code SSLContext.getServerSessionContext()}
     * @throws IllegalArgumentException when it is of another provider, or of clients
     */
    public static SslSessions of(SSLSessionContext context) {
        Objects.requireNonNull(context);
        if (!(context instanceof Shareable ours)) {
            throw new IllegalArgumentException(context.getClass().getName() + " is not of provider " + DrawbridgeProvider.NAME);
        }
        if (ours.sharing() == null) {
            throw new IllegalArgumentException("this is a session context of clients; expected that of servers, getServerSessionContext()");
        }
        return new SslSessions(ours.sharing());
    }

    /**
     * Keys that other servers have too ({@code SSL_CTX_set_tlsext_ticket_keys}), in place of {@code drawbridge.ticketKeyFile} and of random
     * keys. Whoever has the same keys and the same session_id_context resumes our sessions and we theirs.
     *
     * @param keys asked for each ticket
     * @throws IllegalArgumentException when the keys of now cannot be used
     * @throws IllegalStateException when the key manager does not tell its certificates, so that there is no session_id_context yet
     */
    public void ticketKeys(TicketKeys keys) {
        sharing.ticketKeys(keys);
    }

    /**
     * What servers that may resume each other's sessions have in common ({@code SSL_CTX_set_session_id_context}). As long as it is not said,
     * here or by {@code drawbridge.sessionIdContext}, it stands for the names in the server's certificates.
     *
     * @param context 1 to 32 bytes
     */
    public void sessionIdContext(byte[] context) {
        sharing.sessionIdContext(context);
    }

    /**
     * Where sessions are kept that tickets do not hold: those of TLS 1.2 clients without tickets, and all when tickets are turned off. The
     * context's own cache is asked first.
     *
     * @param store or null for none
     * @throws IllegalStateException when there are no ticket keys yet, which also seal what is stored
     */
    public void store(SessionStore store) {
        sharing.store(store);
    }

    /**
     * What became of sessions so far (SSL_CTX_sess_number(3)).
     *
     * @return a moment's numbers
     */
    public Counts counts() {
        SessionCounts all = sharing.counts();
        StoredSessions.Counts store = sharing.storeCounts();
        return new Counts(all.number(), all.hits(), all.misses(), all.timeouts(), all.full(), store.hits(), store.misses(), store.refused(),
                store.failures(), store.dropped());
    }

    /**
     * What became of sessions.
     *
     * @param number sessions in the context's own cache ({@code SSL_CTX_sess_number})
     * @param hits sessions found that clients asked for, wherever they were ({@code SSL_CTX_sess_hits})
     * @param misses sessions not found, and tickets that no key opens ({@code SSL_CTX_sess_misses})
     * @param timeouts sessions found too late ({@code SSL_CTX_sess_timeouts})
     * @param cacheFull sessions that others took the place of ({@code SSL_CTX_sess_cache_full})
     * @param storeHits sessions found in the store ({@code SSL_CTX_sess_cb_hits})
     * @param storeMisses sessions that the store did not have, or not for us
     * @param storeRefused values in the store that no server with our keys put there
     * @param storeFailures calls of the store that failed, or were not answered in time
     * @param storeDropped calls that were not made, because the store did not answer
     */
    public record Counts(long number, long hits, long misses, long timeouts, long cacheFull, long storeHits, long storeMisses,
            long storeRefused, long storeFailures, long storeDropped) {
    }
}
