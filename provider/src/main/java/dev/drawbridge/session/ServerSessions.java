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
        public byte[] seal(Session session) {
            return null;
        }

        @Override
        public Session open(byte[] ticket) {
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

    /** How many tickets a full handshake of TLS 1.3 gives out; 0 for none, in TLS 1.2 neither. */
    int tickets();

    /** The ticket that stands for a session, or null when there are none. */
    byte[] seal(Session session);

    /** The session of a ticket, or null when it is none of ours, or not fresh. What is wrong with it is nobody's business. */
    Session open(byte[] ticket);

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
