package dev.drawbridge.config.conf;

/** The words of the command {@code SetCertificateFlags}: OpenSSL's {@code X509_V_FLAG_*}. */
public enum CertificateFlag implements ConfWord {
    USE_CHECK_TIME("UseCheckTime"),
    CRL_CHECK("CRLCheck"),
    CRL_CHECK_ALL("CRLCheckAll"),
    IGNORE_CRITICAL("IgnoreCritical"),
    STRICT("Strict"),
    ALLOW_PROXY_CERTS("AllowProxyCerts"),
    POLICY_CHECK("PolicyCheck"),
    EXPLICIT_POLICY("ExplicitPolicy"),
    INHIBIT_ANY_POLICY("InhibitAnyPolicy"),
    INHIBIT_POLICY_MAPPING("InhibitPolicyMapping"),
    NOTIFY_POLICY("NotifyPolicy"),
    EXTENDED_CRL_FEATURES("ExtendedCRLFeatures"),
    ENABLE_DELTA_CRLS("EnableDeltaCRLs"),
    CHECK_SELF_SIGNED_SIGN("CheckSelfSignedSign"),
    PARTIAL_CHAIN("PartialChain"),
    NO_CHECK_TIME("NoCheckTime");

    private final String word;

    CertificateFlag(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
