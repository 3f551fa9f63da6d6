/**
 * Files into certificates and keys: PEM, DER and PKCS#12 as OpenSSL reads them, the JDK's key stores, and what is looked up in a directory
 * by name; each failure says which file, block and line, and what was expected.
 * Imports {@code fault}, {@code spec}, {@code wire} and the certificate library, but not {@code javax.crypto}.
 * Start reading at {@link dev.drawbridge.store.KeyPairFile}, then {@link dev.drawbridge.store.StoreFile}.
 */
package dev.drawbridge.store;
