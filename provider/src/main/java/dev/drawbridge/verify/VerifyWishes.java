package dev.drawbridge.verify;

import dev.drawbridge.VerifyCallback;

/**
 * What one connection wants otherwise than its context; null in a component is no wish.
 *
 * @param depth the most certificates between leaf and anchor (0 and more)
 * @param callback is told of each certificate and each error
 * @param verifyPeer whether a client refuses a server whose chain does not verify
 */
public record VerifyWishes(Integer depth, VerifyCallback callback, Boolean verifyPeer) {
    /** Nothing otherwise. */
    public static final VerifyWishes NONE = new VerifyWishes(null, null, null);

    /** The same with another depth. */
    public VerifyWishes withDepth(int certificates) {
        return new VerifyWishes(certificates, callback, verifyPeer);
    }

    /** The same with another callback, or with none. */
    public VerifyWishes withCallback(VerifyCallback other) {
        return new VerifyWishes(depth, other, verifyPeer);
    }

    /** The same with another mode. */
    public VerifyWishes withVerifyPeer(boolean on) {
        return new VerifyWishes(depth, callback, on);
    }
}
