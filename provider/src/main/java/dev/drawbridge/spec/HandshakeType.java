package dev.drawbridge.spec;

/** Handshake message types (RFC 8446 section 4, RFC 5246 section 7.4, RFC 6066 section 8). */
public enum HandshakeType {
    HELLO_REQUEST(0, "HelloRequest"),
    CLIENT_HELLO(1, "ClientHello"),
    SERVER_HELLO(2, "ServerHello"),
    NEW_SESSION_TICKET(4, "NewSessionTicket"),
    END_OF_EARLY_DATA(5, "EndOfEarlyData"),
    ENCRYPTED_EXTENSIONS(8, "EncryptedExtensions"),
    CERTIFICATE(11, "Certificate"),
    SERVER_KEY_EXCHANGE(12, "ServerKeyExchange"),
    CERTIFICATE_REQUEST(13, "CertificateRequest"),
    SERVER_HELLO_DONE(14, "ServerHelloDone"),
    CERTIFICATE_VERIFY(15, "CertificateVerify"),
    CLIENT_KEY_EXCHANGE(16, "ClientKeyExchange"),
    FINISHED(20, "Finished"),
    CERTIFICATE_STATUS(22, "CertificateStatus"),
    KEY_UPDATE(24, "KeyUpdate"),
    MESSAGE_HASH(254, "message_hash");

    private static final HandshakeType[] ALL = values();

    private final int code;
    private final String registryName;

    HandshakeType(int code, String registryName) {
        this.code = code;
        this.registryName = registryName;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    /** The type of a wire byte, or null when we know none. */
    public static HandshakeType of(int code) {
        for (HandshakeType t : ALL) {
            if (t.code == code) {
                return t;
            }
        }
        return null;
    }

    /** The RFC's name of the message, for example {@code ServerHello}. */
    @Override
    public String toString() {
        return registryName;
    }
}
