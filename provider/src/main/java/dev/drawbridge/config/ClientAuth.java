package dev.drawbridge.config;

/** Whether a server asks its client for a certificate; JSSE's want and need, OpenSSL's VERIFY_PEER and FAIL_IF_NO_PEER_CERT. */
public enum ClientAuth {
    /** No CertificateRequest is sent. */
    NONE,
    /** Asked for; none is accepted, a bad one is not. */
    WANT,
    /** Asked for; none ends the handshake. */
    NEED
}
