/**
 * What happened, told to those who ask: typed events without secrets.
 * Imports only {@code spec}; any floor may call it.
 * Start reading at {@link dev.drawbridge.diag.HandshakeReport}.
 */
package dev.drawbridge.diag;
