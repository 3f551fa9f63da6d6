package dev.drawbridge.crypto;

/**
 * The keys of one direction of records with a MAC.
 *
 * @param iv of the first record of CBC in TLS 1.0, else of no use
 */
public record MacKeys(byte[] key, byte[] macKey, byte[] iv) {
    @Override
    public String toString() {
        return "MacKeys[secret]";
    }
}
