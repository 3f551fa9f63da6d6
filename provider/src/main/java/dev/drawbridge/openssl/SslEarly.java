package dev.drawbridge.openssl;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.engine.Status;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.SslReason;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.session.EarlyData;
import dev.drawbridge.spec.ProtocolVersion;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** Says, or hears, what is said before the handshake is done (SSL_read_early_data(3)). */
final class SslEarly {
    private static final String WRITE = "SSL_write_early_data";
    private static final String READ = "SSL_read_early_data";

    private final SslDriver driver;
    /** Null as long as nobody wants any. */
    private EarlyData data;
    private long sent;
    /** Of a call that could not be finished: how much is in records already; -1 when there is none. */
    private int queued = -1;
    /** Whether a server was told that nothing more will come. */
    private boolean finished;

    SslEarly(SslDriver driver) {
        this.driver = driver;
    }

    /** What the handshake is told; null for none. */
    EarlyData data() {
        return data;
    }

    /** OpenSSL says REJECTED as long as a server has not answered. */
    EarlyDataStatus status() {
        EarlyDataStatus settled = data == null ? EarlyDataStatus.NOT_SENT : data.status();
        return settled == EarlyDataStatus.NOT_SENT && sent() ? EarlyDataStatus.REJECTED : settled;
    }

    private boolean sent() {
        return sent > 0 || queued >= 0;
    }

    /** Whether data waits that the program must read first. */
    boolean unread() {
        return data != null && data.status() == EarlyDataStatus.ACCEPTED && data.length() > 0;
    }

    // ---- writing

    /**
     * As a client.
     *
     * @param most what the proposed session is good for; 0 when there is none
     */
    int write(ByteBuffer src, long most) {
        driver.forgetError();
        boolean answered = driver.facts().version() != null;
        if (driver.begun() ? data == null || driver.failed() || answered : most == 0) {
            return refuse(SslReason.SHOULD_NOT_HAVE_BEEN_CALLED, WRITE);
        }
        if (sent + src.remaining() > most) {
            return refuse(SslReason.TOO_MUCH_EARLY_DATA, WRITE);
        }
        if (!driver.begun()) {
            data = new EarlyData();
            data.stream();
            if (!driver.begin(WRITE)) {
                return 0;
            }
        }
        return queue(src);
    }

    /** As a server, that answers before the handshake is done. */
    int answer(ByteBuffer src) {
        driver.forgetError();
        if (data == null || data.status() != EarlyDataStatus.ACCEPTED || driver.done()) {
            return refuse(SslReason.SHOULD_NOT_HAVE_BEEN_CALLED, WRITE);
        }
        return queue(src);
    }

    private int queue(ByteBuffer src) {
        try {
            int r = leave(); // the ClientHello, or our flight
            if (r > 0 && queued < 0) {
                int length = src.remaining();
                driver.connection().writeEarly(src);
                queued = length;
                r = leave();
            }
            if (r <= 0) {
                return 0;
            }
            sent += queued;
            queued = -1;
            return 1;
        } catch (TlsFault f) {
            if (f.fault() == Fault.NOT_CONFIGURED) {
                return refuse(SslReason.SHOULD_NOT_HAVE_BEEN_CALLED, WRITE);
            }
            driver.failed(f, WRITE);
            return 0;
        }
    }

    /** Everything that waits leaves, and nothing is read. */
    private int leave() throws TlsFault {
        int r = driver.flush(WRITE);
        while (r > 0 && (driver.connection().status() == Status.NEED_TASK || driver.connection().status() == Status.NEED_WRAP)) {
            r = driver.step(WRITE);
        }
        return r;
    }

    // ---- reading

    /**
     * As a server: a number of bytes, 0 when there will be none any more, -1 for anything else.
     *
     * @param dst null in a client, which may not
     */
    int read(ByteBuffer dst, long most, BooleanSupplier permitted) {
        driver.forgetError();
        if (dst == null || finished || driver.failed() || driver.begun() && data == null) {
            return driver.protocolError(SslReason.SHOULD_NOT_HAVE_BEEN_CALLED, READ);
        }
        if (!driver.begun()) {
            data = new EarlyData();
            data.conditions(most, permitted);
            if (!driver.begin(READ)) {
                return -1;
            }
        }
        try {
            return read(dst, data);
        } catch (TlsFault f) {
            driver.failed(f, READ);
            return -1;
        }
    }

    private int read(ByteBuffer dst, EarlyData said) throws TlsFault {
        while (true) {
            int n = said.read(dst);
            if (n > 0) {
                return n;
            }
            if (n < 0 && said.status() == EarlyDataStatus.ACCEPTED || without(said)) {
                finished = true;
                return 0;
            }
            if (driver.step(READ) <= 0) {
                return -1;
            }
        }
    }

    /** Whether the handshake is so far that there is, or was, no early data, and our answer has left. */
    private boolean without(EarlyData said) {
        boolean answered = driver.facts().version() == ProtocolVersion.TLS13 ? driver.facts().cipherSuite() != null : driver.connection().connected();
        Status status = driver.connection().status();
        return said.status() != EarlyDataStatus.ACCEPTED && answered && status != Status.NEED_TASK && status != Status.NEED_WRAP && !driver.io().waits();
    }

    private int refuse(SslReason reason, String call) {
        driver.protocolError(reason, call);
        return 0;
    }
}
