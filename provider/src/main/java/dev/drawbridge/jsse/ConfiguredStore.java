package dev.drawbridge.jsse;

import dev.drawbridge.SessionStore;
import dev.drawbridge.config.PropertyException;
import dev.drawbridge.config.SharingSettings;
import dev.drawbridge.jcache.JCacheSessionStore;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The cache that the configuration names. It is opened when a server has the first session for it, by a thread that no handshake waits for
 * longer than it would for the cache: joining a cluster takes seconds, and may make an {@code SSLContext} that is configured alike.
 */
final class ConfiguredStore implements SessionStore {
    private final SharingSettings.Store settings;
    private final Duration lifetime;
    private final ReentrantLock opening = new ReentrantLock();
    private volatile SessionStore opened;

    private ConfiguredStore(SharingSettings.Store settings, Duration lifetime) {
        this.settings = settings;
        this.lifetime = lifetime;
    }

    /**
     * The store that is configured.
     *
     * @param lifetimeSeconds of the sessions
     */
    static ConfiguredStore of(SharingSettings.Store settings, long lifetimeSeconds) {
        ConfiguredStore store = new ConfiguredStore(settings, Duration.ofSeconds(lifetimeSeconds));
        try {
            Class.forName("javax.cache.Caching", false, ConfiguredStore.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            PropertyException missing = new PropertyException(settings.property(), "jcache:" + settings.cache(), "javax.cache:cache-api and a caching"
                    + " provider where Drawbridge is, on the class path");
            missing.initCause(e);
            throw missing;
        }
        return store;
    }

    private SessionStore opened() {
        SessionStore now = opened;
        if (now != null) {
            return now;
        }
        opening.lock();
        try {
            if (opened == null) {
                opened = JCacheSessionStore.open(settings.cache(), settings.config(), lifetime);
            }
            return opened;
        } finally {
            opening.unlock();
        }
    }

    @Override
    public CompletionStage<Void> put(byte[] id, byte[] sealed, Duration left) {
        return opened().put(id, sealed, left);
    }

    @Override
    public CompletionStage<byte[]> get(byte[] id) {
        return opened().get(id);
    }

    @Override
    public CompletionStage<Void> remove(byte[] id) {
        return opened().remove(id);
    }

    @Override
    public CompletionStage<byte[]> take(byte[] id) {
        return opened().take(id);
    }

    @Override
    public String toString() {
        return settings.property() + "=jcache:" + settings.cache();
    }
}
