package dev.drawbridge.config.conf;

import dev.drawbridge.VerifyFlag;

/** The words of the command {@code SetCertificateFlags}: OpenSSL's {@code X509_V_FLAG_*}. */
public enum CertificateFlag implements ConfWord {
    USE_CHECK_TIME("UseCheckTime", null),
    CRL_CHECK("CRLCheck", VerifyFlag.CRL_CHECK),
    CRL_CHECK_ALL("CRLCheckAll", VerifyFlag.CRL_CHECK_ALL),
    IGNORE_CRITICAL("IgnoreCritical", VerifyFlag.IGNORE_CRITICAL),
    STRICT("Strict", VerifyFlag.X509_STRICT),
    ALLOW_PROXY_CERTS("AllowProxyCerts", VerifyFlag.ALLOW_PROXY_CERTS),
    POLICY_CHECK("PolicyCheck", VerifyFlag.POLICY_CHECK),
    EXPLICIT_POLICY("ExplicitPolicy", VerifyFlag.EXPLICIT_POLICY),
    INHIBIT_ANY_POLICY("InhibitAnyPolicy", VerifyFlag.INHIBIT_ANY),
    INHIBIT_POLICY_MAPPING("InhibitPolicyMapping", VerifyFlag.INHIBIT_MAP),
    NOTIFY_POLICY("NotifyPolicy", VerifyFlag.NOTIFY_POLICY),
    EXTENDED_CRL_FEATURES("ExtendedCRLFeatures", VerifyFlag.EXTENDED_CRL_SUPPORT),
    ENABLE_DELTA_CRLS("EnableDeltaCRLs", VerifyFlag.USE_DELTAS),
    CHECK_SELF_SIGNED_SIGN("CheckSelfSignedSign", VerifyFlag.CHECK_SS_SIGNATURE),
    PARTIAL_CHAIN("PartialChain", VerifyFlag.PARTIAL_CHAIN),
    NO_CHECK_TIME("NoCheckTime", VerifyFlag.NO_CHECK_TIME);

    private final String word;
    private final VerifyFlag flag;

    CertificateFlag(String word, VerifyFlag flag) {
        this.word = word;
        this.flag = flag;
    }

    /** What it stands for; null for the time to check at, which no command says. */
    public VerifyFlag flag() {
        return flag;
    }

    @Override
    public String word() {
        return word;
    }
}
