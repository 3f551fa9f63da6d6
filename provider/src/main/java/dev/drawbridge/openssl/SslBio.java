package dev.drawbridge.openssl;

import java.nio.channels.SelectableChannel;

/**
 * The filter that is TLS ({@code BIO_f_ssl(3)}), made by {@link Bio#ssl()}: what is written is sent as records through the next Bio, and what is read
 * was received by it. Pushed before another Bio, it gives that one to its connection to read from and to write to. The handshake is made by
 * {@link #doHandshake} or by the first I/O.
 */
public final class SslBio extends FilterBio {
    private SecureStream ssl;
    private CloseFlag closeFlag = CloseFlag.CLOSE;

    SslBio() {
        super(BioType.SSL);
    }

    /**
     * Sets the connection ({@code BIO_set_ssl}). The Bio from which it reads follows this one then.
     *
     * @param ssl is freed with this Bio if {@code flag} says so
     */
    public void setSsl(Ssl ssl, CloseFlag flag) {
        setSsl((SecureStream) ssl, flag);
    }

    /** The same; {@code BIO_set_ssl}. The Bio from which the connection reads follows this one then. */
    void setSsl(SecureStream stream, CloseFlag flag) {
        requireAlive();
        free();
        ssl = stream;
        closeFlag = flag;
        Bio rbio = stream.rbio();
        if (rbio != null) {
            if (next() != null) {
                rbio.push(next());
            }
            setNext(rbio);
            rbio.upRef();
        }
    }

    /** {@code BIO_get_ssl}; null before it was set. */
    SecureStream stream() {
        return ssl;
    }

    /**
     * Which role the handshake takes ({@code BIO_set_ssl_mode}).
     *
     * @param client false for the server
     * @throws IllegalStateException when there is no connection yet
     */
    public void setSslMode(boolean client) {
        requireAlive();
        if (ssl == null) {
            throw new IllegalStateException("setSslMode of an ssl BIO without a connection: expected setSsl before it");
        }
        if (client) {
            ssl.setConnectState();
        } else {
            ssl.setAcceptState();
        }
    }

    /**
     * Closes down each TLS connection of a chain ({@code BIO_ssl_shutdown}).
     *
     * @param chain from this Bio on; may be null
     */
    public static void shutdown(Bio chain) {
        for (Bio b = chain; b != null; b = b.next()) {
            if (b instanceof SslBio filter && filter.ssl != null) {
                filter.ssl.shutdown();
            }
        }
    }

    @Override
    int receive(byte[] buf, int off, int len) {
        if (ssl == null) {
            return fail("has no connection; expected setSsl before I/O");
        }
        clearRetryFlags();
        int n = ssl.read(buf, off, len);
        SslError error = ssl.getError(n);
        retryReason(RetryReason.NONE);
        if (error == SslError.WANT_ACCEPT) {
            retrySpecial();
            retryReason(RetryReason.ACCEPT);
        } else {
            retryFor(error, RetryReason.CONNECT);
        }
        return n;
    }

    @Override
    int send(byte[] buf, int off, int len) {
        if (ssl == null) {
            return fail("has no connection; expected setSsl before I/O");
        }
        clearRetryFlags();
        int n = ssl.write(buf, off, len);
        retryReason(RetryReason.NONE);
        retryFor(ssl.getError(n), RetryReason.CONNECT);
        return n;
    }

    @Override
    int receiveLine(byte[] buf) {
        return noLines();
    }

    @Override
    int advance() {
        if (ssl == null) {
            return 0;
        }
        clearRetryFlags();
        retryReason(RetryReason.NONE);
        int n = ssl.doHandshake();
        retryFor(ssl.getError(n), next() == null ? RetryReason.CONNECT : next().retryReason());
        return n;
    }

    private void retryFor(SslError error, RetryReason connecting) {
        switch (error) {
            case WANT_READ -> retryRead();
            case WANT_WRITE -> retryWrite();
            case WANT_X509_LOOKUP -> {
                retrySpecial();
                retryReason(RetryReason.SSL_X509_LOOKUP);
            }
            case WANT_CONNECT -> {
                retrySpecial();
                retryReason(connecting);
            }
            default -> {
                // Done, ended, failed, or what OpenSSL does not tell a Bio either.
            }
        }
    }

    @Override
    boolean atEnd() {
        return ssl != null && (ssl.rbio() == null || ssl.rbio().eof());
    }

    @Override
    int readable() {
        if (ssl == null) {
            return 0;
        }
        int n = ssl.pending();
        return n != 0 || ssl.rbio() == null ? n : ssl.rbio().pending();
    }

    @Override
    int unsent() {
        return ssl == null || ssl.wbio() == null ? 0 : ssl.wbio().wpending();
    }

    @Override
    int sendCollected() {
        if (ssl == null || ssl.wbio() == null) {
            return 0;
        }
        clearRetryFlags();
        int n = ssl.wbio().flush();
        copyNextRetry();
        return n;
    }

    /** Closes the connection down, and the transport where that can be made again, for another one in the same role. */
    @Override
    int restart() {
        if (ssl == null) {
            return 0;
        }
        ssl.shutdown();
        if (!ssl.clear()) {
            return 0;
        }
        Bio below = next() != null ? next() : ssl.rbio();
        return below == null ? 1 : below.reset();
    }

    @Override
    SelectableChannel descriptor() {
        return ssl == null || ssl.rbio() == null ? null : ssl.rbio().selectableChannel();
    }

    @Override
    public CloseFlag closeFlag() {
        return closeFlag;
    }

    @Override
    public void setCloseFlag(CloseFlag flag) {
        closeFlag = flag;
    }

    @Override
    void pushed() {
        if (ssl != null && next() != null && next() != ssl.rbio()) {
            // The reference that the connection takes is not the caller's.
            next().upRef();
            ssl.setBio(next(), next());
        }
    }

    @Override
    void popping() {
        if (ssl != null) {
            ssl.setBio(null, null);
        }
    }

    /** {@code ssl_free}: under NOCLOSE the connection is left as it is. */
    @Override
    void free() {
        if (ssl != null && closeFlag == CloseFlag.CLOSE) {
            if (!ssl.inInit()) {
                ssl.shutdown();
            }
            ssl.close();
        }
        ssl = null;
    }
}
