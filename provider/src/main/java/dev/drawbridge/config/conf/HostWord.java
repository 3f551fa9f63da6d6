package dev.drawbridge.config.conf;

import dev.drawbridge.HostFlag;

/** The words of the command {@code SetHostFlags}: OpenSSL's {@code X509_CHECK_FLAG_*}. */
public enum HostWord implements ConfWord {
    ALWAYS_CHECK_SUBJECT("AlwaysCheckSubject", HostFlag.ALWAYS_CHECK_SUBJECT),
    NO_WILDCARDS("NoWildcards", HostFlag.NO_WILDCARDS),
    NO_PARTIAL_WILDCARDS("NoPartialWildcards", HostFlag.NO_PARTIAL_WILDCARDS),
    MULTI_LABEL_WILDCARDS("MultiLabelWildcards", HostFlag.MULTI_LABEL_WILDCARDS),
    SINGLE_LABEL_SUBDOMAINS("SingleLabelSubdomains", HostFlag.SINGLE_LABEL_SUBDOMAINS),
    NEVER_CHECK_SUBJECT("NeverCheckSubject", HostFlag.NEVER_CHECK_SUBJECT);

    private final String word;
    private final HostFlag flag;

    HostWord(String word, HostFlag flag) {
        this.word = word;
        this.flag = flag;
    }

    /** What it stands for. */
    public HostFlag flag() {
        return flag;
    }

    @Override
    public String word() {
        return word;
    }
}
