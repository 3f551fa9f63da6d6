package dev.drawbridge.jcache;

import dev.drawbridge.SessionStore;
import java.net.URI;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.cache.Cache;
import javax.cache.CacheManager;
import javax.cache.Caching;
import javax.cache.configuration.MutableConfiguration;
import javax.cache.expiry.CreatedExpiryPolicy;
import javax.cache.spi.CachingProvider;

/**
 * A {@link SessionStore} in a cache of JCache, which servers share when the cache is one of a cluster. Keys are the ids in hexadecimal.
 *
 * <p>JCache has no lifetime of single entries, so the cache should have an expiry policy: entries that are older than a session may be are of
 * no use. Values say themselves until when they are good. Its calls block, which a session store's may.
 */
public final class JCacheSessionStore implements SessionStore {
    private final Cache<String, byte[]> cache;

    /**
     * A store in a cache.
     *
     * @param cache not closed here
     */
    @SuppressWarnings("exports") // whoever has a cache has its API
    public JCacheSessionStore(Cache<String, byte[]> cache) {
        this.cache = Objects.requireNonNull(cache);
    }

    /**
     * A store in the cache with a name, by the caching provider on the class path; one that its configuration does not name is created, with
     * entries that expire.
     *
     * @param name of the cache
     * @param config of the cache manager, as the caching provider understands it; null for its default
     * @param lifetime of the entries of a cache that is created
     * @throws javax.cache.CacheException when there is no caching provider, more than one, or it cannot be started
     */
    public static JCacheSessionStore open(String name, URI config, Duration lifetime) {
        CachingProvider provider = Caching.getCachingProvider();
        CacheManager manager = config == null ? provider.getCacheManager() : provider.getCacheManager(config, provider.getDefaultClassLoader());
        Cache<String, byte[]> cache = manager.getCache(name);
        if (cache == null) {
            MutableConfiguration<String, byte[]> created = new MutableConfiguration<>();
            created.setExpiryPolicyFactory(CreatedExpiryPolicy.factoryOf(
                    new javax.cache.expiry.Duration(TimeUnit.SECONDS, Math.max(1, lifetime.toSeconds()))));
            cache = manager.createCache(name, created);
        }
        return new JCacheSessionStore(cache);
    }

    private static String key(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    @Override
    public CompletionStage<Void> put(byte[] id, byte[] sealed, Duration lifetime) {
        cache.put(key(id), sealed);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<byte[]> get(byte[] id) {
        return CompletableFuture.completedFuture(cache.get(key(id)));
    }

    @Override
    public CompletionStage<Void> remove(byte[] id) {
        cache.remove(key(id));
        return CompletableFuture.completedFuture(null);
    }

    /** {@link Cache#getAndRemove}, which is atomic. */
    @Override
    public CompletionStage<byte[]> take(byte[] id) {
        return CompletableFuture.completedFuture(cache.getAndRemove(key(id)));
    }

    @Override
    public String toString() {
        return "JCache " + cache.getName();
    }
}
