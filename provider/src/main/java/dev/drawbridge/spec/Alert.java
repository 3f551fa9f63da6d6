package dev.drawbridge.spec;

import java.util.Locale;

/** Alert descriptions (RFC 8446 section 6, RFC 5246 section 7.2 and the IANA registry). */
public enum Alert {
    CLOSE_NOTIFY(0),
    UNEXPECTED_MESSAGE(10),
    BAD_RECORD_MAC(20),
    DECRYPTION_FAILED(21),
    RECORD_OVERFLOW(22),
    DECOMPRESSION_FAILURE(30),
    HANDSHAKE_FAILURE(40),
    NO_CERTIFICATE(41),
    BAD_CERTIFICATE(42),
    UNSUPPORTED_CERTIFICATE(43),
    CERTIFICATE_REVOKED(44),
    CERTIFICATE_EXPIRED(45),
    CERTIFICATE_UNKNOWN(46),
    ILLEGAL_PARAMETER(47),
    UNKNOWN_CA(48),
    ACCESS_DENIED(49),
    DECODE_ERROR(50),
    DECRYPT_ERROR(51),
    EXPORT_RESTRICTION(60),
    PROTOCOL_VERSION(70),
    INSUFFICIENT_SECURITY(71),
    INTERNAL_ERROR(80),
    INAPPROPRIATE_FALLBACK(86),
    USER_CANCELED(90),
    NO_RENEGOTIATION(100),
    MISSING_EXTENSION(109),
    UNSUPPORTED_EXTENSION(110),
    CERTIFICATE_UNOBTAINABLE(111),
    UNRECOGNIZED_NAME(112),
    BAD_CERTIFICATE_STATUS_RESPONSE(113),
    BAD_CERTIFICATE_HASH_VALUE(114),
    UNKNOWN_PSK_IDENTITY(115),
    CERTIFICATE_REQUIRED(116),
    NO_APPLICATION_PROTOCOL(120);

    private static final Alert[] ALL = values();

    private final int code;
    private final String registryName = name().toLowerCase(Locale.ROOT);

    Alert(int code) {
        this.code = code;
    }

    /** The byte on the wire. */
    public int code() {
        return code;
    }

    /** What says the same in SSL 3.0, which knows fewer, as OpenSSL has it; this one where it does. */
    public Alert inSsl30() {
        return switch (this) {
            case CLOSE_NOTIFY, UNEXPECTED_MESSAGE, BAD_RECORD_MAC, DECOMPRESSION_FAILURE, HANDSHAKE_FAILURE, NO_CERTIFICATE, BAD_CERTIFICATE,
                    UNSUPPORTED_CERTIFICATE, CERTIFICATE_REVOKED, CERTIFICATE_EXPIRED, CERTIFICATE_UNKNOWN, ILLEGAL_PARAMETER -> this;
            // RFC 7507 section 3 has it whatever the version.
            case INAPPROPRIATE_FALLBACK -> this;
            case DECRYPTION_FAILED, RECORD_OVERFLOW -> BAD_RECORD_MAC;
            case UNKNOWN_CA -> BAD_CERTIFICATE;
            default -> HANDSHAKE_FAILURE;
        };
    }

    /** The alert of a wire byte, or null when we know none. */
    public static Alert of(int code) {
        for (Alert a : ALL) {
            if (a.code == code) {
                return a;
            }
        }
        return null;
    }

    /** The registry's name, for example {@code handshake_failure}. */
    @Override
    public String toString() {
        return registryName;
    }
}
