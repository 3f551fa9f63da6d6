package dev.drawbridge.message.extension;

import static dev.drawbridge.message.extension.ExtensionContext.CERTIFICATE;
import static dev.drawbridge.message.extension.ExtensionContext.CERTIFICATE_REQUEST;
import static dev.drawbridge.message.extension.ExtensionContext.CLIENT_HELLO;
import static dev.drawbridge.message.extension.ExtensionContext.ENCRYPTED_EXTENSIONS;
import static dev.drawbridge.message.extension.ExtensionContext.HELLO_RETRY_REQUEST;
import static dev.drawbridge.message.extension.ExtensionContext.NEW_SESSION_TICKET;
import static dev.drawbridge.message.extension.ExtensionContext.SERVER_HELLO12;
import static dev.drawbridge.message.extension.ExtensionContext.SERVER_HELLO13;
import static dev.drawbridge.spec.ExtensionType.ALPN;
import static dev.drawbridge.spec.ExtensionType.CERTIFICATE_AUTHORITIES;
import static dev.drawbridge.spec.ExtensionType.COOKIE;
import static dev.drawbridge.spec.ExtensionType.EARLY_DATA;
import static dev.drawbridge.spec.ExtensionType.EC_POINT_FORMATS;
import static dev.drawbridge.spec.ExtensionType.ENCRYPT_THEN_MAC;
import static dev.drawbridge.spec.ExtensionType.EXTENDED_MASTER_SECRET;
import static dev.drawbridge.spec.ExtensionType.KEY_SHARE;
import static dev.drawbridge.spec.ExtensionType.MAX_FRAGMENT_LENGTH;
import static dev.drawbridge.spec.ExtensionType.OID_FILTERS;
import static dev.drawbridge.spec.ExtensionType.PADDING;
import static dev.drawbridge.spec.ExtensionType.POST_HANDSHAKE_AUTH;
import static dev.drawbridge.spec.ExtensionType.PRE_SHARED_KEY;
import static dev.drawbridge.spec.ExtensionType.PSK_KEY_EXCHANGE_MODES;
import static dev.drawbridge.spec.ExtensionType.RENEGOTIATION_INFO;
import static dev.drawbridge.spec.ExtensionType.SERVER_NAME;
import static dev.drawbridge.spec.ExtensionType.SESSION_TICKET;
import static dev.drawbridge.spec.ExtensionType.SIGNATURE_ALGORITHMS;
import static dev.drawbridge.spec.ExtensionType.SIGNATURE_ALGORITHMS_CERT;
import static dev.drawbridge.spec.ExtensionType.SIGNED_CERTIFICATE_TIMESTAMP;
import static dev.drawbridge.spec.ExtensionType.STATUS_REQUEST;
import static dev.drawbridge.spec.ExtensionType.SUPPORTED_GROUPS;
import static dev.drawbridge.spec.ExtensionType.SUPPORTED_VERSIONS;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where each known extension may appear, and how it is read there.
 *
 * <p>The messages of TLS 1.3 are the table of RFC 8446 section 4.2. {@code SERVER_HELLO12} follows the RFC of each
 * extension. A known type that has no record of its own yet is kept as its bytes, but only where it belongs.
 *
 * <p>States ask for extensions by their type, so the order on the wire decides nothing. The rows stand in the order in which they
 * depend on each other, with the reason.
 */
public final class ExtensionTable {
    /** Reads extension_data of one type in one context. */
    interface DataReader {
        Extension read(WireReader in) throws TlsFault;
    }

    private static final Map<ExtensionType, Map<ExtensionContext, DataReader>> ROWS = new EnumMap<>(ExtensionType.class);

    static {
        // The version decides what every other extension means.
        in(CLIENT_HELLO, SUPPORTED_VERSIONS, SupportedVersionsOffer::read);
        in(SERVER_HELLO13, SUPPORTED_VERSIONS, SupportedVersionsChoice::read);
        in(HELLO_RETRY_REQUEST, SUPPORTED_VERSIONS, SupportedVersionsChoice::read);
        // Whether this hello belongs to this connection at all, before any work is spent on it.
        in(CLIENT_HELLO, RENEGOTIATION_INFO, RenegotiationInfo::read);
        in(SERVER_HELLO12, RENEGOTIATION_INFO, RenegotiationInfo::read);
        in(CLIENT_HELLO, COOKIE, Cookie::read);
        in(HELLO_RETRY_REQUEST, COOKIE, Cookie::read);
        // The name chooses the virtual host, and with it configuration, protocols and credentials.
        in(CLIENT_HELLO, SERVER_NAME, ServerName::readOffer);
        in(SERVER_HELLO12, SERVER_NAME, ServerName::readAcknowledgement);
        in(ENCRYPTED_EXTENSIONS, SERVER_NAME, ServerName::readAcknowledgement);
        // The protocol may be refused before keys are computed, and depends on the virtual host.
        in(CLIENT_HELLO, ALPN, ApplicationProtocols::readOffer);
        in(SERVER_HELLO12, ALPN, ApplicationProtocols::readChoice);
        in(ENCRYPTED_EXTENSIONS, ALPN, ApplicationProtocols::readChoice);
        // Groups before key_share, which must be a subset of them. RFC 8422 gives TLS 1.2 servers no supported_groups,
        // but there are servers that send it; RFC 8446 section 4.2.7: "Clients MUST NOT act upon any information found
        // in "supported_groups" prior to successful completion of the handshake".
        in(CLIENT_HELLO, SUPPORTED_GROUPS, SupportedGroups::read);
        in(SERVER_HELLO12, SUPPORTED_GROUPS, SupportedGroups::read);
        in(ENCRYPTED_EXTENSIONS, SUPPORTED_GROUPS, SupportedGroups::read);
        // Point formats speak about the groups.
        in(CLIENT_HELLO, EC_POINT_FORMATS, EcPointFormats::readOffer);
        in(SERVER_HELLO12, EC_POINT_FORMATS, EcPointFormats::readAnswer);
        in(CLIENT_HELLO, KEY_SHARE, KeyShareOffer::read);
        in(SERVER_HELLO13, KEY_SHARE, KeyShareChoice::read);
        in(HELLO_RETRY_REQUEST, KEY_SHARE, KeyShareRetry::read);
        // What may sign decides which credentials can be used; what goes with the certificate comes after them.
        // RFC 5246 section 7.4.1.4.1: "Servers MUST NOT send this extension. TLS servers MUST support receiving this extension." That is,
        // in ServerHello.
        in(CLIENT_HELLO, SIGNATURE_ALGORITHMS, SignatureAlgorithms::read);
        in(CERTIFICATE_REQUEST, SIGNATURE_ALGORITHMS, SignatureAlgorithms::read);
        in(CLIENT_HELLO, SIGNATURE_ALGORITHMS_CERT, SignatureAlgorithmsCert::read);
        in(CERTIFICATE_REQUEST, SIGNATURE_ALGORITHMS_CERT, SignatureAlgorithmsCert::read);
        in(CLIENT_HELLO, CERTIFICATE_AUTHORITIES, CertificateAuthorities::read);
        in(CERTIFICATE_REQUEST, CERTIFICATE_AUTHORITIES, CertificateAuthorities::read);
        raw(OID_FILTERS, CERTIFICATE_REQUEST);
        in(CLIENT_HELLO, STATUS_REQUEST, StatusRequest::readOffer);
        in(SERVER_HELLO12, STATUS_REQUEST, StatusRequest::readAnswer);
        in(CERTIFICATE_REQUEST, STATUS_REQUEST, StatusRequest::read);
        in(CERTIFICATE, STATUS_REQUEST, StapledResponse::read);
        raw(SIGNED_CERTIFICATE_TIMESTAMP, CLIENT_HELLO, SERVER_HELLO12, CERTIFICATE_REQUEST, CERTIFICATE);
        // RFC 8446 section 4.2.6: "Servers MUST NOT send this extension."
        in(CLIENT_HELLO, POST_HANDSHAKE_AUTH, PostHandshakeAuth::read);
        // How records and the master secret are made, before a session is taken up that must agree with them.
        in(CLIENT_HELLO, MAX_FRAGMENT_LENGTH, MaxFragmentLength::read);
        in(SERVER_HELLO12, MAX_FRAGMENT_LENGTH, MaxFragmentLength::read);
        in(ENCRYPTED_EXTENSIONS, MAX_FRAGMENT_LENGTH, MaxFragmentLength::read);
        in(CLIENT_HELLO, ENCRYPT_THEN_MAC, EncryptThenMac::read);
        in(SERVER_HELLO12, ENCRYPT_THEN_MAC, EncryptThenMac::read);
        in(CLIENT_HELLO, EXTENDED_MASTER_SECRET, ExtendedMasterSecret::read);
        in(SERVER_HELLO12, EXTENDED_MASTER_SECRET, ExtendedMasterSecret::read);
        in(CLIENT_HELLO, SESSION_TICKET, SessionTicket::readOffer);
        in(SERVER_HELLO12, SESSION_TICKET, SessionTicket::readAnswer);
        // The modes say which PSK may be accepted, early data needs the PSK accepted; the binders cover all before them.
        // RFC 8446 section 4.2.9: "The server MUST NOT send a "psk_key_exchange_modes" extension."
        in(CLIENT_HELLO, PSK_KEY_EXCHANGE_MODES, PskKeyExchangeModes::read);
        in(CLIENT_HELLO, PRE_SHARED_KEY, PreSharedKeyOffer::read);
        in(SERVER_HELLO13, PRE_SHARED_KEY, PreSharedKeyChoice::read);
        in(CLIENT_HELLO, EARLY_DATA, EarlyDataIndication::read);
        in(ENCRYPTED_EXTENSIONS, EARLY_DATA, EarlyDataIndication::read);
        in(NEW_SESSION_TICKET, EARLY_DATA, EarlyDataLimit::read);
        // Means nothing.
        raw(PADDING, CLIENT_HELLO);
    }

    private ExtensionTable() {
    }

    /** Whether {@code type} is specified for {@code context}. */
    public static boolean allows(ExtensionType type, ExtensionContext context) {
        return ROWS.get(type).containsKey(context);
    }

    /** Reads one extension_data completely. */
    static Extension read(int code, WireReader data, ExtensionContext context) throws TlsFault {
        ExtensionType type = ExtensionType.of(code);
        if (type == null) {
            // RFC 8446 section 4.1.2: "Servers MUST ignore unrecognized extensions." Sections 4.3.2 and 4.6.1 say so of clients.
            // RFC 8446 section 4.3.2: "Clients MUST ignore unrecognized extensions."
            // RFC 8446 section 4.6.1: "Clients MUST ignore unrecognized extensions."
            // RFC 8446 section 4.4.2.1: "TLS 1.3 servers MUST NOT act upon its presence or information in it when processing ClientHello
            // messages". And: "TLS 1.3 servers MUST be able to process ClientHello messages that include it". It: status_request_v2.
            return new UnknownExtension(code, data.rest());
        }
        DataReader reader = ROWS.get(type).get(context);
        // RFC 8446 section 4.2: "If an implementation receives an extension which it recognizes and which is not specified for the message
        // in which it appears, it MUST abort the handshake with an "illegal_parameter" alert." Section 4.3.1: "The client MUST check
        // EncryptedExtensions for the presence of any forbidden extensions and if any are found MUST abort the handshake".
        if (reader == null) {
            throw new TlsFault(Fault.FORBIDDEN_EXTENSION, type + " in " + context);
        }
        WireReader in = data.named(type.toString());
        Extension extension = reader.read(in);
        in.finish();
        return extension;
    }

    private static void in(ExtensionContext context, ExtensionType type, DataReader reader) {
        ROWS.computeIfAbsent(type, t -> new EnumMap<>(ExtensionContext.class)).put(context, reader);
    }

    private static void raw(ExtensionType type, ExtensionContext... contexts) {
        for (ExtensionContext context : contexts) {
            in(context, type, data -> new UnknownExtension(type.code(), data.rest()));
        }
    }
}
