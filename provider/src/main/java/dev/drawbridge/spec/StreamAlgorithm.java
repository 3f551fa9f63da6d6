package dev.drawbridge.spec;

/** No encryption with HMAC (RFC 5246 section 6.2.3.1): records have neither padding nor IV. */
public enum StreamAlgorithm implements RecordCipher {
    NULL_MD5(HashAlgorithm.MD5),
    NULL_SHA(HashAlgorithm.SHA1),
    NULL_SHA256(HashAlgorithm.SHA256),
    NULL_SHA384(HashAlgorithm.SHA384);

    private final HashAlgorithm mac;

    StreamAlgorithm(HashAlgorithm mac) {
        this.mac = mac;
    }

    @Override
    public int keyLength() {
        return 0;
    }

    /** The hash of the HMAC. */
    @Override
    public HashAlgorithm mac() {
        return mac;
    }
}
