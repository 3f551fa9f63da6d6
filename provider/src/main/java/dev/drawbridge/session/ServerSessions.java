package dev.drawbridge.session;

/**
 * Where server connections find what clients want to resume. Safe for many threads; asked in tasks.
 *
 * <p>The secret of a session that is given out belongs to whoever asked; that of one that is handed over stays with whoever has it.
 */
public interface ServerSessions {
    /** Nothing is resumed and no ticket given out. */
    ServerSessions NONE = new ServerSessions() {
        @Override
        public int tickets() {
            return 0;
        }

        @Override
        public boolean sealsTickets() {
            return false;
        }

        @Override
        public byte[] seal(Session session) {
            return null;
        }

        @Override
        public Session open(byte[] ticket) {
            return null;
        }

        @Override
        public Session take(byte[] ticket) {
            return null;
        }

        @Override
        public Session byId(byte[] id) {
            return null;
        }

        @Override
        public void keep(Session session) {
            // forgotten at once
        }

        @Override
        public long lifetimeSeconds() {
            return 0;
        }
    };

    /** How many tickets a full handshake of TLS 1.3 gives out; 0 for none. */
    int tickets();

    /**
     * Whether tickets hold their session. Otherwise those of TLS 1.3 are the id of one that is remembered here, and there are none in TLS 1.2,
     * whose clients have session ids for that.
     */
    boolean sealsTickets();

    /** The ticket that stands for a session, or null when there is none. Where tickets are ids, the session is remembered. */
    byte[] seal(Session session);

    /** The session of a ticket, or null when it is none of ours, or not fresh. What is wrong with it is nobody's business. */
    Session open(byte[] ticket);

    /**
     * The same, and nobody has the session again: of all who ask at the same time one gets it. For a ticket that holds its session it is always
     * null, as nobody counts how often such a ticket is shown. Whoever shows a ticket may have copied it from another's ClientHello, so a
     * binder should be right before the session is taken away.
     */
    Session take(byte[] ticket);

    /** How much early data each ticket of TLS 1.3 is good for; 0 for none. */
    default long maxEarlyData() {
        return 0;
    }

    /** Whether a ticket of TLS 1.3 is used once, by {@link #take}: what early data needs, which whoever recorded it could send again. */
    default boolean singleUse() {
        return false;
    }

    /** Whether a ticket that opens should be replaced, because the key that it is sealed with is about to be given up. */
    default boolean stale(byte[] ticket) {
        return false;
    }

    /** The session of TLS 1.2 with this id, or null. */
    Session byId(byte[] id);

    /** Remembers a session under its id, for clients of TLS 1.2 without tickets. */
    void keep(Session session);

    /** For how long new sessions may be resumed, in seconds; 0 for not at all. */
    long lifetimeSeconds();
}
