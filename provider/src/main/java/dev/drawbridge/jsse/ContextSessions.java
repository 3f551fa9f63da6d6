package dev.drawbridge.jsse;

import dev.drawbridge.config.SessionSettings;
import dev.drawbridge.config.SharingSettings;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.session.CacheBounds;
import dev.drawbridge.session.ClientCache;
import dev.drawbridge.session.ClientSessions;
import dev.drawbridge.session.RandomTicketKeys;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.TicketSessions;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.verify.ChainJudge;
import dev.drawbridge.verify.VerifyWishes;
import java.security.AlgorithmConstraints;
import java.time.InstantSource;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/** The sessions of one {@code SSLContext}, in both roles. */
final class ContextSessions {
    private final ClientCache ofClients;
    private final TicketSessions ofServers;
    private final SessionSharing sharing;
    private final SessionContextView clients = new SessionContextView(this, true);
    private final SessionContextView servers = new SessionContextView(this, false);

    /**
     * By what rules a server was judged: a session is resumed only where a full handshake would judge by equal ones. A resumed handshake
     * shows no certificate.
     *
     * @param trust the trust manager
     * @param trusted whom it trusts now; another object when its files have changed
     * @param held the keys that we have now, likewise: a session is of the client that showed its certificate then
     * @param psks the pre-shared keys, likewise
     */
    record Terms(X509TrustManager trust, Object trusted, Object held, Object psks, String endpointIdentification,
            AlgorithmConstraints constraints, VerifyWishes wishes, boolean verifyPeer) {
        static Terms of(Managers managers, X509KeyManager keys, SslSettings s, boolean verifyPeer) {
            X509TrustManager trust = managers.trust();
            return new Terms(trust, trust instanceof PkixTrustManager ours ? ours.trusted() : trust,
                    keys instanceof StoreKeyManager ours ? ours.held() : keys,
                    managers.psks() instanceof FilePsks ours ? ours.held() : managers.psks(), s.endpointIdentification(), s.constraints(),
                    s.wishes(), verifyPeer);
        }
    }

    /** {@code serverKeys} is null for a context without servers. */
    ContextSessions(Crypto crypto, SessionSettings client, SessionSettings server, int cacheSize, X509KeyManager serverKeys,
            SharingSettings shared) throws StoreException {
        InstantSource clock = InstantSource.system();
        ofClients = new ClientCache(clock);
        ofClients.bounds(new CacheBounds(cacheSize, client.timeoutSeconds()));
        RandomTicketKeys keys = server.tickets() ? new RandomTicketKeys(crypto, clock, Session.LONGEST_LIFETIME) : null;
        ofServers = new TicketSessions(crypto, keys, server.numTickets(),
                new TicketSessions.EarlyRules(server.maxEarlyData(), server.antiReplay()), new byte[0], clock);
        ofServers.bounds(new CacheBounds(cacheSize, server.timeoutSeconds()));
        sharing = SessionSharing.of(ofServers, crypto, serverKeys, shared);
    }

    /**
     * What a connection asks.
     *
     * @param terms by which a client judges
     * @param judge that does
     * @param host of the peer, or null
     * @param port of the peer, negative when it is not known
     */
    TlsConfig.Resumption of(SslSettings s, Terms terms, ChainJudge judge, String host, int port) {
        boolean only = !s.sessionCreation();
        if (!s.client()) {
            return new TlsConfig.Resumption(ClientSessions.NONE, ofServers, only, s.earlyData());
        }
        SessionServer server = new SessionServer(host, terms);
        return new TlsConfig.Resumption(new ConnectionSessions(ofClients.with(host, port, terms), server, judge, s.sessionWishes()),
                ServerSessions.NONE, only, s.earlyData());
    }

    /** Nobody resumes what a server's connection left in the cache. */
    void spoil(ConnectionFacts facts) {
        ofServers.invalidate(facts.sessionId());
    }

    SessionContextView clients() {
        return clients;
    }

    SessionContextView servers() {
        return servers;
    }

    ClientCache ofClients() {
        return ofClients;
    }

    TicketSessions ofServers() {
        return ofServers;
    }

    SessionSharing sharing() {
        return sharing;
    }
}
