package dev.drawbridge.jsse;

import dev.drawbridge.SessionStore;
import dev.drawbridge.config.Notices;
import dev.drawbridge.config.PropertyException;
import dev.drawbridge.config.SharingSettings;
import dev.drawbridge.jcache.JCacheSessionStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The cache that the configuration names. It is opened by a thread of its own: joining a cluster takes seconds, and may make an
 * {@code SSLContext} that is configured alike. Until that is over for the first time nothing is found in it, and what is put there waits. When
 * it fails, calls do, and have it tried again, which {@code StoreHealth} sees to that there are not many.
 */
final class ConfiguredStore implements SessionStore {
    private static final byte[] NOBODYS_ID = {0};

    private final String name;
    private final Supplier<SessionStore> open;
    private final AtomicBoolean opening = new AtomicBoolean();
    private volatile CompletableFuture<SessionStore> opened = new CompletableFuture<>();

    /** What {@code open} gives, which may take its time. */
    ConfiguredStore(String name, Supplier<SessionStore> open) {
        this.name = name;
        this.open = open;
        open();
    }

    /**
     * The store that is configured.
     *
     * @param lifetimeSeconds of the sessions
     */
    static ConfiguredStore of(SharingSettings.Store settings, long lifetimeSeconds) {
        String value = "jcache:" + settings.cache();
        try {
            Class.forName("javax.cache.Caching", false, ConfiguredStore.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            PropertyException missing = new PropertyException(settings.property(), value, "javax.cache:cache-api and a caching provider where"
                    + " Drawbridge is, on the class path");
            missing.initCause(e);
            throw missing;
        }
        return new ConfiguredStore(settings.property() + "=" + value,
                () -> JCacheSessionStore.open(settings.cache(), settings.config(), Duration.ofSeconds(lifetimeSeconds)));
    }

    private void open() {
        if (opening.compareAndSet(false, true)) {
            Thread thread = new Thread(this::opens, "drawbridge-store");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /**
     * Foreign code and its configuration: what is wrong is told at once, not when the first session is lost. The first call of a cluster's
     * cache takes longer than a handshake would wait, so it is for nothing.
     */
    private void opens() {
        CompletableFuture<SessionStore> result = opened.isDone() ? new CompletableFuture<>() : opened;
        try {
            SessionStore store = open.get();
            store.get(NOBODYS_ID);
            result.complete(store);
        } catch (RuntimeException | LinkageError e) {
            Notices.tell(this + ": the cache cannot be opened: " + e);
            result.completeExceptionally(e);
        } finally {
            opened = result;
            opening.set(false);
        }
    }

    private CompletableFuture<SessionStore> opened() {
        CompletableFuture<SessionStore> now = opened;
        if (now.isCompletedExceptionally()) {
            open();
        }
        return now;
    }

    @Override
    public CompletionStage<Void> put(byte[] id, byte[] sealed, Duration left) {
        return opened().thenCompose(s -> s.put(id, sealed, left));
    }

    @Override
    public CompletionStage<byte[]> get(byte[] id) {
        CompletableFuture<SessionStore> now = opened();
        return now.isDone() ? now.thenCompose(s -> s.get(id)) : CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> remove(byte[] id) {
        return opened().thenCompose(s -> s.remove(id));
    }

    @Override
    public CompletionStage<byte[]> take(byte[] id) {
        CompletableFuture<SessionStore> now = opened();
        return now.isDone() ? now.thenCompose(s -> s.take(id)) : CompletableFuture.completedStage(null);
    }

    @Override
    public String toString() {
        return name;
    }
}
