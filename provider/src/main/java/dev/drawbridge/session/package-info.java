/**
 * What is remembered between connections: the session, tickets and the caches of both sides.
 * Imports {@code verify}, {@code crypto} and what lies below them; whoever asks for sessions is above.
 * Start reading at {@link dev.drawbridge.session.Session}.
 */
package dev.drawbridge.session;
