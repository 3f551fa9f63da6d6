package dev.drawbridge.spec;

/**
 * Extensions that we know (IANA TLS ExtensionType Values); others pass as numbers. RFC 8446 appendix D.5: "Implementations MUST NOT use the
 * Truncated HMAC extension".
 */
public enum ExtensionType {
    SERVER_NAME(0, "server_name"),
    MAX_FRAGMENT_LENGTH(1, "max_fragment_length"),
    STATUS_REQUEST(5, "status_request"),
    SUPPORTED_GROUPS(10, "supported_groups"),
    EC_POINT_FORMATS(11, "ec_point_formats"),
    SIGNATURE_ALGORITHMS(13, "signature_algorithms"),
    ALPN(16, "application_layer_protocol_negotiation"),
    SIGNED_CERTIFICATE_TIMESTAMP(18, "signed_certificate_timestamp"),
    PADDING(21, "padding"),
    ENCRYPT_THEN_MAC(22, "encrypt_then_mac"),
    EXTENDED_MASTER_SECRET(23, "extended_master_secret"),
    SESSION_TICKET(35, "session_ticket"),
    PRE_SHARED_KEY(41, "pre_shared_key"),
    EARLY_DATA(42, "early_data"),
    SUPPORTED_VERSIONS(43, "supported_versions"),
    COOKIE(44, "cookie"),
    PSK_KEY_EXCHANGE_MODES(45, "psk_key_exchange_modes"),
    CERTIFICATE_AUTHORITIES(47, "certificate_authorities"),
    OID_FILTERS(48, "oid_filters"),
    POST_HANDSHAKE_AUTH(49, "post_handshake_auth"),
    SIGNATURE_ALGORITHMS_CERT(50, "signature_algorithms_cert"),
    KEY_SHARE(51, "key_share"),
    RENEGOTIATION_INFO(0xff01, "renegotiation_info");

    private static final ExtensionType[] ALL = values();

    private final int code;
    private final String registryName;

    ExtensionType(int code, String registryName) {
        this.code = code;
        this.registryName = registryName;
    }

    /** The two bytes on the wire. */
    public int code() {
        return code;
    }

    /** The type of a wire number, or null when we know none. */
    public static ExtensionType of(int code) {
        for (ExtensionType t : ALL) {
            if (t.code == code) {
                return t;
            }
        }
        return null;
    }

    /** The type of a registry's name, or null when we know none. */
    public static ExtensionType named(String name) {
        for (ExtensionType t : ALL) {
            if (t.registryName.equals(name)) {
                return t;
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
