package dev.drawbridge.tls13;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ClientOffer;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.handshake.FragmentLimits;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Negotiation;
import dev.drawbridge.handshake.OfferedPsk;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.Certificate13;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.EncryptedExtensions;
import dev.drawbridge.message.EndOfEarlyData;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.KeyShareChoice;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.SupportedVersionsChoice;
import dev.drawbridge.record.RecordBoundary;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.session.ClientSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.FragmentLimit;
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
import java.util.Optional;

/** The client of TLS 1.3, from its first ServerHello down to the server's Finished (RFC 8446 appendix A.1). */
public sealed interface Client13 extends HandshakeState {
    /**
     * What every state after ServerHello needs.
     *
     * @param offered the extensions of the ClientHello that was answered
     * @param psk that the server took up, wiped, or null where it authenticates by certificate
     * @param early whether the server takes our early data
     */
    record Handshake13(Handshake base, Extensions offered, KeySchedule13 schedule, HandshakeSecrets secrets, OfferedPsk psk, boolean early) {
        /** The session that the server resumes, or null. */
        Session resumed() {
            return psk == null ? null : psk.session();
        }

        Handshake13 withEarly(boolean taken) {
            return new Handshake13(base, offered, schedule, secrets, psk, taken);
        }

        Transcript transcript() {
            return base.transcript();
        }

        ConnectionFacts facts() {
            return base.facts();
        }
    }

    @Override
    default MessageFormat format() {
        return MessageFormat.TLS13;
    }

    /**
     * Takes the first ServerHello, or the HelloRetryRequest before it, after the version was chosen. It is the transcript's last
     * message.
     */
    static Step onServerHello(Handshake hs, ClientOffer offer, ServerHello hello, Records records) throws TlsFault {
        if (hello.isHelloRetryRequest()) {
            records.requireBoundary();
            if (offer.early() != null) {
                hs.config().resumption().early().status(EarlyDataStatus.REJECTED);
                records.writeKeys(WriteProtection.none());
                records.limit(FragmentLimit.NONE, FragmentLimit.NONE);
            }
            return Retry13.onHelloRetryRequest(hs, offer, hello);
        }
        CipherSuite suite = Hello13.check(offer.hello(), hello);
        hs.transcript().select(suite.hash(), false);
        return agree(hs, offer, suite, hello, false, records);
    }

    /** After our second ClientHello. */
    record ExpectSecondServerHello(Handshake hs, ClientOffer offer, CipherSuite suite) implements Client13 {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (!(message instanceof ServerHello hello)) {
                throw TlsFault.unexpected(message, "ServerHello");
            }
            // RFC 8446 section 4.1.4: "If a client receives a second HelloRetryRequest in the same connection [...], it MUST abort the
            // handshake with an "unexpected_message" alert."
            if (hello.isHelloRetryRequest()) {
                throw new TlsFault(Fault.SECOND_RETRY);
            }
            // RFC 8446 section 4.1.4: "The value of selected_version in the HelloRetryRequest "supported_versions" extension MUST be
            // retained in the ServerHello, and a client MUST abort the handshake with an "illegal_parameter" alert if the value
            // changes."
            SupportedVersionsChoice version = hello.extensions().get(SupportedVersionsChoice.class);
            if (version == null || version.version() != ProtocolVersion.TLS13.code()) {
                throw new TlsFault(Fault.VERSION_NOT_OFFERED, "another version after HelloRetryRequest");
            }
            // RFC 8446 section 4.1.4: "Upon receiving the ServerHello, clients MUST check that the cipher suite supplied in the
            // ServerHello is the same as that in the HelloRetryRequest and otherwise abort the handshake with an "illegal_parameter"
            // alert."
            if (Hello13.check(offer.hello(), hello) != suite) {
                throw new TlsFault(Fault.SUITE_CHANGED);
            }
            return agree(hs, offer, suite, hello, true, records);
        }

        @Override
        public void wipe() {
            offer.wipe();
        }
    }

    /** From here on everything is protected. */
    record ExpectEncryptedExtensions(Handshake13 hs) implements Client13 {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (!(message instanceof EncryptedExtensions encrypted)) {
                throw TlsFault.unexpected(message, "EncryptedExtensions");
            }
            // RFC 8446 section 4.2: "Implementations MUST NOT send extension responses if the remote endpoint did not send the
            // corresponding extension requests".
            encrypted.extensions().requireOffered(hs.offered());
            FragmentLimits.settle(hs.facts(), FragmentLimits.accept(hs.offered(), encrypted.extensions(), hs.resumed()), records);
            ApplicationProtocols answer = encrypted.extensions().get(ApplicationProtocols.class);
            hs.facts().applicationProtocol(Negotiation.acceptApplicationProtocol(hs.base().config().names(),
                    answer == null ? null : answer.protocols()));
            boolean early = Early13.settle(hs, encrypted.extensions().has(ExtensionType.EARLY_DATA), records);
            if (hs.psk() == null) {
                return new Step.To(new ExpectCertificateOrRequest(hs));
            }
            // RFC 8446 section 2.2: "As the server is authenticating via a PSK, it does not send a Certificate or a CertificateVerify message."
            hs.facts().peer(hs.psk().peer());
            return new Step.To(new ExpectFinished(hs.withEarly(early), hs.psk().peer(), Optional.empty()));
        }

        @Override
        public void wipe() {
            hs.secrets().wipe();
        }
    }

    /** The server may ask for our certificate before it sends its own. */
    record ExpectCertificateOrRequest(Handshake13 hs) implements Client13 {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (message instanceof CertificateRequest13 request) {
                Certificates13.check(request);
                hs.facts().peerSignatureSchemes(
                        Negotiation.known(request.extensions().get(SignatureAlgorithms.class).schemes()));
                return new Step.To(new ExpectCertificate(hs, Optional.of(request)));
            }
            return new ExpectCertificate(hs, Optional.empty()).on(message, records);
        }

        @Override
        public void wipe() {
            hs.secrets().wipe();
        }
    }

    /** The server must name itself. */
    record ExpectCertificate(Handshake13 hs, Optional<CertificateRequest13> asked) implements Client13 {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (!(message instanceof Certificate13 certificate)) {
                throw TlsFault.unexpected(message, "Certificate");
            }
            // RFC 8446 section 4.4.2.4: "If the server supplies an empty Certificate message, the client MUST abort the handshake with a
            // "decode_error" alert."
            if (certificate.entries().isEmpty()) {
                throw new TlsFault(Fault.EMPTY_SERVER_CERTIFICATE);
            }
            List<X509Certificate> chain = Certificates13.accept(hs.base().config(), certificate, hs.offered(), Certificates13.NO_CONTEXT);
            hs.facts().claimedPeerChain(chain);
            hs.facts().stapledResponses(Certificates13.staples(certificate));
            return new Step.To(new ExpectCertificateVerify(hs, chain, asked));
        }

        @Override
        public void wipe() {
            hs.secrets().wipe();
        }
    }

    /** Chain and signature are judged together, in one task. */
    record ExpectCertificateVerify(Handshake13 hs, List<X509Certificate> chain, Optional<CertificateRequest13> asked)
            implements Client13 {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (!(message instanceof CertificateVerify verify)) {
                throw TlsFault.unexpected(message, "CertificateVerify");
            }
            PeerClaim claim = Certificates13.claim(hs.base().config(), chain, verify, hs.transcript().hashBeforeLast());
            PeerCheck check = new PeerCheck(hs.base().crypto(), hs.base().config().authentication().judge());
            return new Step.Offload<>(() -> check.verify(claim), (peer, r) -> {
                hs.facts().peer(peer);
                return new Step.To(new ExpectFinished(hs, peer, asked));
            });
        }

        @Override
        public void wipe() {
            hs.secrets().wipe();
        }
    }

    /** The server's Finished ends its flight; ours answers it. */
    record ExpectFinished(Handshake13 hs, PeerVerified peer, Optional<CertificateRequest13> asked) implements Client13 {
        public ExpectFinished {
            if (peer.anonymous()) {
                throw new IllegalArgumentException("a server cannot be anonymous");
            }
        }

        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (!(message instanceof Finished finished)) {
                throw TlsFault.unexpected(message, "Finished");
            }
            RecordBoundary edge = records.requireBoundary();
            FinishedVerified done = hs.schedule().checkFinished(hs.secrets().server(), hs.transcript().hashBeforeLast(), finished);
            hs.secrets().server().wipe();
            records.dropChangeCipherSpec(false);
            // RFC 8446 section 4.4.2: "The client MUST send a Certificate message if and only if the server has requested client
            // authentication via a CertificateRequest message".
            if (asked.isEmpty()) {
                return finish(List.of(), done, edge, records);
            }
            Transcript fork = hs.transcript().fork(); // CertificateVerify signs over our Certificate too
            return new Step.Offload<>(() -> authenticate(asked.get(), fork), (own, r) -> {
                if (own.local() != null) {
                    hs.facts().local(own.local().credentials().chain(), own.local().scheme());
                }
                return finish(own.messages(), done, edge, r);
            });
        }

        /** Our Certificate, which may be empty, and the signature; runs in a task. */
        private Authentication authenticate(CertificateRequest13 request, Transcript fork) throws TlsFault {
            Certificates13.Local local = Certificates13.choose(hs.base().config(), request.extensions());
            Certificate13 certificate = Certificates13.message(local);
            // RFC 8446 section 4.4.2: "If the server requests client authentication but no suitable certificate is available, the
            // client MUST send a Certificate message containing no certificates".
            if (local == null) {
                return new Authentication(null, List.of(certificate));
            }
            fork.absorb(Messages.encode(certificate));
            // RFC 8446 section 4.4.3: "Clients MUST send this message whenever authenticating via a certificate". And: "When sent, this
            // message MUST appear immediately after the Certificate message and immediately prior to the Finished message."
            return new Authentication(local, List.of(certificate, Certificates13.sign(hs.base().config(), local, fork.hash())));
        }

        /** The server's Finished is still the transcript's last message: nothing is read or sent while a task is pending. */
        private Step finish(List<HandshakeMessage> flight, FinishedVerified done, RecordBoundary edge, Records records)
                throws TlsFault {
            ApplicationSecrets application = hs.schedule().application(hs.secrets(), hs.transcript().hash());
            records.readKeys(hs.schedule().readProtection(application.server()), edge);
            // RFC 8446 section 4.5: "If the server sent an "early_data" extension in EncryptedExtensions, the client MUST send an
            // EndOfEarlyData message after receiving the server Finished."
            if (hs.early()) {
                records.send(new EndOfEarlyData());
                records.writeKeys(hs.schedule().writeProtection(hs.secrets().client()));
            }
            for (HandshakeMessage m : flight) {
                records.send(m);
            }
            // RFC 8446 section 4.4.2: "A Finished message MUST be sent regardless of whether the Certificate message is empty."
            // RFC 8446 section 4.4.4: "Any records following a Finished message MUST be encrypted under the appropriate application traffic
            // key".
            records.send(hs.schedule().finished(hs.secrets().client(), hs.transcript().hash()));
            hs.secrets().client().wipe();
            records.writeKeys(hs.schedule().writeProtection(application.client()));
            Tickets13 tickets = null;
            if (hs.base().config().resumption().client() == ClientSessions.NONE) {
                hs.secrets().master().wipe();
            } else {
                tickets = Tickets13.of(hs.base(), hs.schedule().resumption(hs.secrets(), hs.transcript().hash()), peer, hs.resumed());
            }
            return new Step.To(Connected13.after(peer, done, hs.base(), application, tickets, PostAuth13.bound(hs.base(), hs.offered())));
        }

        @Override
        public void wipe() {
            hs.secrets().wipe();
        }
    }

    /**
     * Our answer to a CertificateRequest.
     *
     * @param local null when no credentials of ours suit
     * @param messages Certificate, and CertificateVerify when it is not empty
     */
    record Authentication(Certificates13.Local local, List<HandshakeMessage> messages) {
    }

    /**
     * Takes the server's key share. The key exchange is done at once, not as a task: nothing more of the server's flight can be read
     * without it, it calls no foreign code, and the one task of this flight judges the server's chain and signature.
     */
    private static Step agree(Handshake hs, ClientOffer offer, CipherSuite suite, ServerHello hello, boolean retried,
            Records records) throws TlsFault {
        RecordBoundary edge = records.requireBoundary();
        Extensions offered = offer.hello().extensions();
        hello.extensions().requireOffered(offered);
        OfferedPsk psk = Psk13.chosen(offer, suite, hello);
        // RFC 8446 section 4.2.9 of psk_ke: "In this mode, the server MUST NOT supply a "key_share" value."
        boolean alone = psk != null && KeyExchange13.allowsPskAlone(hs.config()) && !hello.extensions().has(ExtensionType.KEY_SHARE);
        NamedGroup group = alone ? null : group(offer, hello.extensions());
        settle(hs, suite, group);
        if (psk != null && psk.session() != null) {
            hs.facts().resumed(psk.session());
        } else if (hs.config().resumption().only()) {
            throw new TlsFault(Fault.NO_SESSION);
        }
        KeySchedule13 schedule = new KeySchedule13(hs.crypto(), suite);
        Secret shared = alone ? null : offer.agreements().get(group).agree(hello.extensions().get(KeyShareChoice.class).share().share());
        HandshakeSecrets secrets = schedule.handshake(psk == null ? null : psk.secret(), shared, hs.transcript().hash());
        offer.wipe();
        records.readKeys(schedule.readProtection(secrets.server()), edge);
        // RFC 8446 appendix D.4: "the client sends a dummy change_cipher_spec record [...] immediately before its second flight. This
        // may either be before its second ClientHello or before its encrypted handshake flight." An alert in place of that flight is
        // encrypted too, and middleboxes look at it alike.
        if (!retried && offer.early() == null && hs.config().tuning().compatibilityMode()) {
            records.sendChangeCipherSpecFirst();
        }
        // A server that resumes may take early data; what comes before it says so is protected like that.
        if (offer.early() == null || psk == null || psk.session() == null) {
            records.writeKeys(schedule.writeProtection(secrets.client()));
        }
        return new Step.To(new ExpectEncryptedExtensions(new Handshake13(hs, offered, schedule, secrets, psk, false)));
    }

    /** The group of the server's key share, of which we have the other half. */
    private static NamedGroup group(ClientOffer offer, Extensions answered) throws TlsFault {
        Hello13.require(answered, ExtensionType.KEY_SHARE);
        KeyShareChoice choice = answered.get(KeyShareChoice.class);
        // RFC 8446 section 4.2.8: "If using (EC)DHE key establishment, servers offer exactly one KeyShareEntry in the ServerHello. This
        // value MUST be in the same group as the KeyShareEntry value offered by the client that the server has selected". And:
        // "If using (EC)DHE key establishment and a HelloRetryRequest containing a "key_share" extension was received by the client, the
        // client MUST verify that the selected NamedGroup in the ServerHello is the same as that in the HelloRetryRequest. If this check
        // fails, the client MUST abort the handshake with an "illegal_parameter" alert." The second offer has a share of that group alone.
        NamedGroup group = NamedGroup.of(choice.share().group());
        if (group == null || !offer.agreements().containsKey(group)) {
            throw new TlsFault(Fault.GROUP_NOT_OFFERED, "key share of group 0x" + Integer.toHexString(choice.share().group()));
        }
        return group;
    }

    /** What ServerHello decides, in both roles; {@code group} is null where a PSK is used alone. */
    static void settle(Handshake hs, CipherSuite suite, NamedGroup group) {
        hs.facts().cipherSuite(suite);
        hs.facts().group(group);
        hs.facts().extendedMasterSecret(true);
        // TLS 1.3 has no session id of its own; programs still expect one that tells sessions apart.
        byte[] sessionId = new byte[32];
        hs.crypto().random(sessionId);
        hs.facts().sessionId(sessionId);
    }
}
