package dev.drawbridge.fault;

import dev.drawbridge.spec.Alert;

/**
 * Every reason for which Drawbridge ends a connection, with the alert that the peer is told and the section that
 * demands it. A review of "do we send the right alert" reads this file only.
 */
public enum Fault {
    // Record layer.
    NOT_TLS(Alert.UNEXPECTED_MESSAGE, "RFC 8446 5", "the peer does not speak TLS"),
    BAD_RECORD_VERSION(Alert.PROTOCOL_VERSION, "RFC 5246 6.2.1", "record with an impossible version"),
    RECORD_TOO_LONG(Alert.RECORD_OVERFLOW, "RFC 8446 5.1", "record longer than allowed"),
    BAD_RECORD_MAC(Alert.BAD_RECORD_MAC, "RFC 8446 5.2", "record failed authentication"),
    UNEXPECTED_CONTENT_TYPE(Alert.UNEXPECTED_MESSAGE, "RFC 8446 5", "record type not allowed here"),
    EMPTY_FRAGMENT(Alert.UNEXPECTED_MESSAGE, "RFC 8446 5.1", "zero-length fragment of a type that forbids it"),
    NO_CONTENT_TYPE(Alert.UNEXPECTED_MESSAGE, "RFC 8446 5.4", "protected record holds only padding"),
    TOO_MANY_EMPTY_RECORDS(Alert.UNEXPECTED_MESSAGE, "RFC 8446 5.1", "too many empty records in a row"),
    INTERLEAVED_HANDSHAKE(Alert.UNEXPECTED_MESSAGE, "RFC 8446 5.1", "another record type inside a handshake message"),
    KEY_CHANGE_INSIDE_RECORD(Alert.UNEXPECTED_MESSAGE, "RFC 8446 5.1", "handshake data after a message that ends its record"),
    UNEXPECTED_CHANGE_CIPHER_SPEC(Alert.UNEXPECTED_MESSAGE, "RFC 8446 5", "change_cipher_spec not allowed here"),
    BAD_CHANGE_CIPHER_SPEC(Alert.ILLEGAL_PARAMETER, "RFC 5246 7.1", "change_cipher_spec is not the single byte 1"),
    TOO_MANY_CHANGE_CIPHER_SPECS(Alert.UNEXPECTED_MESSAGE, "RFC 8446 D.4", "too many change_cipher_spec records"),
    SEQUENCE_EXHAUSTED(Alert.INTERNAL_ERROR, "RFC 8446 5.3", "record sequence number would wrap"),
    KEY_EXHAUSTED(Alert.INTERNAL_ERROR, "NIST SP 800-67", "too much was encrypted in small blocks under one key; renegotiate before"),
    // Alerts.
    BAD_ALERT(Alert.DECODE_ERROR, "RFC 8446 6", "alert is not two bytes long"),
    BAD_ALERT_LEVEL(Alert.ILLEGAL_PARAMETER, "RFC 5246 7.2", "alert with an impossible level"),
    TOO_MANY_WARNINGS(Alert.UNEXPECTED_MESSAGE, "RFC 8446 6", "too many warning alerts"),
    /** The peer ended the connection by an alert; nothing is sent back (RFC 8446 section 6.2). */
    RECEIVED_ALERT(null, "RFC 8446 6.2", "received fatal alert"),
    /** The transport ended without close_notify; the alert, which may still reach a peer that ended its direction alone, is OpenSSL's. */
    TRUNCATED(Alert.DECODE_ERROR, "RFC 8446 6.1", "the connection ended without close_notify"),
    // Codec.
    DECODE_ERROR(Alert.DECODE_ERROR, "RFC 8446 6.2", "malformed message"),
    ILLEGAL_VALUE(Alert.ILLEGAL_PARAMETER, "RFC 8446 6.2", "field with a forbidden value"),
    MESSAGE_TOO_LONG(Alert.ILLEGAL_PARAMETER, "RFC 8446 4", "handshake message longer than the limit"),
    CHAIN_TOO_LONG(Alert.BAD_CERTIFICATE, "RFC 8446 4.4.2", "more certificates than the limit"),
    UNKNOWN_MESSAGE(Alert.UNEXPECTED_MESSAGE, "RFC 8446 4", "unknown handshake message"),
    UNEXPECTED_MESSAGE(Alert.UNEXPECTED_MESSAGE, "RFC 8446 4", "handshake message out of order"),
    DUPLICATE_EXTENSION(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.2", "extension sent twice"),
    FORBIDDEN_EXTENSION(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.2", "extension not allowed in this message"),
    UNSOLICITED_EXTENSION(Alert.UNSUPPORTED_EXTENSION, "RFC 8446 4.2", "extension that we did not offer"),
    MISSING_EXTENSION(Alert.MISSING_EXTENSION, "RFC 8446 9.2", "mandatory extension missing"),
    // Negotiation.
    SSL2_REFUSED(Alert.PROTOCOL_VERSION, "RFC 6176 3", "the client speaks SSL 2.0, which \"TLS servers MUST NOT reply\" to (RFC 6176 section 3)"),
    NO_COMMON_VERSION(Alert.PROTOCOL_VERSION, "RFC 8446 4.2.1", "no protocol version in common"),
    VERSION_NOT_OFFERED(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.2.1", "server chose a version that we did not offer"),
    VERSION_TOO_OLD(Alert.PROTOCOL_VERSION, "RFC 5246 E.1", "server chose a version that we do not accept"),
    DOWNGRADE_SENTINEL(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.1.3", "downgrade detected in ServerHello.random"),
    INAPPROPRIATE_FALLBACK(Alert.INAPPROPRIATE_FALLBACK, "RFC 7507 3", "client fell back although we speak a newer version"),
    NO_COMMON_CIPHER_SUITE(Alert.HANDSHAKE_FAILURE, "RFC 8446 4.1.1", "no cipher suite in common"),
    SUITE_NOT_OFFERED(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.1.3", "server chose a cipher suite that we did not offer"),
    SUITE_CHANGED(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.1.4", "cipher suite changed after HelloRetryRequest"),
    NO_SESSION(Alert.HANDSHAKE_FAILURE, "RFC 5246 F.1.4", "no session to resume, and setEnableSessionCreation(false) forbids a new one"),
    RESUMED_WITH_ANOTHER_SUITE(Alert.ILLEGAL_PARAMETER, "RFC 5246 7.4.1.3", "server resumes the session with another cipher suite"),
    NO_COMMON_GROUP(Alert.HANDSHAKE_FAILURE, "RFC 8446 4.1.1", "no key exchange group in common"),
    GROUP_NOT_OFFERED(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.2.8", "peer chose a group that we did not offer"),
    BAD_KEY_SHARE(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.2.8", "key share is not valid for its group"),
    BAD_DH_SHARE(Alert.HANDSHAKE_FAILURE, "RFC 7919 3", "Diffie-Hellman share is not valid for its group"),
    NO_FINITE_FIELD(Alert.INSUFFICIENT_SECURITY, "RFC 7919 4", "no Diffie-Hellman group in common that is large enough"),
    DH_GROUP_REFUSED(Alert.INSUFFICIENT_SECURITY, "RFC 7919 3", "server chose a Diffie-Hellman group that is too small or not known"),
    BAD_RETRY(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.1.4", "HelloRetryRequest would change nothing"),
    SECOND_RETRY(Alert.UNEXPECTED_MESSAGE, "RFC 8446 4.1.4", "second HelloRetryRequest"),
    BAD_SECOND_CLIENT_HELLO(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.1.2", "second ClientHello differs where it may not"),
    SESSION_ID_NOT_ECHOED(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.1.3", "legacy_session_id was not echoed"),
    BAD_COMPRESSION(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.1.2", "compression is not null"),
    NO_COMMON_SIGNATURE_SCHEME(Alert.HANDSHAKE_FAILURE, "RFC 8446 4.4.3", "no signature scheme in common"),
    SIGNATURE_SCHEME_NOT_OFFERED(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.4.3", "peer signed with a scheme that we did not offer"),
    NO_APPLICATION_PROTOCOL(Alert.NO_APPLICATION_PROTOCOL, "RFC 7301 3.2", "no application protocol in common"),
    BAD_APPLICATION_PROTOCOL(Alert.ILLEGAL_PARAMETER, "RFC 7301 3.1", "server chose an application protocol that we did not offer"),
    BAD_MAX_FRAGMENT_LENGTH(Alert.ILLEGAL_PARAMETER, "RFC 6066 4", "max_fragment_length that does not exist or that we did not ask for"),
    UNRECOGNIZED_NAME(Alert.UNRECOGNIZED_NAME, "RFC 6066 3", "server name not served here"),
    NO_EXTENDED_MASTER_SECRET(Alert.HANDSHAKE_FAILURE, "RFC 7627 5.2", "peer does not support extended_master_secret"),
    EXTENDED_MASTER_SECRET_CHANGED(Alert.HANDSHAKE_FAILURE, "RFC 7627 5.3", "extended_master_secret is not as in the session that is resumed"),
    INSECURE_RENEGOTIATION(Alert.HANDSHAKE_FAILURE, "RFC 5746 3.4", "peer does not support secure renegotiation"),
    BAD_RENEGOTIATION_INFO(Alert.HANDSHAKE_FAILURE, "RFC 5746 3.4", "renegotiation_info does not match"),
    RENEGOTIATION_REFUSED(Alert.NO_RENEGOTIATION, "RFC 5746 4.4", "renegotiation refused"),
    /** OpenSSL and the JDK end the connection too: whoever asked had a reason to. */
    PEER_REFUSED_RENEGOTIATION(Alert.HANDSHAKE_FAILURE, "RFC 5246 7.2.2", "the peer does not renegotiate"),
    TOO_MANY_RENEGOTIATION_REQUESTS(Alert.UNEXPECTED_MESSAGE, "RFC 5246 7.4.1.1", "too many renegotiation requests"),
    // Authentication.
    NO_CERTIFICATE(Alert.CERTIFICATE_REQUIRED, "RFC 8446 4.4.2.4", "peer did not send a certificate"),
    NO_CERTIFICATE12(Alert.HANDSHAKE_FAILURE, "RFC 5246 7.4.6", "peer did not send a certificate"),
    ANONYMOUS_SERVER_ASKS(Alert.HANDSHAKE_FAILURE, "RFC 5246 7.4.4", "anonymous server asks for a certificate"),
    EMPTY_SERVER_CERTIFICATE(Alert.DECODE_ERROR, "RFC 8446 4.4.2.4", "server sent an empty certificate list"),
    CERTIFICATE_NOT_FOUND(Alert.INTERNAL_ERROR, "RFC 8446 6.2", "the program that looks for our certificate gave up"),
    CALLBACK_FAILED(Alert.INTERNAL_ERROR, "RFC 8446 6.2", "a callback of the program failed"),
    NO_CREDENTIALS(Alert.HANDSHAKE_FAILURE, "RFC 8446 4.4.2.2", "no certificate of ours suits the peer"),
    BAD_CERTIFICATE(Alert.BAD_CERTIFICATE, "RFC 8446 6.2", "certificate could not be parsed"),
    CERTIFICATE_REFUSED(Alert.BAD_CERTIFICATE, "RFC 8446 4.4.2.2", "certificate not good enough"),
    BAD_CERTIFICATE_SIGNATURE(Alert.DECRYPT_ERROR, "RFC 8446 6.2", "signature of a certificate did not verify"),
    CERTIFICATE_NOT_WANTED(Alert.HANDSHAKE_FAILURE, "RFC 8446 6.2", "the program did not accept the certificate"),
    UNSUPPORTED_CERTIFICATE(Alert.UNSUPPORTED_CERTIFICATE, "RFC 8446 6.2", "certificate of an unsupported type"),
    WRONG_CERTIFICATE_KEY(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.4.3", "certificate key does not fit the signature scheme or suite"),
    WRONG_CURVE(Alert.ILLEGAL_PARAMETER, "RFC 6460 3", "curve does not go with the cipher suite in Suite B"),
    CERTIFICATE_EXPIRED(Alert.CERTIFICATE_EXPIRED, "RFC 8446 6.2", "certificate expired or not yet valid"),
    CERTIFICATE_REVOKED(Alert.CERTIFICATE_REVOKED, "RFC 8446 6.2", "certificate revoked"),
    BAD_CERTIFICATE_STATUS(Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "RFC 6066 8", "OCSP response not satisfactory"),
    STATUS_REFUSED(Alert.BAD_CERTIFICATE_STATUS_RESPONSE, "RFC 6066 8", "the program refused the OCSP response, or that there is none"),
    STATUS_CALLBACK_FAILED(Alert.INTERNAL_ERROR, "RFC 8446 6.2", "the program could not judge the OCSP response"),
    STATUS_NOT_FOUND(Alert.INTERNAL_ERROR, "RFC 8446 6.2", "the program that looks for our OCSP response gave up"),
    CERTIFICATE_UNKNOWN(Alert.CERTIFICATE_UNKNOWN, "RFC 8446 6.2", "certificate not accepted"),
    UNKNOWN_CA(Alert.UNKNOWN_CA, "RFC 8446 6.2", "certificate chain does not end at a trust anchor"),
    BAD_SIGNATURE(Alert.DECRYPT_ERROR, "RFC 8446 4.4.3", "handshake signature did not verify"),
    BAD_FINISHED(Alert.DECRYPT_ERROR, "RFC 8446 4.4.4", "Finished did not verify"),
    TOO_MUCH_EARLY_DATA(Alert.UNEXPECTED_MESSAGE, "RFC 8446 4.6.1", "more early data than the ticket is good for"),
    BAD_EARLY_DATA(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.2.10", "server takes early data that it must not take"),
    EARLY_DATA_TO_AN_OLD_VERSION(Alert.PROTOCOL_VERSION, "RFC 8446 D.3", "server chose a version that knows no early data, which was sent"),
    BAD_BINDER(Alert.DECRYPT_ERROR, "RFC 8446 4.2.11", "PSK binder did not verify"),
    NO_PSK(Alert.HANDSHAKE_FAILURE, "RFC 4279 2", "no pre-shared key of ours suits the peer"),
    WRONG_PSK(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.2.11", "server chose a PSK that does not fit"),
    // After the handshake.
    BAD_KEY_UPDATE(Alert.ILLEGAL_PARAMETER, "RFC 8446 4.6.3", "KeyUpdate with an impossible request"),
    TOO_MANY_KEY_UPDATES(Alert.UNEXPECTED_MESSAGE, "RFC 8446 4.6.3", "too many KeyUpdates"),
    // Ourselves.
    USER_CANCELED(Alert.USER_CANCELED, "RFC 8446 6.1", "the program gave up before the handshake was done"),
    NOT_CONFIGURED(Alert.HANDSHAKE_FAILURE, "RFC 8446 6.2", "our configuration does not allow this connection"),
    INTERNAL(Alert.INTERNAL_ERROR, "RFC 8446 6.2", "internal error");

    private final Alert alert;
    private final String source;
    private final String text;

    Fault(Alert alert, String source, String text) {
        this.alert = alert;
        this.source = source;
        this.text = text;
    }

    /**
     * The alert that the peer is sent, or null where nothing may be sent any more. RFC 8446 section 6.2: "The phrases "terminate the
     * connection with an X alert" and "abort the handshake with an X alert" mean that the implementation MUST send alert X if it sends any
     * alert." RFC 5246 section 7.2.2, of alerts that are not in the table above: "decryption_failed_RESERVED [...] It MUST NOT be sent by
     * compliant implementations. [...] no_certificate_RESERVED [...] It MUST NOT be sent by compliant implementations. [...]
     * export_restriction_RESERVED [...] It MUST NOT be sent by compliant implementations."
     */
    public Alert alert() {
        return alert;
    }

    /** The document and section that demand it. */
    public String source() {
        return source;
    }

    /** The reason in a few words. */
    public String text() {
        return text;
    }
}
