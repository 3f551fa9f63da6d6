package dev.drawbridge.config.conf;

/** The words of the command {@code SetHostFlags}: OpenSSL's {@code X509_CHECK_FLAG_*}. */
public enum HostFlag implements ConfWord {
    ALWAYS_CHECK_SUBJECT("AlwaysCheckSubject"),
    NO_WILDCARDS("NoWildcards"),
    NO_PARTIAL_WILDCARDS("NoPartialWildcards"),
    MULTI_LABEL_WILDCARDS("MultiLabelWildcards"),
    SINGLE_LABEL_SUBDOMAINS("SingleLabelSubdomains"),
    NEVER_CHECK_SUBJECT("NeverCheckSubject");

    private final String word;

    HostFlag(String word) {
        this.word = word;
    }

    @Override
    public String word() {
        return word;
    }
}
