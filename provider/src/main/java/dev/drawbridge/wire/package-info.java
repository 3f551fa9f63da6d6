/**
 * Bounded reading and writing of the structs of the TLS presentation language (RFC 8446 section 3) in byte arrays.
 * Imports only {@code fault} and {@code spec}.
 * Start reading at {@link dev.drawbridge.wire.WireReader}.
 */
package dev.drawbridge.wire;
