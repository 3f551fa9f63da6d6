package dev.drawbridge.openssl;

import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.session.ClientSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.ProtocolVersion;
import java.security.cert.CertificateException;
import java.util.ArrayDeque;
import java.util.Queue;

/** The sessions of one connection: which it proposes, and which it gets. For one thread at a time but for {@link #latest}. */
final class ConnectionSessions {
    private final Ssl ssl;
    private final SessionCache cache;
    /** New ones of which nobody was told yet: they come under locks. */
    private final Queue<SslSession> untold = new ArrayDeque<>();
    private SslSession proposed;
    private volatile SslSession latest;
    private volatile boolean connected;

    ConnectionSessions(Ssl ssl) {
        this.ssl = ssl;
        this.cache = ssl.getSslCtx().sessions();
    }

    void propose(SslSession session) {
        proposed = session;
    }

    /** How much early data the proposed one is good for. */
    long maxEarlyData() {
        return proposed == null || !proposed.isResumable() ? 0 : proposed.getMaxEarlyData();
    }

    /** The one to be resumed in another connection, or null. */
    SslSession latest() {
        return latest;
    }

    /** What a client resumes and what it is left, called under the connection's locks. */
    ClientSessions ofClient(PeerJudge judge) {
        return new ClientSessions() {
            @Override
            public Session take() {
                return toResume(judge);
            }

            @Override
            public void keep(Session given) {
                made(given);
            }
        };
    }

    private Session toResume(PeerJudge judge) {
        SslSession offered = connected ? latest : proposed;
        Session chosen = offered == null ? null : offered.toResume();
        if (chosen == null || chosen.peer().chain().isEmpty()
                || !ssl.choices().verifyMode(true, ssl.getSslCtx().crypto()).contains(VerifyMode.PEER)) {
            return chosen;
        }
        // A resumed handshake shows no certificate: what today's settings would refuse must not come in by it.
        try {
            return chosen.of(chosen.peer().judgedAgain(judge.judgeAgain(chosen.peer().chain(), true, "UNKNOWN", chosen.peer().judgement())));
        } catch (CertificateException e) {
            chosen.secret().wipe();
            return null;
        }
    }

    /** A new session of this connection; perhaps under its locks. */
    void made(Session given) {
        SslSession made = new SslSession(given.copy(), cache.idContext());
        latest = made;
        untold.add(made);
    }

    /** A handshake is done. */
    void connected(ConnectionFacts facts) {
        boolean client = !ssl.isServer();
        cache.tally(client).done(facts.resumed());
        if (client && !connected) {
            afterProposal(facts);
        }
        connected = true;
    }

    /** SSL_CTX_set_session_cache_mode(3): a client that has a cache takes a session of TLS 1.3 out of it when it was used. */
    private void afterProposal(ConnectionFacts facts) {
        SslSession session = proposed;
        if (session != null && !facts.resumed()) {
            cache.missed();
        } else if (session != null && facts.version() == ProtocolVersion.TLS13 && cache.remembers(true)) {
            cache.remove(session);
        }
        if (facts.resumed() && latest == null) {
            latest = session;
        }
    }

    /** Tells of what is new, and of what is gone. */
    void tell() {
        for (SslSession s = untold.poll(); s != null; s = untold.poll()) {
            cache.tellNew(ssl, s);
        }
        cache.tellRemoved();
    }

    /** The connection ended without a goodbye: SSL_free(3) has its session removed. */
    void spoil(ConnectionFacts facts) {
        SslSession open = latest;
        if (open != null) {
            cache.remove(open);
        } else if (ssl.isServer()) {
            cache.remove(facts.sessionId());
        }
    }

    /** Another connection follows, which proposes the session of this one. */
    void clear() {
        SslSession last = latest;
        proposed = last != null && last.isResumable() ? last : null;
        connected = false;
    }
}
