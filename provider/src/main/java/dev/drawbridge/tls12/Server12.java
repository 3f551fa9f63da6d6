package dev.drawbridge.tls12;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Negotiation;
import dev.drawbridge.handshake.Once;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.Certificate12;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.ClientKeyExchange;
import dev.drawbridge.message.ClientPsk;
import dev.drawbridge.message.ClientShare;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.EcPointFormats;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.record.RecordBoundary;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.PeerCheck;
import dev.drawbridge.verify.PeerClaim;
import dev.drawbridge.verify.PeerVerified;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The server of a full handshake of TLS 1.2 or older (RFC 5246 section 7.3, figure 1) from ClientHello on, one record per waiting point. */
public sealed interface Server12 extends HandshakeState {
    /**
     * Takes the ClientHello for which TLS 1.2 or an older version was chosen; it is the last message of the transcript. What holds for every handshake is checked
     * here, the flight is a task.
     */
    static Step onClientHello(Handshake hs, ProtocolVersion version, ClientHello received, Records records) throws TlsFault {
        ClientHello hello = version.ssl() ? received.inSsl30() : received;
        records.dropChangeCipherSpec(false);
        // RFC 5246 section 7.4.1.2: "After sending the ClientHello message, the client waits for a ServerHello message."
        records.requireBoundary();
        Renegotiation12.check(hs, hello);
        checkExtensions(hs.config(), hello);
        Questions questions = new Questions(new Once<>(), new Once<>());
        return new Step.Offload<>(() -> answer(hs, version, hello, questions), (flight, r) -> new Step.To(flight.send(r)));
    }

    /** What is asked once, before who we are, although that may have to wait. */
    record Questions(Once<Optional<Resumption12.Accepted>> resumption, Once<String> applicationProtocol) {
    }

    /** The work of the task: the flight of an abbreviated handshake, or of a full one. */
    private static ServerAnswer12 answer(Handshake hs, ProtocolVersion version, ClientHello hello, Questions questions) throws TlsFault {
        TlsConfig config = hs.config();
        ServerName name = hello.extensions().get(ServerName.class);
        Negotiation.checkServerName(config.names(), name == null ? null : name.hostName());
        Optional<Resumption12.Accepted> accepted = questions.resumption.of(() -> Resumption12.accept(hs, version, hello, Instant.now()));
        // RFC 7301 section 3.1: "When session resumption or session tickets [RFC5077] are used, the previous contents of this extension are
        // irrelevant, and only the values in the new handshake messages are considered."
        if (accepted.isPresent()) {
            return ServerResumedFlight12.make(hs, hello, accepted.get(), applicationProtocol(config, hello));
        }
        if (config.resumption().only()) {
            throw new TlsFault(Fault.NO_SESSION);
        }
        ServerFlight12.Common common = common(config, version, hello);
        return ServerFlight12.make(hs, hello, common, questions.applicationProtocol.of(() -> applicationProtocol(config, hello)));
    }

    private static String applicationProtocol(TlsConfig config, ClientHello hello) throws TlsFault {
        ApplicationProtocols offered = hello.extensions().get(ApplicationProtocols.class);
        return Negotiation.chooseApplicationProtocol(config.names(), offered == null ? null : offered.protocols());
    }

    @Override
    default MessageFormat format() {
        return MessageFormat.of12(hellos().version());
    }

    /** What both hellos settled. */
    Hellos12 hellos();

    /**
     * Only where we asked: RFC 5246 section 7.4.6 has the client answer in any case, perhaps with an empty list. In SSL 3.0 who has none says so by a
     * warning (RFC 6101 section 5.6.6), which ends nothing, and goes on.
     */
    record ExpectCertificate(Hellos12 hellos, KeyAgreement agreement) implements Server12 {
        @Override
        public Step on(HandshakeMessage m, Records records) throws TlsFault {
            boolean none = hellos.version().ssl() && m instanceof ClientKeyExchange;
            if (none && hellos.config().authentication().clientAuth() != ClientAuth.NEED) {
                return new ExpectClientKeyExchange(hellos, agreement, List.of()).on(m, records);
            }
            if (none) {
                throw new TlsFault(Fault.NO_CERTIFICATE12);
            }
            if (!(m instanceof Certificate12 certificate)) {
                throw TlsFault.unexpected(m, "Certificate");
            }
            if (!certificate.chain().isEmpty()) {
                List<X509Certificate> chain = Certificates12.accept(certificate, hellos.config(), hellos.facts());
                // RFC 5246 section 7.4.6: "The end-entity certificate's public key (and associated restrictions) has to be compatible with
                // the certificate types listed in CertificateRequest".
                Certificates12.authentication(chain.get(0).getPublicKey());
                return new Step.To(new ExpectClientKeyExchange(hellos, agreement, chain));
            }
            // Same section: "If the client does not send any certificates, the server MAY at its discretion either continue the handshake
            // without client authentication, or respond with a fatal handshake_failure alert."
            if (hellos.config().authentication().clientAuth() == ClientAuth.NEED || hellos.version().ssl()) {
                throw new TlsFault(Fault.NO_CERTIFICATE12);
            }
            return new Step.To(new ExpectClientKeyExchange(hellos, agreement, List.of()));
        }

        @Override
        public void wipe() {
            agreement.wipe();
        }
    }

    /** Without a client certificate the key agreement is this flight's task, with the ticket that is sent if all goes well. */
    record ExpectClientKeyExchange(Hellos12 hellos, KeyAgreement agreement, List<X509Certificate> chain) implements Server12 {
        @Override
        public Step on(HandshakeMessage m, Records records) throws TlsFault {
            if (!(m instanceof ClientKeyExchange exchange)) {
                throw TlsFault.unexpected(m, "ClientKeyExchange");
            }
            byte[] share = ClientShare.read(exchange, hellos.version(), hellos.suite().keyExchange()).share();
            byte[] sessionHash = hellos.transcript().hash();
            if (!chain.isEmpty()) {
                return new Step.To(new ExpectCertificateVerify(hellos, agreement, chain, share, sessionHash));
            }
            hellos.dropRaw();
            return new Step.Offload<>(() -> ServerEnd12.full(hellos, PeerVerified.unauthenticated(),
                    MasterSecret12.derive(hellos, agreement.agree(share), sessionHash)),
                    (end, r) -> new Step.To(new ExpectChangeCipherSpec(end)));
        }

        @Override
        public void wipe() {
            agreement.wipe();
        }
    }

    /**
     * In a suite with pre-shared keys: looking up the client's key and the key agreement are this flight's task.
     *
     * @param agreement null in a suite without another key exchange
     */
    record ExpectPskKeyExchange(Hellos12 hellos, KeyAgreement agreement) implements Server12 {
        @Override
        public Step on(HandshakeMessage m, Records records) throws TlsFault {
            if (!(m instanceof ClientKeyExchange exchange)) {
                throw TlsFault.unexpected(m, "ClientKeyExchange");
            }
            ClientPsk psk = ClientPsk.read(exchange, hellos.suite().keyExchange());
            byte[] sessionHash = hellos.transcript().hash();
            return new Step.Offload<>(() -> agreed(psk, sessionHash), (end, r) -> new Step.To(new ExpectChangeCipherSpec(end)));
        }

        private ServerEnd12 agreed(ClientPsk psk, byte[] sessionHash) throws TlsFault {
            Secret other = agreement != null ? agreement.agree(psk.share()) : null;
            Secret preMaster = Psk12.preMaster(other, Psk12.ofServer(hellos.config(), psk.identity()));
            return ServerEnd12.full(hellos, PeerVerified.ofPsk(psk.identity()), MasterSecret12.derive(hellos, preMaster, sessionHash));
        }

        @Override
        public void wipe() {
            if (agreement != null) {
                agreement.wipe();
            }
        }
    }

    /**
     * Chain judgement, signature and key agreement are this flight's task.
     *
     * @param share of ClientKeyExchange
     * @param sessionHash RFC 7627's, which ends before CertificateVerify
     */
    record ExpectCertificateVerify(Hellos12 hellos, KeyAgreement agreement, List<X509Certificate> chain, byte[] share,
            byte[] sessionHash) implements Server12 {
        @Override
        public Step on(HandshakeMessage m, Records records) throws TlsFault {
            if (!(m instanceof CertificateVerify verify)) {
                throw TlsFault.unexpected(m, "CertificateVerify");
            }
            SignatureScheme scheme = hellos.version().namesSchemes() ? SignatureScheme.of(verify.scheme())
                    : Certificates12.unnamed(Certificates12.authentication(chain.get(0).getPublicKey()));
            // RFC 5246 section 7.4.8: "The hash and signature algorithms used in the signature MUST be one of those present in the
            // supported_signature_algorithms field of the CertificateRequest message."
            if (scheme == null || !Certificates12.accepted(hellos.config(), hellos.version()).contains(scheme)) {
                throw new TlsFault(Fault.SIGNATURE_SCHEME_NOT_OFFERED, "scheme 0x" + Integer.toHexString(verify.scheme()));
            }
            byte[] messages = hellos.transcript().rawBeforeLast();
            hellos.dropRaw();
            return new Step.Offload<>(() -> verified(scheme, messages, verify.signature()), (end, r) -> {
                hellos.facts().peer(end.client());
                return new Step.To(new ExpectChangeCipherSpec(end));
            });
        }

        /** RFC 5246 section 7.4.8: the algorithms "MUST be compatible with the key in the client's end-entity certificate". */
        private ServerEnd12 verified(SignatureScheme scheme, byte[] messages, byte[] signature) throws TlsFault {
            MasterSecret12 master = MasterSecret12.derive(hellos, agreement.agree(share), sessionHash);
            try {
                PeerClaim claim = new PeerClaim(chain, false, Certificates12.clientAuthType(chain.get(0).getPublicKey()),
                        Certificates12.proving(hellos.version(), scheme), master.signed(messages), signature,
                        SuiteB12.curve(hellos.config(), hellos.suite()));
                PeerVerified client = new PeerCheck(hellos.crypto(), hellos.config().authentication().judge()).verify(claim);
                return ServerEnd12.full(hellos, client, master);
            } catch (TlsFault | RuntimeException e) {
                master.wipe();
                throw e;
            }
        }

        @Override
        public void wipe() {
            agreement.wipe();
        }
    }

    record ExpectChangeCipherSpec(ServerEnd12 end) implements Server12 {
        @Override
        public Hellos12 hellos() {
            return end.hellos();
        }

        @Override
        public Step on(HandshakeMessage m, Records records) throws TlsFault {
            // RFC 5246 section 7.4.9: "It is a fatal error if a Finished message is not preceded by a ChangeCipherSpec message at the
            // appropriate point in the handshake."
            throw TlsFault.unexpected(m, "ChangeCipherSpec");
        }

        @Override
        public Step onChangeCipherSpec(Records records) throws TlsFault {
            RecordBoundary edge = records.requireBoundary();
            KeyBlock12 keys = end.master().keyBlock();
            records.readKeys(keys.read(), edge);
            return new Step.To(new ExpectFinished(end, keys));
        }

        @Override
        public void wipe() {
            end.master().wipe();
        }
    }

    record ExpectFinished(ServerEnd12 end, KeyBlock12 keys) implements Server12 {
        @Override
        public Hellos12 hellos() {
            return end.hellos();
        }

        @Override
        public Step on(HandshakeMessage m, Records records) throws TlsFault {
            if (!(m instanceof Finished finished)) {
                throw TlsFault.unexpected(m, "Finished");
            }
            // RFC 5077 section 3.3: "In the case of a full handshake, the server MUST verify the client's Finished message before sending the
            // ticket." What holds for tickets holds for ids.
            FinishedVerified12 verified = end.check(finished);
            end.hellos().facts().peer(end.client()); // only now it has shown that it has a key that it named
            if (end.hellos().server().sessionId().length == 0) {
                return finish(verified, records);
            }
            // The client may come back with the id as soon as it has our Finished.
            Session session = NewSession12.ofServer(end.hellos(), end.client(), end.master()).copy();
            return new Step.Offload<>(() -> keep(session), (kept, r) -> finish(verified, r));
        }

        /** On a copy: the connection may end, and its secret be wiped, while the task runs. */
        private Session keep(Session session) {
            try {
                end.hellos().config().resumption().server().keep(session);
                return session;
            } finally {
                session.secret().wipe();
            }
        }

        private Step finish(FinishedVerified12 verified, Records records) throws TlsFault {
            try {
                end.send(keys, records);
                return new Step.To(Connected12.after(end.hellos(), end.client(), verified, end.master()));
            } finally {
                end.master().wipe();
            }
        }

        @Override
        public void wipe() {
            end.master().wipe();
        }
    }

    private static void checkExtensions(TlsConfig config, ClientHello hello) throws TlsFault {
        // RFC 7627 section 5.2: "If the server receives a ClientHello without the extension, it SHOULD abort the handshake if it does not
        // wish to interoperate with legacy clients."
        if (config.requireExtendedMasterSecret() && !hello.extensions().has(ExtensionType.EXTENDED_MASTER_SECRET)) {
            throw new TlsFault(Fault.NO_EXTENDED_MASTER_SECRET);
        }
        EcPointFormats formats = hello.extensions().get(EcPointFormats.class);
        // RFC 8422 section 5.1.2: "If the client sends the extension and the extension does not contain the uncompressed point format, and
        // the client has used the Supported Groups extension to indicate support for any of the curves defined in this specification, then
        // the server MUST abort the handshake and return an illegal_parameter alert." Without groups nothing else would help it either.
        if (formats != null && !formats.uncompressed()) {
            throw new TlsFault(Fault.ILLEGAL_VALUE, "uncompressed point format is missing");
        }
    }

    private static ServerFlight12.Common common(TlsConfig config, ProtocolVersion version, ClientHello hello) throws TlsFault {
        List<CipherSuite> suites = Negotiation.commonSuites(config, hello.cipherSuites(), version);
        if (suites.isEmpty()) {
            throw new TlsFault(Fault.NO_COMMON_CIPHER_SUITE, "client offers " + hello.cipherSuites());
        }
        List<NamedGroup> groups = commonGroups(config, hello);
        List<SignatureScheme> schemes = commonSchemes(config, version, hello);
        List<CipherSuite> possible = new ArrayList<>(suites);
        possible.removeIf(s -> s.ecdhe() && SuiteB12.groups(config, s, groups).isEmpty() || s.signed() && schemes.isEmpty()
                || s.dhe() && FiniteFields12.chosen(config, s, hello) == null);
        if (possible.isEmpty()) {
            throw nothingPossible(hello, suites, groups);
        }
        return new ServerFlight12.Common(version, possible, groups, schemes);
    }

    /** What is wanting where there are common suites, none of which can be used. */
    private static TlsFault nothingPossible(ClientHello hello, List<CipherSuite> suites, List<NamedGroup> groups) {
        SupportedGroups offered = hello.extensions().get(SupportedGroups.class);
        // RFC 7919 section 4: "and none of the client's proposed non-FFDHE cipher suites are acceptable to the server, the server MUST end
        // the connection with a fatal TLS alert of type insufficient_security(71)."
        if (suites.stream().anyMatch(CipherSuite::dhe)) {
            return new TlsFault(Fault.NO_FINITE_FIELD, "client offers " + offered);
        }
        if (groups.isEmpty()) {
            return new TlsFault(Fault.NO_COMMON_GROUP, "client offers " + offered);
        }
        SignatureAlgorithms algorithms = hello.extensions().get(SignatureAlgorithms.class);
        return new TlsFault(Fault.NO_COMMON_SIGNATURE_SCHEME,
                algorithms == null ? "client offers none, which means SHA-1" : "client offers " + algorithms.schemes());
    }

    private static List<NamedGroup> commonGroups(TlsConfig config, ClientHello hello) {
        SupportedGroups offered = hello.extensions().get(SupportedGroups.class);
        // RFC 8422 section 4: "A client that proposes ECC cipher suites may choose not to include these extensions. In this case, the
        // server is free to choose any one of the elliptic curves". A client of that age knows the oldest of them.
        CodePoints groupsOffered = offered != null ? offered.groups()
                : CodePoints.of(NamedGroup.SECP256R1.code(), NamedGroup.SECP384R1.code());
        return Negotiation.commonGroups(config, groupsOffered, ProtocolVersion.TLS12);
    }

    private static List<SignatureScheme> commonSchemes(TlsConfig config, ProtocolVersion version, ClientHello hello) {
        if (!version.namesSchemes()) {
            return Certificates12.unnamed(version);
        }
        SignatureAlgorithms algorithms = hello.extensions().get(SignatureAlgorithms.class);
        // RFC 5246 section 7.4.1.4.1: without the extension "behave as if client had sent the value {sha1,rsa}" or {sha1,ecdsa}. SHA-1
        // signatures are not secure any more, so such a client has no scheme in common with us.
        return algorithms == null ? List.of() : Negotiation.commonSchemes(config, algorithms.schemes(), ProtocolVersion.TLS12);
    }
}
