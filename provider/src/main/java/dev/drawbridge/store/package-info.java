/**
 * Files into certificates and keys: the JDK's key stores here, each failure named by file and option.
 * Imports {@code fault}, {@code spec} and the certificate library.
 * Start reading at {@link dev.drawbridge.store.StoreFile}.
 */
package dev.drawbridge.store;
