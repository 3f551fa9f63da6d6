/**
 * The face that unmodified Java programs see: the service provider classes of JSSE, thin adapters without protocol knowledge.
 * Imports {@code engine} and whatever lies below it, never {@code openssl}; the only home of {@code javax.net.ssl}.
 * Start reading at {@link dev.drawbridge.jsse.ContextSpi}, then {@link dev.drawbridge.jsse.ContextCore}.
 */
package dev.drawbridge.jsse;
