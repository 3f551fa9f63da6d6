package dev.drawbridge.message.extension;

import dev.drawbridge.wire.WireWriter;

/** One extension of a message (RFC 8446 section 4.2), decoded. */
public sealed interface Extension permits ApplicationProtocols, CertificateAuthorities, Cookie, EarlyDataIndication,
        EarlyDataLimit, EcPointFormats,
        EncryptThenMac, ExtendedMasterSecret, KeyShareChoice, KeyShareOffer, KeyShareRetry, MaxFragmentLength, PostHandshakeAuth, PreSharedKeyChoice, PreSharedKeyOffer, PskKeyExchangeModes, RenegotiationInfo,
        ServerName, SessionTicket, SignatureAlgorithms, SignatureAlgorithmsCert, StapledResponse, StatusRequest, SupportedGroups,
        SupportedVersionsChoice, SupportedVersionsOffer, UnknownExtension {
    /** The number of its type. */
    int code();

    /** Writes extension_data, without type and length. */
    void write(WireWriter out);

    /** The extension_data, for comparing two of a kind. */
    default byte[] data() {
        WireWriter out = new WireWriter(64);
        write(out);
        return out.toByteArray();
    }
}
