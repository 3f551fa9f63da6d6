package dev.drawbridge.openssl;

import dev.drawbridge.fault.Suspended;

/** Which callback of a connection has said "not yet". For the thread that drives it. */
final class Suspension {
    private SslError waits = SslError.NONE;
    private boolean retryVerify;

    /** A task begins, perhaps once more. */
    void begin() {
        waits = SslError.NONE;
    }

    /** What the handshake waits for, or {@link SslError#NONE}. */
    SslError waits() {
        return waits;
    }

    /** To be thrown. */
    Suspended on(SslError what) {
        waits = what;
        return new Suspended();
    }

    /** {@code SSL_set_retry_verify}. */
    void retryVerify(boolean wanted) {
        retryVerify = wanted;
    }

    boolean retryVerify() {
        return retryVerify;
    }
}
