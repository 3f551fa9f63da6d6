package dev.drawbridge.spec;

/** AES in CBC mode with HMAC (RFC 5246 section 6.2.3.2, RFC 5289), whose blocks have 16 bytes. */
public enum CbcAlgorithm implements RecordCipher {
    AES_128_CBC_SHA(16, HashAlgorithm.SHA1),
    AES_256_CBC_SHA(32, HashAlgorithm.SHA1),
    AES_128_CBC_SHA256(16, HashAlgorithm.SHA256),
    AES_256_CBC_SHA256(32, HashAlgorithm.SHA256),
    AES_256_CBC_SHA384(32, HashAlgorithm.SHA384);

    public static final int BLOCK_LENGTH = 16;

    private final int keyLength;
    private final HashAlgorithm mac;

    CbcAlgorithm(int keyLength, HashAlgorithm mac) {
        this.keyLength = keyLength;
        this.mac = mac;
    }

    @Override
    public int keyLength() {
        return keyLength;
    }

    /** The hash of the HMAC. */
    @Override
    public HashAlgorithm mac() {
        return mac;
    }
}
