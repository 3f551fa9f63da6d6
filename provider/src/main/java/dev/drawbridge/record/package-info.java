/**
 * Bytes to protected records and back, one object per direction, and the joining of fragments into handshake messages.
 * Imports {@code wire}, {@code crypto}, {@code fault}, {@code spec} and {@code diag}.
 * Start reading at {@link dev.drawbridge.record.RecordReader}.
 */
package dev.drawbridge.record;
