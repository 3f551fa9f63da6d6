package dev.drawbridge.store;

/**
 * What stands between {@code -----BEGIN} and {@code -----END}.
 *
 * @param label the word after BEGIN: {@code CERTIFICATE}
 * @param header the lines before the blank line, such as {@code DEK-Info}; mostly empty
 * @param der what the base64 says; not a copy
 * @param friendlyName the name that {@code openssl pkcs12} writes before a block, or null
 * @param place where it begins
 */
record PemBlock(String label, String header, byte[] der, String friendlyName, Place place) {
    /** Without its bytes, which may be a key. */
    @Override
    public String toString() {
        return place + ": " + label;
    }
}
