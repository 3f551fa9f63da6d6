/**
 * OpenSSL's TLS in pure Java for programs that speak JSSE: the provider, and the little that JSSE has no word for.
 * Imports {@code jsse} and, for what has to be in a public signature, nothing of ours below it.
 * Start reading at {@link dev.drawbridge.DrawbridgeProvider}.
 */
package dev.drawbridge;
