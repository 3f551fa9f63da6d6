package dev.drawbridge.jsse;

import java.util.function.Consumer;
import javax.net.ssl.SSLSession;

/**
 * What a program wants of the sessions of one client connection.
 *
 * @param chosen what it resumes, or null for what its context remembers
 * @param listener gets each new session, or null
 */
public record SessionWishes(Resumable chosen, Consumer<SSLSession> listener) {
    /** A program that wants nothing. */
    public static final SessionWishes NONE = new SessionWishes(null, null);
}
