package dev.drawbridge.openssl;

import dev.drawbridge.engine.Transfer;
import dev.drawbridge.fault.SslReason;
import dev.drawbridge.fault.TlsFault;
import java.nio.ByteBuffer;
import java.util.Set;

/** Sends application data, and knows which call is to be repeated when it could not be finished (SSL_write(3)). */
final class SslWrites {
    private static final byte[] NONE = {};

    private final SslDriver driver;
    /** Of a call that could not be finished: what it named, and how many of its bytes are in records already. */
    private byte[] array = NONE;
    private int offset;
    private int written;

    SslWrites(SslDriver driver) {
        this.driver = driver;
    }

    int write(byte[] buf, int off, int len, Set<SslMode> modes) {
        driver.forgetError();
        if (driver.goodbyes().sent()) {
            return driver.protocolError(SslReason.PROTOCOL_IS_SHUTDOWN, "SSL_write");
        }
        // SSL_write(3): "When a write function call has to be repeated because SSL_get_error(3) returned SSL_ERROR_WANT_READ or
        // SSL_ERROR_WANT_WRITE, it must be repeated with the same arguments."
        boolean moved = !modes.contains(SslMode.ACCEPT_MOVING_WRITE_BUFFER) && (buf != array || off != offset);
        if (written > 0 && (len < written || moved)) {
            return driver.protocolError(len < written ? SslReason.BAD_LENGTH : SslReason.BAD_WRITE_RETRY, "SSL_write");
        }
        int r = driver.handshake("SSL_write");
        if (r <= 0) {
            return r;
        }
        try {
            return send(buf, off, len, modes.contains(SslMode.ENABLE_PARTIAL_WRITE));
        } catch (TlsFault f) {
            return driver.failed(f, "SSL_write");
        }
    }

    private int send(byte[] buf, int off, int len, boolean partial) throws TlsFault {
        ByteBuffer[] src = {ByteBuffer.wrap(buf, off + written, len - written)};
        int r = driver.flush("SSL_write");
        while (r > 0 && src[0].hasRemaining() && !(partial && written > 0)) {
            Transfer t = driver.wrap(src);
            written += t.consumed;
            r = t.outcome == Transfer.Outcome.CLOSED ? driver.protocolError(SslReason.PROTOCOL_IS_SHUTDOWN, "SSL_write") : driver.flush("SSL_write");
        }
        if (r <= 0) {
            array = buf;
            offset = off;
            return r;
        }
        int sent = written;
        written = 0;
        array = NONE;
        return sent;
    }
}
