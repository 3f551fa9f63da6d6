package dev.drawbridge.jsse;

import dev.drawbridge.session.PeerSessions;
import dev.drawbridge.session.Session;
import javax.net.ssl.SSLSession;

/** What an {@code SSLSession} of a client stands for when it is to be resumed. */
public interface Resumable {
    /**
     * A session to resume.
     *
     * @param session with a secret of its own
     * @param server with whom it was made, and how he was judged; null when that is not known
     */
    record Taken(Session session, SessionServer server) {
    }

    /**
     * What is in a session of ours.
     *
     * @throws IllegalArgumentException when it is not a client's session of this provider
     */
    static Resumable in(SSLSession session) {
        Resumable resumable = session instanceof SessionView ours ? ours.resumable() : null;
        if (resumable == null) {
            throw new IllegalArgumentException(session + " is not a client's session of Drawbridge");
        }
        return resumable;
    }

    /** A session that was saved, as JSSE shows it; takes over its secret. */
    static SSLSession view(Session saved) {
        return SessionView.of(null, saved, new SessionView.Peer(null, -1, new OneSession(saved, null)));
    }

    /** A session, or null when there is none, or none left: one of TLS 1.3 is given out once. */
    Taken take();

    /** Nobody resumes it any more. */
    void spoil();

    /** What a connection left in the cache, or else {@code chosen}, which may be null. */
    static Resumable of(PeerSessions sessions, SessionServer server, Resumable chosen) {
        return new Resumable() {
            @Override
            public Taken take() {
                Session left = sessions.takeOwn();
                if (left != null) {
                    return new Taken(left, server);
                }
                return chosen == null ? null : chosen.take();
            }

            @Override
            public void spoil() {
                sessions.spoil();
                if (chosen != null) {
                    chosen.spoil();
                }
            }
        };
    }

    /** One session, whose secret it takes over. */
    static Resumable of(Session session, SessionServer server) {
        return new OneSession(session, server);
    }
}
