package dev.drawbridge.jsse;

import dev.drawbridge.config.SessionSettings;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.session.CacheBounds;
import dev.drawbridge.session.ClientCache;
import dev.drawbridge.session.ClientSessions;
import dev.drawbridge.session.RandomTicketKeys;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.TicketSessions;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.VerifyWishes;
import java.security.AlgorithmConstraints;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/** The sessions of one {@code SSLContext}, in both roles. */
final class ContextSessions {
    private final ClientCache ofClients;
    private final TicketSessions ofServers;

    /**
     * By what rules a server was judged: a session is resumed only where a full handshake would judge by equal ones. A resumed handshake
     * shows no certificate.
     *
     * @param trust the trust manager
     * @param trusted whom it trusts now; another object when its files have changed
     * @param held the keys that we have now, likewise: a session is of the client that showed its certificate then
     */
    record Terms(X509TrustManager trust, Object trusted, Object held, String endpointIdentification, AlgorithmConstraints constraints,
            VerifyWishes wishes, boolean verifyPeer) {
        static Terms of(Managers managers, X509KeyManager keys, SslSettings s, boolean verifyPeer) {
            X509TrustManager trust = managers.trust();
            return new Terms(trust, trust instanceof PkixTrustManager ours ? ours.trusted() : trust,
                    keys instanceof StoreKeyManager ours ? ours.held() : keys, s.endpointIdentification(), s.constraints(), s.wishes(),
                    verifyPeer);
        }
    }

    ContextSessions(Crypto crypto, SessionSettings client, SessionSettings server, int cacheSize) {
        InstantSource clock = InstantSource.system();
        ofClients = new ClientCache(clock);
        ofClients.bounds(new CacheBounds(cacheSize, client.timeoutSeconds()));
        RandomTicketKeys keys = server.tickets() ? new RandomTicketKeys(crypto, clock, Session.LONGEST_LIFETIME) : null;
        ofServers = new TicketSessions(crypto, keys, server.numTickets(), new byte[0], clock);
        ofServers.bounds(new CacheBounds(cacheSize, server.timeoutSeconds()));
    }

    /**
     * What a connection asks.
     *
     * @param terms by which a client judges
     * @param host of the peer, or null
     * @param port of the peer, negative when it is not known
     */
    TlsConfig.Resumption of(SslSettings s, Terms terms, String host, int port) {
        if (!s.client()) {
            return new TlsConfig.Resumption(ClientSessions.NONE, ofServers);
        }
        ClientSessions found = ofClients.with(host, port, terms);
        return new TlsConfig.Resumption(found == ClientSessions.NONE ? found : new Bounded(found), ServerSessions.NONE);
    }

    ClientCache ofClients() {
        return ofClients;
    }

    TicketSessions ofServers() {
        return ofServers;
    }

    /** A session ends when a certificate of the chain does that it stands for. */
    private record Bounded(ClientSessions sessions) implements ClientSessions {
        @Override
        public Session take() {
            return sessions.take();
        }

        @Override
        public void keep(Session session) {
            Duration left = Duration.between(session.created(), end(session));
            if (left.isNegative() || left.isZero()) {
                return; // verified at another time, or not at all
            }
            sessions.keep(left.compareTo(session.lifetime()) < 0 ? session.lasting(left) : session);
        }

        private static Instant end(Session session) {
            Judgement judgement = session.peer().judgement();
            List<X509Certificate> chain = judgement == null || judgement.path().isEmpty() ? session.peer().chain().subList(0, 1)
                    : judgement.chain();
            return chain.stream().map(c -> c.getNotAfter().toInstant()).min(Instant::compareTo).orElseThrow();
        }
    }
}
