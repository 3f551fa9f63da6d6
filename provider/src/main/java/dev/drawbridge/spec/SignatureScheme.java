package dev.drawbridge.spec;

import java.util.List;
import java.util.stream.Stream;

/**
 * Signature schemes (IANA TLS SignatureScheme). The two bytes are also TLS 1.2's pair of hash and signature
 * algorithm, so one table serves both versions (RFC 8446 section 4.2.3).
 */
public enum SignatureScheme {
    // RFC 8446 section 4.2.3, of obsolete code points: "They MUST NOT be offered or negotiated by any implementation. In particular, MD5
    // [SLOTH], SHA-224, and DSA MUST NOT be used." RFC 5246 section 7.4.1.4.1, of anonymous signatures: "It MUST NOT appear in this
    // extension." None of them can be negotiated here, nor can SHA-1.
    ECDSA_SECP256R1_SHA256(0x0403, "ecdsa_secp256r1_sha256", Kind.ECDSA, HashAlgorithm.SHA256, NamedGroup.SECP256R1),
    ECDSA_SECP384R1_SHA384(0x0503, "ecdsa_secp384r1_sha384", Kind.ECDSA, HashAlgorithm.SHA384, NamedGroup.SECP384R1),
    ECDSA_SECP521R1_SHA512(0x0603, "ecdsa_secp521r1_sha512", Kind.ECDSA, HashAlgorithm.SHA512, NamedGroup.SECP521R1),
    ED25519(0x0807, "ed25519", Kind.EDDSA, null, null),
    ED448(0x0808, "ed448", Kind.EDDSA, null, null),
    RSA_PSS_RSAE_SHA256(0x0804, "rsa_pss_rsae_sha256", Kind.RSA_PSS_RSAE, HashAlgorithm.SHA256, null),
    RSA_PSS_RSAE_SHA384(0x0805, "rsa_pss_rsae_sha384", Kind.RSA_PSS_RSAE, HashAlgorithm.SHA384, null),
    RSA_PSS_RSAE_SHA512(0x0806, "rsa_pss_rsae_sha512", Kind.RSA_PSS_RSAE, HashAlgorithm.SHA512, null),
    RSA_PSS_PSS_SHA256(0x0809, "rsa_pss_pss_sha256", Kind.RSA_PSS_PSS, HashAlgorithm.SHA256, null),
    RSA_PSS_PSS_SHA384(0x080a, "rsa_pss_pss_sha384", Kind.RSA_PSS_PSS, HashAlgorithm.SHA384, null),
    RSA_PSS_PSS_SHA512(0x080b, "rsa_pss_pss_sha512", Kind.RSA_PSS_PSS, HashAlgorithm.SHA512, null),
    RSA_PKCS1_SHA256(0x0401, "rsa_pkcs1_sha256", Kind.RSA_PKCS1, HashAlgorithm.SHA256, null),
    RSA_PKCS1_SHA384(0x0501, "rsa_pkcs1_sha384", Kind.RSA_PKCS1, HashAlgorithm.SHA384, null),
    RSA_PKCS1_SHA512(0x0601, "rsa_pkcs1_sha512", Kind.RSA_PKCS1, HashAlgorithm.SHA512, null),
    /** What a key of RSA signs before TLS 1.2, both hashes without their names (RFC 4346 section 7.4.3). The number is none of the registry's. */
    RSA_PKCS1_MD5_SHA1(0xff01, "rsa_pkcs1_md5_sha1", Kind.RSA_PKCS1, HashAlgorithm.MD5_SHA1, null),
    /** The same of hashes that the content to be signed already is: they have the master secret in them (RFC 6101 section 5.6.8). */
    RSA_PKCS1_SSL30(0xff02, "rsa_pkcs1_ssl3", Kind.RSA_PKCS1, HashAlgorithm.MD5_SHA1, null),
    /** What a key of ECDSA signs before TLS 1.2 (RFC 8422 section 5.4). */
    ECDSA_SHA1(0x0203, "ecdsa_sha1", Kind.ECDSA, HashAlgorithm.SHA1, null);

    /** The family of a scheme: which keys it takes. */
    public enum Kind { ECDSA, EDDSA, RSA_PSS_RSAE, RSA_PSS_PSS, RSA_PKCS1 }

    /** Those of TLS 1.1 and older, where nothing names a scheme, best first. */
    public static final List<SignatureScheme> UNNAMED = List.of(ECDSA_SHA1, RSA_PKCS1_MD5_SHA1);
    /** All that peers can agree on. */
    public static final List<SignatureScheme> NEGOTIABLE = Stream.of(values()).filter(s -> !UNNAMED.contains(s) && s != RSA_PKCS1_SSL30).toList();

    private final int code;
    private final String registryName;
    private final Kind kind;
    private final HashAlgorithm hash;
    private final NamedGroup curve;

    SignatureScheme(int code, String registryName, Kind kind, HashAlgorithm hash, NamedGroup curve) {
        this.code = code;
        this.registryName = registryName;
        this.kind = kind;
        this.hash = hash;
        this.curve = curve;
    }

    /** The two bytes on the wire. */
    public int code() {
        return code;
    }

    public Kind kind() {
        return kind;
    }

    /** The hash, or null where the scheme hashes by itself (EdDSA). */
    public HashAlgorithm hash() {
        return hash;
    }

    /** The curve that TLS 1.3 ties to an ECDSA scheme (TLS 1.2 does not), else null. */
    public NamedGroup curve() {
        return curve;
    }

    /** Whether CertificateVerify of TLS 1.3 may use it: RFC 8446 section 4.4.3 excludes PKCS#1 v1.5. */
    public boolean allowedInCertificateVerify13() {
        return kind != Kind.RSA_PKCS1;
    }

    /** The scheme of a wire number, or null when we know none that can be agreed on. */
    public static SignatureScheme of(int code) {
        for (SignatureScheme s : NEGOTIABLE) {
            if (s.code == code) {
                return s;
            }
        }
        return null;
    }

    /** The scheme that can be agreed on with a registry name, case ignored, or null. */
    public static SignatureScheme named(String name) {
        for (SignatureScheme s : NEGOTIABLE) {
            if (s.registryName.equalsIgnoreCase(name)) {
                return s;
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
