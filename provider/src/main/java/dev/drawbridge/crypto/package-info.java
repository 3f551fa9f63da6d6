/**
 * What TLS needs from cryptography, as small interfaces; {@code crypto.bc} fulfils them.
 * Imports only {@code spec} and {@code fault}.
 * Start reading at {@link dev.drawbridge.crypto.Crypto}.
 */
package dev.drawbridge.crypto;
