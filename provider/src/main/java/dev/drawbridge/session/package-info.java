/**
 * What is remembered between connections: the session, tickets and the caches of both sides.
 * Imports {@code verify}, {@code crypto} and what lies below them; whoever asks for sessions is above.
 * Start reading at {@link dev.drawbridge.session.Session}, then {@link dev.drawbridge.session.TicketSessions} on the server's side and
 * {@link dev.drawbridge.session.ClientCache} on the client's.
 *
 * <p>The caches are plain collections under a lock, not Caffeine. A session leaves when it is the oldest or too old, which an insertion
 * order tells at once; a cache that goes by frequency would turn away new sessions in favour of old ones. A secret is copied out and wiped
 * under the lock that holds it, which a concurrent map with listeners cannot promise. The lock is held for the copying of 48 bytes, next
 * to a handshake of a hundred thousand nanoseconds. And the jars need no further library.
 */
package dev.drawbridge.session;
