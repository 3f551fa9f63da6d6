package dev.drawbridge.config.conf;

/**
 * To what multiples records of TLS 1.3 are padded; 0 and 1 are not at all.
 *
 * @param data for application data
 * @param handshake for everything else
 */
public record RecordPadding(int data, int handshake) {
}
