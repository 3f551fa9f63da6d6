package dev.drawbridge.it;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.session.ClientCache;
import dev.drawbridge.session.PeerSessions;
import dev.drawbridge.session.RandomTicketKeys;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.TicketSessions;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ProtocolVersion;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Sessions without end, for caches with the bounds that contexts have: of ten million handshakes of a server, and of a client of ten thousand
 * hosts that it connects to a hundred times each. Prints what the caches hold in the end; in a small heap it also shows that this is all.
 */
public final class SessionFlood {
    private static final int HANDSHAKES = 10_000_000;
    private static final int HOSTS = 10_000;
    private static final int ROUNDS = 100;

    private SessionFlood() {
    }

    /** Fails when a cache grows beyond its bounds. */
    public static void main(String[] arguments) throws InterruptedException {
        Crypto crypto = new BcCrypto(null);
        InstantSource clock = InstantSource.system();
        long before = SessionCost.usedHeap();
        TicketSessions servers = servers(crypto, clock);
        long afterServers = SessionCost.usedHeap();
        System.out.println(HANDSHAKES + " handshakes of a server: " + servers.counts() + ", " + (afterServers - before) + " bytes of heap");
        ClientCache clients = clients(crypto, clock);
        System.out.println(HOSTS * ROUNDS + " handshakes of a client with " + HOSTS + " hosts: " + clients.size() + " sessions, "
                + (SessionCost.usedHeap() - afterServers) + " bytes of heap");
        within(servers.counts().number(), servers.bounds().size());
    }

    private static TicketSessions servers(Crypto crypto, InstantSource clock) {
        TicketSessions servers = new TicketSessions(crypto, new RandomTicketKeys(crypto, clock, Duration.ofDays(1)), 2, new byte[0], clock);
        for (int i = 0; i < HANDSHAKES; i++) {
            Session session = SessionCost.session(crypto, SessionCost.TLS12, SessionCost.OF_TLS12);
            servers.keep(session);
            session.secret().wipe();
            within(servers.counts().number(), servers.bounds().size());
        }
        return servers;
    }

    private static ClientCache clients(Crypto crypto, InstantSource clock) {
        ClientCache clients = new ClientCache(clock);
        byte[] ticket = new byte[224];
        for (int i = 0; i < HOSTS * ROUNDS; i++) {
            PeerSessions peer = clients.with("host" + i % HOSTS + ".example.com", 443, "terms");
            Session taken = peer.take();
            if (taken != null) {
                taken.secret().wipe();
            }
            Session session = SessionCost.session(crypto, ProtocolVersion.TLS13, CipherSuite.TLS_AES_256_GCM_SHA384);
            for (int given = 0; given < 2; given++) {
                peer.keep(session.with(new Session.Ticket(ticket.clone(), i, Instant.now(), 0)));
            }
            session.secret().wipe();
            within(clients.size(), clients.bounds().size());
        }
        return clients;
    }

    private static void within(long sessions, long bound) {
        if (sessions > bound) {
            throw new IllegalStateException(sessions + " sessions in a cache for " + bound);
        }
    }
}
