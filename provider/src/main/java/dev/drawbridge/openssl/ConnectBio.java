package dev.drawbridge.openssl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.Iterator;
import java.util.List;

/**
 * A socket that connects itself, by {@link #doConnect} or on first I/O ({@code BIO_s_connect(3)}); made by {@link Bio#connect}. All addresses of the
 * host are tried in turn. {@link #reset} closes the connection, so that another can be made.
 */
public final class ConnectBio extends TransportBio {
    private String host;
    private String port;
    private boolean nonBlocking;
    /** Those not tried yet; null before the host was looked up. */
    private Iterator<InetAddress> addresses;
    private SocketChannel connecting;
    private IOException failure;

    ConnectBio(String hostPort) {
        super(BioType.CONNECT, null, CloseFlag.CLOSE);
        setHost(hostPort);
    }

    /**
     * The host ({@code BIO_get_conn_hostname}).
     *
     * @return null for this machine's own
     */
    public String host() {
        return host;
    }

    /**
     * The port ({@code BIO_get_conn_port}).
     *
     * @return a number, or null when none was said
     */
    public String port() {
        return port;
    }

    /**
     * Sets the host, and the port if there is one ({@code BIO_set_conn_hostname}).
     *
     * @param hostPort as {@link Bio#connect} takes it
     * @throws IllegalArgumentException when it is something else
     */
    public void setHost(String hostPort) {
        requireAlive();
        HostPort parsed = HostPort.parse(hostPort, true);
        host = parsed.host();
        port = parsed.port() != null ? parsed.port() : port;
    }

    /**
     * Sets the port ({@code BIO_set_conn_port}).
     *
     * @param number from 0 to 65535; names of services are not known
     * @throws IllegalArgumentException when it is something else
     */
    public void setPort(String number) {
        requireAlive();
        port = HostPort.port(number);
    }

    /**
     * Whether connecting and I/O ask for a retry where they would block ({@code BIO_set_nbio}).
     *
     * @param on said before connecting
     */
    public void setNonBlocking(boolean on) {
        requireAlive();
        nonBlocking = on;
    }

    /**
     * Connects, or goes on connecting ({@code BIO_do_connect}).
     *
     * @return 1 when it is connected; otherwise 0 or -1, where {@link #shouldRetry} with {@link RetryReason#CONNECT} tells that it is under way and
     *     {@link #lastError} what has failed
     */
    public int doConnect() {
        return doHandshake();
    }

    @Override
    int advance() {
        if (hasTransport()) {
            return 1;
        }
        if (addresses == null) {
            if (port == null) {
                return fail("no port to connect to; expected host:port, or setPort");
            }
            try {
                addresses = List.of(InetAddress.getAllByName(host)).iterator();
            } catch (UnknownHostException e) {
                return fail(e);
            }
        }
        clearRetryFlags();
        retryReason(RetryReason.NONE);
        return connectToNext();
    }

    private int connectToNext() {
        while (connecting != null || addresses.hasNext()) {
            try {
                boolean connected = connecting == null ? begin(addresses.next()) : connecting.finishConnect();
                if (!connected) {
                    retrySpecial();
                    retryReason(RetryReason.CONNECT);
                    return 0;
                }
                setTransport(new ChannelTransport(connecting, connecting));
                connecting = null;
                return 1;
            } catch (IOException e) {
                failure = new IOException("connect to " + (host == null ? "" : host) + ":" + port + ": " + e.getMessage(), e);
                abandon();
            }
        }
        fail(failure);
        return 0;
    }

    private boolean begin(InetAddress address) throws IOException {
        connecting = SocketChannel.open();
        connecting.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        connecting.configureBlocking(!nonBlocking);
        return connecting.connect(new InetSocketAddress(address, Integer.parseInt(port)));
    }

    private void abandon() {
        shut(connecting);
        connecting = null;
    }

    @Override
    int receive(byte[] buf, int off, int len) {
        int connected = advance();
        return connected <= 0 ? connected : super.receive(buf, off, len);
    }

    @Override
    int send(byte[] buf, int off, int len) {
        int connected = advance();
        return connected <= 0 ? connected : super.send(buf, off, len);
    }

    @Override
    SelectableChannel descriptor() {
        return connecting != null ? connecting : super.descriptor();
    }

    @Override
    int restart() {
        abandon();
        closeTransport();
        setTransport(null);
        addresses = null;
        clearRetryFlags();
        return 0;
    }

    @Override
    void free() {
        if (closeFlag() == CloseFlag.CLOSE) {
            abandon();
        }
        super.free();
    }
}
