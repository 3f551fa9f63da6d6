package dev.drawbridge.session;

import dev.drawbridge.crypto.Secret;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.PeerVerified;
import java.time.Duration;
import java.time.Instant;

/**
 * What a handshake leaves to be resumed from; OpenSSL's {@code SSL_SESSION}. Immutable, and safe for many threads as long as nobody wipes it.
 *
 * @param version of the connection
 * @param suite of the connection; in TLS 1.3 only its hash binds
 * @param id in TLS 1.2 the session id, perhaps empty; in TLS 1.3 one of our own making
 * @param secret the master secret of TLS 1.2, or the PSK of TLS 1.3; belongs to the session
 * @param extendedMasterSecret whether RFC 7627 bound the master secret; always so in TLS 1.3
 * @param serverName what the client asked for in server_name, or null
 * @param applicationProtocol what was agreed, "" for none
 * @param peer who the peer is, and what was found about it; a server's peer may be unauthenticated
 * @param created when the full handshake was, which resumption does not make younger
 * @param lifetime for how long it may be resumed
 * @param ticket what stands for it on the wire, or null where the id does, and in a server's hands
 * @param limit of its records: RFC 6066 section 4: "The negotiated length applies for the duration of the session including session resumptions."
 */
public record Session(ProtocolVersion version, CipherSuite suite, byte[] id, Secret secret, boolean extendedMasterSecret, String serverName,
        String applicationProtocol, PeerVerified peer, Instant created, Duration lifetime, Ticket ticket, FragmentLimit limit) {

    /** RFC 8446 section 4.6.1: "Servers MUST NOT use any value greater than 604800 seconds (7 days)." */
    public static final Duration LONGEST_LIFETIME = Duration.ofDays(7);

    /**
     * A client's ticket.
     *
     * @param bytes opaque to the client
     * @param ageAdd obscures the age (RFC 8446 section 4.6.1), 0 in TLS 1.2
     * @param received when it came
     * @param maxEarlyData the most bytes of early data; 0 for none
     * @param group of the key exchange of the TLS 1.3 connection in which it came, or null: what the next key share is likely to be good for
     */
    public record Ticket(byte[] bytes, long ageAdd, Instant received, long maxEarlyData, NamedGroup group) {
        /** One that knows no group. */
        public Ticket(byte[] bytes, long ageAdd, Instant received, long maxEarlyData) {
            this(bytes, ageAdd, received, maxEarlyData, null);
        }

        @Override
        public String toString() {
            return "Ticket[" + bytes.length + " bytes, received " + received + "]";
        }
    }

    /** Whether it may still be resumed at a time. */
    public boolean fresh(Instant now) {
        return !now.isBefore(created) && now.isBefore(created.plus(lifetime));
    }

    /** The same with a ticket, or without one. */
    public Session with(Ticket other) {
        return new Session(version, suite, id, secret, extendedMasterSecret, serverName, applicationProtocol, peer, created, lifetime, other, limit);
    }

    /** The same of a peer that was judged again. */
    public Session of(PeerVerified other) {
        return new Session(version, suite, id, secret, extendedMasterSecret, serverName, applicationProtocol, other, created, lifetime, ticket, limit);
    }

    /** The same with another lifetime. */
    public Session lasting(Duration other) {
        return new Session(version, suite, id, secret, extendedMasterSecret, serverName, applicationProtocol, peer, created, other, ticket, limit);
    }

    /** The same with a secret of its own. */
    public Session copy() {
        return new Session(version, suite, id, secret.copy(), extendedMasterSecret, serverName, applicationProtocol, peer, created, lifetime,
                ticket, limit);
    }

    /** How many bytes the peer made it take: its chain, and its ticket. Sessions of one connection share the chain and are counted with it each. */
    long peerBytes() {
        return (ticket == null ? 0L : ticket.bytes().length) + peer.chainBytes();
    }

    /** The same with an empty secret: for those who only look. */
    Session without() {
        return new Session(version, suite, id, new Secret(new byte[0]), extendedMasterSecret, serverName, applicationProtocol, peer, created,
                lifetime, ticket, limit);
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "Session[" + version + ", " + suite + ", " + (serverName == null ? "no name" : serverName) + ", created " + created + ", "
                + (ticket == null ? "no ticket" : ticket) + "]";
    }
}
