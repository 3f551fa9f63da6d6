package dev.drawbridge.message.extension;

/** The messages that carry extensions; ServerHello means three different things (RFC 8446 section 4.1.3). */
public enum ExtensionContext {
    CLIENT_HELLO("ClientHello"),
    SERVER_HELLO12("ServerHello of TLS 1.2"),
    SERVER_HELLO13("ServerHello of TLS 1.3"),
    HELLO_RETRY_REQUEST("HelloRetryRequest"),
    ENCRYPTED_EXTENSIONS("EncryptedExtensions"),
    CERTIFICATE("Certificate"),
    CERTIFICATE_REQUEST("CertificateRequest"),
    NEW_SESSION_TICKET("NewSessionTicket");

    private final String text;

    ExtensionContext(String text) {
        this.text = text;
    }

    /** The message's name, for faults. */
    @Override
    public String toString() {
        return text;
    }
}
