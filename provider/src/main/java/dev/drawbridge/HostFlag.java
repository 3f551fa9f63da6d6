package dev.drawbridge;

/** How host names are compared: OpenSSL's {@code X509_CHECK_FLAG_*} (X509_check_host(3)). */
public enum HostFlag {
    /** The commonName counts even when there is a name of the wanted kind in subjectAltName. */
    ALWAYS_CHECK_SUBJECT,
    /** A star is a star. */
    NO_WILDCARDS,
    /** {@code f*.example.com} matches only itself. */
    NO_PARTIAL_WILDCARDS,
    /** {@code *.example.com} matches several labels. */
    MULTI_LABEL_WILDCARDS,
    /** A wanted {@code .example.com} matches one more label only. */
    SINGLE_LABEL_SUBDOMAINS,
    /** The commonName never counts. */
    NEVER_CHECK_SUBJECT
}
