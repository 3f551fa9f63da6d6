/**
 * The handshakes of TLS 1.2 (RFC 5246) with ECDHE and AEAD suites, full and abbreviated: key schedule, both state families, what follows.
 * Imports {@code handshake} and what lies below, never {@code tls13}.
 * Start reading at {@link dev.drawbridge.tls12.Client12}, then {@link dev.drawbridge.tls12.Server12}.
 */
package dev.drawbridge.tls12;
