package dev.drawbridge.spec;

/** RC4 or no encryption, with HMAC (RFC 5246 section 6.2.3.1): records have neither padding nor IV. */
public enum StreamAlgorithm implements RecordCipher {
    NULL_MD5(0, HashAlgorithm.MD5),
    NULL_SHA(0, HashAlgorithm.SHA1),
    NULL_SHA256(0, HashAlgorithm.SHA256),
    NULL_SHA384(0, HashAlgorithm.SHA384),
    RC4_128_MD5(16, HashAlgorithm.MD5),
    RC4_128_SHA(16, HashAlgorithm.SHA1);

    private final int keyLength;
    private final HashAlgorithm mac;

    StreamAlgorithm(int keyLength, HashAlgorithm mac) {
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
