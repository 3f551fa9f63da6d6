package dev.drawbridge.tls12;

import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.Certificate12;
import dev.drawbridge.message.CertificateRequest12;
import dev.drawbridge.message.CertificateVerify;
import dev.drawbridge.message.ClientShare;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.Messages;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.verify.PeerVerified;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The client's second flight up to ChangeCipherSpec, and all the costly work that it takes: one task.
 *
 * @param server the server, verified, or who has the pre-shared key
 * @param warning what is said first, or null
 * @param messages Certificate (if asked), ClientKeyExchange, CertificateVerify (if there was a certificate)
 * @param ours what we authenticate with
 */
record ClientFlight12(PeerVerified server, Alert warning, List<HandshakeMessage> messages, Optional<Certificates12.Chosen> ours,
        MasterSecret12 master) {

    /**
     * The work of the task.
     *
     * @param server is judged before: nobody else learns who we are
     * @param transcript a fork, all of the server's flight absorbed
     */
    static ClientFlight12 make(Hellos12 hellos, PeerVerified server, KeyExchange12 exchange, Optional<CertificateRequest12> asked,
            Transcript transcript) throws TlsFault {
        List<HandshakeMessage> messages = new ArrayList<>(3);
        Optional<Certificates12.Chosen> ours = Optional.empty();
        if (asked.isPresent()) {
            ours = Optional.ofNullable(Certificates12.ofClient(hellos, asked.get()));
            // RFC 5246 section 7.3: "If the server has sent a CertificateRequest message, the client MUST send the Certificate message."
            // Section 7.4.6: "If no suitable certificate is available, the client MUST send a certificate message containing no
            // certificates." In SSL 3.0 it sends a warning instead (RFC 6101 section 5.6.6).
            if (ours.isPresent() || !hellos.version().ssl()) {
                append(messages, ours.map(Certificates12.Chosen::message).orElse(new Certificate12(List.of())), transcript);
            }
        }
        Alert warning = asked.isPresent() && messages.isEmpty() ? Alert.NO_CERTIFICATE : null;
        KeyAgreement.Answer answer = exchange.answering().answer(hellos.crypto());
        // RFC 5246 section 7.4.7: "It MUST immediately follow the client certificate message, if it is sent. Otherwise, it MUST be the
        // first message sent by the client after it receives the ServerHelloDone message."
        append(messages, new ClientShare(hellos.suite().keyExchange(), answer.share()).toMessage(hellos.version()), transcript);
        MasterSecret12 master = MasterSecret12.derive(hellos, answer.secret(), transcript.hash());
        if (ours.isPresent()) {
            Certificates12.Chosen chosen = ours.get();
            // RFC 5246 section 7.4.8: "Here handshake_messages refers to all handshake messages sent or received, starting at client hello
            // and up to, but not including, this message".
            byte[] signature = hellos.crypto().sign(chosen.credentials().key(), Certificates12.proving(hellos.version(), chosen.scheme()),
                    master.signed(transcript.raw()));
            // RFC 5246 section 7.4.8: "When sent, it MUST immediately follow the client key exchange message."
            messages.add(new CertificateVerify(Certificates12.code(hellos.version(), chosen.scheme()), signature));
        }
        return new ClientFlight12(server, warning, messages, ours, master);
    }

    /** The work of the task in a suite with pre-shared keys. */
    static ClientFlight12 make(Hellos12 hellos, Psk12.Params params, Transcript transcript) throws TlsFault {
        Psk12.Chosen key = Psk12.ofClient(hellos.config(), params.hint());
        try {
            Psk12.Answer answer = Psk12.Answer.of(hellos, key, params);
            List<HandshakeMessage> messages = new ArrayList<>(1);
            append(messages, answer.message().toMessage(), transcript);
            MasterSecret12 master = MasterSecret12.derive(hellos, answer.preMaster(), transcript.hash());
            return new ClientFlight12(PeerVerified.ofPsk(key.identity()), null, messages, Optional.empty(), master);
        } finally {
            key.bytes().wipe();
        }
    }

    /** Sends the flight with ChangeCipherSpec and Finished. */
    Client12 send(Hellos12 hellos, Records records) throws TlsFault {
        if (hellos.suite().signed()) {
            hellos.facts().peer(server); // else it has not yet shown that it has the key
        }
        ours.ifPresent(chosen -> chosen.settle(hellos.facts()));
        if (warning != null) {
            records.sendWarning(warning);
        }
        for (HandshakeMessage m : messages) {
            records.send(m);
        }
        hellos.dropRaw();
        ClientEnd12 end = new ClientEnd12(hellos, server, master, master.keyBlock(), Optional.empty());
        end.sendFinished(records);
        return end.await();
    }

    private static void append(List<HandshakeMessage> messages, HandshakeMessage m, Transcript transcript) {
        messages.add(m);
        transcript.absorb(Messages.encode(m));
    }
}
