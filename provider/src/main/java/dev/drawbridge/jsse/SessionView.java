package dev.drawbridge.jsse;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.SignatureScheme;
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
    private static final ConnectionFacts NO_FACTS = new ConnectionFacts();

    /** Null for the session that stands for none, and for one of no context. */
    private final SessionContextView context;
    private final ConnectionFacts facts;
    private final String peerHost;
    private final int peerPort;
    /** As a client; null when nothing can be resumed from it, and for servers. */
    private final Resumable resumable;
    /** Of a client's connection; null of others. */
    private final ConnectionSessions sessions;
    private final boolean none;
    private final Local local;
    private final long created = System.currentTimeMillis();
    private final Map<String, Object> values = new ConcurrentHashMap<>();
    private volatile boolean invalidated;

    /** What we offered, and what the program has room for. */
    private record Local(List<SignatureScheme> schemes, boolean askedForStaples, int maximumPacketSize) {
        static final Local UNKNOWN = new Local(List.of(), false, 0);
    }

    private SessionView(SessionContextView context, ConnectionSessions sessions, ConnectionFacts facts, Peer peer, Local local) {
        this.context = context;
        this.sessions = sessions;
        this.none = peer.nobody;
        this.facts = facts;
        this.peerHost = peer.host;
        this.peerPort = peer.port;
        this.resumable = peer.resumable;
        this.local = local;
    }

    /**
     * With whom a session is.
     *
     * @param host or null
     * @param port negative when it is not known
     * @param resumable as a client; null when nothing can be resumed from it
     * @param nobody of the session that stands for none
     */
    record Peer(String host, int port, Resumable resumable, boolean nobody) {
        static final Peer UNKNOWN = new Peer(null, -1, null);
        static final Peer NOBODY = new Peer(null, -1, null, true);

        Peer(String host, int port, Resumable resumable) {
            this(host, port, resumable, false);
        }
    }

    /**
     * The session of a connection.
     *
     * @param maximumPacketSize the most bytes of a record that the program has room for, or 0
     */
    static SessionView of(SessionContextView context, TlsConfig config, ConnectionFacts facts, String peerHost, int peerPort, int maximumPacketSize) {
        ConnectionSessions ours = config.resumption().client() instanceof ConnectionSessions c ? c : null;
        Resumable resumable = ours == null ? null : ours.resumable();
        return new SessionView(context, ours, facts, new Peer(peerHost, peerPort, resumable),
                new Local(config.signatureSchemes(), config.authentication().askForStaples(), maximumPacketSize));
    }

    /** A session of no connection: one that is remembered, or read from a file. {@code context} may be null. */
    static SessionView of(SessionContextView context, Session session, Peer peer) {
        return new SessionView(context, null, ConnectionFacts.of(session), peer, Local.UNKNOWN);
    }

    /** The session that stands for none: before a handshake and after one that failed. */
    static SessionView none() {
        return new SessionView(null, null, NO_FACTS, Peer.NOBODY, Local.UNKNOWN);
    }

    /** Tells the program's listener of the sessions that came meanwhile. */
    void tell() {
        if (sessions != null) {
            sessions.tell(context, peerPort);
        }
    }

    /**
     * The connection failed. RFC 5246 section 7.2: "the session identifier MUST be invalidated". Section 7.2.2: "Thus, any connection terminated
     * with a fatal alert MUST NOT be resumed." As in OpenSSL that is so in TLS 1.3 too, where RFC 8446 section 6 says of what established the
     * connection that tickets "SHOULD be discarded if possible", and also when the peer goes away without close_notify.
     */
    void broken() {
        invalidate();
    }

    /** What it shows. */
    ConnectionFacts facts() {
        return facts;
    }

    /** What a client resumes from it, or null. */
    Resumable resumable() {
        return resumable;
    }

    @Override
    public byte[] getId() {
        return facts.sessionId();
    }

    @Override
    public SSLSessionContext getSessionContext() {
        return isValid() ? context : null;
    }

    @Override
    public long getCreationTime() {
        return facts.resumedFrom() == null ? created : facts.resumedFrom().toEpochMilli();
    }

    @Override
    public long getLastAccessedTime() {
        return created;
    }

    /** JSSE: "Future connections will not be able to resume or join this session. However, any existing connection using this session can
     * continue to use the session until the connection is closed." */
    @Override
    public void invalidate() {
        invalidated = true;
        if (resumable != null) {
            resumable.spoil();
        } else if (context != null) {
            context.spoil(facts);
        }
    }

    @Override
    public boolean isValid() {
        return !none && !invalidated;
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
        return PacketSizes.packet(facts.limit(), local.maximumPacketSize);
    }

    @Override
    public int getApplicationBufferSize() {
        return PacketSizes.application(facts.limit(), local.maximumPacketSize);
    }

    @Override
    public String[] getLocalSupportedSignatureAlgorithms() {
        return ParametersMapper.algorithmNames(local.schemes);
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
        return Staples.of(local.askedForStaples, facts.stapledResponses());
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
