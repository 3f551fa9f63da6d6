package dev.drawbridge.tls13;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Hash;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.message.NewSessionTicket13;
import dev.drawbridge.message.extension.EarlyDataLimit;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.PeerVerified;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/**
 * What a connection keeps to make sessions of tickets (RFC 8446 section 4.6.1): the resumption master secret, and what goes into a session
 * beside it.
 */
final class Tickets13 {
    private static final Duration LONGEST = Session.LONGEST_LIFETIME;
    private static final byte[] NO_BYTES = new byte[0];

    private final TlsConfig.Resumption resumption;
    private final Crypto crypto;
    private final CipherSuite suite;
    private final Secret secret;
    private final NamedGroup group;
    private final String serverName;
    private final String applicationProtocol;
    private final PeerVerified peer;
    private final FragmentLimit limit;
    /** Of the full handshake: resumption does not make a session younger. */
    private final Instant created;
    /** How many were given. */
    private int given;

    private Tickets13(Handshake hs, Secret secret, PeerVerified peer, Instant created) {
        ConnectionFacts facts = hs.facts();
        this.resumption = hs.config().resumption();
        this.crypto = hs.crypto();
        this.suite = facts.cipherSuite();
        this.group = facts.group();
        this.secret = secret;
        this.serverName = facts.requestedServerName();
        this.applicationProtocol = facts.applicationProtocol();
        this.peer = peer.withStaples(facts.stapledResponses());
        this.limit = facts.limit();
        this.created = created;
    }

    /**
     * Of a connection whose handshake ends.
     *
     * @param resumed the session that was resumed, or null after a full handshake
     */
    static Tickets13 of(Handshake hs, Secret secret, PeerVerified peer, Session resumed) {
        return new Tickets13(hs, secret, peer, resumed == null ? Instant.now() : resumed.created());
    }

    /** The same of a client that has authenticated after the handshake. */
    Tickets13 of(PeerVerified client) {
        return new Tickets13(this, client);
    }

    private Tickets13(Tickets13 before, PeerVerified client) {
        this.resumption = before.resumption;
        this.crypto = before.crypto;
        this.suite = before.suite;
        this.group = before.group;
        this.secret = before.secret;
        this.serverName = before.serverName;
        this.applicationProtocol = before.applicationProtocol;
        this.peer = client;
        this.limit = before.limit;
        this.created = before.created;
        this.given = before.given;
    }

    /** A client's look at a ticket. */
    void take(NewSessionTicket13 ticket) {
        // RFC 8446 section 4.6.1: "Clients MUST NOT cache tickets for longer than 7 days, regardless of the ticket_lifetime". And: "The value
        // of zero indicates that the ticket should be discarded immediately."
        Instant now = Instant.now();
        Duration told = Duration.ofSeconds(Math.min(ticket.lifetimeSeconds(), LONGEST.toSeconds()));
        if (told.isZero()) {
            return;
        }
        Duration lifetime = Duration.between(created, now).plus(told);
        Secret psk = new KeySchedule13(crypto, suite).ticketPsk(secret, ticket.nonce());
        EarlyDataLimit limit = ticket.extensions().get(EarlyDataLimit.class);
        resumption.client().keep(session(psk, digest(ticket.ticket()), lifetime.compareTo(LONGEST) > 0 ? LONGEST : lifetime,
                new Session.Ticket(ticket.ticket(), ticket.ageAdd(), now, limit == null ? 0 : limit.bytes(), group)));
    }

    /** As OpenSSL does, so that a session has a name to be listed by. */
    private byte[] digest(byte[] ticket) {
        Hash hash = crypto.hash(HashAlgorithm.SHA256);
        hash.update(ticket, 0, ticket.length);
        return hash.peek();
    }

    /** Sends so many tickets, each for a PSK of its own. */
    void give(int count, Records records) throws TlsFault {
        ServerSessions sessions = resumption.server();
        KeySchedule13 schedule = new KeySchedule13(crypto, suite);
        Duration left = Duration.between(Instant.now(), created.plusSeconds(Math.min(sessions.lifetimeSeconds(), LONGEST.toSeconds())));
        for (int i = 0; i < count && !left.isNegative() && !left.isZero(); i++) {
            // RFC 8446 section 4.6.1: ticket_nonce: "A per-ticket value that is unique across all tickets issued on this connection."
            byte[] nonce = {(byte) (given >> 24), (byte) (given >> 16), (byte) (given >> 8), (byte) given};
            given++;
            Secret psk = schedule.ticketPsk(secret, nonce);
            // RFC 8446 section 4.6.1 of ticket_age_add: "The server MUST generate a fresh value for each ticket it sends."
            byte[] random = new byte[32 + 4];
            crypto.random(random);
            long ageAdd = (random[32] & 0xffL) << 24 | (random[33] & 0xff) << 16 | (random[34] & 0xff) << 8 | random[35] & 0xff;
            Session session = session(psk, Arrays.copyOf(random, 32), Duration.ofSeconds(sessions.lifetimeSeconds()),
                    new Session.Ticket(NO_BYTES, ageAdd, Instant.now(), sessions.maxEarlyData(), group));
            byte[] ticket = sessions.seal(session);
            psk.wipe();
            if (ticket == null) {
                return;
            }
            Extensions extensions = sessions.maxEarlyData() == 0 ? Extensions.none()
                    : Extensions.of(new EarlyDataLimit(sessions.maxEarlyData()));
            records.send(new NewSessionTicket13(Math.max(1, left.toSeconds()), ageAdd, nonce, ticket, extensions));
        }
    }

    private Session session(Secret psk, byte[] id, Duration lifetime, Session.Ticket ticket) {
        return new Session(ProtocolVersion.TLS13, suite, id, psk, true, serverName, applicationProtocol, peer, created, lifetime, ticket, limit);
    }

    void wipe() {
        secret.wipe();
    }
}
