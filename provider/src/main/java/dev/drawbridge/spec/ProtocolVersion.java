package dev.drawbridge.spec;

/** A version of SSL or TLS: its number on the wire and the name JSSE and OpenSSL give it. */
public enum ProtocolVersion {
    SSL30(0x0300, "SSLv3"),
    TLS10(0x0301, "TLSv1"),
    TLS11(0x0302, "TLSv1.1"),
    TLS12(0x0303, "TLSv1.2"),
    TLS13(0x0304, "TLSv1.3");

    private static final ProtocolVersion[] ALL = values();

    private final int code;
    private final String registryName;

    ProtocolVersion(int code, String registryName) {
        this.code = code;
        this.registryName = registryName;
    }

    /** The two bytes on the wire as one number, for example {@code 0x0303}. */
    public int code() {
        return code;
    }

    /** Whether this version is {@code other} or newer. */
    public boolean atLeast(ProtocolVersion other) {
        return code >= other.code;
    }

    /**
     * Whether a signature in the handshake says by which scheme it is made, and peers say which they take. Before TLS 1.2 the key alone decides.
     */
    public boolean namesSchemes() {
        return atLeast(TLS12);
    }

    /**
     * Whether this is SSL 3.0, which has no extensions but for renegotiation_info (RFC 5746 section 4.5), keys, MACs and proofs of its own making, and
     * records whose padding nobody can check (RFC 6101).
     */
    public boolean ssl() {
        return this == SSL30;
    }

    /** Whether the last block of a record with CBC is the IV of the next (RFC 2246 section 6.2.3.2); since TLS 1.1 each record has its own. */
    public boolean chainsIvs() {
        return !atLeast(TLS11);
    }

    /** The version of a wire number, or null when it is none that we know (GREASE, drafts, the future). */
    public static ProtocolVersion of(int code) {
        for (ProtocolVersion v : ALL) {
            if (v.code == code) {
                return v;
            }
        }
        return null;
    }

    /** The version with a JSSE name such as {@code TLSv1.2}, or null when there is none. */
    public static ProtocolVersion named(String name) {
        for (ProtocolVersion v : ALL) {
            if (v.registryName.equals(name)) {
                return v;
            }
        }
        return null;
    }

    /** The name that JSSE and OpenSSL use: {@code TLSv1.3}. */
    @Override
    public String toString() {
        return registryName;
    }
}
