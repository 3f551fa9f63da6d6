package dev.drawbridge.tls13;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.Certificate13;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.tls13.KeySchedule13.TrafficSecret;
import dev.drawbridge.verify.PeerCheck;
import dev.drawbridge.verify.PeerClaim;
import dev.drawbridge.verify.PeerVerified;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Authentication after the handshake (RFC 8446 section 4.6.2), of a connection whose client allowed it: what a client answers, and the server
 * between the client's Certificate and its Finished. Each exchange is bound to the transcript of the handshake and stands alone.
 */
public sealed interface PostAuth13 extends HandshakeState {
    /**
     * What such an exchange needs of the handshake.
     *
     * @param base for the settings and what is known
     * @param handshake the transcript up to the client's Finished; only forks of it go on
     */
    record Bound(Handshake base, Transcript handshake) {
        TlsConfig config() {
            return base.config();
        }

        /** The Handshake Context of RFC 8446 section 4.4 for an answer to {@code request}. */
        private Transcript context(CertificateRequest13 request) {
            Transcript t = handshake.fork();
            t.absorb(Messages.encode(request));
            return t;
        }

        /** Work that asks foreign code. */
        private <T> Callable<T> shown(Callable<T> work) {
            return () -> {
                base.facts().authenticating(true);
                try {
                    return work.call();
                } finally {
                    base.facts().authenticating(false);
                }
            };
        }

        /**
         * A server's request; asks the program for its authorities, so call it in a task. RFC 8446 section 4.3.2: "The
         * certificate_request_context MUST be unique within the scope of this connection". It is random, too, so that nobody can have signed for it
         * before.
         */
        CertificateRequest13 request() {
            byte[] context = new byte[32];
            base.crypto().random(context);
            return new CertificateRequest13(context, Certificates13.request(config()).extensions());
        }
    }

    /**
     * What such an exchange will need once the client's Finished is the last message of the handshake; null where there is to be none. Few
     * clients offer it, and what a server's program will want of them it may not know yet.
     */
    static Bound bound(Handshake hs, Extensions offered) {
        return (hs.config().authentication().postHandshake() || !hs.config().client()) && offered.has(ExtensionType.POST_HANDSHAKE_AUTH)
                ? new Bound(hs, hs.transcript().fork()) : null;
    }

    // ---- the client

    /** Our answer: Certificate, which may be empty, CertificateVerify, and the transcript up to there; foreign code and a signature, in a task. */
    record Answer(Certificates13.Local local, List<HandshakeMessage> messages, Transcript transcript) {
    }

    /**
     * What a client answers. RFC 8446 section 4.6.2: "The client MUST respond with the appropriate Authentication messages (see Section 4.4). If
     * the client chooses to authenticate, it MUST send Certificate, CertificateVerify, and Finished. If it declines, it MUST send a Certificate
     * message containing no certificates [...] followed by Finished."
     */
    static Callable<Answer> answer(Bound bound, CertificateRequest13 request) {
        return bound.shown(() -> make(bound, request));
    }

    private static Answer make(Bound bound, CertificateRequest13 request) throws TlsFault {
        Certificates13.Local local = Certificates13.choose(bound.config(), request.extensions());
        Certificate13 certificate = new Certificate13(request.context(), Certificates13.message(local).entries());
        List<HandshakeMessage> messages = new ArrayList<>(List.of(certificate));
        Transcript transcript = bound.context(request);
        transcript.absorb(Messages.encode(certificate));
        if (local != null) {
            CertificateVerify verify = Certificates13.sign(bound.config(), local, transcript.hash());
            messages.add(verify);
            transcript.absorb(Messages.encode(verify));
        }
        return new Answer(local, messages, transcript);
    }

    /**
     * Sends the answer. RFC 8446 section 4.6.2: "All of the client's messages for a given response MUST appear consecutively on the wire with no
     * intervening messages of other types."
     */
    static void send(Bound bound, Answer answer, TrafficSecret write, KeySchedule13 schedule, Records records) throws TlsFault {
        for (HandshakeMessage m : answer.messages()) {
            records.send(m);
        }
        records.send(schedule.finished(write, answer.transcript().hash()));
        if (answer.local() != null) {
            bound.base().facts().local(answer.local().credentials().chain(), answer.local().scheme());
        }
    }

    // ---- the server

    @Override
    default MessageFormat format() {
        return MessageFormat.TLS13;
    }

    @Override
    default boolean connected() {
        return true;
    }

    @Override
    default void wipe() {
        after().wipe();
    }

    /** The connection that goes on afterwards. */
    Connected13 after();

    /**
     * Takes the client's Certificate.
     *
     * @param required whether it may not be empty
     */
    static Step onCertificate(Connected13 after, Bound bound, CertificateRequest13 request, boolean required, Certificate13 certificate)
            throws TlsFault {
        List<X509Certificate> chain = Certificates13.accept(bound.config(), certificate, request.extensions(), request.context());
        Transcript transcript = bound.context(request);
        transcript.absorb(Messages.encode(certificate));
        if (!chain.isEmpty()) {
            bound.base().facts().claimedPeerChain(chain);
            return new Step.To(new ExpectCertificateVerify(after, bound, transcript, chain));
        }
        // RFC 8446 section 4.4.2.4: "the server MAY at its discretion either continue the handshake without client authentication or abort
        // the handshake with a "certificate_required" alert."
        if (required) {
            throw new TlsFault(Fault.NO_CERTIFICATE);
        }
        return new Step.To(new ExpectFinished(after, bound, transcript, null));
    }

    /** Chain and signature are judged together, in one task. */
    record ExpectCertificateVerify(Connected13 after, Bound bound, Transcript transcript, List<X509Certificate> chain) implements PostAuth13 {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (!(message instanceof CertificateVerify verify)) {
                throw TlsFault.unexpected(message, "CertificateVerify");
            }
            TlsConfig config = bound.config();
            PeerClaim claim = Certificates13.claim(config, chain, verify, transcript.hash());
            transcript.absorb(Messages.encode(verify));
            PeerCheck check = new PeerCheck(config.crypto(), config.authentication().judge());
            return new Step.Offload<>(bound.shown(() -> check.verify(claim)), (peer, r) -> new Step.To(new ExpectFinished(after, bound, transcript, peer)));
        }
    }

    /** The end of the client's answer; {@code peer} is null when it declined. */
    record ExpectFinished(Connected13 after, Bound bound, Transcript transcript, PeerVerified peer) implements PostAuth13 {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (!(message instanceof Finished finished)) {
                throw TlsFault.unexpected(message, "Finished");
            }
            return new Step.To(after.authenticated(transcript.hash(), finished, peer, records));
        }
    }
}
