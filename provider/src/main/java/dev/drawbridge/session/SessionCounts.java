package dev.drawbridge.session;

/**
 * What became of sessions that clients asked for, as OpenSSL counts it (SSL_CTX_sess_number(3)).
 *
 * @param number sessions in the cache (SSL_CTX_sess_number)
 * @param hits found, in a ticket or in the cache (SSL_CTX_sess_hits)
 * @param misses not found: unknown ids, and tickets that none of the keys opens (SSL_CTX_sess_misses)
 * @param timeouts found, but too old (SSL_CTX_sess_timeouts)
 * @param full removed because the cache was full (SSL_CTX_sess_cache_full)
 */
public record SessionCounts(int number, long hits, long misses, long timeouts, long full) {
}
