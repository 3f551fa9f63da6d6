package dev.drawbridge.tls13;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.FragmentLimits;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Once;
import dev.drawbridge.handshake.Negotiation;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.Certificate13;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.EndOfEarlyData;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.KeyShareOffer;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.SupportedGroups;
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
        Hello13.check(hs.config(), hello);
        TlsConfig config = hs.config();
        Extensions offered = hello.extensions();
        if (offered.has(ExtensionType.EARLY_DATA)) {
            // RFC 8446 section 4.2.10: "A server which receives an "early_data" extension MUST behave in one of three ways". When
            // it takes none, by "Ignore the extension and return a regular 1-RTT response" or "Request that the client send another
            // ClientHello", it skips the early data: "If any of these checks fail, the server MUST NOT respond with the extension and must
            // discard all the first-flight data".
            records.skipEarlyData(Early13.toSkip(config.resumption().server()));
            if (config.resumption().early() != null) {
                config.resumption().early().status(EarlyDataStatus.REJECTED); // until it is taken
            }
        }
        List<CipherSuite> suites = Negotiation.commonSuites(config, hello.cipherSuites(), ProtocolVersion.TLS13);
        if (suites.isEmpty()) {
            // RFC 8446 section 4.1.1: "If the server is unable to negotiate a supported set of parameters [...], it MUST abort the
            // handshake with either a "handshake_failure" or "insufficient_security" fatal alert".
            throw new TlsFault(Fault.NO_COMMON_CIPHER_SUITE, "of TLS 1.3");
        }
        boolean pskAlone = KeyExchange13.pskAlone(config, offered);
        List<NamedGroup> groups = offered.has(ExtensionType.SUPPORTED_GROUPS) || !pskAlone ? groups(config, offered) : List.of();
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
                return answer(hs, new ServerFlight13.Choice(hello, suite, group, false), edge);
            }
        }
        if (pskAlone) {
            hs.transcript().select(suite.hash(), true);
            return answer(hs, new ServerFlight13.Choice(hello, suite, null, false), edge);
        }
        return retry(hs, hello, suite, groups, records);
    }

    private static List<NamedGroup> groups(TlsConfig config, Extensions offered) throws TlsFault {
        // RFC 8446 section 4.1.1: "If there is no overlap between the received "supported_groups" and the groups supported by the
        // server, then the server MUST abort the handshake with a "handshake_failure" or an "insufficient_security" alert."
        Hello13.require(offered, ExtensionType.SUPPORTED_GROUPS);
        List<NamedGroup> groups = Negotiation.commonGroups(config, offered.get(SupportedGroups.class).groups(), ProtocolVersion.TLS13);
        if (groups.isEmpty()) {
            throw new TlsFault(Fault.NO_COMMON_GROUP);
        }
        return groups;
    }

    private static Step retry(Handshake hs, ClientHello hello, CipherSuite suite, List<NamedGroup> groups, Records records) throws TlsFault {
        // RFC 8446 section 4.1.1: "If the server selects an (EC)DHE group and the client did not offer a compatible "key_share" extension
        // in the initial ClientHello, the server MUST respond with a HelloRetryRequest (Section 4.1.4) message."
        NamedGroup group = groups.get(0);
        Retry13.send(hs, hello, suite, group, records);
        sendChangeCipherSpec(hello, records);
        return new Step.To(new ExpectSecondClientHello(hs, hello, suite, group));
    }

    static void requireCommonScheme(TlsConfig config, Extensions offered) throws TlsFault {
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
            return answer(hs, new ServerFlight13.Choice(hello, suite, group, true), edge);
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
            List<X509Certificate> chain = Certificates13.accept(config, certificate, request.extensions(), Certificates13.NO_CONTEXT);
            if (!chain.isEmpty()) {
                hs.base().facts().claimedPeerChain(chain);
                return new Step.To(new ExpectCertificateVerify(hs, chain));
            }
            // RFC 8446 section 4.4.2.4: "If the client does not send any certificates (i.e., it sends an empty Certificate message), the
            // server MAY at its discretion either continue the handshake without client authentication or abort the handshake with a
            // "certificate_required" alert."
            if (config.authentication().clientAuth13() == ClientAuth.NEED) {
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
            if (!peer.authenticated() && hs.base().config().authentication().clientAuth13() == ClientAuth.NEED) {
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
            PostAuth13.Bound bound = PostAuth13.bound(hs.base(), hs.hello().extensions());
            Tickets13 tickets = giveTickets(records);
            if (bound == null && tickets != null) {
                tickets.wipe();
            }
            return new Step.To(Connected13.after(peer, done, hs.base(), hs.application(), bound == null ? null : tickets, bound));
        }

        /** As OpenSSL does: as many as are configured after a full handshake, one in the place of the one that was used. */
        private Tickets13 giveTickets(Records records) throws TlsFault {
            int count = hs.base().config().resumption().server().tickets();
            // RFC 8446 section 4.2.9: "Servers SHOULD NOT send NewSessionTicket with tickets that are not compatible with the advertised modes".
            if (count == 0 || !KeyExchange13.possible(hs.base().config(), hs.hello().extensions())) {
                hs.secrets().master().wipe();
                return null;
            }
            Secret resumption = hs.schedule().resumption(hs.secrets(), hs.transcript().hash());
            Tickets13 tickets = Tickets13.of(hs.base(), resumption, peer, hs.resumed());
            tickets.give(hs.resumed() == null ? count : 1, records);
            return tickets;
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

    /** Makes our flight in a task and sends it. */
    private static Step answer(Handshake hs, ServerFlight13.Choice choice, RecordBoundary edge) {
        Client13.settle(hs, choice.suite(), choice.group());
        Transcript fork = hs.transcript().fork();
        Once<ServerFlight13.Ours> asked = new Once<>();
        return new Step.Offload<>(() -> ServerFlight13.make(hs, choice, fork, asked), (flight, records) -> flight != null ? send(choice, flight, edge, records)
                : retry(hs, choice.hello(), choice.suite(), groups(hs.config(), choice.hello().extensions()), records));
    }

    private static Step send(ServerFlight13.Choice choice, ServerFlight13 flight, RecordBoundary edge, Records records) throws TlsFault {
        Handshake13 hs = flight.hs();
        KeySchedule13 schedule = hs.schedule();
        if (!flight.hello().extensions().has(ExtensionType.KEY_SHARE)) {
            hs.base().facts().group(null);
        }
        FragmentLimits.settle(hs.base().facts(), FragmentLimits.asked(choice.hello().extensions()), records);
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
