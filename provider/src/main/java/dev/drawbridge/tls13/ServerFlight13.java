package dev.drawbridge.tls13;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.Negotiation;
import dev.drawbridge.handshake.Once;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.EncryptedExtensions;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.EarlyDataIndication;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.KeyShareChoice;
import dev.drawbridge.message.extension.KeyShareEntry;
import dev.drawbridge.message.extension.KeyShareOffer;
import dev.drawbridge.message.extension.MaxFragmentLength;
import dev.drawbridge.message.extension.PreSharedKeyChoice;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.SupportedVersionsChoice;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.tls13.KeySchedule13.ApplicationSecrets;
import dev.drawbridge.tls13.KeySchedule13.HandshakeSecrets;
import java.util.ArrayList;
import java.util.List;

/**
 * A server's whole flight, made in one task over a copy of the transcript.
 *
 * @param messages what is protected: EncryptedExtensions to Finished
 * @param request the CertificateRequest among them, or null
 * @param early what early data is read with, or null when none is taken
 */
record ServerFlight13(ServerHello hello, List<HandshakeMessage> messages, CertificateRequest13 request, Certificates13.Local local,
        String applicationProtocol, ReadProtection early, Server13.Handshake13 hs) {
    /** What was chosen for a ClientHello that can be answered; {@code group} is null where only a PSK, which is used alone, can do that. */
    record Choice(ClientHello hello, CipherSuite suite, NamedGroup group, boolean retried) {
        boolean pskAlone(TlsConfig config) {
            return KeyExchange13.pskAlone(config, hello.extensions());
        }
    }

    /** What the program chooses before a certificate; a PSK makes that superfluous. */
    record Ours(ServerName name, String applicationProtocol, Psk13.Accepted psk) {
    }

    /** The program's choices first, which are cheap to refuse by, then the key exchange, then the signature. Null where there is no key to use. */
    static ServerFlight13 make(Handshake hs, Choice choice, Transcript fork, Once<Ours> asked) throws TlsFault {
        Ours ours = asked.of(() -> ours(hs, choice, fork));
        Psk13.Accepted psk = ours.psk;
        try {
            if (hs.config().resumption().only() && (psk == null || psk.session() == null)) {
                throw new TlsFault(Fault.NO_SESSION);
            }
            if (psk == null && choice.group() == null) {
                return null;
            }
            return make(hs, choice, ours, psk != null ? null : credentials(hs, choice, fork), fork);
        } finally {
            if (psk != null) {
                psk.psk().wipe();
            }
        }
    }

    private static Ours ours(Handshake hs, Choice choice, Transcript fork) throws TlsFault {
        TlsConfig config = hs.config();
        Extensions offered = choice.hello().extensions();
        ServerName name = offered.get(ServerName.class);
        Negotiation.checkServerName(config.names(), name == null ? null : name.hostName());
        ApplicationProtocols protocols = offered.get(ApplicationProtocols.class);
        String protocol = Negotiation.chooseApplicationProtocol(config.names(), protocols == null ? null : protocols.protocols());
        return new Ours(name, protocol, Psk13.accept(hs, choice.hello(), choice.suite(), fork));
    }

    private static ServerFlight13 make(Handshake hs, Choice choice, Ours ours, Certificates13.Local local, Transcript fork) throws TlsFault {
        TlsConfig config = hs.config();
        Psk13.Accepted psk = ours.psk;
        KeyAgreement.Answer agreed = psk != null && choice.pskAlone(config) ? null : agreed(config, choice);
        ServerHello hello = serverHello(config, choice, agreed, psk);
        KeySchedule13 schedule = new KeySchedule13(config.crypto(), choice.suite());
        ReadProtection early = !Early13.accepts(hs, choice, psk, ours.applicationProtocol) ? null
                : Early13.readProtection(config.crypto(), psk.psk(), fork.hash());
        fork.absorb(Messages.encode(hello));
        HandshakeSecrets secrets = schedule.handshake(psk == null ? null : psk.psk().secret(), agreed == null ? null : agreed.secret(),
                fork.hash());
        // RFC 8446 section 4: "Protocol messages MUST be sent in the order defined in Section 4.4.1".
        // RFC 8446 section 4.3.1: "In all handshakes, the server MUST send the EncryptedExtensions message immediately after the
        // ServerHello message."
        List<HandshakeMessage> messages = new ArrayList<>();
        add(encryptedExtensions(config, choice.hello(), ours, early != null), messages, fork);
        CertificateRequest13 request = null;
        // RFC 8446 section 4.3.2: "Servers which are authenticating with a PSK MUST NOT send the CertificateRequest message in the main
        // handshake".
        if (psk == null && config.authentication().clientAuth13() != ClientAuth.NONE) {
            // RFC 8446 section 4.3.2: "This message, if sent, MUST follow EncryptedExtensions."
            request = Certificates13.request(config);
            add(request, messages, fork);
        }
        // RFC 8446 section 4.4.2: "The server MUST send a Certificate message whenever the agreed-upon key exchange method uses
        // certificates for authentication".
        // RFC 8446 section 4.4.3: "Servers MUST send this message when authenticating via a certificate." And: "When sent, this message
        // MUST appear immediately after the Certificate message and immediately prior to the Finished message."
        if (psk == null) {
            add(Certificates13.message(local, Certificates13.staple(config, local.credentials(), choice.hello().extensions())), messages, fork);
            add(Certificates13.sign(config, local, fork.hash()), messages, fork);
        }
        add(schedule.finished(secrets.server(), fork.hash()), messages, fork);
        ApplicationSecrets application = schedule.application(secrets, fork.hash());
        return new ServerFlight13(hello, messages, request, local, ours.applicationProtocol, early,
                new Server13.Handshake13(hs, schedule, secrets, application, choice.hello(), psk));
    }

    private static KeyAgreement.Answer agreed(TlsConfig config, Choice choice) throws TlsFault {
        // RFC 8446 section 4.2.8: "Servers MUST NOT send a KeyShareEntry for any group not indicated in the client's "supported_groups"
        // extension".
        KeyShareEntry share = choice.hello().extensions().get(KeyShareOffer.class).share(choice.group().code());
        return config.crypto().answerAgreement(choice.group(), share.share());
    }

    /** What we authenticate with where no PSK does. */
    private static Certificates13.Local credentials(Handshake hs, Choice choice, Transcript fork) throws TlsFault {
        Extensions offered = choice.hello().extensions();
        boolean possible = hs.config().authentication().credentials() != CredentialSource.NONE;
        if (possible) {
            Server13.requireCommonScheme(hs.config(), offered);
        }
        Certificates13.Local local = possible ? Certificates13.choose(hs.config(), offered) : null;
        if (local == null) {
            // RFC 8446 section 4.4.2: "The server's certificate_list MUST always be non-empty."
            throw Psk13.refused(hs, choice.hello(), choice.suite(), fork);
        }
        return local;
    }

    private static void add(HandshakeMessage message, List<HandshakeMessage> messages, Transcript fork) {
        messages.add(message);
        fork.absorb(Messages.encode(message));
    }

    /** {@code agreed} is null where the PSK is used alone: RFC 8446 section 4.2.9: "In this mode, the server MUST NOT supply a "key_share" value." */
    private static ServerHello serverHello(TlsConfig config, Choice choice, KeyAgreement.Answer agreed, Psk13.Accepted psk) {
        byte[] random = new byte[ServerHello.RANDOM_LENGTH];
        config.crypto().random(random);
        // RFC 8446 section 4.1.3: "the legacy_version field MUST be set to 0x0303". And: "This structure is generated by the server and
        // MUST be generated independently of the ClientHello.random." And: "The ServerHello MUST only include extensions which are required
        // to establish the cryptographic context". And: "All TLS 1.3 ServerHello messages MUST contain the "supported_versions" extension."
        // RFC 8446 section 4.2.1: "A server which negotiates TLS 1.3 MUST respond by sending a "supported_versions" extension containing
        // the selected version value (0x0304). It MUST set the ServerHello.legacy_version field to 0x0303 (TLS 1.2)."
        Extensions version = Extensions.of(new SupportedVersionsChoice(ProtocolVersion.TLS13.code()));
        Extensions extensions = agreed == null ? version
                : version.with(new KeyShareChoice(new KeyShareEntry(choice.group().code(), agreed.share())));
        return new ServerHello(ProtocolVersion.TLS12.code(), random, choice.hello().sessionId(), choice.suite().code(), 0,
                psk == null ? extensions : extensions.with(new PreSharedKeyChoice(psk.selected())));
    }

    private static EncryptedExtensions encryptedExtensions(TlsConfig config, ClientHello asked, Ours ours, boolean early) {
        List<Extension> extensions = new ArrayList<>();
        // RFC 6066 section 3: "A server that receives a client hello containing the "server_name" extension MAY use the information
        // contained in the extension [...]. In this event, the server SHALL include an extension of type "server_name" in the (extended)
        // server hello." A server without a filter serves every name alike and so made no use of it.
        if (ours.name != null && config.names().serverNameFilter() != null) {
            extensions.add(new ServerName(null));
        }
        MaxFragmentLength length = asked.extensions().get(MaxFragmentLength.class);
        if (length != null) {
            extensions.add(length);
        }
        if (!ours.applicationProtocol.isEmpty()) {
            extensions.add(new ApplicationProtocols(List.of(ours.applicationProtocol)));
        }
        if (early) {
            extensions.add(new EarlyDataIndication());
        }
        return new EncryptedExtensions(Extensions.of(extensions));
    }
}
