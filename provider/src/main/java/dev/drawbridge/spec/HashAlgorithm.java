package dev.drawbridge.spec;

/** Hash functions that TLS names. */
public enum HashAlgorithm {
    /** For the PRF of TLS 1.1 and older, beside SHA-1, and the HMAC of suites that nobody has who does not name them. */
    MD5("MD5", "HmacMD5", 16),
    /** For the HMAC of records, where collisions do not matter, and for TLS 1.1 and older. */
    SHA1("SHA-1", "HmacSHA1", 20),
    SHA256("SHA-256", "HmacSHA256", 32),
    SHA384("SHA-384", "HmacSHA384", 48),
    SHA512("SHA-512", "HmacSHA512", 64),
    /** Both, one after the other: what TLS 1.1 and older hash handshakes with (RFC 4346 sections 7.4.3 and 7.4.9). There is no HMAC with it. */
    MD5_SHA1("MD5-SHA1", null, 36);

    private final String jcaName;
    private final String hmacName;
    private final int length;

    HashAlgorithm(String jcaName, String hmacName, int length) {
        this.jcaName = jcaName;
        this.hmacName = hmacName;
        this.length = length;
    }

    /** Whether this is two hashes in one. */
    public boolean twofold() {
        return this == MD5_SHA1;
    }

    /** The name in the Java Security Standard Algorithm Names, for example {@code SHA-256}. */
    public String jcaName() {
        return jcaName;
    }

    /** The standard name of HMAC with this hash, for example {@code HmacSHA256}; null where there is none. */
    public String hmacName() {
        return hmacName;
    }

    /** Output length in bytes. */
    public int length() {
        return length;
    }
}
