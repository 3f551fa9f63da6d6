package dev.drawbridge.tls13;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Negotiation;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.Certificate13;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.EncryptedExtensions;
import dev.drawbridge.message.EndOfEarlyData;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.EarlyDataIndication;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.KeyShareChoice;
import dev.drawbridge.message.extension.KeyShareEntry;
import dev.drawbridge.message.extension.KeyShareOffer;
import dev.drawbridge.message.extension.PreSharedKeyChoice;
import dev.drawbridge.message.extension.PskKeyExchangeModes;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.message.extension.SupportedVersionsChoice;
import dev.drawbridge.record.ReadProtection;
import dev.drawbridge.record.RecordBoundary;
import dev.drawbridge.session.EarlyData;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.tls13.KeySchedule13.ApplicationSecrets;
import dev.drawbridge.tls13.KeySchedule13.FinishedVerified;
import dev.drawbridge.tls13.KeySchedule13.HandshakeSecrets;
import dev.drawbridge.verify.PeerCheck;
import dev.drawbridge.verify.PeerClaim;
import dev.drawbridge.verify.PeerVerified;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** The server of TLS 1.3, from the first ClientHello down to the client's Finished (RFC 8446 appendix A.2). */
public sealed interface Server13 extends HandshakeState {
    /**
     * What every state after our flight needs.
     *
     * @param application made with our flight; their read half is used when the client's Finished has come
     * @param hello that was answered
     * @param psk that we took up, or null in a full handshake
     */
    record Handshake13(Handshake base, KeySchedule13 schedule, HandshakeSecrets secrets, ApplicationSecrets application, ClientHello hello,
            Psk13.Accepted psk) {
        /** The session that we resume, or null. */
        Session resumed() {
            return psk == null ? null : psk.session();
        }

        Transcript transcript() {
            return base.transcript();
        }

        /** Whether the client spoke early, and may be answered before its Finished. */
        boolean early() {
            EarlyData early = base.config().resumption().early();
            return early != null && early.status() == EarlyDataStatus.ACCEPTED;
        }

        void wipe() {
            secrets.wipe();
            application.wipe();
        }
    }

    @Override
    default MessageFormat format() {
        return MessageFormat.TLS13;
    }

    /** Takes the first ClientHello, after the version was chosen. It is the transcript's only message. */
    static Step onClientHello(Handshake hs, ClientHello hello, Records records) throws TlsFault {
        RecordBoundary edge = records.requireBoundary();
        records.dropChangeCipherSpec(true);
        Hello13.check(hello);
        TlsConfig config = hs.config();
        Extensions offered = hello.extensions();
        if (offered.has(ExtensionType.EARLY_DATA)) {
            // RFC 8446 section 4.2.10: "A server which receives an "early_data" extension MUST behave in one of three ways". When
            // it takes none, by "Ignore the extension and return a regular 1-RTT response" or "Request that the client send another
            // ClientHello", it skips the early data: "If any of these checks fail, the server MUST NOT respond with the extension and must
            // discard all the first-flight data".
            records.skipEarlyData(Early13.toSkip(config.resumption().server()));
        }
        List<CipherSuite> suites = Negotiation.commonSuites(config, hello.cipherSuites(), ProtocolVersion.TLS13);
        if (suites.isEmpty()) {
            // RFC 8446 section 4.1.1: "If the server is unable to negotiate a supported set of parameters [...], it MUST abort the
            // handshake with either a "handshake_failure" or "insufficient_security" fatal alert".
            throw new TlsFault(Fault.NO_COMMON_CIPHER_SUITE, "of TLS 1.3");
        }
        // RFC 8446 section 4.1.1: "If there is no overlap between the received "supported_groups" and the groups supported by the
        // server, then the server MUST abort the handshake with a "handshake_failure" or an "insufficient_security" alert."
        List<NamedGroup> groups = Negotiation.commonGroups(config, offered.get(SupportedGroups.class).groups(),
                ProtocolVersion.TLS13);
        if (groups.isEmpty()) {
            throw new TlsFault(Fault.NO_COMMON_GROUP);
        }
        // RFC 8446 section 4.4.3: "the signature algorithm MUST be one offered in the client's "signature_algorithms" extension unless
        // no valid certificate chain can be produced without unsupported algorithms": we never make that exception. A client that offers
        // PSKs may need no signature.
        if (!offered.has(ExtensionType.PRE_SHARED_KEY)) {
            requireCommonScheme(config, offered);
        }
        CipherSuite suite = Psk13.preferred(config, hello, suites).get(0);
        for (NamedGroup group : groups) {
            if (offered.get(KeyShareOffer.class).share(group.code()) != null) {
                hs.transcript().select(suite.hash(), false);
                return answer(hs, new Choice(hello, suite, group, false), edge);
            }
        }
        // RFC 8446 section 4.1.1: "If the server selects an (EC)DHE group and the client did not offer a compatible "key_share" extension
        // in the initial ClientHello, the server MUST respond with a HelloRetryRequest (Section 4.1.4) message."
        NamedGroup group = groups.get(0);
        Retry13.send(hs, hello, suite, group, records);
        sendChangeCipherSpec(hello, records);
        return new Step.To(new ExpectSecondClientHello(hs, hello, suite, group));
    }

    private static void requireCommonScheme(TlsConfig config, Extensions offered) throws TlsFault {
        // RFC 8446 section 4.2.3: "If a server is authenticating via a certificate and the client has not sent a "signature_algorithms"
        // extension, then the server MUST abort the handshake with a "missing_extension" alert".
        Hello13.require(offered, ExtensionType.SIGNATURE_ALGORITHMS);
        if (Negotiation.commonSchemes(config, offered.get(SignatureAlgorithms.class).schemes(), ProtocolVersion.TLS13).isEmpty()) {
            throw new TlsFault(Fault.NO_COMMON_SIGNATURE_SCHEME);
        }
    }

    /** After our HelloRetryRequest. */
    record ExpectSecondClientHello(Handshake hs, ClientHello first, CipherSuite suite, NamedGroup group) implements Server13 {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (!(message instanceof ClientHello received)) {
                throw TlsFault.unexpected(message, "ClientHello");
            }
            ClientHello hello = received.without(hs.config().tuning().disabledExtensions());
            RecordBoundary edge = records.requireBoundary();
            Retry13.checkSecond(first, hello, group);
            // RFC 8446 section 4.1.4: "Servers MUST ensure that they negotiate the same cipher suite when receiving a conformant updated
            // ClientHello".
            return answer(hs, new Choice(hello, suite, group, true), edge);
        }
    }

    /**
     * Early data comes until the client has our Finished. RFC 8446 section 4.2.11.3: "In order to avoid deadlocks, when accepting "early_data",
     * servers MUST process the client's ClientHello and then immediately send their flight of messages, rather than waiting for the client's
     * EndOfEarlyData message before sending its ServerHello."
     */
    record ExpectEndOfEarlyData(Handshake13 hs, PeerVerified peer, EarlyData early) implements Server13 {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (!(message instanceof EndOfEarlyData)) {
                throw TlsFault.unexpected(message, "EndOfEarlyData");
            }
            RecordBoundary edge = records.requireBoundary();
            records.takeEarlyData(null);
            records.readKeys(hs.schedule().readProtection(hs.secrets().client()), edge);
            early.end();
            return new Step.To(new ExpectFinished(hs, peer));
        }

        @Override
        public boolean mayWriteEarly() {
            return true;
        }

        @Override
        public void wipe() {
            hs.wipe();
        }
    }

    /** The client was asked; it must say who it is, or that it does not. */
    record ExpectCertificate(Handshake13 hs, CertificateRequest13 request) implements Server13 {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (!(message instanceof Certificate13 certificate)) {
                throw TlsFault.unexpected(message, "Certificate");
            }
            TlsConfig config = hs.base().config();
            List<X509Certificate> chain = Certificates13.accept(config, certificate, request.extensions());
            if (!chain.isEmpty()) {
                hs.base().facts().claimedPeerChain(chain);
                return new Step.To(new ExpectCertificateVerify(hs, chain));
            }
            // RFC 8446 section 4.4.2.4: "If the client does not send any certificates (i.e., it sends an empty Certificate message), the
            // server MAY at its discretion either continue the handshake without client authentication or abort the handshake with a
            // "certificate_required" alert."
            if (config.authentication().clientAuth() == ClientAuth.NEED) {
                throw new TlsFault(Fault.NO_CERTIFICATE);
            }
            return new Step.To(new ExpectFinished(hs, PeerVerified.unauthenticated()));
        }

        @Override
        public void wipe() {
            hs.wipe();
        }
    }

    /** Chain and signature are judged together, in one task. */
    record ExpectCertificateVerify(Handshake13 hs, List<X509Certificate> chain) implements Server13 {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (!(message instanceof CertificateVerify verify)) {
                throw TlsFault.unexpected(message, "CertificateVerify");
            }
            TlsConfig config = hs.base().config();
            PeerClaim claim = Certificates13.claim(config, chain, verify, hs.transcript().hashBeforeLast());
            PeerCheck check = new PeerCheck(config.crypto(), config.authentication().judge());
            return new Step.Offload<>(() -> check.verify(claim), (peer, r) -> {
                hs.base().facts().peer(peer);
                return new Step.To(new ExpectFinished(hs, peer));
            });
        }

        @Override
        public void wipe() {
            hs.wipe();
        }
    }

    /** The last message of the handshake. */
    record ExpectFinished(Handshake13 hs, PeerVerified peer) implements Server13 {
        public ExpectFinished {
            if (!peer.authenticated() && hs.base().config().authentication().clientAuth() == ClientAuth.NEED) {
                throw new IllegalArgumentException("this client cannot be anonymous");
            }
        }

        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (!(message instanceof Finished finished)) {
                throw TlsFault.unexpected(message, "Finished");
            }
            RecordBoundary edge = records.requireBoundary();
            FinishedVerified done = hs.schedule().checkFinished(hs.secrets().client(), hs.transcript().hashBeforeLast(), finished);
            hs.secrets().client().wipe();
            records.dropChangeCipherSpec(false);
            records.readKeys(hs.schedule().readProtection(hs.application().client()), edge);
            giveTickets(records);
            return new Step.To(Connected13.after(peer, done, hs.base(), hs.application(), null));
        }

        /** As OpenSSL does: as many as are configured after a full handshake, one in the place of the one that was used. */
        private void giveTickets(Records records) throws TlsFault {
            int count = hs.base().config().resumption().server().tickets();
            PskKeyExchangeModes modes = hs.hello().extensions().get(PskKeyExchangeModes.class);
            // RFC 8446 section 4.2.9: "Servers SHOULD NOT send NewSessionTicket with tickets that are not compatible with the advertised modes".
            if (count == 0 || modes == null || !modes.has(PskKeyExchangeModes.WITH_KEY_EXCHANGE)) {
                hs.secrets().master().wipe();
                return;
            }
            Secret resumption = hs.schedule().resumption(hs.secrets(), hs.transcript().hash());
            Tickets13 tickets = Tickets13.of(hs.base(), resumption, peer, hs.resumed());
            tickets.give(hs.resumed() == null ? count : 1, records);
            tickets.wipe();
        }

        @Override
        public boolean mayWriteEarly() {
            return hs.early();
        }

        @Override
        public void wipe() {
            hs.wipe();
        }
    }

    /** What was chosen for a ClientHello that can be answered. */
    record Choice(ClientHello hello, CipherSuite suite, NamedGroup group, boolean retried) {
    }

    /**
     * Our whole flight, made in one task over a copy of the transcript.
     *
     * @param messages what is protected: EncryptedExtensions to Finished
     * @param request the CertificateRequest among them, or null
     * @param early what early data is read with, or null when none is taken
     */
    record Flight(ServerHello hello, List<HandshakeMessage> messages, CertificateRequest13 request, Certificates13.Local local,
            String applicationProtocol, ReadProtection early, Handshake13 hs) {
    }

    /** Makes our flight in a task and sends it. */
    private static Step answer(Handshake hs, Choice choice, RecordBoundary edge) {
        Client13.settle(hs, choice.suite(), choice.group());
        Transcript fork = hs.transcript().fork();
        return new Step.Offload<>(() -> flight(hs, choice, fork), (flight, records) -> send(choice, flight, edge, records));
    }

    /** What the program chooses. */
    record Ours(ServerName name, String applicationProtocol, Psk13.Accepted psk, Certificates13.Local local) {
    }

    /** The program's choices first, which are cheap to refuse by, then the key exchange, then the signature. */
    private static Flight flight(Handshake hs, Choice choice, Transcript fork) throws TlsFault {
        TlsConfig config = hs.config();
        Extensions offered = choice.hello().extensions();
        ServerName name = offered.get(ServerName.class);
        Negotiation.checkServerName(config.names(), name == null ? null : name.hostName());
        ApplicationProtocols protocols = offered.get(ApplicationProtocols.class);
        String protocol = Negotiation.chooseApplicationProtocol(config.names(), protocols == null ? null : protocols.protocols());
        Psk13.Accepted psk = Psk13.accept(hs, choice.hello(), choice.suite(), fork);
        try {
            if (config.resumption().only() && (psk == null || psk.session() == null)) {
                throw new TlsFault(Fault.NO_SESSION);
            }
            return flight(hs, choice, new Ours(name, protocol, psk, psk != null ? null : credentials(hs, choice, fork)), fork);
        } finally {
            if (psk != null) {
                psk.psk().wipe();
            }
        }
    }

    private static Flight flight(Handshake hs, Choice choice, Ours ours, Transcript fork) throws TlsFault {
        TlsConfig config = hs.config();
        Psk13.Accepted psk = ours.psk;
        // RFC 8446 section 4.2.8: "Servers MUST NOT send a KeyShareEntry for any group not indicated in the client's "supported_groups"
        // extension".
        KeyShareEntry share = choice.hello().extensions().get(KeyShareOffer.class).share(choice.group().code());
        KeyAgreement.Answer agreed = config.crypto().answerAgreement(choice.group(), share.share());
        ServerHello hello = serverHello(config, choice, agreed.share(), psk);
        KeySchedule13 schedule = new KeySchedule13(config.crypto(), choice.suite());
        ReadProtection early = !Early13.accepts(hs, choice, psk, ours.applicationProtocol) ? null
                : Early13.readProtection(config.crypto(), psk.psk(), fork.hash());
        fork.absorb(Messages.encode(hello));
        HandshakeSecrets secrets = schedule.handshake(psk == null ? null : psk.psk().secret(), agreed.secret(), fork.hash());
        // RFC 8446 section 4: "Protocol messages MUST be sent in the order defined in Section 4.4.1".
        // RFC 8446 section 4.3.1: "In all handshakes, the server MUST send the EncryptedExtensions message immediately after the
        // ServerHello message."
        List<HandshakeMessage> messages = new ArrayList<>();
        add(encryptedExtensions(config, ours.name, ours.applicationProtocol, early != null), messages, fork);
        CertificateRequest13 request = null;
        // RFC 8446 section 4.3.2: "Servers which are authenticating with a PSK MUST NOT send the CertificateRequest message in the main
        // handshake".
        if (psk == null && config.authentication().clientAuth() != ClientAuth.NONE) {
            // RFC 8446 section 4.3.2: "This message, if sent, MUST follow EncryptedExtensions."
            request = Certificates13.request(config);
            add(request, messages, fork);
        }
        // RFC 8446 section 4.4.2: "The server MUST send a Certificate message whenever the agreed-upon key exchange method uses
        // certificates for authentication".
        // RFC 8446 section 4.4.3: "Servers MUST send this message when authenticating via a certificate." And: "When sent, this message
        // MUST appear immediately after the Certificate message and immediately prior to the Finished message."
        if (psk == null) {
            add(Certificates13.message(ours.local), messages, fork);
            add(Certificates13.sign(config, ours.local, fork.hash()), messages, fork);
        }
        add(schedule.finished(secrets.server(), fork.hash()), messages, fork);
        ApplicationSecrets application = schedule.application(secrets, fork.hash());
        return new Flight(hello, messages, request, ours.local, ours.applicationProtocol, early,
                new Handshake13(hs, schedule, secrets, application, choice.hello(), psk));
    }

    /** What we authenticate with where no PSK does. */
    private static Certificates13.Local credentials(Handshake hs, Choice choice, Transcript fork) throws TlsFault {
        Extensions offered = choice.hello().extensions();
        boolean possible = hs.config().authentication().credentials() != CredentialSource.NONE;
        if (possible) {
            requireCommonScheme(hs.config(), offered);
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

    private static ServerHello serverHello(TlsConfig config, Choice choice, byte[] share, Psk13.Accepted psk) {
        byte[] random = new byte[ServerHello.RANDOM_LENGTH];
        config.crypto().random(random);
        // RFC 8446 section 4.1.3: "the legacy_version field MUST be set to 0x0303". And: "This structure is generated by the server and
        // MUST be generated independently of the ClientHello.random." And: "The ServerHello MUST only include extensions which are required
        // to establish the cryptographic context". And: "All TLS 1.3 ServerHello messages MUST contain the "supported_versions" extension."
        // RFC 8446 section 4.2.1: "A server which negotiates TLS 1.3 MUST respond by sending a "supported_versions" extension containing
        // the selected version value (0x0304). It MUST set the ServerHello.legacy_version field to 0x0303 (TLS 1.2)."
        Extensions extensions = Extensions.of(new SupportedVersionsChoice(ProtocolVersion.TLS13.code()),
                new KeyShareChoice(new KeyShareEntry(choice.group().code(), share)));
        return new ServerHello(ProtocolVersion.TLS12.code(), random, choice.hello().sessionId(), choice.suite().code(), 0,
                psk == null ? extensions : extensions.with(new PreSharedKeyChoice(psk.selected())));
    }

    private static EncryptedExtensions encryptedExtensions(TlsConfig config, ServerName name, String protocol, boolean early) {
        List<Extension> extensions = new ArrayList<>();
        // RFC 6066 section 3: "A server that receives a client hello containing the "server_name" extension MAY use the information
        // contained in the extension [...]. In this event, the server SHALL include an extension of type "server_name" in the (extended)
        // server hello." A server without a filter serves every name alike and so made no use of it.
        if (name != null && config.names().serverNameFilter() != null) {
            extensions.add(new ServerName(null));
        }
        if (!protocol.isEmpty()) {
            extensions.add(new ApplicationProtocols(List.of(protocol)));
        }
        if (early) {
            extensions.add(new EarlyDataIndication());
        }
        return new EncryptedExtensions(Extensions.of(extensions));
    }

    private static Step send(Choice choice, Flight flight, RecordBoundary edge, Records records) throws TlsFault {
        Handshake13 hs = flight.hs();
        KeySchedule13 schedule = hs.schedule();
        records.send(flight.hello());
        if (!choice.retried()) {
            sendChangeCipherSpec(choice.hello(), records);
        }
        EarlyData early = hs.base().config().resumption().early();
        if (flight.early() != null) {
            // RFC 8446 section 4.2.10: "If the server chooses to accept the "early_data" extension, then it MUST comply with the same
            // error-handling requirements specified for all records when processing early data records. Specifically, if the server fails to
            // decrypt a 0-RTT record following an accepted "early_data" extension, it MUST terminate the connection with a "bad_record_mac"
            // alert as per Section 5.2."
            early.expect(hs.resumed().ticket().maxEarlyData());
            records.skipEarlyData(0);
            records.takeEarlyData(early);
            records.readKeys(flight.early(), edge);
        } else {
            records.readKeys(schedule.readProtection(hs.secrets().client()), edge);
            if (early != null) {
                early.end();
            }
        }
        records.writeKeys(schedule.writeProtection(hs.secrets().server()));
        for (HandshakeMessage m : flight.messages()) {
            records.send(m);
        }
        hs.secrets().server().wipe();
        // RFC 8446 section 4.4.4: "Any records following a Finished message MUST be encrypted under the appropriate application traffic
        // key".
        records.writeKeys(schedule.writeProtection(hs.application().server()));
        hs.base().facts().applicationProtocol(flight.applicationProtocol());
        if (hs.psk() != null) {
            if (hs.resumed() != null) {
                hs.base().facts().resumed(hs.resumed());
            }
            hs.base().facts().peer(hs.psk().peer());
            return new Step.To(flight.early() == null ? new ExpectFinished(hs, hs.psk().peer())
                    : new ExpectEndOfEarlyData(hs, hs.psk().peer(), early));
        }
        hs.base().facts().local(flight.local().credentials().chain(), flight.local().scheme());
        return new Step.To(flight.request() == null ? new ExpectFinished(hs, PeerVerified.unauthenticated())
                : new ExpectCertificate(hs, flight.request()));
    }

    /**
     * RFC 8446 appendix D.4: "if the client sends a non-empty session ID, the server MUST send the change_cipher_spec as described in
     * this appendix": "immediately after its first handshake message. This may either be after a ServerHello or a HelloRetryRequest."
     */
    private static void sendChangeCipherSpec(ClientHello hello, Records records) throws TlsFault {
        if (hello.sessionId().length > 0) {
            records.sendChangeCipherSpec();
        }
    }
}
