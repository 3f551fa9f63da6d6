package dev.drawbridge.jsse;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.engine.Connection;
import dev.drawbridge.engine.Listener;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.session.EarlyData;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import javax.net.ssl.HandshakeCompletedEvent;
import javax.net.ssl.HandshakeCompletedListener;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * The {@link SSLSocket} of this provider: settings, session and life cycle; {@link SocketDriver} does the work. It is always layered, over a
 * plain socket of its own when the program gave none.
 */
final class SocketAdapter extends SocketTransport implements Controllable, SocketDriver.Owner {
    private final ContextCore core;
    private final SslSettings settings;
    private final List<HandshakeCompletedListener> listeners = new CopyOnWriteArrayList<>();
    private volatile BiFunction<SSLSocket, List<String>, String> selector;
    /** Whom the program meant to reach; the address where it gave no name. */
    private volatile String peerHost;
    /** Set when the handshake begins. */
    private volatile HandshakeViews views;
    /** Null until connected. */
    private volatile SocketDriver driver;

    /** A socket that is still to be connected. */
    SocketAdapter(ContextCore core, SslSettings settings) {
        super(new Socket());
        this.core = core;
        this.settings = settings;
    }

    /**
     * A socket over a connected one.
     *
     * @param host whom it leads to, or null when only the address is known
     * @param consumed what was already read from the transport, or null
     * @param autoClose whether the transport closes with it
     */
    SocketAdapter(ContextCore core, SslSettings settings, Socket transport, String host, InputStream consumed, boolean autoClose)
            throws IOException {
        super(transport);
        this.core = core;
        this.settings = settings;
        if (!transport.isConnected()) {
            throw new SocketException("Underlying socket is not connected");
        }
        attach(host, consumed, autoClose);
    }

    private void attach(String host, InputStream consumed, boolean owned) throws IOException {
        peerHost = host != null && !host.isEmpty() ? host : unnamed();
        driver = new SocketDriver(new SocketLink(transport, consumed, owned), this);
    }

    /** Whom an address leads to of which the program gave no name: the address, unless the user trusts those who name addresses. */
    private String unnamed() {
        InetAddress a = transport.getInetAddress();
        return a == null ? null : settings.client() && core.trustNameService() ? a.getHostName() : a.getHostAddress();
    }

    // ---- life cycle

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    /**
     * Connects. The name in the address, if it has one, is the host that server_name and the endpoint check speak of; when the address was
     * made of a literal, no reverse look-up is made for it without {@code jdk.tls.trustNameService}.
     */
    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        connect(endpoint, timeout, null);
    }

    /** Connects to a host that the program named, whatever the address says. */
    void connect(String host, SocketAddress endpoint) throws IOException {
        connect(endpoint, 0, host);
    }

    private void connect(SocketAddress endpoint, int timeout, String host) throws IOException {
        if (driver != null) {
            throw new SocketException("Already connected");
        }
        transport.connect(endpoint, timeout);
        boolean named = host != null && !host.isEmpty();
        attach(named || !(endpoint instanceof InetSocketAddress i) ? host : name(i), null, true);
    }

    /** The name in an address, or null when it was made of a literal. */
    private static String name(InetSocketAddress endpoint) {
        String host = endpoint.getHostString();
        return endpoint.isUnresolved() || !host.equals(endpoint.getAddress().getHostAddress()) ? host : null;
    }

    @Override
    public boolean isClosed() {
        SocketDriver d = driver;
        return transport.isClosed() || d != null && d.closed();
    }

    @Override
    public void close() throws IOException {
        SocketDriver d = driver;
        if (d == null) {
            transport.close();
        } else {
            d.close();
        }
    }

    @Override
    public boolean isInputShutdown() {
        SocketDriver d = driver;
        return d != null && d.inputShut();
    }

    @Override
    public boolean isOutputShutdown() {
        SocketDriver d = driver;
        if (d == null) {
            return false;
        }
        Connection c = d.connection();
        return d.outputShut() || d.closed() || c != null && c.outboundDone(); // as after TLS 1.2's answer to close_notify
    }

    @Override
    public void shutdownInput() throws IOException {
        SocketDriver d = connected();
        if (!d.inputShut()) {
            d.shutdownInput();
        }
    }

    @Override
    public void shutdownOutput() throws IOException {
        if (!isOutputShutdown()) {
            connected().shutdownOutput();
        }
    }

    @Override
    public InputStream getInputStream() throws IOException {
        SocketDriver d = connected();
        if (d.inputShut()) {
            throw new SocketException("Socket input is already shutdown");
        }
        return new SocketInput(this, d);
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        SocketDriver d = connected();
        if (d.outputShut()) {
            throw new SocketException("Socket output is already shutdown");
        }
        return new SocketOutput(this, d);
    }

    private SocketDriver connected() throws SocketException {
        if (isClosed()) {
            throw new SocketException("Socket is closed");
        }
        SocketDriver d = driver;
        if (d == null) {
            throw new SocketException("Socket is not connected");
        }
        return d;
    }

    // ---- handshake

    @Override
    public void startHandshake() throws IOException {
        SocketDriver d = connected();
        if (d.established()) {
            ClientAuth wanted = settings.client() ? ClientAuth.NONE : settings.clientAuth();
            d.again(c -> c.beginHandshake(wanted));
        } else {
            d.handshake();
        }
    }

    /** Freezes the settings: called by the driver when the handshake begins. */
    @Override
    public Connection open(Listener listener) throws SSLException {
        TlsConfig config = core.config(settings, peerHost, getPort(), this);
        Connection c = new Connection(config, listener);
        HandshakeViews v = new HandshakeViews(core, settings, peerHost, getPort());
        v.begins(config, c.facts());
        views = v;
        return c;
    }

    @Override
    public TlsConfig renegotiates(ConnectionFacts facts) throws SSLException {
        TlsConfig now = core.config(settings, peerHost, getPort(), this);
        views.begins(now, facts);
        return now;
    }

    @Override
    public void done() {
        views.done();
    }

    @Override
    public boolean requiresCloseNotify() {
        return core.requireCloseNotify(settings.client());
    }

    @Override
    public boolean acknowledgesCloseNotify() {
        return core.acknowledgeCloseNotify();
    }

    /** Tells the listeners on a thread of their own, as JSSE has it. */
    @Override
    public void told() {
        views.traceConnected();
        if (!listeners.isEmpty()) {
            HandshakeCompletedEvent event = new HandshakeCompletedEvent(this, views.session());
            List<HandshakeCompletedListener> told = List.copyOf(listeners);
            new Thread(() -> told.forEach(l -> l.handshakeCompleted(event)), "HandshakeCompleted-" + peerHost).start();
        }
    }

    @Override
    public void broken() {
        views.broken();
    }

    @Override
    public void tell() {
        views.tell();
    }

    @Override
    public void failed(TlsFault fault) {
        views.traceFailed(fault);
    }

    @Override
    public void addHandshakeCompletedListener(HandshakeCompletedListener listener) {
        if (listener == null) {
            throw new IllegalArgumentException("the listener cannot be null");
        }
        listeners.add(listener);
    }

    @Override
    public void removeHandshakeCompletedListener(HandshakeCompletedListener listener) {
        if (!listeners.remove(listener)) {
            throw new IllegalArgumentException("no such listener is registered");
        }
    }

    /** Runs the handshake if need be. Never throws: the session that stands for none tells of a handshake that failed. */
    @Override
    public SSLSession getSession() {
        SocketDriver d = driver;
        if (d != null && !isClosed()) {
            try {
                d.handshake();
            } catch (IOException e) {
                // Kept by the driver: the next read or write throws it.
                return noSession();
            }
        }
        return d != null && d.established() ? views.session() : noSession();
    }

    private SSLSession noSession() {
        return SessionView.none();
    }

    @Override
    public SSLSession getHandshakeSession() {
        return underWay() && beganConnection().handshakeFacts().version() == null ? null : begunSession();
    }

    /** The same from the beginning of the handshake on. */
    SessionView begunSession() {
        if (underWay()) {
            return views.handshakeSession(beganConnection().renegotiating());
        }
        ConnectionFacts facts = facts();
        return facts != null && facts.authenticating() ? views.session() : null;
    }

    private Connection beganConnection() {
        SocketDriver d = driver;
        return d == null ? null : d.connection();
    }

    private boolean underWay() {
        SocketDriver d = driver;
        return d != null && d.handshakeUnderWay();
    }

    @Override
    public String getApplicationProtocol() {
        SocketDriver d = driver;
        return d != null && d.established() ? core.alpnNames().fromWire(facts().applicationProtocol()) : null;
    }

    @Override
    public String getHandshakeApplicationProtocol() {
        return underWay() ? core.alpnNames().fromWire(beganConnection().handshakeFacts().applicationProtocol()) : null;
    }

    // ---- beyond JSSE

    @Override
    public ConnectionFacts facts() {
        Connection c = beganConnection();
        return c == null ? null : c.facts();
    }

    @Override
    public void renegotiate(boolean full) throws IOException {
        SocketDriver d = driver;
        if (d == null || !d.established()) {
            throw new IllegalStateException("only what is connected is renegotiated");
        }
        d.again(c -> c.renegotiate(full));
    }

    @Override
    public void askForCertificate(boolean required) throws IOException {
        connected().askForCertificate(required);
    }

    @Override
    public void updateKeys(boolean requestPeer) throws SSLException {
        SocketDriver d = driver;
        if (d == null || !d.established()) {
            throw new SSLException("keys can only be updated on a connected socket");
        }
        try {
            d.updateKeys(requestPeer);
        } catch (SSLException e) {
            throw e;
        } catch (IOException e) {
            throw new SSLException("the KeyUpdate could not be sent", e);
        }
    }

    @Override
    public SslSettings settings() {
        return settings;
    }

    @Override
    public int readEarly(EarlyData early, ByteBuffer dst) throws IOException {
        boolean last = connected().handshakeUnless(early::readable);
        int n = early.read(dst);
        return n == 0 && last && dst.hasRemaining() ? -1 : n;
    }

    @Override
    public void writeEarly(ByteBuffer data) throws IOException {
        connected().writeEarly(data);
    }

    // ---- settings

    @Override
    public void setUseClientMode(boolean client) {
        if (facts() != null && client != settings.client()) {
            throw new IllegalArgumentException("Cannot change mode after SSL traffic has started");
        }
        settings.client(client);
    }

    @Override
    public boolean getUseClientMode() {
        return settings.client();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        settings.clientAuth(need ? ClientAuth.NEED : ClientAuth.NONE);
    }

    @Override
    public boolean getNeedClientAuth() {
        return settings.clientAuth() == ClientAuth.NEED;
    }

    @Override
    public void setWantClientAuth(boolean want) {
        settings.clientAuth(want ? ClientAuth.WANT : ClientAuth.NONE);
    }

    @Override
    public boolean getWantClientAuth() {
        return settings.clientAuth() == ClientAuth.WANT;
    }

    @Override
    public void setEnableSessionCreation(boolean enabled) {
        settings.sessionCreation(enabled);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return settings.sessionCreation();
    }

    @Override
    public String[] getSupportedProtocols() {
        return core.supportedProtocols();
    }

    @Override
    public String[] getEnabledProtocols() {
        return settings.enabledProtocols();
    }

    @Override
    public void setEnabledProtocols(String[] protocols) {
        settings.enabledProtocols(protocols);
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return core.supportedCipherSuites();
    }

    @Override
    public String[] getEnabledCipherSuites() {
        return settings.enabledCipherSuites();
    }

    @Override
    public void setEnabledCipherSuites(String[] suites) {
        settings.enabledCipherSuites(suites);
    }

    @Override
    public SSLParameters getSSLParameters() {
        return settings.parameters(peerHost);
    }

    @Override
    public void setSSLParameters(SSLParameters params) {
        settings.parameters(params);
    }

    @Override
    public void setHandshakeApplicationProtocolSelector(BiFunction<SSLSocket, List<String>, String> s) {
        selector = s;
        settings.applicationProtocolSelector(s == null ? null : offered -> s.apply(this, offered));
    }

    @Override
    public BiFunction<SSLSocket, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return selector;
    }

    @Override
    public String toString() {
        return "SSLSocket[hostname=" + peerHost + ", port=" + getPort() + ", " + (views == null ? noSession() : views.session()) + "]";
    }
}
