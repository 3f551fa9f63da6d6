package dev.drawbridge;

/** How a chain is verified: OpenSSL's {@code X509_V_FLAG_*} (X509_VERIFY_PARAM_set_flags(3)). */
public enum VerifyFlag {
    /** Revocation of the leaf by CRL. */
    CRL_CHECK,
    /** Revocation of the whole chain by CRL, together with {@link #CRL_CHECK}. */
    CRL_CHECK_ALL,
    /** Unknown critical extensions are passed over. */
    IGNORE_CRITICAL,
    /** The rules of RFC 5280 that OpenSSL otherwise does not insist on. */
    X509_STRICT,
    /** Proxy certificates of RFC 3820 may be leaves. */
    ALLOW_PROXY_CERTS,
    /** Certificate policies are processed. */
    POLICY_CHECK,
    /** RFC 5280's initial-explicit-policy. */
    EXPLICIT_POLICY,
    /** RFC 5280's initial-any-policy-inhibit. */
    INHIBIT_ANY,
    /** RFC 5280's initial-policy-mapping-inhibit. */
    INHIBIT_MAP,
    /** The callback is told when the policies passed. */
    NOTIFY_POLICY,
    /** Indirect CRLs, CRLs for some reasons only, and CRLs under another path. */
    EXTENDED_CRL_SUPPORT,
    /** Delta CRLs. */
    USE_DELTAS,
    /** The signature of a self-signed anchor is checked too. */
    CHECK_SS_SIGNATURE,
    /** Any trusted certificate ends a chain, not only a self-signed one. */
    PARTIAL_CHAIN,
    /** Validity is not looked at, unless a time to check at is given. */
    NO_CHECK_TIME,
    /** The chain keeps to Suite B (RFC 6460) at 128 bits and with P-256 alone. Of several Suite B flags each allows what it allows. */
    SUITEB_128_LOS_ONLY,
    /** The chain keeps to Suite B with P-384 alone. */
    SUITEB_192_LOS,
    /** The chain keeps to Suite B at 128 bits: P-256 and P-384, but P-256 signs no P-384. */
    SUITEB_128_LOS
}
