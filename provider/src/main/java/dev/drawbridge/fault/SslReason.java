package dev.drawbridge.fault;

import dev.drawbridge.spec.Alert;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** OpenSSL's reasons ({@code sslerr.h} of 3.0), and which of them each of our faults is. */
public enum SslReason {
    APPLICATION_DATA_AFTER_CLOSE_NOTIFY(291),
    AT_LEAST_TLS_1_2_NEEDED_IN_SUITEB_MODE(158, "at least (D)TLS 1.2 needed in Suite B mode"),
    BAD_CHANGE_CIPHER_SPEC(103),
    BAD_DATA_RETURNED_BY_CALLBACK(106),
    BAD_DH_VALUE(102),
    BAD_EXTENSION(110),
    BAD_KEY_SHARE(108),
    BAD_KEY_UPDATE(122),
    BAD_LENGTH(271),
    BAD_PSK(219),
    BAD_SIGNATURE(123),
    BAD_WRITE_RETRY(127),
    BINDER_DOES_NOT_VERIFY(253),
    CALLBACK_FAILED(234),
    CERTIFICATE_VERIFY_FAILED(134),
    CERT_CB_ERROR(377),
    CIPHERSUITE_DIGEST_HAS_CHANGED(218),
    CLIENTHELLO_TLSEXT(226),
    CONNECTION_TYPE_NOT_SET(144),
    DECRYPTION_FAILED_OR_BAD_RECORD_MAC(281),
    DIGEST_CHECK_FAILED(149),
    DH_KEY_TOO_SMALL(394),
    EXCESSIVE_MESSAGE_SIZE(152),
    EXTENSION_NOT_RECEIVED(279),
    HTTP_REQUEST(156),
    INAPPROPRIATE_FALLBACK(373),
    INCONSISTENT_EXTMS(104),
    INTERNAL_ERROR(259 | 0xC0000, "internal error"),
    SHOULD_NOT_HAVE_BEEN_CALLED(257 | 0xC0000, "called a function you should not call"),
    INVALID_ALERT(205),
    INVALID_CCS_MESSAGE(260),
    INVALID_CONFIG(283),
    INVALID_SESSION_ID(999),
    INVALID_STATUS_RESPONSE(328),
    LENGTH_MISMATCH(159),
    NO_APPLICATION_PROTOCOL(235),
    NO_CERTIFICATE_ASSIGNED(177),
    NO_CIPHERS_AVAILABLE(181),
    NO_CIPHER_MATCH(185),
    NO_METHOD_SPECIFIED(188),
    NO_PRIVATE_KEY_ASSIGNED(190),
    NO_PROTOCOLS_AVAILABLE(191),
    NO_RENEGOTIATION(339),
    NO_SHARED_CIPHER(193),
    NO_SHARED_SIGNATURE_ALGORITHMS(376),
    NO_SUITABLE_GROUPS(295),
    NO_SUITABLE_KEY_SHARE(101),
    NOT_ON_RECORD_BOUNDARY(182),
    NOT_SERVER(284),
    OCSP_CALLBACK_FAILURE(305),
    PACKET_LENGTH_TOO_LONG(198),
    PATH_TOO_LONG(270),
    PEER_DID_NOT_RETURN_A_CERTIFICATE(199),
    PROTOCOL_IS_SHUTDOWN(207),
    PSK_IDENTITY_NOT_FOUND(223),
    READ_BIO_NOT_SET(211),
    RENEGOTIATION_MISMATCH(337),
    REQUEST_SENT(286),
    SHUTDOWN_WHILE_IN_INIT(407),
    SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH(232),
    SSL_SESSION_ID_CONTEXT_TOO_LONG(273),
    STILL_IN_INIT(121),
    TOO_MANY_KEY_UPDATES(132),
    TOO_MANY_WARN_ALERTS(409),
    TOO_MUCH_EARLY_DATA(164),
    UNEXPECTED_EOF_WHILE_READING(294),
    UNEXPECTED_MESSAGE(244),
    UNEXPECTED_RECORD(245),
    UNINITIALIZED(276),
    UNSAFE_LEGACY_RENEGOTIATION_DISABLED(338),
    UNSOLICITED_EXTENSION(217),
    UNSUPPORTED_PROTOCOL(258),
    WRONG_CIPHER_RETURNED(261),
    WRONG_CURVE(378),
    WRONG_SIGNATURE_TYPE(370),
    WRONG_SSL_VERSION(266),
    WRONG_VERSION_NUMBER(267);

    /**
     * A reason as OpenSSL tells it.
     *
     * @param number {@code ERR_GET_REASON}
     * @param text {@code ERR_reason_error_string(3)}
     */
    public record Told(int number, String text) {
        /** {@code ERR_LIB_SSL} times {@code ERR_LIB_OFFSET}. */
        private static final int LIB_SSL = 20 << 23;

        /** The packed code of {@code ERR_get_error(3)}. */
        public int code() {
            return LIB_SSL | number;
        }
    }

    /** Received alerts: {@code SSL_AD_REASON_OFFSET}. */
    private static final int ALERTS = 1000;
    private static final Map<Fault, SslReason> OF_FAULTS = ofFaults();

    private final Told told;

    SslReason(int number) {
        told = new Told(number, name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    SslReason(int number, String text) {
        told = new Told(number, text);
    }

    public Told told() {
        return told;
    }

    /** The reason with a text, or null. */
    public static SslReason named(String text) {
        for (SslReason r : values()) {
            if (r.told.text.equals(text)) {
                return r;
            }
        }
        return null;
    }

    /** Why a connection failed. */
    public static Told of(TlsFault fault) {
        if (fault.received()) {
            Alert alert = fault.alert();
            int code = alert == null ? 0 : alert.code();
            String name = alert == null ? "unknown" : alert == Alert.USER_CANCELED ? "user cancelled" : alert.toString().replace('_', ' ');
            return new Told(ALERTS + code, since(code) + name);
        }
        return OF_FAULTS.get(fault.fault()).told;
    }

    /** OpenSSL names alerts with the version that brought them. */
    private static String since(int code) {
        if (code <= 47) {
            return code == 21 || code == 22 ? "tlsv1 alert " : "sslv3 alert ";
        }
        if (code == 109 || code == 116) {
            return "tlsv13 alert ";
        }
        return code >= 110 && code <= 114 ? "tlsv1 " : "tlsv1 alert ";
    }

    private static Map<Fault, SslReason> ofFaults() {
        Map<Fault, SslReason> map = new EnumMap<>(Fault.class);
        for (Fault fault : Fault.values()) {
            map.put(fault, of(fault));
        }
        return map;
    }

    private static SslReason of(Fault fault) {
        return switch (fault) {
            case NOT_TLS, BAD_RECORD_VERSION -> WRONG_VERSION_NUMBER;
            case RECORD_TOO_LONG -> PACKET_LENGTH_TOO_LONG;
            case BAD_RECORD_MAC -> DECRYPTION_FAILED_OR_BAD_RECORD_MAC;
            case UNEXPECTED_CONTENT_TYPE, EMPTY_FRAGMENT, NO_CONTENT_TYPE, TOO_MANY_EMPTY_RECORDS, INTERLEAVED_HANDSHAKE -> UNEXPECTED_RECORD;
            case KEY_CHANGE_INSIDE_RECORD -> NOT_ON_RECORD_BOUNDARY;
            case UNEXPECTED_CHANGE_CIPHER_SPEC, TOO_MANY_CHANGE_CIPHER_SPECS -> INVALID_CCS_MESSAGE;
            case BAD_CHANGE_CIPHER_SPEC -> BAD_CHANGE_CIPHER_SPEC;
            case BAD_ALERT, BAD_ALERT_LEVEL -> INVALID_ALERT;
            case TOO_MANY_WARNINGS -> TOO_MANY_WARN_ALERTS;
            case TRUNCATED -> UNEXPECTED_EOF_WHILE_READING;
            case DECODE_ERROR, ILLEGAL_VALUE -> LENGTH_MISMATCH;
            case MESSAGE_TOO_LONG, CHAIN_TOO_LONG -> EXCESSIVE_MESSAGE_SIZE;
            case UNKNOWN_MESSAGE, UNEXPECTED_MESSAGE, SECOND_RETRY, ANONYMOUS_SERVER_ASKS -> UNEXPECTED_MESSAGE;
            case DUPLICATE_EXTENSION, FORBIDDEN_EXTENSION, BAD_APPLICATION_PROTOCOL, BAD_EARLY_DATA -> BAD_EXTENSION;
            case BAD_MAX_FRAGMENT_LENGTH -> SSL3_EXT_INVALID_MAX_FRAGMENT_LENGTH;
            case UNSOLICITED_EXTENSION -> UNSOLICITED_EXTENSION;
            case MISSING_EXTENSION -> EXTENSION_NOT_RECEIVED;
            case NO_COMMON_VERSION, SSL2_REFUSED, VERSION_TOO_OLD, VERSION_NOT_OFFERED, EARLY_DATA_TO_AN_OLD_VERSION -> UNSUPPORTED_PROTOCOL;
            case INAPPROPRIATE_FALLBACK, DOWNGRADE_SENTINEL -> INAPPROPRIATE_FALLBACK;
            case NO_COMMON_CIPHER_SUITE, NO_CREDENTIALS -> NO_SHARED_CIPHER;
            case SUITE_NOT_OFFERED, RESUMED_WITH_ANOTHER_SUITE -> WRONG_CIPHER_RETURNED;
            case SUITE_CHANGED -> CIPHERSUITE_DIGEST_HAS_CHANGED;
            case NO_COMMON_GROUP -> NO_SUITABLE_GROUPS;
            case GROUP_NOT_OFFERED, WRONG_CURVE -> WRONG_CURVE;
            case BAD_KEY_SHARE, BAD_RETRY, BAD_SECOND_CLIENT_HELLO -> BAD_KEY_SHARE;
            case BAD_DH_SHARE -> BAD_DH_VALUE;
            case NO_FINITE_FIELD, DH_GROUP_REFUSED -> DH_KEY_TOO_SMALL;
            case SESSION_ID_NOT_ECHOED -> INVALID_SESSION_ID;
            case NO_COMMON_SIGNATURE_SCHEME -> NO_SHARED_SIGNATURE_ALGORITHMS;
            case SIGNATURE_SCHEME_NOT_OFFERED -> WRONG_SIGNATURE_TYPE;
            case NO_APPLICATION_PROTOCOL -> NO_APPLICATION_PROTOCOL;
            case NO_EXTENDED_MASTER_SECRET, EXTENDED_MASTER_SECRET_CHANGED -> INCONSISTENT_EXTMS;
            case INSECURE_RENEGOTIATION -> UNSAFE_LEGACY_RENEGOTIATION_DISABLED;
            case BAD_RENEGOTIATION_INFO -> RENEGOTIATION_MISMATCH;
            case RENEGOTIATION_REFUSED, PEER_REFUSED_RENEGOTIATION, TOO_MANY_RENEGOTIATION_REQUESTS -> NO_RENEGOTIATION;
            case CERTIFICATE_NOT_FOUND -> CERT_CB_ERROR;
            case CALLBACK_FAILED -> CALLBACK_FAILED;
            case STATUS_REFUSED -> INVALID_STATUS_RESPONSE;
            case STATUS_CALLBACK_FAILED -> OCSP_CALLBACK_FAILURE;
            case STATUS_NOT_FOUND -> CLIENTHELLO_TLSEXT;
            case NO_CERTIFICATE, NO_CERTIFICATE12 -> PEER_DID_NOT_RETURN_A_CERTIFICATE;
            case BAD_SIGNATURE -> BAD_SIGNATURE;
            case BAD_FINISHED -> DIGEST_CHECK_FAILED;
            case TOO_MUCH_EARLY_DATA -> TOO_MUCH_EARLY_DATA;
            case BAD_BINDER -> BINDER_DOES_NOT_VERIFY;
            case NO_PSK -> PSK_IDENTITY_NOT_FOUND;
            case WRONG_PSK -> BAD_PSK;
            case BAD_KEY_UPDATE -> BAD_KEY_UPDATE;
            case TOO_MANY_KEY_UPDATES -> TOO_MANY_KEY_UPDATES;
            case EMPTY_SERVER_CERTIFICATE, BAD_CERTIFICATE, CERTIFICATE_REFUSED, BAD_CERTIFICATE_SIGNATURE, CERTIFICATE_NOT_WANTED,
                UNSUPPORTED_CERTIFICATE, WRONG_CERTIFICATE_KEY, CERTIFICATE_EXPIRED, CERTIFICATE_REVOKED, BAD_CERTIFICATE_STATUS,
                CERTIFICATE_UNKNOWN, UNKNOWN_CA -> CERTIFICATE_VERIFY_FAILED;
            default -> INTERNAL_ERROR;
        };
    }
}
