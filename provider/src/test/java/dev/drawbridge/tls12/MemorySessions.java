package dev.drawbridge.tls12;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.session.ClientSessions;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** The sessions of a server and of one client of it, in memory; tickets are random names of theirs. All that is kept or given out is a copy. */
public final class MemorySessions implements ServerSessions {
    /** What the client was given, oldest first. */
    public final List<Session> kept = new ArrayList<>();
    final Map<String, Session> sealed = new HashMap<>();
    final Map<String, Session> byId = new HashMap<>();
    /** What the server was asked, and asked for, in its order. */
    final List<String> asked = new ArrayList<>();
    /** Every session that was given out or handed over, itself. */
    final List<Session> passed = new ArrayList<>();
    public int tickets = 1;
    long lifetime = 3600;
    public boolean stale;
    int ticketLength = 32;
    /** How often the client looked. */
    public int taken;

    private final ClientSessions client = new ClientSessions() {
        @Override
        public Session take() {
            taken++;
            return copy(newest());
        }

        @Override
        public void keep(Session session) {
            kept.add(passed(session).copy());
        }
    };

    /** Makes them those of a client that takes tickets and of a server. */
    void of(Setup client, Setup server) {
        client.resumption = ofClient();
        client.takesTickets = true;
        server.resumption = ofServer();
    }

    public TlsConfig.Resumption ofClient() {
        return new TlsConfig.Resumption(client, ServerSessions.NONE);
    }

    public TlsConfig.Resumption ofServer() {
        return new TlsConfig.Resumption(ClientSessions.NONE, this);
    }

    /** The client's newest session, or null. */
    public Session newest() {
        return kept.isEmpty() ? null : kept.get(kept.size() - 1);
    }

    @Override
    public void keep(Session session) {
        asked.add("keep");
        byId.put(name(session.id()), passed(session).copy());
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
        asked.add("seal");
        if (ticketLength == 0) {
            return null;
        }
        byte[] ticket = new byte[ticketLength];
        Setup.CRYPTO.random(ticket);
        sealed.put(name(ticket), passed(session).copy());
        return ticket;
    }

    @Override
    public Session open(byte[] ticket) {
        asked.add("open");
        return copy(sealed.get(name(ticket)));
    }

    @Override
    public Session take(byte[] ticket) {
        asked.add("take");
        return sealed.remove(name(ticket));
    }

    @Override
    public boolean stale(byte[] ticket) {
        return stale;
    }

    @Override
    public Session byId(byte[] id) {
        asked.add("byId");
        return copy(byId.get(name(id)));
    }

    @Override
    public long lifetimeSeconds() {
        return lifetime;
    }

    private Session copy(Session session) {
        Session copy = session == null ? null : session.copy();
        return copy == null ? null : passed(copy);
    }

    private Session passed(Session session) {
        passed.add(session);
        return session;
    }

    private static String name(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
