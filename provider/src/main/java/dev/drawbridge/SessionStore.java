package dev.drawbridge;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Where servers keep sessions that other servers may resume: a cache outside the process. Set by {@link SslSessions#store}.
 *
 * <p>The store is trusted with nothing but keeping: values are encrypted and authenticated under the ticket keys and bound to their id, and ids
 * are hashes. Whoever reads the store learns no secret, and whoever writes into it can make a handshake a full one, no more. Only that a
 * session is {@link #take taken} once is the store's word.
 *
 * <p>Methods are called by a few daemon threads of the context's own, several at a time, never by those of a handshake, which waits for an
 * answer no longer than {@code drawbridge.sessionStoreTimeout}. They may block, answer later or fail. A store that does not answer is left
 * alone for some seconds; handshakes are full ones meanwhile.
 */
public interface SessionStore {
    /**
     * Keeps a value, in place of any other under its id.
     *
     * @param id 32 bytes
     * @param sealed at most 64 KiB
     * @param lifetime after which nobody will want it
     * @return completed when it is kept
     */
    CompletionStage<Void> put(byte[] id, byte[] sealed, Duration lifetime);

    /**
     * The value with an id.
     *
     * @return completed with it, or with null when there is none
     */
    CompletionStage<byte[]> get(byte[] id);

    /**
     * Removes the value with an id, if it is there.
     *
     * @return completed when it is gone
     */
    CompletionStage<Void> remove(byte[] id);

    /**
     * Removes the value with an id and returns it, in one step: of all servers that ask at the same time, one gets it.
     *
     * @return completed with the value, or with null when there is none
     */
    CompletionStage<byte[]> take(byte[] id);
}
