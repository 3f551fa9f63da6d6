package dev.drawbridge.openssl;

import java.nio.ByteBuffer;

/**
 * Sees each operation of a {@link Bio} before and after it happens, and may end or change it ({@code BIO_set_callback_ex(3)}). Controls such as
 * {@link Bio#flush} are not among them.
 */
@FunctionalInterface
public interface BioCallback {

    /** What is about to happen, or has. */
    enum Operation {
        /** {@code BIO_CB_READ}. */
        READ,
        /** {@code BIO_CB_WRITE}. */
        WRITE,
        /** {@code BIO_CB_PUTS}. */
        PUTS,
        /** {@code BIO_CB_GETS}. */
        GETS,
        /** {@code BIO_CB_FREE}: the last reference was given back; only before it happens, and it cannot be ended. */
        FREE
    }

    /**
     * One call.
     *
     * @param bio on which it is
     * @param operation what is done
     * @param after false before it is done, true afterwards ({@code BIO_CB_RETURN})
     * @param data read only: what is written; or the room for what is read, and afterwards what was read. Empty for {@code FREE}
     * @param result 1 before; afterwards what the operation returned
     */
    record Event(Bio bio, Operation operation, boolean after, ByteBuffer data, int result) {
    }

    /**
     * Called before and after.
     *
     * @param event what happens
     * @return before: a positive number to go on, anything else to return that instead; after: what the caller is given, usually
     *     {@link Event#result}
     */
    int on(Event event);
}
