package dev.drawbridge.openssl;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectableChannel;

/** {@code BIO_s_socket} and {@code BIO_s_fd}, and what {@link ConnectBio} is once it is connected. */
class TransportBio extends Bio {
    private Transport transport;
    private boolean ended;

    TransportBio(BioType type, Transport transport, CloseFlag closeFlag) {
        super(type);
        this.transport = transport;
        setCloseFlag(closeFlag);
    }

    final void setTransport(Transport newTransport) {
        transport = newTransport;
        ended = false;
    }

    final boolean hasTransport() {
        return transport != null;
    }

    @Override
    int receive(byte[] buf, int off, int len) {
        clearRetryFlags();
        if (len == 0) {
            return 0;
        }
        try {
            int n = transport.read(buf, off, len);
            if (n == 0) {
                return retryRead();
            }
            ended |= n < 0;
            return Math.max(n, 0);
        } catch (SocketTimeoutException e) {
            // What a socket of C with SO_RCVTIMEO answers is EAGAIN.
            return retryRead();
        } catch (IOException e) {
            return fail(e);
        }
    }

    @Override
    int send(byte[] buf, int off, int len) {
        clearRetryFlags();
        if (len == 0) {
            return 0;
        }
        try {
            int n = transport.write(buf, off, len);
            return n == 0 ? retryWrite() : n;
        } catch (IOException e) {
            return fail(e);
        }
    }

    /** Only file descriptors know lines, and these read them byte by byte, since what they read cannot be put back. */
    @Override
    int receiveLine(byte[] buf) {
        if (type() != BioType.FD) {
            return super.receiveLine(buf);
        }
        int n = 0;
        while (n < buf.length - 1 && (n == 0 || buf[n - 1] != '\n') && receive(buf, n, 1) > 0) {
            n++;
        }
        buf[n] = 0;
        return n;
    }

    @Override
    boolean atEnd() {
        return ended;
    }

    @Override
    int sendCollected() {
        if (transport != null) {
            try {
                transport.flush();
            } catch (IOException e) {
                return fail(e);
            }
        }
        return 1;
    }

    @Override
    SelectableChannel descriptor() {
        return transport == null ? null : transport.selectable();
    }

    final void closeTransport() {
        shut(transport);
        transport = null;
    }

    @Override
    void free() {
        if (closeFlag() == CloseFlag.CLOSE) {
            closeTransport();
        }
    }
}
