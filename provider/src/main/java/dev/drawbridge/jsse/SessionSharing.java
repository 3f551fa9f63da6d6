package dev.drawbridge.jsse;

import dev.drawbridge.SessionStore;
import dev.drawbridge.config.Chosen;
import dev.drawbridge.config.Notices;
import dev.drawbridge.config.SharingSettings;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.session.GivenTicketKeys;
import dev.drawbridge.session.SessionCounts;
import dev.drawbridge.session.StoredSessions;
import dev.drawbridge.session.TicketKeyFiles;
import dev.drawbridge.session.TicketKeys;
import dev.drawbridge.session.TicketSessions;
import dev.drawbridge.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.X509KeyManager;

/** With whom the servers of a context share their sessions: with nobody, until there are ticket keys that others may have too. */
public final class SessionSharing {
    private static final System.Logger LOG = System.getLogger("dev.drawbridge.session");

    private final TicketSessions sessions;
    private final Crypto crypto;
    private final X509KeyManager serverKeys;
    private final Duration storeTimeout;
    private final ReentrantLock lock = new ReentrantLock();
    // Under the lock. The context is null as long as it stands for the names in the server's certificates.
    private TicketKeys keys;
    private byte[] context;
    private SessionStore store;

    private SessionSharing(TicketSessions sessions, Crypto crypto, X509KeyManager serverKeys, SharingSettings settings) {
        this.sessions = sessions;
        this.crypto = crypto;
        this.serverKeys = serverKeys;
        this.context = settings.context();
        this.storeTimeout = settings.storeTimeout();
    }

    /**
     * The sharing that is configured.
     *
     * @param serverKeys null for a context without servers, which reads no ticket keys
     * @throws StoreException when the ticket keys cannot be read
     */
    static SessionSharing of(TicketSessions sessions, Crypto crypto, X509KeyManager serverKeys, SharingSettings settings) throws StoreException {
        SessionSharing sharing = new SessionSharing(sessions, crypto, serverKeys, settings);
        Chosen<List<Path>> files = settings.keyFiles();
        if (serverKeys == null || files.value().isEmpty()) {
            return sharing;
        }
        try {
            sharing.keys = new TicketKeyFiles(files.value(), told -> Notices.tell(files.source() + ": " + told));
        } catch (StoreException e) {
            throw new StoreException(files.source() + ": " + e.getMessage(), e);
        }
        sharing.store = settings.store() == null ? null : ConfiguredStore.of(settings.store(), sessions.lifetimeSeconds());
        if (sharing.context == null && SessionIdContext.of(crypto, serverKeys) == null) {
            Notices.tell(files.source() + ": sessions of a context are not shared, because its key manager does not tell for which names it has"
                    + " certificates; drawbridge.sessionIdContext says which contexts may share them");
            return sharing;
        }
        sharing.apply();
        return sharing;
    }

    /**
     * Other keys.
     *
     * @throws IllegalArgumentException when they cannot be used
     * @throws IllegalStateException when nobody knows for which names the server has certificates
     */
    public void ticketKeys(dev.drawbridge.TicketKeys given) {
        TicketKeys made = new GivenTicketKeys(Objects.requireNonNull(given), Notices::tell);
        change(() -> keys = made);
    }

    /**
     * The session_id_context.
     *
     * @param given 1 to 32 bytes
     */
    public void sessionIdContext(byte[] given) {
        if (given.length == 0 || given.length > SharingSettings.LONGEST_CONTEXT) {
            throw new IllegalArgumentException("a session_id_context of " + given.length + " bytes; expected 1 to " + SharingSettings.LONGEST_CONTEXT);
        }
        byte[] copy = given.clone();
        change(() -> context = copy);
    }

    /**
     * A store for sessions that tickets do not hold.
     *
     * @param given or null for none
     * @throws IllegalStateException when there are no ticket keys
     */
    public void store(SessionStore given) {
        change(() -> {
            if (given != null && keys == null) {
                throw new IllegalStateException("a session store needs ticket keys first: sessions are sealed by a key that the servers share");
            }
            store = given;
        });
    }

    private void change(Runnable setting) {
        lock.lock();
        try {
            setting.run();
            if (keys != null) {
                apply();
            }
        } finally {
            lock.unlock();
        }
    }

    private void apply() {
        byte[] shared = context != null ? context : serverKeys == null ? null : SessionIdContext.of(crypto, serverKeys);
        if (shared == null) {
            throw new IllegalStateException("the key manager does not tell for which names it has certificates; sessionIdContext first says which"
                    + " contexts may share sessions");
        }
        SessionStore place = store;
        sessions.share(keys, shared, place == null ? null : new StoredSessions.Access(place, storeTimeout,
                (level, text) -> LOG.log(level, "the session store " + place + " " + text)));
    }

    /** What happened to sessions so far. */
    public SessionCounts counts() {
        return sessions.counts();
    }

    /** What happened in the store so far. */
    public StoredSessions.Counts storeCounts() {
        return sessions.storeCounts();
    }
}
