package dev.drawbridge.spec;

import java.util.Map;
import java.util.TreeMap;

/**
 * The cipher suites that Drawbridge speaks, in its order of preference: forward secrecy before none, certificates before pre-shared keys,
 * AES-256 first as OpenSSL has it. A suite that is not here passes as a number and is never chosen.
 */
public enum CipherSuite {
    // RFC 8446 appendix D.5: "Implementations MUST NOT offer or negotiate RC4 cipher suites for any version of TLS for any reason." And:
    // "Ciphers with a strength less than 112 bits MUST NOT be offered or negotiated for any version of TLS for any reason."
    TLS_AES_256_GCM_SHA384(0x1302, "TLS_AES_256_GCM_SHA384", KeyExchange.ANY, Authentication.ANY,
            AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_CHACHA20_POLY1305_SHA256(0x1303, "TLS_CHACHA20_POLY1305_SHA256", KeyExchange.ANY, Authentication.ANY,
            AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_AES_128_GCM_SHA256(0x1301, "TLS_AES_128_GCM_SHA256", KeyExchange.ANY, Authentication.ANY,
            AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384(0xc02c, "ECDHE-ECDSA-AES256-GCM-SHA384", KeyExchange.ECDHE,
            Authentication.ECDSA, AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384(0xc030, "ECDHE-RSA-AES256-GCM-SHA384", KeyExchange.ECDHE,
            Authentication.RSA, AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_DHE_RSA_WITH_AES_256_GCM_SHA384(0x009f, "DHE-RSA-AES256-GCM-SHA384", KeyExchange.DHE, Authentication.RSA,
            AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256(0xcca9, "ECDHE-ECDSA-CHACHA20-POLY1305", KeyExchange.ECDHE,
            Authentication.ECDSA, AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256(0xcca8, "ECDHE-RSA-CHACHA20-POLY1305", KeyExchange.ECDHE,
            Authentication.RSA, AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256(0xccaa, "DHE-RSA-CHACHA20-POLY1305", KeyExchange.DHE, Authentication.RSA,
            AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256(0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256", KeyExchange.ECDHE,
            Authentication.ECDSA, AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256(0xc02f, "ECDHE-RSA-AES128-GCM-SHA256", KeyExchange.ECDHE,
            Authentication.RSA, AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_DHE_RSA_WITH_AES_128_GCM_SHA256(0x009e, "DHE-RSA-AES128-GCM-SHA256", KeyExchange.DHE, Authentication.RSA,
            AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    // Those of RFC 8442 are not in OpenSSL's table, so that no cipher string of OpenSSL can name them.
    TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384(0xd002, "ECDHE-PSK-AES256-GCM-SHA384", KeyExchange.ECDHE_PSK, Authentication.PSK,
            AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256(0xccac, "ECDHE-PSK-CHACHA20-POLY1305", KeyExchange.ECDHE_PSK, Authentication.PSK,
            AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256(0xd001, "ECDHE-PSK-AES128-GCM-SHA256", KeyExchange.ECDHE_PSK, Authentication.PSK,
            AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_DHE_PSK_WITH_AES_256_GCM_SHA384(0x00ab, "DHE-PSK-AES256-GCM-SHA384", KeyExchange.DHE_PSK, Authentication.PSK,
            AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256(0xccad, "DHE-PSK-CHACHA20-POLY1305", KeyExchange.DHE_PSK, Authentication.PSK,
            AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_DHE_PSK_WITH_AES_128_GCM_SHA256(0x00aa, "DHE-PSK-AES128-GCM-SHA256", KeyExchange.DHE_PSK, Authentication.PSK,
            AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_RSA_WITH_AES_256_GCM_SHA384(0x009d, "AES256-GCM-SHA384", KeyExchange.RSA, Authentication.RSA,
            AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_RSA_WITH_AES_128_GCM_SHA256(0x009c, "AES128-GCM-SHA256", KeyExchange.RSA, Authentication.RSA,
            AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256),
    TLS_PSK_WITH_AES_256_GCM_SHA384(0x00a9, "PSK-AES256-GCM-SHA384", KeyExchange.PSK, Authentication.PSK,
            AeadAlgorithm.AES_256_GCM, HashAlgorithm.SHA384),
    TLS_PSK_WITH_CHACHA20_POLY1305_SHA256(0xccab, "PSK-CHACHA20-POLY1305", KeyExchange.PSK, Authentication.PSK,
            AeadAlgorithm.CHACHA20_POLY1305, HashAlgorithm.SHA256),
    TLS_PSK_WITH_AES_128_GCM_SHA256(0x00a8, "PSK-AES128-GCM-SHA256", KeyExchange.PSK, Authentication.PSK,
            AeadAlgorithm.AES_128_GCM, HashAlgorithm.SHA256);

    /** TLS_EMPTY_RENEGOTIATION_INFO_SCSV (RFC 5746 section 3.3): a signal, not a suite. */
    public static final int EMPTY_RENEGOTIATION_INFO_SCSV = 0x00ff;
    /** TLS_FALLBACK_SCSV (RFC 7507): a signal, not a suite. */
    public static final int FALLBACK_SCSV = 0x5600;

    /** How the keys are agreed; {@code ANY} where TLS 1.3 decides it by extensions. */
    public enum KeyExchange { ANY, ECDHE, DHE, RSA, ECDHE_PSK, DHE_PSK, PSK }

    /** Who signs, or with RSA key exchange decrypts, or that nobody does; Ed25519 counts as ECDSA (RFC 8422 section 5.10); {@code ANY} in TLS 1.3. */
    public enum Authentication { ANY, ECDSA, RSA, PSK }

    private static final CipherSuite[] ALL = values();
    private static final Map<String, CipherSuite> BY_NAME = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    static {
        for (CipherSuite s : ALL) {
            BY_NAME.put(s.name(), s);
            BY_NAME.put(s.opensslName, s);
        }
    }

    private final int code;
    private final String opensslName;
    private final KeyExchange keyExchange;
    private final Authentication authentication;
    private final AeadAlgorithm aead;
    private final HashAlgorithm hash;

    CipherSuite(int code, String opensslName, KeyExchange keyExchange, Authentication authentication,
            AeadAlgorithm aead, HashAlgorithm hash) {
        this.code = code;
        this.opensslName = opensslName;
        this.keyExchange = keyExchange;
        this.authentication = authentication;
        this.aead = aead;
        this.hash = hash;
    }

    /** The two bytes on the wire. */
    public int code() {
        return code;
    }

    /** The name that {@code openssl ciphers} prints. The IANA name is {@link #name()}. */
    public String opensslName() {
        return opensslName;
    }

    public KeyExchange keyExchange() {
        return keyExchange;
    }

    public Authentication authentication() {
        return authentication;
    }

    public AeadAlgorithm aead() {
        return aead;
    }

    /** The hash of the PRF (1.2) or of HKDF and the transcript (1.3). */
    public HashAlgorithm hash() {
        return hash;
    }

    /** Whether a suite of TLS 1.3; all others are of TLS 1.2. */
    public boolean tls13() {
        return keyExchange == KeyExchange.ANY;
    }

    /** Whether a suite of TLS 1.2 in which both sides authenticate by a pre-shared key (RFC 4279), and nobody by a certificate. */
    public boolean psk() {
        return authentication == Authentication.PSK;
    }

    /** Whether a suite of TLS 1.2 whose keys are agreed on an elliptic curve. */
    public boolean ecdhe() {
        return keyExchange == KeyExchange.ECDHE || keyExchange == KeyExchange.ECDHE_PSK;
    }

    /** Whether a suite of TLS 1.2 whose keys are agreed in a finite field. */
    public boolean dhe() {
        return keyExchange == KeyExchange.DHE || keyExchange == KeyExchange.DHE_PSK;
    }

    /** Whether a suite of TLS 1.2 whose pre-master secret the client encrypts to the server's certificate (RFC 5246 section 7.4.7.1). */
    public boolean rsaKeyExchange() {
        return keyExchange == KeyExchange.RSA;
    }

    /** Whether a suite of TLS 1.2 in which the server signs its part of the key exchange. */
    public boolean signed() {
        return !tls13() && !psk() && !rsaKeyExchange();
    }

    /**
     * Whether the suite may be negotiated in {@code version}; a version without suites is never chosen. RFC 8446 appendix D.5: "The
     * security of SSL 3.0 [RFC6101] is considered insufficient for the reasons enumerated in [RFC7568], and it MUST NOT be negotiated for
     * any reason."
     */
    public boolean fits(ProtocolVersion version) {
        return tls13() ? version == ProtocolVersion.TLS13 : version == ProtocolVersion.TLS12;
    }

    /** The suite of a wire number, or null when we do not speak it. */
    public static CipherSuite of(int code) {
        for (CipherSuite s : ALL) {
            if (s.code == code) {
                return s;
            }
        }
        return null;
    }

    /** The suite with an IANA or OpenSSL name, case ignored, or null. */
    public static CipherSuite named(String name) {
        return BY_NAME.get(name);
    }
}
