package dev.drawbridge.spec;

/** AEAD algorithms of RFC 5116, RFC 6655 and RFC 8439 as TLS uses them: 12-byte nonce, 16-byte tag, or one of 8 bytes. */
public enum AeadAlgorithm implements RecordCipher {
    /** The explicit nonce of TLS 1.2 is RFC 5288's: 4 bytes of salt from the key block, 8 bytes in each record. */
    AES_128_GCM(16, 4, 16, 23_726_566L),
    AES_256_GCM(32, 4, 16, 23_726_566L),
    /** RFC 7905: 12 bytes of IV from the key block in TLS 1.2 as in 1.3, nothing in the record. */
    CHACHA20_POLY1305(32, 12, 16, Long.MAX_VALUE),
    /** The nonces of RFC 6655 are those of RFC 5288. */
    AES_128_CCM(16, 4, 16, 1L << 23),
    AES_256_CCM(32, 4, 16, 1L << 23),
    AES_128_CCM_8(16, 4, 8, 1L << 23),
    AES_256_CCM_8(32, 4, 8, 1L << 23);

    /** Of every AEAD here. */
    public static final int NONCE_LENGTH = 12;

    private final int keyLength;
    private final int fixedIvLength12;
    private final int tagLength;
    private final long recordLimit;

    AeadAlgorithm(int keyLength, int fixedIvLength12, int tagLength, long recordLimit) {
        this.keyLength = keyLength;
        this.fixedIvLength12 = fixedIvLength12;
        this.tagLength = tagLength;
        this.recordLimit = recordLimit;
    }

    @Override
    public int keyLength() {
        return keyLength;
    }

    @Override
    public HashAlgorithm mac() {
        return null;
    }

    /** Bytes of IV that TLS 1.2 takes from the key block; 12 means that the record carries no explicit nonce. */
    public int fixedIvLength12() {
        return fixedIvLength12;
    }

    /** Bytes that a ciphertext is longer than its plaintext. */
    public int tagLength() {
        return tagLength;
    }

    /** Whether AES in the mode CCM. */
    public boolean ccm() {
        return name().contains("CCM");
    }

    /**
     * Full-size records that may be protected under one key: RFC 8446 section 5.5, "For AES-GCM, up to 2^24.5
     * full-size records (about 24 million) may be encrypted on a given connection". Of CCM, RFC 9147 section
     * 4.5.3: "Implementations SHOULD NOT protect more than 2^23 records".
     */
    public long recordLimit() {
        return recordLimit;
    }
}
