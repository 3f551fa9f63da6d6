package dev.drawbridge.openssl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Supplier;

/**
 * A socket that listens ({@code BIO_s_accept(3)}); made by {@link Bio#accept}. The first {@link #doAccept} listens, each later one waits for a connection
 * and puts it after this Bio, from where {@link #pop} takes it. While one is there, I/O of this Bio is I/O with it, and {@link #doAccept} does
 * nothing.
 *
 * <pre>{@code
 * AcceptBio listener = Bio.accept("localhost:4433");
 * if (listener.doAccept() == 1) {
 *     while (listener.doAccept() == 1) {
 *         serve(listener.pop());
 *     }
 * }
 * }</pre>
 */
public final class AcceptBio extends Bio {
    /** What Linux and others make of SOMAXCONN. */
    private static final int BACKLOG = 4096;

    private String host;
    private String port;
    private boolean listenNonBlocking;
    private boolean nonBlocking;
    private Supplier<? extends Bio> acceptBios;
    private ServerSocketChannel server;
    private InetSocketAddress local;
    private InetSocketAddress peer;

    AcceptBio(String hostPort) {
        super(BioType.ACCEPT);
        setName(hostPort);
    }

    /**
     * Sets where to listen ({@code BIO_set_accept_name}).
     *
     * @param hostPort as {@link Bio#accept} takes it
     * @throws IllegalArgumentException when it is something else
     */
    public void setName(String hostPort) {
        requireAlive();
        HostPort parsed = HostPort.parse(hostPort, false);
        host = parsed.host();
        port = parsed.port() != null ? parsed.port() : port;
    }

    /**
     * Sets the port ({@code BIO_set_accept_port}).
     *
     * @param number from 0 to 65535; names of services are not known
     * @throws IllegalArgumentException when it is something else
     */
    public void setPort(String number) {
        requireAlive();
        port = HostPort.port(number);
    }

    /**
     * The address on which it listens ({@code BIO_get_accept_name}).
     *
     * @return in digits; null before it does
     */
    public String acceptName() {
        return local == null ? null : local.getAddress().getHostAddress();
    }

    /**
     * The port on which it listens ({@code BIO_get_accept_port}).
     *
     * @return a number; null before it does
     */
    public String acceptPort() {
        return local == null ? null : Integer.toString(local.getPort());
    }

    /**
     * Who connected last ({@code BIO_get_peer_name}).
     *
     * @return an address in digits; null before somebody has
     */
    public String peerName() {
        return peer == null ? null : peer.getAddress().getHostAddress();
    }

    /**
     * From which port ({@code BIO_get_peer_port}).
     *
     * @return a number; null before somebody has connected
     */
    public String peerPort() {
        return peer == null ? null : Integer.toString(peer.getPort());
    }

    /**
     * Whether {@link #doAccept} asks for a retry when nobody has connected ({@code BIO_set_nbio_accept}).
     *
     * @param on said before listening
     */
    public void setNonBlockingAccept(boolean on) {
        requireAlive();
        listenNonBlocking = on;
    }

    /**
     * Whether I/O with those who connect asks for a retry where it would block ({@code BIO_set_nbio}).
     *
     * @param on for those accepted from now on
     */
    public void setNonBlocking(boolean on) {
        requireAlive();
        nonBlocking = on;
    }

    /**
     * What is put before the socket of each connection ({@code BIO_set_accept_bios}, whose chain OpenSSL copies).
     *
     * @param maker of a new chain for each, for example {@code Bio::buffer}; null for none
     */
    public void setAcceptBios(Supplier<? extends Bio> maker) {
        requireAlive();
        acceptBios = maker;
    }

    /**
     * Listens, when called first, and later waits for a connection ({@code BIO_do_accept}).
     *
     * @return 1 when that is done; otherwise -1, where {@link #shouldRetry} with {@link RetryReason#ACCEPT} tells that nobody has connected and
     *     {@link #lastError} what has failed
     */
    public int doAccept() {
        return doHandshake();
    }

    @Override
    int advance() {
        try {
            return server == null ? listen() : next() == null ? acceptNext() : 1;
        } catch (IOException e) {
            return fail(e);
        }
    }

    private int listen() throws IOException {
        if (port == null) {
            return fail("no port to listen on; expected host:port, or setPort");
        }
        int number = Integer.parseInt(port);
        InetSocketAddress address = host == null ? new InetSocketAddress(number) : new InetSocketAddress(InetAddress.getByName(host), number);
        ServerSocketChannel opened = ServerSocketChannel.open();
        try {
            opened.bind(address, BACKLOG);
            opened.configureBlocking(!listenNonBlocking);
            local = (InetSocketAddress) opened.getLocalAddress();
        } catch (IOException e) {
            opened.close();
            throw new IOException("listen on " + address + ": " + e.getMessage(), e);
        }
        peer = null;
        server = opened;
        return 1;
    }

    private int acceptNext() throws IOException {
        clearRetryFlags();
        retryReason(RetryReason.NONE);
        peer = null;
        SocketChannel accepted = server.accept();
        if (accepted == null) {
            retrySpecial();
            retryReason(RetryReason.ACCEPT);
            return -1;
        }
        try {
            accepted.configureBlocking(!nonBlocking);
            peer = (InetSocketAddress) accepted.getRemoteAddress();
            Bio socket = Bio.socket(accepted, CloseFlag.CLOSE);
            socket.setCallback(callback());
            push(acceptBios == null ? socket : acceptBios.get().push(socket));
            return 1;
        } catch (IOException | RuntimeException e) {
            accepted.close();
            throw e;
        }
    }

    @Override
    int receive(byte[] buf, int off, int len) {
        clearRetryFlags();
        int ready = awaitConnection();
        if (ready <= 0) {
            return ready;
        }
        int n = next().read(buf, off, len);
        copyNextRetry();
        return n;
    }

    @Override
    int send(byte[] buf, int off, int len) {
        clearRetryFlags();
        int ready = awaitConnection();
        if (ready <= 0) {
            return ready;
        }
        int n = next().write(buf, off, len);
        copyNextRetry();
        return n;
    }

    private int awaitConnection() {
        int ready = 1;
        while (next() == null && ready > 0) {
            ready = advance();
        }
        return ready;
    }

    @Override
    boolean atEnd() {
        return next() != null && next().eof();
    }

    @Override
    SelectableChannel descriptor() {
        return server;
    }

    @Override
    int restart() {
        shut(server);
        server = null;
        clearRetryFlags();
        return 0;
    }

    @Override
    void free() {
        if (closeFlag() == CloseFlag.CLOSE) {
            shut(server);
        }
    }
}
