package dev.drawbridge.jsse;

/** A session context of ours; {@code SslSessions} is its public face. */
public interface Shareable {
    /** With whom the sessions are shared; null for those of clients, which are shared with nobody. */
    SessionSharing sharing();
}
