package dev.drawbridge.tls13;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.Certificate13;
import dev.drawbridge.message.CertificateRequest13;
import dev.drawbridge.message.Finished;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.KeyUpdate;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.NewSessionTicket13;
import dev.drawbridge.record.RecordBoundary;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.tls13.KeySchedule13.FinishedVerified;
import dev.drawbridge.tls13.KeySchedule13.TrafficSecret;
import dev.drawbridge.verify.PeerVerified;
import java.util.Objects;

/**
 * Application data flows; what may still come is in RFC 8446 section 4.6. Holds the traffic secrets and nothing else of the
 * handshake.
 */
public final class Connected13 implements HandshakeState {
    private final Fixed fixed;
    private final Directions secrets;
    /** Whether the last KeyUpdate that we queued answers one of the peer's. */
    private final boolean answered;
    /** What a server asked the client and was not answered yet, or null. */
    private final Asked asked;

    /**
     * What stays as it is.
     *
     * @param tickets what a client makes sessions of tickets with, or null; of a server only where the client may yet authenticate
     * @param bound what authentication after the handshake needs; null where there is none
     */
    private record Fixed(boolean client, Crypto crypto, CipherSuite suite, Tickets13 tickets, PostAuth13.Bound bound) {
    }

    /** The traffic secrets of now. */
    private record Directions(TrafficSecret read, TrafficSecret write) {
    }

    private record Asked(CertificateRequest13 request, boolean required) {
    }

    private Connected13(Fixed fixed, Directions secrets, boolean answered, Asked asked) {
        this.fixed = fixed;
        this.secrets = secrets;
        this.answered = answered;
        this.asked = asked;
    }

    /**
     * What both proofs lead to: {@code peer} says who it is (or that it need not say), {@code done} that nobody came between.
     *
     * @param tickets what a client makes sessions of tickets with, or null; of a server only where the client may yet authenticate
     * @param bound what authentication after the handshake needs; null where there is none
     */
    static Connected13 after(PeerVerified peer, FinishedVerified done, Handshake hs, KeySchedule13.ApplicationSecrets secrets,
            Tickets13 tickets, PostAuth13.Bound bound) {
        Objects.requireNonNull(peer);
        Objects.requireNonNull(done);
        boolean client = hs.config().client();
        Directions directions = client ? new Directions(secrets.server(), secrets.client()) : new Directions(secrets.client(), secrets.server());
        return new Connected13(new Fixed(client, hs.crypto(), hs.facts().cipherSuite(), tickets, bound), directions, false, null);
    }

    @Override
    public MessageFormat format() {
        return MessageFormat.TLS13;
    }

    @Override
    public boolean connected() {
        return true;
    }

    @Override
    public boolean canUpdateKeys() {
        return true;
    }

    @Override
    public Step on(HandshakeMessage message, Records records) throws TlsFault {
        if (message instanceof KeyUpdate update) {
            // RFC 8446 section 4.6.3: "Implementations that receive a KeyUpdate message prior to receiving a Finished message MUST
            // terminate the connection with an "unexpected_message" alert." This is the one state that takes it.
            return onKeyUpdate(update, records);
        }
        // A server may send tickets also to a client that offered no psk_key_exchange_modes: they are no use to it.
        if (fixed.client && message instanceof NewSessionTicket13 ticket) {
            if (fixed.tickets != null) {
                fixed.tickets.take(ticket);
            }
            return new Step.To(this);
        }
        if (fixed.client && fixed.bound != null && message instanceof CertificateRequest13 request) {
            return new Step.Offload<>(PostAuth13.answer(fixed.bound, request), (answer, r) -> {
                PostAuth13.send(fixed.bound, answer, secrets.write, new KeySchedule13(fixed.crypto, fixed.suite), r);
                return new Step.To(this);
            });
        }
        // RFC 8446 section 4.6.2: "Note: Because client authentication could involve prompting the user, servers MUST be prepared for some
        // delay, including receiving an arbitrary number of other messages between sending the CertificateRequest and receiving a response."
        if (asked != null && message instanceof Certificate13 certificate) {
            return PostAuth13.onCertificate(this, fixed.bound, asked.request, asked.required, certificate);
        }
        // RFC 8446 section 4.6.2: "A client that receives a CertificateRequest message without having sent the "post_handshake_auth"
        // extension MUST send an "unexpected_message" fatal alert." Section 4.1.2: "Because TLS 1.3 forbids renegotiation, if a server has
        // negotiated TLS 1.3 and receives a ClientHello at any other time, it MUST terminate the connection with an "unexpected_message"
        // alert."
        throw TlsFault.unexpected(message, "a post-handshake message");
    }

    /** RFC 8446 section 4.2.6: "Servers MUST NOT send a post-handshake CertificateRequest to clients which do not offer this extension." */
    @Override
    public boolean canAskForCertificate() {
        return !fixed.client && fixed.bound != null && asked == null;
    }

    @Override
    public Step askForCertificate(boolean required) {
        return new Step.Offload<>(fixed.bound::request, (request, records) -> {
            records.send(request);
            return new Step.To(new Connected13(fixed, secrets, answered, new Asked(request, required)));
        });
    }

    /** The client has answered; {@code peer} is null when it declined. It gets tickets that know it, as in OpenSSL. */
    Connected13 authenticated(byte[] hash, Finished finished, PeerVerified peer, Records records) throws TlsFault {
        new KeySchedule13(fixed.crypto, fixed.suite).checkFinished(secrets.read, hash, finished);
        Tickets13 tickets = fixed.tickets;
        if (peer != null) {
            fixed.bound.base().facts().peer(peer);
            tickets = tickets == null ? null : tickets.of(peer);
        }
        if (tickets != null) {
            tickets.give(fixed.bound.config().resumption().server().tickets(), records);
        }
        return new Connected13(new Fixed(false, fixed.crypto, fixed.suite, tickets, fixed.bound), secrets, answered, null);
    }

    @Override
    public Step updateKeys(boolean requestPeer, Records records) throws TlsFault {
        TrafficSecret write = sendUpdate(requestPeer, new KeySchedule13(fixed.crypto, fixed.suite), records);
        return new Step.To(new Connected13(fixed, new Directions(secrets.read, write), false, asked));
    }

    private Step onKeyUpdate(KeyUpdate update, Records records) throws TlsFault {
        // RFC 8446 section 5.1: "Implementations MUST verify that all messages immediately preceding a key change align with a record
        // boundary; if not, then they MUST terminate the connection with an "unexpected_message" alert."
        // RFC 8446 section 4.6.3: "Upon receiving a KeyUpdate, the receiver MUST update its receiving keys." And: "both sides MUST enforce
        // that a KeyUpdate with the old key is received before accepting any messages encrypted with the new key." Nothing else changes
        // them.
        RecordBoundary edge = records.requireBoundary();
        KeySchedule13 schedule = new KeySchedule13(fixed.crypto, fixed.suite);
        TrafficSecret nextRead = schedule.next(secrets.read);
        records.readKeys(schedule.readProtection(nextRead), edge);
        // RFC 8446 section 4.6.3: "If the request_update field is set to "update_requested", then the receiver MUST send a KeyUpdate of
        // its own with request_update set to "update_not_requested" prior to sending its next Application Data record. This
        // mechanism allows either side to force an update to the entire connection, but causes an implementation which receives multiple
        // KeyUpdates while it is silent to respond with a single update." One that waits to leave answers this request too.
        boolean answerWaits = answered && records.handshakeWaits();
        boolean answer = update.updateRequested() && !answerWaits;
        TrafficSecret nextWrite = answer ? sendUpdate(false, schedule, records) : secrets.write;
        return new Step.To(new Connected13(fixed, new Directions(nextRead, nextWrite), answer || answerWaits, asked));
    }

    /**
     * RFC 8446 section 4.6.3: "After sending a KeyUpdate message, the sender SHALL send all its traffic using the next generation of keys".
     * And: "Both sender and receiver MUST encrypt their KeyUpdate messages with the old keys."
     */
    private TrafficSecret sendUpdate(boolean requestPeer, KeySchedule13 schedule, Records records) throws TlsFault {
        records.send(new KeyUpdate(requestPeer));
        TrafficSecret next = schedule.next(secrets.write);
        records.writeKeys(schedule.writeProtection(next));
        return next;
    }

    @Override
    public void wipe() {
        secrets.read.wipe();
        secrets.write.wipe();
        if (fixed.tickets != null) {
            fixed.tickets.wipe();
        }
    }

    @Override
    public String toString() {
        return "Connected13[" + (fixed.client ? "client" : "server") + ", " + fixed.suite + "]";
    }
}
