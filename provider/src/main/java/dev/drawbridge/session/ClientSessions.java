package dev.drawbridge.session;

/**
 * Where one client connection finds a session to resume, and leaves those that it gets; knows the peer. Safe for many threads.
 *
 * <p>The secret of a session that is given out belongs to whoever asked; that of one that is handed over stays with whoever has it.
 */
public interface ClientSessions {
    /** Nothing is remembered. */
    ClientSessions NONE = new ClientSessions() {
        @Override
        public Session take() {
            return null;
        }

        @Override
        public void keep(Session session) {
            // forgotten at once
        }
    };

    /**
     * A session of this peer that is fresh and was judged by the same rules as today's, or null. One of TLS 1.3 is given out once. RFC 8446
     * appendix C.4: "Clients SHOULD NOT reuse a ticket for multiple connections."
     */
    Session take();

    /** A new session of this peer. */
    void keep(Session session);

    /** The same for a handshake that proposes none of them. */
    default ClientSessions onlyKeeping() {
        return this == NONE ? NONE : new OnlyKeeping(this);
    }

    /** Keeps what comes and gives out nothing. */
    record OnlyKeeping(ClientSessions all) implements ClientSessions {
        @Override
        public Session take() {
            return null;
        }

        @Override
        public void keep(Session session) {
            all.keep(session);
        }
    }
}
