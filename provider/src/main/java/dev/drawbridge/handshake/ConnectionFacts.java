package dev.drawbridge.handshake;

import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.PeerVerified;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * What is known of a connection so far, for those who look on: handshake sessions, key and trust managers, reports. Written by
 * the handshake as each fact is settled, read by any thread; nothing in the handshake decides by it.
 */
public final class ConnectionFacts {
    private volatile ProtocolVersion version;
    private volatile CipherSuite cipherSuite;
    private volatile NamedGroup group;
    private volatile String applicationProtocol;
    private volatile String requestedServerName;
    private volatile List<SignatureScheme> peerSignatureSchemes = List.of();
    private volatile SignatureScheme localScheme;
    private volatile List<X509Certificate> localChain = List.of();
    private volatile List<X509Certificate> claimedPeerChain = List.of();
    private volatile PeerVerified peer = PeerVerified.unauthenticated();
    private volatile List<byte[]> stapledResponses = List.of();
    private volatile byte[] sessionId = new byte[0];
    private volatile boolean extendedMasterSecret;
    private volatile Instant resumedFrom;
    private volatile boolean authenticating;
    private volatile FragmentLimit limit = FragmentLimit.NONE;

    /** Of a session that is of no connection now. */
    public static ConnectionFacts of(Session session) {
        ConnectionFacts facts = new ConnectionFacts();
        facts.version = session.version();
        facts.cipherSuite = session.suite();
        facts.applicationProtocol = session.applicationProtocol();
        facts.requestedServerName = session.serverName();
        facts.peer = session.peer();
        facts.stapledResponses = session.peer().staples();
        facts.sessionId = session.id().clone();
        facts.extendedMasterSecret = session.extendedMasterSecret();
        facts.resumedFrom = session.created();
        facts.limit = session.limit();
        return facts;
    }

    /** The agreed version, or null. */
    public ProtocolVersion version() {
        return version;
    }

    public void version(ProtocolVersion v) {
        version = v;
    }

    /** The agreed suite, or null. */
    public CipherSuite cipherSuite() {
        return cipherSuite;
    }

    public void cipherSuite(CipherSuite s) {
        cipherSuite = s;
    }

    /** The group of the key exchange, or null. */
    public NamedGroup group() {
        return group;
    }

    public void group(NamedGroup g) {
        group = g;
    }

    /** The agreed application protocol; "" when it is settled that there is none, null before. */
    public String applicationProtocol() {
        return applicationProtocol;
    }

    public void applicationProtocol(String p) {
        applicationProtocol = p;
    }

    /** The host name of server_name, sent or received, or null. */
    public String requestedServerName() {
        return requestedServerName;
    }

    public void requestedServerName(String n) {
        requestedServerName = n;
    }

    /** The known schemes among those the peer offered, in its order. */
    public List<SignatureScheme> peerSignatureSchemes() {
        return peerSignatureSchemes;
    }

    public void peerSignatureSchemes(List<SignatureScheme> s) {
        peerSignatureSchemes = List.copyOf(s);
    }

    /** The scheme we signed with, or null. */
    public SignatureScheme localScheme() {
        return localScheme;
    }

    /** The chain we sent; empty when none. */
    public List<X509Certificate> localChain() {
        return localChain;
    }

    /** What we authenticated with: the chain and the scheme of our signature. */
    public void local(List<X509Certificate> chain, SignatureScheme scheme) {
        localChain = List.copyOf(chain);
        localScheme = scheme;
    }

    /** The chain that the peer sent, not yet judged; for managers that look at the handshake session. */
    public List<X509Certificate> claimedPeerChain() {
        return claimedPeerChain;
    }

    public void claimedPeerChain(List<X509Certificate> c) {
        claimedPeerChain = List.copyOf(c);
    }

    /** The peer as verified; unauthenticated until then. */
    public PeerVerified peer() {
        return peer;
    }

    public void peer(PeerVerified p) {
        peer = p;
    }

    /** Stapled OCSP responses the peer sent, DER; empty when none. */
    public List<byte[]> stapledResponses() {
        return stapledResponses;
    }

    public void stapledResponses(List<byte[]> r) {
        stapledResponses = List.copyOf(r);
    }

    /**
     * The session id, which a resumed session keeps: in TLS 1.2 of the wire, or where a ticket stands for the session of our own making; so
     * always in TLS 1.3.
     */
    public byte[] sessionId() {
        return sessionId.clone();
    }

    public void sessionId(byte[] id) {
        sessionId = id.clone();
    }

    /** Whether a key or trust manager is asked after the handshake: it is shown the session as in a handshake. */
    public boolean authenticating() {
        return authenticating;
    }

    public void authenticating(boolean now) {
        authenticating = now;
    }

    /** What max_fragment_length limits records to. */
    public FragmentLimit limit() {
        return limit;
    }

    public void limit(FragmentLimit l) {
        limit = l;
    }

    /** Whether an earlier session was resumed. */
    public boolean resumed() {
        return resumedFrom != null;
    }

    /** When the full handshake was whose session is resumed, or null. */
    public Instant resumedFrom() {
        return resumedFrom;
    }

    /** It is, and what was stapled to its chain comes back with it. */
    public void resumed(Session session) {
        resumedFrom = session.created();
        stapledResponses = session.peer().staples();
    }

    /** Whether RFC 7627 binds the master secret; always so in TLS 1.3. */
    public boolean extendedMasterSecret() {
        return extendedMasterSecret;
    }

    public void extendedMasterSecret(boolean b) {
        extendedMasterSecret = b;
    }
}
