package dev.drawbridge.jsse;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.engine.Connection;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.verify.Staples;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSessionBindingEvent;
import javax.net.ssl.SSLSessionBindingListener;
import javax.net.ssl.SSLSessionContext;

/**
 * The facts of one connection as JSSE shows them. One object is both the handshake session and the session, so that what a manager puts
 * into it during the handshake is found in it afterwards.
 */
final class SessionView extends ExtendedSSLSession {
    private final ContextCore core;
    private final TlsConfig config;
    private final ConnectionFacts facts;
    private final String peerHost;
    private final int peerPort;
    private final long created = System.currentTimeMillis();
    private final Map<String, Object> values = new ConcurrentHashMap<>();
    private volatile boolean invalidated;

    /** The session of a connection. */
    SessionView(ContextCore core, TlsConfig config, ConnectionFacts facts, String peerHost, int peerPort) {
        this.core = core;
        this.config = config;
        this.facts = facts;
        this.peerHost = peerHost;
        this.peerPort = peerPort;
    }

    /** The session that stands for none: before a handshake and after one that failed. */
    static SessionView none(ContextCore core) {
        return new SessionView(core, null, new ConnectionFacts(), null, -1);
    }

    @Override
    public byte[] getId() {
        return facts.sessionId();
    }

    @Override
    public SSLSessionContext getSessionContext() {
        return isValid() ? core.sessions(config.client()) : null;
    }

    @Override
    public long getCreationTime() {
        return created;
    }

    @Override
    public long getLastAccessedTime() {
        return created;
    }

    @Override
    public void invalidate() {
        invalidated = true;
    }

    @Override
    public boolean isValid() {
        return config != null && !invalidated;
    }

    @Override
    public void putValue(String name, Object value) {
        if (name == null || value == null) {
            throw new IllegalArgumentException("neither name nor value can be null");
        }
        Object old = values.put(name, value);
        if (value instanceof SSLSessionBindingListener l) {
            l.valueBound(new SSLSessionBindingEvent(this, name));
        }
        unbound(name, old);
    }

    @Override
    public Object getValue(String name) {
        if (name == null) {
            throw new IllegalArgumentException("the name cannot be null");
        }
        return values.get(name);
    }

    @Override
    public void removeValue(String name) {
        if (name == null) {
            throw new IllegalArgumentException("the name cannot be null");
        }
        unbound(name, values.remove(name));
    }

    private void unbound(String name, Object old) {
        if (old instanceof SSLSessionBindingListener l) {
            l.valueUnbound(new SSLSessionBindingEvent(this, name));
        }
    }

    @Override
    public String[] getValueNames() {
        return values.keySet().toArray(new String[0]);
    }

    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        return verifiedChain().toArray(new X509Certificate[0]); // to which programs cast the array of SunJSSE
    }

    @Override
    public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
        return verifiedChain().get(0).getSubjectX500Principal();
    }

    private List<X509Certificate> verifiedChain() throws SSLPeerUnverifiedException {
        if (!facts.peer().authenticated()) {
            throw new SSLPeerUnverifiedException("peer not authenticated");
        }
        return facts.peer().chain();
    }

    @Override
    public Certificate[] getLocalCertificates() {
        List<X509Certificate> chain = facts.localChain();
        return chain.isEmpty() ? null : chain.toArray(new X509Certificate[0]);
    }

    @Override
    public Principal getLocalPrincipal() {
        List<X509Certificate> chain = facts.localChain();
        return chain.isEmpty() ? null : chain.get(0).getSubjectX500Principal();
    }

    @Override
    public String getCipherSuite() {
        return facts.cipherSuite() == null ? "SSL_NULL_WITH_NULL_NULL" : facts.cipherSuite().name();
    }

    @Override
    public String getProtocol() {
        return facts.version() == null ? "NONE" : facts.version().toString();
    }

    @Override
    public String getPeerHost() {
        return peerHost;
    }

    @Override
    public int getPeerPort() {
        return peerPort;
    }

    @Override
    public int getPacketBufferSize() {
        return Connection.PACKET_SIZE;
    }

    @Override
    public int getApplicationBufferSize() {
        return Connection.APPLICATION_SIZE;
    }

    @Override
    public String[] getLocalSupportedSignatureAlgorithms() {
        return config == null ? new String[0] : ParametersMapper.algorithmNames(config.signatureSchemes());
    }

    @Override
    public String[] getPeerSupportedSignatureAlgorithms() {
        return ParametersMapper.algorithmNames(facts.peerSignatureSchemes());
    }

    @Override
    public List<SNIServerName> getRequestedServerNames() {
        String name = facts.requestedServerName();
        SNIHostName host = name == null ? null : ServerNames.received(name);
        return host == null ? List.of() : List.of(host);
    }

    /** What the server stapled, for our own trust manager. */
    Staples staples() {
        return Staples.of(config != null && config.authentication().askForStaples(), facts.stapledResponses());
    }

    /** By position in the chain as the server sent it: an empty array stands for none, and those after the last one are left out. */
    @Override
    public List<byte[]> getStatusResponses() {
        return facts.stapledResponses().stream().map(byte[]::clone).toList();
    }

    @Override
    public String toString() {
        return "Session[" + getProtocol() + ", " + getCipherSuite() + "]";
    }
}
