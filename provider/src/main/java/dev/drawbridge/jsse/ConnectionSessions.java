package dev.drawbridge.jsse;

import dev.drawbridge.session.ClientSessions;
import dev.drawbridge.session.PeerSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.ChainJudge;
import dev.drawbridge.verify.Judgement;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import javax.net.ssl.SSLSession;

/** The sessions of one client connection: what its program chose or else its context remembers, and what it leaves. */
final class ConnectionSessions implements ClientSessions {
    private final PeerSessions remembered;
    private final SessionServer server;
    private final ChainJudge judge;
    /** What the program chose to resume, or null. */
    private final Resumable chosen;
    /** Who is told of new sessions, or null. */
    private final Consumer<SSLSession> listener;
    /** What the listener is still to be told of; null when there is none. */
    private final Queue<Session> untold;

    /**
     * Sessions of a connection.
     *
     * @param judge of today's rules, for a session that was made by others
     * @param wishes of the program
     */
    ConnectionSessions(PeerSessions remembered, SessionServer server, ChainJudge judge, SessionWishes wishes) {
        this.remembered = remembered;
        this.server = server;
        this.judge = judge;
        this.chosen = wishes.chosen();
        this.listener = wishes.listener();
        this.untold = listener == null ? null : new ConcurrentLinkedQueue<>();
    }

    @Override
    public Session take() {
        return chosen == null ? remembered.take() : judged(chosen.take());
    }

    /**
     * What is resumed shows no certificate, so a session that was made with another server or by other rules is judged by the certificates
     * that came with it; where today's rules refuse them the handshake is a full one.
     */
    private Session judged(Resumable.Taken taken) {
        if (taken == null || server.equals(taken.server())) {
            return taken == null ? null : taken.session();
        }
        Session session = taken.session();
        List<X509Certificate> chain = session.peer().chain();
        try {
            if (!chain.isEmpty()) {
                Judgement judgement = judge.judge(chain, true, "UNKNOWN");
                return session.of(session.peer().judgedAgain(judgement));
            }
        } catch (CertificateException e) {
            session.secret().wipe(); // the full handshake that follows says what is wrong
            return null;
        }
        session.secret().wipe();
        return null;
    }

    /** A session ends when a certificate of the chain does that it stands for. */
    @Override
    public void keep(Session session) {
        Duration left = session.peer().authenticated() ? Duration.between(session.created(), end(session)) : session.lifetime();
        if (left.isNegative() || left.isZero()) {
            return; // verified at another time, or not at all
        }
        Session kept = left.compareTo(session.lifetime()) < 0 ? session.lasting(left) : session;
        if (untold == null) {
            remembered.keep(kept);
        } else {
            untold.add(kept.copy());
            if (kept.version() != ProtocolVersion.TLS13) { // which is for one connection: that of the program
                remembered.keep(kept);
            }
        }
    }

    private static Instant end(Session session) {
        Judgement judgement = session.peer().judgement();
        List<X509Certificate> chain = judgement == null || judgement.path().isEmpty() ? session.peer().chain().subList(0, 1)
                : judgement.chain();
        return chain.stream().map(c -> c.getNotAfter().toInstant()).min(Instant::compareTo).orElseThrow();
    }

    /**
     * Tells the listener of the sessions that came meanwhile; called without locks. What it throws is its own affair, not the connection's,
     * which has already gone on.
     */
    void tell(SessionContextView context, int port) {
        for (Session s = poll(); s != null; s = poll()) {
            SSLSession view = SessionView.of(context, s, new SessionView.Peer(server.host(), port, Resumable.of(s, server)));
            try {
                listener.accept(view);
            } catch (RuntimeException e) {
                System.getLogger(ConnectionSessions.class.getPackageName()).log(System.Logger.Level.WARNING, "a listener for sessions failed", e);
            }
        }
    }

    private Session poll() {
        return untold == null ? null : untold.poll();
    }

    /** What this connection left, or else what it was made from. */
    Resumable resumable() {
        return Resumable.of(remembered, server, chosen);
    }

    @Override
    public String toString() {
        return "ConnectionSessions[" + server + "]";
    }
}
