/**
 * The handshake of TLS 1.3 (RFC 8446), from the choice of that version until the connection ends, in both roles.
 * Imports {@code handshake} and whatever lies below it, never {@code tls12}.
 * Start reading at {@link dev.drawbridge.tls13.Client13}.
 */
package dev.drawbridge.tls13;
