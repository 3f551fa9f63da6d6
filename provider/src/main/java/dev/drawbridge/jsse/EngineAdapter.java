package dev.drawbridge.jsse;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.engine.Connection;
import dev.drawbridge.engine.Listener;
import dev.drawbridge.engine.Transfer;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.session.EarlyData;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;

/** A connection as JSSE's {@link SSLEngine}. The connection is made, and the settings frozen, when the handshake begins. */
final class EngineAdapter extends SSLEngine implements Controllable {
    private final ContextCore core;
    private final SslSettings settings;
    private final SSLSession none;
    /** Guards the birth of the connection. */
    private final ReentrantLock birth = new ReentrantLock();
    private final Transfer reading = new Transfer();
    private final Transfer writing = new Transfer();
    private volatile boolean roleChosen;
    private volatile Live live;
    private volatile boolean outboundClosedUnborn;
    private volatile boolean inboundClosedUnborn;
    private volatile BiFunction<SSLEngine, List<String>, String> selector;
    /** What the trace is still to be told, or null. */
    private final AtomicReference<Runnable> untold = new AtomicReference<>();
    private final AtomicBoolean begun = new AtomicBoolean();

    /** What there is from the beginning of the handshake on. */
    private record Live(Connection connection, HandshakeViews views) {
    }

    EngineAdapter(ContextCore core, String peerHost, int peerPort) {
        super(peerHost, peerPort);
        this.core = core;
        this.settings = new SslSettings(core, false);
        this.none = SessionView.none();
    }

    // ---- the connection

    /** The connection, made now when there is none yet. */
    private Live live() throws SSLException {
        Live l = live;
        if (l != null) {
            return l;
        }
        birth.lock();
        try {
            if (live == null) {
                live = open();
            }
            return live;
        } finally {
            birth.unlock();
        }
    }

    private Live open() throws SSLException {
        if (!roleChosen) {
            throw new IllegalStateException("Client/Server mode has not yet been set.");
        }
        TlsConfig config = settingsOfNow();
        HandshakeViews views = new HandshakeViews(core, settings, getPeerHost(), getPeerPort());
        // Both come under the connection's locks and before "live" is set nothing can happen; the trace is written later, without them.
        Connection connection = new Connection(config, new Listener() {
            @Override
            public void connected(ConnectionFacts facts) {
                views.done();
                untold.set(views::traceConnected);
            }

            @Override
            public void failed(TlsFault fault) {
                views.broken();
                untold.set(() -> views.traceFailed(fault));
            }

            @Override
            public TlsConfig renegotiates(ConnectionFacts facts) throws SSLException {
                TlsConfig now = settingsOfNow();
                views.begins(now, facts);
                return now;
            }
        });
        views.begins(config, connection.facts());
        return new Live(connection, views);
    }

    private TlsConfig settingsOfNow() throws SSLException {
        return core.config(settings, getPeerHost(), getPeerPort(), this);
    }

    @Override
    public void beginHandshake() throws SSLException {
        if (outboundClosedUnborn || inboundClosedUnborn) {
            throw new SSLException("the engine is closed");
        }
        try {
            begin(live().connection);
        } catch (TlsFault f) {
            throw refused(f);
        }
    }

    /**
     * Begins or does what the connection does when it has begun. The ClientHello of a client is made at once: programs take it from SunJSSE
     * that a client that begins wants to write, and Kafka's selector never asks to write after a task.
     */
    private void begin(Connection connection) throws TlsFault {
        connection.beginHandshake(settings.client() ? ClientAuth.NONE : settings.clientAuth());
        if (begun.compareAndSet(false, true) || connection.connected()) {
            runTasks(connection);
        }
    }

    private static void runTasks(Connection connection) {
        for (Runnable task = connection.takeTask(); task != null; task = connection.takeTask()) {
            task.run();
        }
    }

    /** What the state of the connection does not allow is no failure of it. */
    private static SSLException refused(TlsFault f) {
        return f.fault() == Fault.NOT_CONFIGURED ? new SSLException("the engine is not connected, or closed", f) : ExceptionMapper.map(f);
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        Live l = live;
        return l == null ? HandshakeStatus.NOT_HANDSHAKING : EngineResults.of(l.connection.status());
    }

    @Override
    public Runnable getDelegatedTask() {
        Live l = live;
        return l == null ? null : l.connection.takeTask();
    }

    // ---- data

    @Override
    public SSLEngineResult wrap(ByteBuffer[] srcs, int offset, int length, ByteBuffer dst) throws SSLException {
        check(srcs, offset, length, dst);
        if (dst.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        if (live == null && (outboundClosedUnborn || inboundClosedUnborn)) {
            return EngineResults.CLOSED;
        }
        try {
            Connection c = connection();
            c.wrap(srcs, offset, length, dst, writing);
        } catch (TlsFault f) {
            throw ExceptionMapper.map(f);
        } finally {
            tell();
        }
        return EngineResults.of(writing);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer src, ByteBuffer[] dsts, int offset, int length) throws SSLException {
        check(dsts, offset, length, src);
        for (int i = offset; i < offset + length; i++) {
            if (dsts[i].isReadOnly()) {
                throw new ReadOnlyBufferException();
            }
        }
        if (live == null && (outboundClosedUnborn || inboundClosedUnborn)) {
            return EngineResults.CLOSED;
        }
        try {
            Connection c = connection();
            c.unwrap(src, dsts, offset, length, reading);
            if (reading.outcome == Transfer.Outcome.CLOSED && core.acknowledgeCloseNotify()) {
                c.closeOutbound();
                reading.status = c.status();
            }
        } catch (TlsFault f) {
            throw ExceptionMapper.map(f);
        } finally {
            tell();
        }
        return EngineResults.of(reading);
    }

    /** JSSE: "The handshake can also be started by [...] the first call to wrap() or unwrap()". */
    private Connection connection() throws SSLException, TlsFault {
        Live l = live;
        if (l == null) {
            l = live();
            begin(l.connection);
        }
        return l.connection;
    }

    private void tell() {
        Live l = live;
        if (l != null) {
            l.views.tell();
        }
        if (untold.get() != null) {
            Runnable r = untold.getAndSet(null);
            if (r != null) {
                r.run();
            }
        }
    }

    /** JSSE: "IllegalArgumentException - if either srcs or dst is null, or if any element in the srcs subsequence specified is null". */
    private static void check(ByteBuffer[] many, int offset, int length, ByteBuffer one) {
        if (many == null || one == null) {
            throw new IllegalArgumentException("a buffer is null");
        }
        Objects.checkFromIndexSize(offset, length, many.length);
        for (int i = offset; i < offset + length; i++) {
            if (many[i] == null) {
                throw new IllegalArgumentException("buffer " + i + " is null");
            }
        }
    }

    // ---- the end

    @Override
    public void closeOutbound() {
        birth.lock();
        try {
            if (live == null) {
                outboundClosedUnborn = true;
                return;
            }
        } finally {
            birth.unlock();
        }
        live.connection.closeOutbound();
    }

    @Override
    public void closeInbound() throws SSLException {
        birth.lock();
        try {
            if (live == null) {
                inboundClosedUnborn = true;
                return;
            }
        } finally {
            birth.unlock();
        }
        try {
            live.connection.closeInbound();
        } catch (TlsFault f) {
            throw ExceptionMapper.map(f);
        } finally {
            tell();
        }
    }

    @Override
    public boolean isOutboundDone() {
        Live l = live;
        return l == null ? outboundClosedUnborn || inboundClosedUnborn : l.connection.outboundDone();
    }

    @Override
    public boolean isInboundDone() {
        Live l = live;
        return l == null ? outboundClosedUnborn || inboundClosedUnborn : l.connection.inboundDone();
    }

    // ---- what is known

    @Override
    public SSLSession getSession() {
        Live l = live;
        return l != null && l.connection.connected() ? l.views.session() : none;
    }

    @Override
    public SSLSession getHandshakeSession() {
        Live l = live;
        if (l == null || !l.connection.handshaking()) {
            return l != null && l.connection.facts().authenticating() ? l.views.session() : null;
        }
        return l.views.handshakeSession(l.connection.renegotiating());
    }

    @Override
    public String getApplicationProtocol() {
        Live l = live;
        return l != null && l.connection.connected() ? core.alpnNames().fromWire(l.connection.facts().applicationProtocol()) : null;
    }

    @Override
    public String getHandshakeApplicationProtocol() {
        Live l = live;
        return l != null && l.connection.handshaking() ? core.alpnNames().fromWire(l.connection.handshakeFacts().applicationProtocol()) : null;
    }

    @Override
    public ConnectionFacts facts() {
        Live l = live;
        return l == null ? null : l.connection.facts();
    }

    @Override
    public void askForCertificate(boolean required) throws SSLException {
        try {
            live().connection.askForCertificate(required);
        } catch (TlsFault f) {
            throw new SSLException(f.getMessage(), f);
        }
    }

    @Override
    public void updateKeys(boolean requestPeer) throws SSLException {
        Live l = live;
        if (l == null) {
            throw new SSLException("keys can be updated once connected");
        }
        try {
            l.connection.updateKeys(requestPeer);
        } catch (TlsFault f) {
            throw refused(f);
        }
    }

    @Override
    public void renegotiate(boolean full) throws SSLException {
        Live l = live;
        if (l == null || !l.connection.connected()) {
            throw new IllegalStateException("only what is connected is renegotiated");
        }
        try {
            l.connection.renegotiate(full);
            runTasks(l.connection);
        } catch (TlsFault f) {
            throw refused(f);
        }
    }

    @Override
    public SslSettings settings() {
        return settings;
    }

    @Override
    public int readEarly(EarlyData early, ByteBuffer dst) {
        Live l = live;
        boolean last = l != null && (l.connection.connected() || l.connection.inboundDone()); // before looking, so that nothing that comes meanwhile is missed
        int n = early.read(dst);
        return n == 0 && last && dst.hasRemaining() ? -1 : n;
    }

    @Override
    public void writeEarly(ByteBuffer data) throws SSLException {
        try {
            live().connection.writeEarly(data);
        } catch (TlsFault f) {
            throw new SSLException(f.getMessage(), f);
        }
    }

    // ---- settings

    @Override
    public void setHandshakeApplicationProtocolSelector(BiFunction<SSLEngine, List<String>, String> s) {
        selector = s;
        settings.applicationProtocolSelector(s == null ? null : offered -> s.apply(this, offered));
    }

    @Override
    public BiFunction<SSLEngine, List<String>, String> getHandshakeApplicationProtocolSelector() {
        return selector;
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

    /** JSSE: "IllegalArgumentException if a mode change is attempted after the initial handshake has begun". */
    @Override
    public void setUseClientMode(boolean mode) {
        if (live != null && mode != settings.client()) {
            throw new IllegalArgumentException("Cannot change mode after SSL traffic has started");
        }
        settings.client(mode);
        roleChosen = true;
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
    public void setEnableSessionCreation(boolean flag) {
        settings.sessionCreation(flag);
    }

    @Override
    public boolean getEnableSessionCreation() {
        return settings.sessionCreation();
    }

    @Override
    public SSLParameters getSSLParameters() {
        return settings.parameters(getPeerHost());
    }

    @Override
    public void setSSLParameters(SSLParameters params) {
        settings.parameters(params);
    }

    @Override
    public String toString() {
        return "EngineAdapter[" + (settings.client() ? "client" : "server") + ", " + getHandshakeStatus() + "]";
    }
}
