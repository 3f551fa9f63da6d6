package dev.drawbridge;

/**
 * Called for each certificate of a peer's chain and for each error, and may override it: OpenSSL's verify callback (SSL_CTX_set_verify(3)).
 * Runs in the handshake's task, so it may be slow; several connections may call it at once.
 */
@FunctionalInterface
public interface VerifyCallback {
    /**
     * One certificate was checked, or an error found.
     *
     * @param ok whether the certificate at {@link VerifyContext#depth} passed; false for an error, which the context names
     * @param context what there is to know, never null
     * @return whether to go on; the error stays the result of the verification all the same, unless {@code context.error(OK)} was called
     */
    boolean verified(boolean ok, VerifyContext context);
}
