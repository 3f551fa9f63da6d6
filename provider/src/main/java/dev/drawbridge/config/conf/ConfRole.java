package dev.drawbridge.config.conf;

/** What commands are for: those of one side, and those that name certificates and trust. */
public enum ConfRole {
    CLIENT,
    SERVER,
    /** Files of certificates and keys; OpenSSL does not take these from the section {@code system_default}. */
    CERTIFICATE
}
