package dev.drawbridge.spec;

/** AES or triple DES in CBC mode with HMAC (RFC 5246 section 6.2.3.2, RFC 5289). */
public enum CbcAlgorithm implements RecordCipher {
    AES_128_CBC_SHA(16, HashAlgorithm.SHA1),
    AES_256_CBC_SHA(32, HashAlgorithm.SHA1),
    AES_128_CBC_SHA256(16, HashAlgorithm.SHA256),
    AES_256_CBC_SHA256(32, HashAlgorithm.SHA256),
    AES_256_CBC_SHA384(32, HashAlgorithm.SHA384),
    /** For who names it alone. */
    TRIPLE_DES_EDE_CBC_SHA(24, HashAlgorithm.SHA1);

    private final int keyLength;
    private final HashAlgorithm mac;

    CbcAlgorithm(int keyLength, HashAlgorithm mac) {
        this.keyLength = keyLength;
        this.mac = mac;
    }

    /** Bytes of a block, and so of an IV. */
    public int blockLength() {
        return tripleDes() ? 8 : 16;
    }

    /** Whether triple DES, else AES. */
    public boolean tripleDes() {
        return this == TRIPLE_DES_EDE_CBC_SHA;
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
