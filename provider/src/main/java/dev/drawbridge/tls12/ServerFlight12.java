package dev.drawbridge.tls12;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.Credentials;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.FragmentLimits;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.Negotiation;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.message.CertificateRequest12;
import dev.drawbridge.message.CertificateStatus;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.ServerHelloDone;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.EcPointFormats;
import dev.drawbridge.message.extension.EncryptThenMac;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.MaxFragmentLength;
import dev.drawbridge.message.extension.RenegotiationInfo;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.SessionTicket;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The server's first flight, and all the costly and foreign work that it takes: one task.
 *
 * @param messages ServerHello to ServerHelloDone
 * @param started our ephemeral key, or the one that decrypts, to be used once; null in a suite with pre-shared keys alone
 * @param ours null in a suite with pre-shared keys, and in an anonymous one
 */
record ServerFlight12(Hellos12 hellos, List<HandshakeMessage> messages, Psk12.Started started,
        Certificates12.Chosen ours, String applicationProtocol) implements ServerAnswer12 {

    /**
     * What both sides have, in the order of whoever decides: there are suites, and the groups and schemes that they take, perhaps none with
     * pre-shared keys and where nobody authenticates.
     */
    record Common(ProtocolVersion version, List<CipherSuite> suites, List<NamedGroup> groups, List<SignatureScheme> schemes) {
    }

    /** The suite and who authenticates in it, null with pre-shared keys and in an anonymous one. */
    private record Choice(CipherSuite suite, Certificates12.Chosen ours) {
    }

    /** The work of the task. */
    static ServerFlight12 make(Handshake hs, ClientHello hello, Common common, String protocol) throws TlsFault {
        TlsConfig config = hs.config();
        Choice choice = choose(config, hello, common);
        boolean ticket = Resumption12.givesTicket(config, common.version, hello);
        // RFC 5077 section 3.4: "If a server is planning on issuing a session ticket to a client that does not present one, it SHOULD include
        // an empty Session ID in the ServerHello."
        // RFC 5246 section 7.4.1.3: "The server may return an empty session_id to indicate that the session will not be cached and therefore
        // cannot be resumed."
        byte[] sessionId = !ticket && Resumption12.remembers(config, common.version, hello) ? Resumption12.freshId(config.crypto()) : new byte[0];
        boolean encryptThenMac = encryptThenMac(config, hello, choice.suite);
        byte[] staple = choice.ours == null ? null : staple(config, choice.ours.credentials(), hello);
        Extensions extensions = extensions(hs, hello, protocol, ticket, encryptThenMac);
        ServerHello answer = hello(config, common.version, sessionId, choice.suite, staple == null ? extensions
                : extensions.with(StatusRequest.acknowledged()));
        Hellos12 hellos = new Hellos12(hs, choice.suite, hello, answer);
        Psk12.Started started = start(config, choice, hello, common);
        List<HandshakeMessage> messages = new ArrayList<>(5);
        // RFC 5246 section 7.4: "The handshake protocol messages are presented below in the order they MUST be sent".
        // RFC 5246 section 7.4.2: "The server MUST send a Certificate message whenever the agreed-upon key exchange method uses
        // certificates".
        messages.add(answer);
        if (choice.ours != null) {
            messages.add(choice.ours.message());
            // RFC 6066 section 8: "If a server returns a "CertificateStatus" message, then the server MUST have included an extension of type
            // "status_request" with empty "extension_data" in the extended server hello."
            // Same section: servers send it "immediately after the "Certificate" message (and before any "ServerKeyExchange" or
            // "CertificateRequest" messages)".
            if (staple != null) {
                messages.add(new CertificateStatus(staple));
            }
        }
        if (choice.suite.psk()) {
            Psk12.message(config, started).ifPresent(messages::add);
        } else if (!choice.suite.rsaKeyExchange()) {
            messages.add(KeyExchange12.message(hellos, started, choice.ours));
        }
        if (asks(hellos)) {
            List<SignatureScheme> accepted = Certificates12.accepted(config, common.version);
            messages.add(new CertificateRequest12(Certificates12.certificateTypes(accepted),
                    common.version.namesSchemes() ? CodePoints.of(accepted, SignatureScheme::code) : null,
                    config.authentication().acceptableAuthorities().get()));
        }
        messages.add(new ServerHelloDone());
        return new ServerFlight12(hellos, messages, started, choice.ours, protocol);
    }

    /** The OCSP response for our certificate, where the client asks for one. */
    private static byte[] staple(TlsConfig config, Credentials ours, ClientHello hello) throws TlsFault {
        StatusRequest asked = hello.extensions().get(StatusRequest.class);
        return asked == null || !asked.asksForOcsp() ? null : config.authentication().credentials().staple(ours, asked);
    }

    /** Our half of the suite's key exchange, or null when there is none beside a pre-shared key. */
    private static Psk12.Started start(TlsConfig config, Choice choice, ClientHello hello, Common common) {
        CipherSuite suite = choice.suite;
        if (suite.rsaKeyExchange()) {
            // RFC 5246 section 7.4.7.1 has the client repeat the version of its ClientHello.
            return new Psk12.Started(null, null, config.crypto().startRsa(choice.ours.credentials().key(),
                    choice.ours.credentials().leaf().getPublicKey(), hello.legacyVersion()));
        }
        if (suite.ecdhe()) {
            NamedGroup group = SuiteB12.groups(config, suite, common.groups).get(0);
            return new Psk12.Started(group, null, config.crypto().startAgreement(group));
        }
        if (suite.dhe()) {
            return Psk12.Started.of(choice.ours == null ? FiniteFields12.chosen(config, suite, hello)
                    : FiniteFields12.chosen(config, hello, choice.ours.credentials().leaf().getPublicKey()));
        }
        return null;
    }

    /**
     * Whether we ask the client for a certificate. RFC 4279 section 2 has none with pre-shared keys. RFC 5246 section 7.4.4: "A non-anonymous server
     * can optionally request a certificate from the client".
     */
    private static boolean asks(Hellos12 hellos) {
        return hellos.config().authentication().clientAuth() != ClientAuth.NONE && !hellos.suite().psk() && !hellos.suite().anonymous()
                && !Renegotiation12.knowsClient(hellos.hs());
    }

    /**
     * A ServerHello.
     *
     * @param sessionId RFC 5246 section 7.4.1.2: "servers MUST NOT place confidential information in session identifiers"; it is the client's
     *     own or random
     */
    static ServerHello hello(TlsConfig config, ProtocolVersion version, byte[] sessionId, CipherSuite suite, Extensions extensions) {
        // RFC 8446 section 4.2.1: "A server which negotiates a version of TLS prior to TLS 1.3 MUST set ServerHello.version and MUST NOT
        // send the "supported_versions" extension."
        return new ServerHello(version.code(), random(config, version), sessionId, suite.code(), 0, extensions);
    }

    @Override
    public Server12 send(Records records) throws TlsFault {
        boolean asks = asks(hellos);
        hellos.facts().cipherSuite(hellos.suite());
        hellos.facts().group(started == null ? null : started.group());
        hellos.facts().applicationProtocol(applicationProtocol);
        hellos.facts().extendedMasterSecret(hellos.extendedMasterSecret());
        byte[] id = hellos.server().sessionId();
        // Where the id does not go out there is one all the same, for programs that look at sessions and for the ticket's session.
        hellos.facts().sessionId(id.length > 0 ? id : Resumption12.freshId(hellos.crypto()));
        if (ours != null) {
            ours.settle(hellos.facts());
        }
        FragmentLimits.settle(hellos.facts(), hellos.limit(), records);
        // A client's CertificateVerify may be made with any hash; without one the raw messages are of no further use.
        hellos.selectHash(asks);
        for (HandshakeMessage m : messages) {
            records.send(m);
        }
        if (hellos.suite().psk()) {
            return new Server12.ExpectPskKeyExchange(hellos, started == null ? null : started.agreement());
        }
        return asks ? new Server12.ExpectCertificate(hellos, started.agreement())
                : new Server12.ExpectClientKeyExchange(hellos, started.agreement(), List.of());
    }

    /**
     * The first common suite for which there are credentials, or that needs none. RFC 5246 section 7.4.3: "the server MUST check any candidate cipher suites
     * against the "signature_algorithms" extension before selecting them."
     */
    private static Choice choose(TlsConfig config, ClientHello hello, Common common) throws TlsFault {
        SupportedGroups groups = hello.extensions().get(SupportedGroups.class);
        Set<CipherSuite.Authentication> asked = EnumSet.noneOf(CipherSuite.Authentication.class);
        boolean askedForRsa = false;
        for (CipherSuite suite : common.suites) {
            if (suite.psk() || suite.anonymous()) {
                return new Choice(suite, null);
            }
            if (suite.rsaKeyExchange() ? !askedForRsa : asked.add(suite.authentication())) {
                askedForRsa |= suite.rsaKeyExchange();
                Certificates12.Chosen ours = suite.rsaKeyExchange() ? Certificates12.ofDecryptingServer(config, common.version)
                        : Certificates12.ofServer(config, common.version, Certificates12.of(suite.authentication(), common.schemes),
                                groups == null ? null : groups.groups());
                if (ours != null) {
                    return new Choice(suite, ours);
                }
            }
        }
        Fault wanting = common.schemes.isEmpty() ? Fault.NO_COMMON_SIGNATURE_SCHEME
                : common.groups.isEmpty() ? Fault.NO_COMMON_GROUP : Fault.NO_CREDENTIALS;
        throw new TlsFault(wanting, "common schemes " + common.schemes + ", groups " + common.groups);
    }

    private static byte[] random(TlsConfig config, ProtocolVersion version) {
        byte[] random = new byte[ServerHello.RANDOM_LENGTH];
        config.crypto().random(random);
        // RFC 5246 section 7.4.1.3: "This structure is generated by the server and MUST be independently generated from the
        // ClientHello.random." RFC 8446 section 4.1.3: "The last 8 bytes MUST be overwritten as described below if negotiating TLS 1.2 or
        // TLS 1.1, but the remaining bytes MUST be random." And: "TLS 1.3 servers which negotiate TLS 1.2 or below in response to a
        // ClientHello MUST set the last 8 bytes of their Random value specially". A server
        // without suites for TLS 1.3 is none of them: its clients would take the honest choice for an attack.
        // Of older versions RFC 8446 section 4.1.3 has: "If negotiating TLS 1.1 or below, TLS 1.3 servers MUST, and TLS 1.2 servers SHOULD, set
        // the last 8 bytes of their ServerHello.Random value to the bytes: 44 4F 57 4E 47 52 44 00".
        List<ProtocolVersion> ours = Negotiation.offerableVersions(config);
        if (version != ProtocolVersion.TLS12 && (ours.contains(ProtocolVersion.TLS13) || ours.contains(ProtocolVersion.TLS12))) {
            ServerHello.writeDowngradeSentinel11(random);
        } else if (ours.contains(ProtocolVersion.TLS13)) {
            ServerHello.writeDowngradeSentinel12(random);
        }
        return random;
    }

    private static Extensions extensions(Handshake hs, ClientHello hello, String protocol, boolean ticket, boolean encryptThenMac) {
        Extensions offer = hello.extensions();
        List<Extension> answers = connectionExtensions(hs, hello, protocol, ticket, encryptThenMac);
        // RFC 6066 section 3: a server that uses the name "SHALL include an extension of type "server_name" in the (extended) server
        // hello."
        if (offer.has(ExtensionType.SERVER_NAME)) {
            answers.add(new ServerName(null));
        }
        if (offer.has(ExtensionType.EC_POINT_FORMATS)) {
            answers.add(new EcPointFormats(new byte[] {EcPointFormats.UNCOMPRESSED}));
        }
        return Extensions.of(answers);
    }

    /**
     * Of an abbreviated handshake. RFC 5246 section 7.4.1.4: "Most current TLS extensions are relevant only when a session is initiated: when
     * an older session is resumed, the server does not process these extensions in the Client Hello, and does not include them in the Server
     * Hello." RFC 6066 section 3: "When resuming a session, the server MUST NOT include a server_name extension in the server hello."
     */
    static Extensions resumedExtensions(Handshake hs, ClientHello hello, String protocol, boolean ticket, boolean encryptThenMac) {
        return Extensions.of(connectionExtensions(hs, hello, protocol, ticket, encryptThenMac));
    }

    /**
     * Whether we agree to encrypt_then_mac, in every handshake anew. RFC 7366 section 3: "If a server receives an encrypt-then-MAC request
     * extension from a client and then selects a stream or Authenticated Encryption with Associated Data (AEAD) ciphersuite, it MUST NOT send an
     * encrypt-then-MAC response extension back to the client."
     */
    static boolean encryptThenMac(TlsConfig config, ClientHello hello, CipherSuite suite) {
        return suite.cbc() && config.tuning().options().encryptThenMac() && hello.extensions().has(ExtensionType.ENCRYPT_THEN_MAC);
    }

    /** What answers in every handshake. */
    private static List<Extension> connectionExtensions(Handshake hs, ClientHello hello, String protocol, boolean ticket, boolean encryptThenMac) {
        Extensions offer = hello.extensions();
        // RFC 5246 section 7.4.1.4: "An extension type MUST NOT appear in the ServerHello unless the same extension type appeared in the
        // corresponding ClientHello."
        List<Extension> answers = new ArrayList<>();
        RenegotiationInfo renegotiation = Renegotiation12.answer(hs, hello);
        if (renegotiation != null) {
            answers.add(renegotiation);
        }
        // RFC 7627 section 5.2: "If a server implementing this document receives the "extended_master_secret" extension, it MUST include
        // the extension in its ServerHello message." Section 5.3 has the same of an abbreviated handshake.
        if (offer.has(ExtensionType.EXTENDED_MASTER_SECRET)) {
            answers.add(new ExtendedMasterSecret());
        }
        if (encryptThenMac) {
            answers.add(new EncryptThenMac());
        }
        // RFC 5077 section 3.2: "The server MUST NOT send this extension if it does not receive one in the ClientHello."
        if (ticket) {
            answers.add(new SessionTicket(new byte[0]));
        }
        if (!protocol.isEmpty()) {
            answers.add(new ApplicationProtocols(List.of(protocol)));
        }
        MaxFragmentLength length = offer.get(MaxFragmentLength.class);
        if (length != null) {
            answers.add(length);
        }
        return answers;
    }
}
