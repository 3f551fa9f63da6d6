/**
 * The cryptography of Drawbridge: AEAD, hash, HMAC and RSA from the JDK's own providers, elliptic curves and ML-KEM from Bouncy
 * Castle, and the user's providers for keys that cannot leave them.
 * Imports {@code crypto}, {@code spec} and {@code fault}; nothing else may import {@code javax.crypto} or Bouncy Castle's
 * cryptography.
 * Start reading at {@link dev.drawbridge.crypto.bc.Primitives}, which says what is taken from where and why, then
 * {@link dev.drawbridge.crypto.bc.BcCrypto}.
 */
package dev.drawbridge.crypto.bc;
