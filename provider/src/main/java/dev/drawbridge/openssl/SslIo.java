package dev.drawbridge.openssl;

import dev.drawbridge.engine.Connection;
import java.nio.ByteBuffer;

/** The bytes of a connection on their way from its reading Bio and to its writing Bio. For one thread at a time. */
final class SslIo {
    /** How moving bytes went. */
    enum Moved {
        /** All that could be moved was. */
        DONE,
        /** The Bio wants to be asked again, and says what for. */
        RETRY,
        /** There will be no more. */
        END,
        /** The Bio failed, or there is none. */
        FAILED
    }

    private Bio rbio;
    private Bio wbio;
    private ByteBuffer in = ByteBuffer.allocate(0);
    private ByteBuffer out = ByteBuffer.allocate(0);
    /** The Bio that was asked last. */
    private Bio last;

    Bio rbio() {
        return rbio;
    }

    Bio wbio() {
        return wbio;
    }

    /** SSL_set_bio(3): takes one reference to each, or one to both if they are the same, and frees those it had. */
    void bios(Bio reading, Bio writing) {
        if (rbio != null && rbio != reading && rbio != writing) {
            rbio.close();
        }
        if (wbio != null && wbio != rbio && wbio != reading && wbio != writing) {
            wbio.close();
        }
        rbio = reading;
        wbio = writing;
    }

    void free() {
        bios(null, null);
        in = ByteBuffer.allocate(0);
        out = ByteBuffer.allocate(0);
    }

    /** What has arrived and was not taken, to be read from. */
    ByteBuffer arrived() {
        return in;
    }

    /** Room for one record more to send. */
    ByteBuffer toSend() {
        if (out.capacity() == 0) {
            out = ByteBuffer.allocate(Connection.PACKET_SIZE);
        }
        return out.clear();
    }

    /** What was put there is to be sent. */
    void filled() {
        out.flip();
    }

    boolean waits() {
        return out.hasRemaining();
    }

    /** Sends what waits. */
    Moved flush() {
        if (!out.hasRemaining()) {
            return Moved.DONE;
        }
        if (wbio == null) {
            return Moved.FAILED;
        }
        last = wbio;
        while (out.hasRemaining()) {
            int n = wbio.write(out);
            if (n <= 0) {
                return wbio.shouldRetry() ? Moved.RETRY : Moved.FAILED;
            }
        }
        out = ByteBuffer.allocate(0); // an idle connection holds no buffer
        return wbio.flush() > 0 || !wbio.shouldRetry() ? Moved.DONE : Moved.RETRY;
    }

    /** Reads what there is, once. */
    Moved fill() {
        if (rbio == null) {
            return Moved.FAILED;
        }
        last = rbio;
        if (in.capacity() == 0) {
            in = ByteBuffer.allocate(Connection.PACKET_SIZE).flip();
        }
        in.compact();
        int n;
        try {
            n = rbio.read(in);
        } finally {
            in.flip();
        }
        if (n > 0) {
            return Moved.DONE;
        }
        if (rbio.shouldRetry()) {
            return Moved.RETRY;
        }
        return n == 0 || rbio.eof() && rbio.lastError() == null ? Moved.END : Moved.FAILED;
    }

    /** Nothing is kept of what was all taken. */
    void trim() {
        if (!in.hasRemaining() && in.capacity() > 0) {
            in = ByteBuffer.allocate(0);
        }
    }

    /** What the Bio that was asked last waits for, as SSL_get_error(3) says it. */
    SslError want() {
        if (last.shouldIoSpecial()) {
            return switch (last.retryReason()) {
                case CONNECT -> SslError.WANT_CONNECT;
                case ACCEPT -> SslError.WANT_ACCEPT;
                default -> SslError.SYSCALL;
            };
        }
        return last.shouldWrite() ? SslError.WANT_WRITE : SslError.WANT_READ;
    }

    /** Why the Bio that was asked last failed, in words. */
    String failure() {
        if (last == null) {
            return "no BIO is set";
        }
        return last.lastError() == null ? "the BIO failed" : last.lastError().toString();
    }
}
