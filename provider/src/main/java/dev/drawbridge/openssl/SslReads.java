package dev.drawbridge.openssl;

import dev.drawbridge.engine.Connection;
import dev.drawbridge.fault.TlsFault;
import java.nio.ByteBuffer;
import java.util.Set;

/** Reads application data, and holds what has come for a program that does not read now (SSL_read(3)). */
final class SslReads {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SslDriver driver;
    /** To be read from. */
    private ByteBuffer data = NOTHING;

    SslReads(SslDriver driver) {
        this.driver = driver;
    }

    int pending() {
        return data.remaining();
    }

    /** Room for what the next record holds; to be given to {@link #filled}. */
    ByteBuffer room() {
        if (data.hasRemaining() || data.capacity() != Connection.APPLICATION_SIZE) {
            return ByteBuffer.allocate(Connection.APPLICATION_SIZE);
        }
        ByteBuffer used = data;
        data = NOTHING;
        return used.clear();
    }

    /** What was put there comes after what was held. */
    void filled(ByteBuffer room) {
        room.flip();
        data = data.hasRemaining() ? ByteBuffer.allocate(data.remaining() + room.remaining()).put(data).put(room).flip() : room;
    }

    void forget() {
        data = NOTHING;
    }

    int read(byte[] buf, int off, int len, boolean peek, Set<SslMode> modes) {
        int r = ready(modes.contains(SslMode.AUTO_RETRY));
        if (r <= 0) {
            return r;
        }
        int n = Math.min(len, data.remaining());
        (peek ? data.duplicate() : data).get(buf, off, n);
        if (!data.hasRemaining()) {
            forget(); // an idle connection holds no buffer
        }
        return n;
    }

    /** 1 when there is application data. */
    private int ready(boolean retry) {
        driver.forgetError();
        if (data.hasRemaining()) {
            return 1;
        }
        if (driver.goodbyes().received() && !driver.failed()) {
            return driver.zeroReturn();
        }
        if (driver.failed()) {
            return driver.refuse();
        }
        try {
            int r = driver.done() ? driver.start() : driver.handshake("SSL_read");
            while (r > 0 && !data.hasRemaining()) {
                r = driver.step("SSL_read");
                if (r > 0 && !retry && !data.hasRemaining() && !driver.io().arrived().hasRemaining() && !driver.busy()) {
                    return driver.waits(SslError.WANT_READ);
                }
            }
            return r;
        } catch (TlsFault f) {
            return driver.failed(f, "SSL_read");
        }
    }
}
