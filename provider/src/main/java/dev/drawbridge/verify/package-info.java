/**
 * Is the peer who it says: the chain, its names, and the signature that proves possession of the key.
 * Imports {@code message}, {@code crypto}, {@code store} and what lies below.
 * Start reading at {@link dev.drawbridge.verify.PeerCheck}.
 */
package dev.drawbridge.verify;
