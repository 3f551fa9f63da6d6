package dev.drawbridge.config.conf;

/**
 * What can be said of a cipher suite, and asked for in a cipher string. Every suite has one trait of each of the first four kinds.
 * {@link #toString} is the word that {@code openssl ciphers -v} prints.
 */
public enum Trait {
    KX_RSA(Kind.KEY_EXCHANGE, "RSA"),
    KX_DHE(Kind.KEY_EXCHANGE, "DH"),
    KX_ECDHE(Kind.KEY_EXCHANGE, "ECDH"),
    KX_PSK(Kind.KEY_EXCHANGE, "PSK"),
    KX_RSA_PSK(Kind.KEY_EXCHANGE, "RSAPSK"),
    KX_DHE_PSK(Kind.KEY_EXCHANGE, "DHEPSK"),
    KX_ECDHE_PSK(Kind.KEY_EXCHANGE, "ECDHEPSK"),
    KX_SRP(Kind.KEY_EXCHANGE, "SRP"),
    KX_ANY(Kind.KEY_EXCHANGE, "any"),

    AU_RSA(Kind.AUTHENTICATION, "RSA"),
    AU_DSS(Kind.AUTHENTICATION, "DSS"),
    AU_ECDSA(Kind.AUTHENTICATION, "ECDSA"),
    AU_PSK(Kind.AUTHENTICATION, "PSK"),
    AU_SRP(Kind.AUTHENTICATION, "SRP"),
    AU_NULL(Kind.AUTHENTICATION, "None"),
    AU_ANY(Kind.AUTHENTICATION, "any"),

    ENC_NULL(Kind.ENCRYPTION, "None"),
    ENC_RC4(Kind.ENCRYPTION, "RC4(128)"),
    ENC_3DES(Kind.ENCRYPTION, "3DES(168)"),
    ENC_AES128(Kind.ENCRYPTION, "AES(128)"),
    ENC_AES256(Kind.ENCRYPTION, "AES(256)"),
    ENC_AES128GCM(Kind.ENCRYPTION, "AESGCM(128)"),
    ENC_AES256GCM(Kind.ENCRYPTION, "AESGCM(256)"),
    ENC_AES128CCM(Kind.ENCRYPTION, "AESCCM(128)"),
    ENC_AES256CCM(Kind.ENCRYPTION, "AESCCM(256)"),
    ENC_AES128CCM8(Kind.ENCRYPTION, "AESCCM8(128)"),
    ENC_AES256CCM8(Kind.ENCRYPTION, "AESCCM8(256)"),
    ENC_CAMELLIA128(Kind.ENCRYPTION, "Camellia(128)"),
    ENC_CAMELLIA256(Kind.ENCRYPTION, "Camellia(256)"),
    ENC_ARIA128GCM(Kind.ENCRYPTION, "ARIAGCM(128)"),
    ENC_ARIA256GCM(Kind.ENCRYPTION, "ARIAGCM(256)"),
    ENC_CHACHA20(Kind.ENCRYPTION, "CHACHA20/POLY1305(256)"),

    MAC_MD5(Kind.MAC, "MD5"),
    MAC_SHA1(Kind.MAC, "SHA1"),
    MAC_SHA256(Kind.MAC, "SHA256"),
    MAC_SHA384(Kind.MAC, "SHA384"),
    MAC_AEAD(Kind.MAC, "AEAD"),

    /** The class of the suites that do not encrypt; it has no name in a cipher string. */
    CLASS_NONE(Kind.STRENGTH, "NONE"),
    CLASS_LOW(Kind.STRENGTH, "LOW"),
    CLASS_MEDIUM(Kind.STRENGTH, "MEDIUM"),
    CLASS_HIGH(Kind.STRENGTH, "HIGH"),
    FIPS(Kind.STRENGTH, "FIPS"),

    NOT_DEFAULT(Kind.DEFAULTNESS, "NOT_DEFAULT");

    /** The sides from which a suite is looked at; a rule asks for traits of several kinds, and all must fit. */
    public enum Kind { KEY_EXCHANGE, AUTHENTICATION, ENCRYPTION, MAC, STRENGTH, DEFAULTNESS }

    private final Kind kind;
    private final String word;

    Trait(Kind kind, String word) {
        this.kind = kind;
        this.word = word;
    }

    public Kind kind() {
        return kind;
    }

    /** The trait of a kind that OpenSSL calls so, or null. */
    static Trait of(Kind kind, String word) {
        for (Trait t : values()) {
            if (t.kind == kind && t.word.equals(word)) {
                return t;
            }
        }
        return null;
    }

    @Override
    public String toString() {
        return word;
    }
}
