package dev.drawbridge;

import java.util.List;

/**
 * The keys that protect the session tickets of a server, and its sessions in a {@link SessionStore}; servers with the same keys resume each
 * other's sessions. Set by {@link SslSessions#ticketKeys}.
 *
 * <pre>{@code
 * volatile List<byte[]> keys = fetched(); // replaced when there is a new one
 * SslSessions.of(context.getServerSessionContext()).ticketKeys(() -> keys);
 * }</pre>
 *
 * <p>Whoever has a key can read and impersonate the connections that are resumed by it, and in TLS 1.2 read recorded ones too. So a key is
 * random, secret, and replaced every few hours; an old one stays in the list for as long as its tickets should be good. A new one is put at
 * the end of every server's list first and to the front afterwards.
 */
@FunctionalInterface
public interface TicketKeys {
    /**
     * The keys of now, each of 80 or 48 random bytes as nginx's {@code ssl_session_ticket_key} has them: a name of 16 bytes, then for 80 an
     * HMAC key and an AES key of 32 bytes each, for 48 an AES key and an HMAC key of 16. The first seals, all open. Asked for each ticket, by
     * many threads, so it should be quick; what is wrong with its answer is told to the log, and the keys stay as they were.
     *
     * @return at least one; the arrays are copied
     */
    List<byte[]> keys();
}
