/**
 * Sessions in a cache of JCache (JSR 107), which Infinispan, Hazelcast, Redisson and others are.
 * Imports {@code javax.cache}, which only those who use this need, and of ours only the interface that it implements.
 * Start reading at {@link dev.drawbridge.jcache.JCacheSessionStore}.
 */
package dev.drawbridge.jcache;
