package dev.drawbridge.tls12;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ClientOffer;
import dev.drawbridge.handshake.FragmentLimits;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Negotiation;
import dev.drawbridge.handshake.Once;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.Certificate12;
import dev.drawbridge.message.CertificateRequest12;
import dev.drawbridge.message.CertificateStatus;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.HelloRequest;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.NewSessionTicket12;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.ServerHelloDone;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.record.RecordBoundary;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.ChainRules;
import dev.drawbridge.verify.PeerVerified;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The client of a handshake of TLS 1.2 or older from ServerHello on, one record per waiting point: all of them in a full handshake (RFC 5246 section 7.3,
 * figure 1), the last three in an abbreviated one (figure 2).
 */
public sealed interface Client12 extends HandshakeState {

    /** Takes the ServerHello that chose TLS 1.2 or an older version; it is the last message of the transcript. */
    static Step onServerHello(Handshake hs, ClientOffer offer, ServerHello received, Records records) throws TlsFault {
        ClientHello hello = offer.hello();
        ServerHello choice = received.legacyVersion() == ProtocolVersion.SSL30.code() ? received.inSsl30() : received;
        records.dropChangeCipherSpec(false);
        CipherSuite suite = CipherSuite.of(choice.cipherSuite());
        // RFC 5246 section 7.4.1.3: cipher_suite is "The single cipher suite selected by the server from the list in
        // ClientHello.cipher_suites."
        if (suite == null || !suite.fits(ProtocolVersion.of(choice.legacyVersion())) || !hello.cipherSuites().contains(suite.code())) {
            throw new TlsFault(Fault.SUITE_NOT_OFFERED, "suite 0x" + Integer.toHexString(choice.cipherSuite()));
        }
        checkExtensions(hs, hello, choice);
        Optional<Session> resumed = resumed(offer, choice);
        FragmentLimits.settle(hs.facts(), FragmentLimits.accept(hello.extensions(), choice.extensions(), resumed.orElse(null)), records);
        // RFC 7301 section 3.1: "When session resumption or session tickets [RFC5077] are used, the previous contents of this extension are
        // irrelevant, and only the values in the new handshake messages are considered."
        ApplicationProtocols protocols = choice.extensions().get(ApplicationProtocols.class);
        hs.facts().applicationProtocol(Negotiation.acceptApplicationProtocol(hs.config().names(),
                protocols == null ? null : protocols.protocols()));
        hs.facts().cipherSuite(suite);
        Hellos12 hellos = new Hellos12(hs, suite, hello, choice);
        if (resumed.isPresent()) {
            hs.facts().sessionId(resumed.get().id());
            hs.facts().resumed(resumed.get());
            hellos.selectHash(false);
            return new Step.To(ClientEnd12.resume(hellos, resumed.get()).await());
        }
        if (offer.session() != null) {
            offer.session().secret().wipe();
        }
        if (hs.config().resumption().only()) {
            throw new TlsFault(Fault.NO_SESSION);
        }
        // Where the server gives no id we make one, because programs that look at sessions expect it.
        hs.facts().sessionId(choice.sessionId().length > 0 ? choice.sessionId() : Resumption12.freshId(hs.crypto()));
        // With a pre-shared key nobody signs, so that the hash is enough; and in an anonymous suite.
        hellos.selectHash(!suite.psk() && !suite.anonymous());
        // RFC 5246 section 7.4.2 of who sends Certificate: "(this includes all key exchange methods defined in this document except DH_anon)".
        return new Step.To(suite.psk() ? new ExpectPskKeyExchange(hellos)
                : suite.anonymous() ? new ExpectServerKeyExchange(hellos, List.of()) : new ExpectCertificate(hellos));
    }

    @Override
    default MessageFormat format() {
        return MessageFormat.of12(hellos().version());
    }

    /** What both hellos settled. */
    Hellos12 hellos();

    /** RFC 5246 section 7.4.1.1 on HelloRequest: "This message will be ignored by the client if the client is currently negotiating". */
    @Override
    default Step on(HandshakeMessage message, Records records) throws TlsFault {
        return message instanceof HelloRequest ? new Step.To(this) : take(message, records);
    }

    /** Takes the next message that is no HelloRequest. */
    Step take(HandshakeMessage message, Records records) throws TlsFault;

    /**
     * The suite authenticates both sides by a pre-shared key. RFC 4279 section 2: "The Certificate and CertificateRequest payloads are omitted
     * from the response."
     */
    record ExpectPskKeyExchange(Hellos12 hellos) implements Client12 {
        @Override
        public Step take(HandshakeMessage m, Records records) throws TlsFault {
            if (m instanceof ServerKeyExchange exchange) {
                return new Step.To(new ExpectPskHelloDone(hellos, Psk12.Params.accept(hellos, exchange)));
            }
            boolean alone = hellos.suite().keyExchange() == CipherSuite.KeyExchange.PSK;
            if (!alone || !(m instanceof ServerHelloDone)) {
                throw TlsFault.unexpected(m, alone ? "ServerKeyExchange or ServerHelloDone" : "ServerKeyExchange");
            }
            return new ExpectPskHelloDone(hellos, Psk12.Params.NONE).take(m, records);
        }
    }

    /** After it come the program's choice of a key and key agreement, in one task. */
    record ExpectPskHelloDone(Hellos12 hellos, Psk12.Params params) implements Client12 {
        @Override
        public Step take(HandshakeMessage m, Records records) throws TlsFault {
            if (!(m instanceof ServerHelloDone)) {
                throw TlsFault.unexpected(m, "ServerHelloDone");
            }
            // RFC 5246 section 7.4.5: "After sending this message, the server will wait for a client response."
            records.requireBoundary();
            var transcript = hellos.transcript().fork();
            return new Step.Offload<>(() -> ClientFlight12.make(hellos, params, transcript),
                    (flight, r) -> new Step.To(flight.send(hellos, r)));
        }
    }

    /** The suite authenticates the server by a certificate. */
    record ExpectCertificate(Hellos12 hellos) implements Client12 {
        @Override
        public Step take(HandshakeMessage m, Records records) throws TlsFault {
            if (!(m instanceof Certificate12 certificate)) {
                throw TlsFault.unexpected(m, "Certificate");
            }
            // RFC 5246 section 7.4.2: "The server MUST send a Certificate message whenever the agreed-upon key exchange method uses
            // certificates for authentication".
            if (certificate.chain().isEmpty()) {
                throw new TlsFault(Fault.EMPTY_SERVER_CERTIFICATE);
            }
            List<X509Certificate> chain = Certificates12.accept(certificate, hellos.config(), hellos.facts());
            // RFC 5246 section 7.4.2: "The end entity certificate's public key (and associated restrictions) MUST be compatible with the
            // selected key exchange algorithm." And: "The certificate MUST be appropriate for the negotiated cipher suite's key exchange
            // algorithm and any negotiated extensions."
            if (Certificates12.authentication(chain.get(0).getPublicKey()) != hellos.suite().authentication()) {
                throw new TlsFault(Fault.WRONG_CERTIFICATE_KEY, chain.get(0).getPublicKey().getAlgorithm() + " key in " + hellos.suite());
            }
            if (hellos.suite().rsaKeyExchange() && !ChainRules.mayDecrypt(chain.get(0))) {
                throw new TlsFault(Fault.WRONG_CERTIFICATE_KEY, "key usage does not permit key encipherment in " + hellos.suite());
            }
            return new Step.To(hellos.staples() ? new ExpectCertificateStatus(hellos, chain) : keyExchange(hellos, chain));
        }

        /** RFC 5246 section 7.4.3: with RSA key exchange the server sends no ServerKeyExchange. */
        static Client12 keyExchange(Hellos12 hellos, List<X509Certificate> chain) {
            return hellos.suite().rsaKeyExchange() ? new ExpectCertificateRequestOrDone(hellos, KeyExchange12.rsa(hellos, chain))
                    : new ExpectServerKeyExchange(hellos, chain);
        }
    }

    /**
     * The server said that it may staple. RFC 6066 section 8: "a server MAY also choose not to send a "CertificateStatus" message, even if has
     * received a "status_request" extension in the client hello message and has sent a "status_request" extension in the server hello message."
     */
    record ExpectCertificateStatus(Hellos12 hellos, List<X509Certificate> chain) implements Client12 {
        @Override
        public Step take(HandshakeMessage m, Records records) throws TlsFault {
            Client12 next = ExpectCertificate.keyExchange(hellos, chain);
            if (m instanceof CertificateStatus status) {
                hellos.facts().stapledResponses(List.of(status.ocspResponse()));
                return new Step.To(next);
            }
            return next.take(m, records);
        }
    }

    /** The suite has the server send its part of the key exchange, signed unless the suite is anonymous and so {@code chain} empty. */
    record ExpectServerKeyExchange(Hellos12 hellos, List<X509Certificate> chain) implements Client12 {
        @Override
        public Step take(HandshakeMessage m, Records records) throws TlsFault {
            if (!(m instanceof ServerKeyExchange exchange)) {
                throw TlsFault.unexpected(m, "ServerKeyExchange");
            }
            return new Step.To(new ExpectCertificateRequestOrDone(hellos, KeyExchange12.accept(hellos, chain, exchange)));
        }
    }

    record ExpectCertificateRequestOrDone(Hellos12 hellos, KeyExchange12 exchange) implements Client12 {
        @Override
        public Step take(HandshakeMessage m, Records records) throws TlsFault {
            if (m instanceof CertificateRequest12 asked) {
                // RFC 5246 section 7.4.4: "Note: It is a fatal handshake_failure alert for an anonymous server to request client authentication."
                if (hellos.suite().anonymous()) {
                    throw new TlsFault(Fault.ANONYMOUS_SERVER_ASKS, hellos.suite().name());
                }
                hellos.facts().peerSignatureSchemes(asked.signatureSchemes() == null ? List.of() : Negotiation.known(asked.signatureSchemes()));
                return new Step.To(new ExpectServerHelloDone(hellos, exchange, Optional.of(asked)));
            }
            if (m instanceof ServerHelloDone) {
                return new ExpectServerHelloDone(hellos, exchange, Optional.empty()).take(m, records);
            }
            throw TlsFault.unexpected(m, "CertificateRequest or ServerHelloDone");
        }
    }

    /** After it come chain judgement, signatures and key agreement, all in one task. */
    record ExpectServerHelloDone(Hellos12 hellos, KeyExchange12 exchange, Optional<CertificateRequest12> asked) implements Client12 {
        @Override
        public Step take(HandshakeMessage m, Records records) throws TlsFault {
            if (!(m instanceof ServerHelloDone)) {
                throw TlsFault.unexpected(m, "ServerHelloDone");
            }
            // RFC 5246 section 7.4.5: "After sending this message, the server will wait for a client response."
            records.requireBoundary();
            if (asked.isEmpty()) {
                hellos.dropRaw();
            }
            var transcript = hellos.transcript().fork();
            Once<PeerVerified> judged = new Once<>();
            return new Step.Offload<>(() -> ClientFlight12.make(hellos, judged.of(() -> exchange.verify(hellos)), exchange, asked, transcript),
                    (flight, r) -> new Step.To(flight.send(hellos, r)));
        }
    }

    /** The server said that a ticket comes; an empty one is none. */
    record ExpectNewSessionTicket(ClientEnd12 end) implements Client12 {
        @Override
        public Hellos12 hellos() {
            return end.hellos();
        }

        @Override
        public Step take(HandshakeMessage m, Records records) throws TlsFault {
            if (!(m instanceof NewSessionTicket12 ticket)) {
                throw TlsFault.unexpected(m, "NewSessionTicket");
            }
            // RFC 5077 section 3.3: "If the server determines that it does not want to include a ticket after it has included the
            // SessionTicket extension in the ServerHello, then it sends a zero-length ticket in the NewSessionTicket handshake message."
            return new Step.To(new ExpectChangeCipherSpec(end, Optional.of(ticket).filter(t -> t.ticket().length > 0)));
        }

        @Override
        public void wipe() {
            end.master().wipe();
        }
    }

    record ExpectChangeCipherSpec(ClientEnd12 end, Optional<NewSessionTicket12> ticket) implements Client12 {
        @Override
        public Hellos12 hellos() {
            return end.hellos();
        }

        @Override
        public Step take(HandshakeMessage m, Records records) throws TlsFault {
            // RFC 5246 section 7.4.9: "It is a fatal error if a Finished message is not preceded by a ChangeCipherSpec message at the
            // appropriate point in the handshake."
            throw TlsFault.unexpected(m, "ChangeCipherSpec");
        }

        @Override
        public Step onChangeCipherSpec(Records records) throws TlsFault {
            RecordBoundary edge = records.requireBoundary();
            records.readKeys(end.keys().read(), edge);
            return new Step.To(new ExpectFinished(end, ticket));
        }

        @Override
        public void wipe() {
            end.master().wipe();
        }
    }

    record ExpectFinished(ClientEnd12 end, Optional<NewSessionTicket12> ticket) implements Client12 {
        @Override
        public Hellos12 hellos() {
            return end.hellos();
        }

        @Override
        public Step take(HandshakeMessage m, Records records) throws TlsFault {
            if (!(m instanceof Finished finished)) {
                throw TlsFault.unexpected(m, "Finished");
            }
            try {
                FinishedVerified12 verified = end.master().check(finished);
                end.hellos().facts().peer(end.server());
                if (end.resumed().isPresent()) {
                    end.sendFinished(records);
                }
                end.keep(ticket);
                return new Step.To(Connected12.after(end.hellos(), end.server(), verified, end.master()));
            } finally {
                end.master().wipe();
            }
        }

        @Override
        public void wipe() {
            end.master().wipe();
        }
    }

    private static void checkExtensions(Handshake hs, ClientHello hello, ServerHello choice) throws TlsFault {
        // RFC 5746 section 3.6: the extension "in response to a ClientHello containing only the SCSV is an explicit exception to the
        // prohibition [...] on the server sending unsolicited extensions".
        // RFC 5246 section 7.4.1.4: "If a client receives an extension type in ServerHello that it did not request in the associated
        // ClientHello, it MUST abort the handshake with an unsupported_extension fatal alert."
        if (hello.cipherSuites().contains(CipherSuite.EMPTY_RENEGOTIATION_INFO_SCSV)) {
            choice.extensions().requireOffered(hello.extensions(), ExtensionType.RENEGOTIATION_INFO.code());
        } else {
            choice.extensions().requireOffered(hello.extensions());
        }
        Renegotiation12.check(hs, choice);
        // RFC 7366 section 3: a server with an AEAD suite "MUST NOT send an encrypt-then-MAC response extension".
        if (choice.extensions().has(ExtensionType.ENCRYPT_THEN_MAC) && !CipherSuite.of(choice.cipherSuite()).cbc()) {
            throw new TlsFault(Fault.ILLEGAL_VALUE, ExtensionType.ENCRYPT_THEN_MAC + " with an AEAD");
        }
        boolean extended = choice.extensions().has(ExtensionType.EXTENDED_MASTER_SECRET);
        // RFC 7627 section 5.2: "If a client receives a ServerHello without the extension, it SHOULD abort the handshake if it does not
        // wish to interoperate with legacy servers."
        if (!extended && hs.config().requireExtendedMasterSecret()) {
            throw new TlsFault(Fault.NO_EXTENDED_MASTER_SECRET);
        }
        hs.facts().extendedMasterSecret(extended);
    }

    /**
     * The session that the server resumes. RFC 5246 section 7.4.1.3: the same session_id as the client's "indicates a resumed session and
     * dictates that the parties must proceed directly to the Finished messages". Another one, or none, leads to a full handshake: "Clients MUST
     * be prepared to do a full negotiation -- including negotiating new cipher suites -- during any handshake."
     */
    private static Optional<Session> resumed(ClientOffer offer, ServerHello choice) throws TlsFault {
        byte[] id = choice.sessionId();
        if (id.length == 0 || !MessageDigest.isEqual(id, offer.hello().sessionId())) {
            return Optional.empty();
        }
        Session session = offer.session();
        // Without a session of TLS 1.2 or older what we sent is random (RFC 8446 appendix D.4) and names none.
        if (session == null || session.version() == ProtocolVersion.TLS13) {
            throw new TlsFault(Fault.ILLEGAL_VALUE, "server resumes a session that does not exist");
        }
        // RFC 5246 appendix E.1: "Whenever a client already knows the highest protocol version known to a server (for example, when resuming a
        // session), it SHOULD initiate the connection in that native protocol." A session keeps its version.
        if (choice.legacyVersion() != session.version().code()) {
            throw new TlsFault(Fault.ILLEGAL_VALUE, "server resumes a session of " + session.version() + " in 0x"
                    + Integer.toHexString(choice.legacyVersion()));
        }
        // RFC 5246 section 7.4.1.3, of the suite: "For resumed sessions, this field is the value from the state of the session being resumed."
        if (choice.cipherSuite() != session.suite().code()) {
            throw new TlsFault(Fault.RESUMED_WITH_ANOTHER_SUITE, "0x" + Integer.toHexString(choice.cipherSuite()) + " instead of "
                    + session.suite());
        }
        // RFC 7627 section 5.3: "If the original session did not use the "extended_master_secret" extension but the new ServerHello contains
        // the extension, the client MUST abort the handshake." And: "If the original session used the extension but the new ServerHello does
        // not contain the extension, the client MUST abort the handshake."
        if (choice.extensions().has(ExtensionType.EXTENDED_MASTER_SECRET) != session.extendedMasterSecret()) {
            throw new TlsFault(Fault.EXTENDED_MASTER_SECRET_CHANGED);
        }
        return Optional.of(session);
    }
}
