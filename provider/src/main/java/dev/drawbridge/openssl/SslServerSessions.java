package dev.drawbridge.openssl;

import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.TicketSessions;
import dev.drawbridge.spec.ProtocolVersion;
import java.util.function.Consumer;

/**
 * A server's sessions as one connection uses them: those of its context, and what a program keeps elsewhere.
 *
 * @param made is told of new sessions, perhaps under the connection's locks
 */
record SslServerSessions(Ssl ssl, SessionCache cache, Consumer<Session> made) implements ServerSessions {
    private static final int ID_LENGTH = 32;

    private TicketSessions ours() {
        return cache.ofServers();
    }

    @Override
    public int tickets() {
        return ours().tickets();
    }

    @Override
    public boolean sealsTickets() {
        return ours().sealsTickets();
    }

    /** OpenSSL tells of each ticket of TLS 1.3; a session of TLS 1.2 that a ticket holds has no id that it could be kept under. */
    @Override
    public byte[] seal(Session session) {
        byte[] ticket = ours().seal(session);
        if (ticket != null && session.version() == ProtocolVersion.TLS13) {
            if (ticket.length != ID_LENGTH && cache.tellsOfTickets()) {
                ours().add(session);
            }
            made.accept(session);
        }
        return ticket;
    }

    @Override
    public Session open(byte[] ticket) {
        Session found = ours().open(ticket);
        return found == null && ticket.length == ID_LENGTH ? cache.ask(ssl, ticket, true) : found;
    }

    @Override
    public Session take(byte[] ticket) {
        return ours().take(ticket);
    }

    @Override
    public long maxEarlyData() {
        return ours().maxEarlyData();
    }

    @Override
    public boolean singleUse() {
        return ours().singleUse();
    }

    @Override
    public boolean stale(byte[] ticket) {
        return ours().stale(ticket);
    }

    @Override
    public Session byId(byte[] id) {
        Session found = ours().byId(id);
        return found == null ? cache.ask(ssl, id, false) : found;
    }

    @Override
    public void keep(Session session) {
        ours().keep(session);
        made.accept(session);
    }

    /** Under SSL_SESS_CACHE_OFF only what tickets hold can be resumed. */
    @Override
    public long lifetimeSeconds() {
        return cache.remembers(false) || sealsTickets() ? ours().lifetimeSeconds() : 0;
    }
}
