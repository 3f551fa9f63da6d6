package dev.drawbridge.spec;

/** Hash functions that TLS 1.2 and 1.3 name. */
public enum HashAlgorithm {
    /** For the HMAC of records alone, where collisions do not matter: neither signatures nor transcripts have it. */
    SHA1("SHA-1", "HmacSHA1", 20),
    SHA256("SHA-256", "HmacSHA256", 32),
    SHA384("SHA-384", "HmacSHA384", 48),
    SHA512("SHA-512", "HmacSHA512", 64);

    private final String jcaName;
    private final String hmacName;
    private final int length;

    HashAlgorithm(String jcaName, String hmacName, int length) {
        this.jcaName = jcaName;
        this.hmacName = hmacName;
        this.length = length;
    }

    /** The name in the Java Security Standard Algorithm Names, for example {@code SHA-256}. */
    public String jcaName() {
        return jcaName;
    }

    /** The standard name of HMAC with this hash, for example {@code HmacSHA256}. */
    public String hmacName() {
        return hmacName;
    }

    /** Output length in bytes. */
    public int length() {
        return length;
    }
}
