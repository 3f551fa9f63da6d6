package dev.drawbridge.start;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.session.ClientSessions;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** A client's sessions, the last first, and a server's whose tickets are numbers. */
public final class TestSessions implements ClientSessions, ServerSessions {
    public final Deque<Session> kept = new ArrayDeque<>();
    public final Map<Integer, Session> sealed = new HashMap<>();
    public final Map<ByteBuffer, Session> byId = new HashMap<>();
    public int tickets = 2;
    public long lifetime = 7200;
    public long maxEarlyData;

    public TlsConfig.Resumption resumption() {
        return new TlsConfig.Resumption(this, this);
    }

    @Override
    public Session take() {
        return kept.poll();
    }

    @Override
    public void keep(Session session) {
        if (session.ticket() != null) {
            kept.push(copy(session)); // as caches do: the secret stays with whoever has it
        } else {
            byId.put(ByteBuffer.wrap(session.id()), copy(session));
        }
    }

    @Override
    public int tickets() {
        return tickets;
    }

    @Override
    public boolean sealsTickets() {
        return tickets > 0;
    }

    @Override
    public byte[] seal(Session session) {
        int number = sealed.size();
        sealed.put(number, copy(session));
        return new byte[] {(byte) number, 7, 7};
    }

    /** Whoever seals a session may wipe it then. */
    private static Session copy(Session s) {
        return new Session(s.version(), s.suite(), s.id(), new Secret(s.secret().bytes().clone()), s.extendedMasterSecret(), s.serverName(),
                s.applicationProtocol(), s.peer(), s.created(), s.lifetime(), s.ticket(), s.limit());
    }

    @Override
    public Session open(byte[] ticket) {
        Session found = ticket.length == 3 && ticket[1] == 7 ? sealed.get((int) ticket[0]) : null;
        return found == null ? null : copy(found);
    }

    @Override
    public Session take(byte[] ticket) {
        return ticket.length == 3 && ticket[1] == 7 ? sealed.remove((int) ticket[0]) : null;
    }

    @Override
    public Session byId(byte[] id) {
        return byId.get(ByteBuffer.wrap(id));
    }

    @Override
    public long maxEarlyData() {
        return maxEarlyData;
    }

    @Override
    public long lifetimeSeconds() {
        return lifetime;
    }
}
