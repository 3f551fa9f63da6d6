package dev.drawbridge.spec;

/** AEAD algorithms of RFC 5116 and RFC 8439 as TLS uses them: 12-byte nonce, 16-byte tag. */
public enum AeadAlgorithm {
    /** The explicit nonce of TLS 1.2 is RFC 5288's: 4 bytes of salt from the key block, 8 bytes in each record. */
    AES_128_GCM(16, 4, 23_726_566L),
    AES_256_GCM(32, 4, 23_726_566L),
    /** RFC 7905: 12 bytes of IV from the key block in TLS 1.2 as in 1.3, nothing in the record. */
    CHACHA20_POLY1305(32, 12, Long.MAX_VALUE);

    /** Every AEAD here has a tag of 16 bytes and a nonce of 12. */
    public static final int TAG_LENGTH = 16;
    public static final int NONCE_LENGTH = 12;

    private final int keyLength;
    private final int fixedIvLength12;
    private final long recordLimit;

    AeadAlgorithm(int keyLength, int fixedIvLength12, long recordLimit) {
        this.keyLength = keyLength;
        this.fixedIvLength12 = fixedIvLength12;
        this.recordLimit = recordLimit;
    }

    /** Key length in bytes. */
    public int keyLength() {
        return keyLength;
    }

    /** Bytes of IV that TLS 1.2 takes from the key block; 12 means that the record carries no explicit nonce. */
    public int fixedIvLength12() {
        return fixedIvLength12;
    }

    /**
     * Full-size records that may be protected under one key: RFC 8446 section 5.5, "For AES-GCM, up to 2^24.5
     * full-size records (about 24 million) may be encrypted on a given connection".
     */
    public long recordLimit() {
        return recordLimit;
    }
}
