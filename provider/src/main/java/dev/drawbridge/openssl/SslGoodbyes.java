package dev.drawbridge.openssl;

import dev.drawbridge.fault.SslReason;
import dev.drawbridge.fault.TlsFault;

/** Ends a connection in good order, and knows who has said close_notify (SSL_shutdown(3)). */
final class SslGoodbyes {
    static final int SENT = 1;
    static final int RECEIVED = 2;
    private static final String CALL = "SSL_shutdown";

    private final SslDriver driver;
    private int state;

    SslGoodbyes(SslDriver driver) {
        this.driver = driver;
    }

    int state() {
        return state;
    }

    void state(int mode) {
        state = mode;
    }

    boolean sent() {
        return (state & SENT) != 0;
    }

    boolean received() {
        return (state & RECEIVED) != 0;
    }

    /** The peer has ended its direction; whether that is new. */
    boolean heard() {
        boolean isNew = !received();
        state |= RECEIVED;
        return isNew;
    }

    int shutdown(boolean quiet) {
        driver.forgetError();
        if (!driver.begun() && !driver.hasRole()) {
            return driver.protocolError(SslReason.UNINITIALIZED, CALL);
        }
        if (quiet) {
            state = SENT | RECEIVED;
            return 1;
        }
        if (!driver.done() || driver.failed() || driver.connection().renegotiating()) {
            return driver.protocolError(SslReason.SHUTDOWN_WHILE_IN_INIT, CALL);
        }
        try {
            return !sent() || driver.io().waits() ? say() : hear();
        } catch (TlsFault f) {
            return driver.failed(f, CALL);
        }
    }

    private int say() throws TlsFault {
        if (!sent()) {
            state |= SENT;
            driver.connection().closeOutbound();
            driver.saidGoodbye();
        }
        int r = driver.flush(CALL);
        while (r > 0 && !driver.connection().outboundDone()) {
            r = driver.wrapQueued(CALL);
        }
        return r <= 0 ? r : received() ? 1 : 0;
    }

    private int hear() throws TlsFault {
        while (!received()) {
            int r = driver.reads().pending() > 0 ? 1 : driver.step(CALL);
            if (driver.reads().pending() > 0) {
                return driver.protocolError(SslReason.APPLICATION_DATA_AFTER_CLOSE_NOTIFY, CALL);
            }
            if (r <= 0 && driver.error() != SslError.ZERO_RETURN) {
                return r;
            }
        }
        driver.forgetError();
        return 1;
    }
}
