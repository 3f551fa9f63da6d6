package dev.drawbridge.spec;

/** Key exchange groups (IANA TLS Supported Groups) that we know. */
public enum NamedGroup {
    SECP256R1(23, "secp256r1", "P-256"),
    SECP384R1(24, "secp384r1", "P-384"),
    SECP521R1(25, "secp521r1", "P-521"),
    X25519(29, "x25519", "X25519"),
    X448(30, "x448", "X448"),
    FFDHE2048(256, "ffdhe2048", "ffdhe2048"),
    FFDHE3072(257, "ffdhe3072", "ffdhe3072"),
    FFDHE4096(258, "ffdhe4096", "ffdhe4096"),
    FFDHE6144(259, "ffdhe6144", "ffdhe6144"),
    FFDHE8192(260, "ffdhe8192", "ffdhe8192"),
    X25519MLKEM768(0x11ec, "X25519MLKEM768", "X25519MLKEM768");

    private static final NamedGroup[] ALL = values();

    private final int code;
    private final String registryName;
    private final String opensslName;

    NamedGroup(int code, String registryName, String opensslName) {
        this.code = code;
        this.registryName = registryName;
        this.opensslName = opensslName;
    }

    /** The two bytes on the wire. */
    public int code() {
        return code;
    }

    /** The name in OpenSSL's group lists, for example {@code P-256}. */
    public String opensslName() {
        return opensslName;
    }

    /** Whether a prime-field group of RFC 7919. */
    public boolean finiteField() {
        return code >= 256 && code < 512;
    }

    /** Whether this group exists in TLS 1.3 only: a KEM answers a share, it has no ECDHE form of TLS 1.2. */
    public boolean tls13Only() {
        return this == X25519MLKEM768;
    }

    /**
     * Whether {@code version} can agree on this group. Before TLS 1.3 finite fields are not agreed on as groups, but chosen by the server of a
     * suite with DHE.
     */
    public boolean fits(ProtocolVersion version) {
        return version == ProtocolVersion.TLS13 || !tls13Only() && !finiteField();
    }

    /** The group of a wire number, or null when we know none. */
    public static NamedGroup of(int code) {
        for (NamedGroup g : ALL) {
            if (g.code == code) {
                return g;
            }
        }
        return null;
    }

    /** The group with a registry or OpenSSL name, case ignored, or null. */
    public static NamedGroup named(String name) {
        for (NamedGroup g : ALL) {
            if (g.registryName.equalsIgnoreCase(name) || g.opensslName.equalsIgnoreCase(name)) {
                return g;
            }
        }
        return null;
    }

    /** The registry's name. */
    @Override
    public String toString() {
        return registryName;
    }
}
