package dev.drawbridge.tls12;

import dev.drawbridge.crypto.Hash;
import dev.drawbridge.message.NewSessionTicket12;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.verify.PeerVerified;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The session that a full handshake leaves to be resumed from. Its secret is the handshake's own, so whoever keeps the session copies it. */
final class NewSession12 {
    /**
     * What a client takes where the server says nothing. RFC 5246 appendix F.1.4: "An upper limit of 24 hours is suggested for session ID
     * lifetimes, since an attacker who obtains a master_secret may be able to impersonate the compromised party until the corresponding session
     * ID is retired."
     */
    private static final Duration UNSPECIFIED = Duration.ofHours(24);

    private NewSession12() {
    }

    /** A server's, under the id that programs were told of. */
    static Session ofServer(Hellos12 hellos, PeerVerified client, MasterSecret12 master) {
        Duration lifetime = Duration.ofSeconds(hellos.config().resumption().server().lifetimeSeconds());
        return of(hellos, hellos.facts().sessionId(), client, master, lifetime, null);
    }

    /** The ticket of a server for a session; RFC 5077 section 3.3 has it empty when there is none after all. Asks foreign code. */
    static NewSessionTicket12 ticket(ServerSessions sessions, Session session, Instant now) {
        byte[] sealed = sessions.seal(session);
        boolean none = sealed == null || sealed.length > Resumption12.LONGEST_TICKET;
        // RFC 5077 section 3.3: "A value of zero is reserved to indicate that the lifetime of the ticket is unspecified."
        long left = Math.max(1, session.lifetime().toSeconds() - Duration.between(session.created(), now).toSeconds());
        return new NewSessionTicket12(none ? 0 : left, none ? new byte[0] : sealed);
    }

    /**
     * A client's, when the server gave a ticket or an id; the ticket counts when there are both. RFC 5077 section 3.4: "If the client receives
     * a session ticket from the server, then it discards any Session ID that was sent in the ServerHello." As in OpenSSL the id is the
     * ticket's hash then.
     */
    static Optional<Session> ofClient(Hellos12 hellos, PeerVerified server, MasterSecret12 master, Optional<NewSessionTicket12> given) {
        byte[] id = hellos.server().sessionId();
        // RFC 7627 section 5.3: "The client SHOULD NOT offer an abbreviated handshake to resume a session that does not use an extended
        // master secret."
        if (!hellos.extendedMasterSecret() && !hellos.version().ssl() || given.isEmpty() && id.length == 0) {
            return Optional.empty();
        }
        if (given.isEmpty()) {
            return Optional.of(of(hellos, id, server, master, UNSPECIFIED, null));
        }
        NewSessionTicket12 ticket = given.get();
        Hash hash = hellos.crypto().hash(HashAlgorithm.SHA256);
        hash.update(ticket.ticket(), 0, ticket.ticket().length);
        Duration lifetime = ticket.lifetimeHint() == 0 ? UNSPECIFIED : Duration.ofSeconds(ticket.lifetimeHint());
        return Optional.of(of(hellos, hash.peek(), server, master, lifetime, ticketOf(ticket)));
    }

    /** A client's ticket of TLS 1.2, which nothing obscures and no early data goes with. */
    static Session.Ticket ticketOf(NewSessionTicket12 message) {
        return new Session.Ticket(message.ticket(), 0, Instant.now(), 0);
    }

    private static Session of(Hellos12 hellos, byte[] id, PeerVerified peer, MasterSecret12 master, Duration lifetime, Session.Ticket ticket) {
        ServerName name = hellos.client().extensions().get(ServerName.class);
        ApplicationProtocols protocols = hellos.server().extensions().get(ApplicationProtocols.class);
        List<String> agreed = protocols == null ? List.of() : protocols.protocols();
        boolean tooLong = lifetime.compareTo(Session.LONGEST_LIFETIME) > 0;
        return new Session(hellos.version(), hellos.suite(), id, master.secret(), hellos.extendedMasterSecret(),
                name == null ? null : name.hostName(), agreed.isEmpty() ? "" : agreed.get(0),
                peer.withStaples(hellos.facts().stapledResponses()), Instant.now(),
                tooLong ? Session.LONGEST_LIFETIME : lifetime, ticket, hellos.limit());
    }
}
