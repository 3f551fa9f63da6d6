package dev.drawbridge.jsse;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.session.EarlyData;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.VerifyWishes;
import java.security.AlgorithmConstraints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLParameters;

/**
 * What a program may still change on one engine, socket or server socket. {@link ContextCore#config} reads it once, when the handshake
 * begins. Every method only touches fields, so the monitor is never held for long.
 */
public final class SslSettings {
    private final ContextCore core;
    private boolean client;
    /** Null as long as the program leaves it to the context. */
    private List<ProtocolVersion> versions;
    /** Whether SSLv2Hello is among what the program enabled; null as long as it leaves that to the context. */
    private Boolean ssl2Hello;
    /** Null as long as the program leaves it to the context. */
    private List<CipherSuite> suites;
    /** Null as long as the program leaves it to the context. */
    private ClientAuth clientAuth;
    private boolean sessionCreation = true;
    /** Null as long as the program leaves it to the context. */
    private Boolean localOrder;
    /** Kept for the program alone: it speaks of DTLS. Off, as SunJSSE has it for TLS. */
    private boolean retransmissions;
    /** 0 as long as the program leaves it to us. */
    private int maximumPacketSize;
    private AlgorithmConstraints constraints;
    private String endpointIdentification;
    /** Null as long as the peer's host name decides. */
    private List<SNIServerName> serverNames;
    private List<SNIMatcher> sniMatchers;
    private List<String> applicationProtocols = List.of();
    private Function<List<String>, String> applicationProtocolSelector;
    private List<String> groups;
    private List<String> schemes;
    private VerifyWishes wishes = VerifyWishes.NONE;
    private SessionWishes sessionWishes = SessionWishes.NONE;
    /** Of this connection, not of those that a server socket accepts; null when the program does not want it. */
    private EarlyData earlyData;
    private boolean postHandshakeAuth;

    SslSettings(ContextCore core, boolean client) {
        this.core = core;
        this.client = client;
    }

    /** The same settings for another connection: a server socket's for what it accepts. */
    synchronized SslSettings copy() {
        SslSettings c = new SslSettings(core, client);
        c.versions = versions;
        c.ssl2Hello = ssl2Hello;
        c.suites = suites;
        c.clientAuth = clientAuth;
        c.sessionCreation = sessionCreation;
        c.localOrder = localOrder;
        c.retransmissions = retransmissions;
        c.maximumPacketSize = maximumPacketSize;
        c.constraints = constraints;
        c.endpointIdentification = endpointIdentification;
        c.serverNames = serverNames;
        c.sniMatchers = sniMatchers;
        c.applicationProtocols = applicationProtocols;
        c.applicationProtocolSelector = applicationProtocolSelector;
        c.groups = groups;
        c.schemes = schemes;
        c.wishes = wishes;
        c.postHandshakeAuth = postHandshakeAuth;
        c.sessionWishes = sessionWishes;
        return c;
    }

    synchronized boolean client() {
        return client;
    }

    /** Changes the role; what the program left to the context follows the new role's defaults. */
    synchronized void client(boolean isClient) {
        client = isClient;
    }

    synchronized List<ProtocolVersion> versions() {
        return versions != null ? versions : core.defaultVersions(client);
    }

    synchronized List<CipherSuite> suites() {
        return suites != null ? suites : core.defaultSuites(client);
    }

    synchronized String[] enabledProtocols() {
        return ParametersMapper.protocolNames(versions(), Boolean.TRUE.equals(ssl2Hello));
    }

    /** With what the program says of hellos in the form of SSL 2.0: clients never send them (RFC 6176 section 3), whatever it says. */
    synchronized Tuning tuned(Tuning tuning) {
        Tuning tuned = ssl2Hello == null ? tuning : tuning.withSsl2Hello(ssl2Hello);
        return client && core.limitsFragments() ? tuned.with(PacketSizes.asked(maximumPacketSize)) : tuned;
    }

    /** The most bytes of a record that the program has room for, or 0. */
    synchronized int maximumPacketSize() {
        return maximumPacketSize;
    }

    /** See {@code SSLEngine.setEnabledProtocols}: unknown names are an {@code IllegalArgumentException}. */
    synchronized void enabledProtocols(String[] names) {
        versions = ParametersMapper.versions(names);
        ssl2Hello = List.of(names).contains(ParametersMapper.SSLV2_HELLO);
    }

    String[] enabledCipherSuites() {
        return ParametersMapper.suiteNames(suites());
    }

    /** See {@code SSLEngine.setEnabledCipherSuites}: unknown names are an {@code IllegalArgumentException}. */
    synchronized void enabledCipherSuites(String[] names) {
        suites = ParametersMapper.suites(names);
    }

    /** The same for both roles, although it means nothing to a client: programs give a server the default parameters, which are a client's. */
    synchronized ClientAuth clientAuth() {
        return clientAuth != null ? clientAuth : core.defaultClientAuth();
    }

    /** As a server of TLS 1.3: whether the client is asked only when the program says so, after the handshake. */
    synchronized boolean asksLater() {
        return !client && clientAuth == null && core.defaultAsksLater();
    }

    synchronized void clientAuth(ClientAuth c) {
        clientAuth = c;
    }

    synchronized boolean sessionCreation() {
        return sessionCreation;
    }

    synchronized void sessionCreation(boolean b) {
        sessionCreation = b;
    }

    synchronized boolean localOrder() {
        return localOrder != null ? localOrder : core.defaultLocalOrder();
    }

    /** The program's own constraints, or null. */
    synchronized AlgorithmConstraints constraints() {
        return constraints;
    }

    /** {@code HTTPS}, {@code LDAPS}, or null or empty for none. */
    /** Whether the peer is to be identified; the empty name turns that off. */
    synchronized boolean identifiesEndpoint() {
        return endpointIdentification != null && !endpointIdentification.isEmpty();
    }

    synchronized String endpointIdentification() {
        return endpointIdentification;
    }

    /** The names the program wants asked for; null leaves it to the peer's host name, empty asks for none. */
    synchronized List<SNIServerName> serverNames() {
        return serverNames;
    }

    /** Names for server_name, best first, or null to leave it to the peer's host name. */
    synchronized void serverNames(List<SNIServerName> names) {
        serverNames = names == null ? null : List.copyOf(names);
    }

    /** The server's matchers, or null. */
    synchronized List<SNIMatcher> sniMatchers() {
        return sniMatchers;
    }

    synchronized List<String> applicationProtocols() {
        return applicationProtocols;
    }

    synchronized Function<List<String>, String> applicationProtocolSelector() {
        return applicationProtocolSelector;
    }

    /** The program's ALPN choice with its engine or socket already bound, or null. */
    synchronized void applicationProtocolSelector(Function<List<String>, String> f) {
        applicationProtocolSelector = f;
    }

    /** Names of groups the program set, or null. */
    synchronized List<String> groups() {
        return groups;
    }

    /** Names of signature schemes the program set, or null. */
    synchronized List<String> schemes() {
        return schemes;
    }

    /** Whether a client may be asked for its certificate after the handshake. */
    synchronized boolean postHandshakeAuth() {
        return postHandshakeAuth;
    }

    /** See {@code SslControl.postHandshakeAuth}. */
    public synchronized void postHandshakeAuth(boolean on) {
        postHandshakeAuth = on;
    }

    /** What the program says or hears early, or null. */
    public synchronized EarlyData earlyData() {
        return earlyData;
    }

    /**
     * The same, which the program now wants.
     *
     * @throws IllegalStateException in the other role
     */
    public synchronized EarlyData wantEarlyData(boolean asClient) {
        if (client != asClient) {
            throw new IllegalStateException("before the handshake clients write early data and servers read it");
        }
        if (earlyData == null) {
            earlyData = new EarlyData();
        }
        return earlyData;
    }

    /** What a client's program wants of sessions. */
    public synchronized SessionWishes sessionWishes() {
        return sessionWishes;
    }

    /** The same, for a handshake that is still to begin. */
    public synchronized void sessionWishes(SessionWishes w) {
        sessionWishes = w;
    }

    /** How the peer's chain is verified otherwise than the context says. */
    public synchronized VerifyWishes wishes() {
        return wishes;
    }

    /**
     * Wishes for our own trust manager.
     *
     * @throws IllegalStateException when a trust manager of the program judges, which cannot know them
     */
    public synchronized void wishes(VerifyWishes w) {
        if (!core.managers().takesWishes()) {
            throw new IllegalStateException("the peer is judged by " + core.managers().describeTrust()
                    + ", which takes no verify callback, depth or mode");
        }
        wishes = w;
    }

    /** A copy of all settings, as {@code getSSLParameters} gives it. */
    synchronized SSLParameters parameters() {
        SSLParameters p = new SSLParameters(enabledCipherSuites(), enabledProtocols());
        switch (clientAuth()) {
            case NEED -> p.setNeedClientAuth(true);
            case WANT -> p.setWantClientAuth(true);
            case NONE -> p.setWantClientAuth(false);
        }
        p.setAlgorithmConstraints(constraints);
        p.setEndpointIdentificationAlgorithm(endpointIdentification);
        p.setUseCipherSuitesOrder(localOrder());
        p.setEnableRetransmissions(retransmissions);
        p.setMaximumPacketSize(maximumPacketSize);
        p.setApplicationProtocols(applicationProtocols.toArray(new String[0]));
        if (serverNames != null) {
            p.setServerNames(serverNames);
        }
        if (sniMatchers != null) {
            p.setSNIMatchers(sniMatchers);
        }
        NewerParameters.namedGroups(p, toArray(groups));
        NewerParameters.signatureSchemes(p, toArray(schemes));
        return p;
    }

    /** The same for a connection to a host: as with SunJSSE, a client's names show the one that it will ask for. */
    SSLParameters parameters(String peerHost) {
        SSLParameters p = parameters();
        String name = client() && p.getServerNames() == null ? ServerNames.fromHost(peerHost) : null;
        if (name != null) {
            p.setServerNames(List.of(new SNIHostName(name)));
        }
        return p;
    }

    /** Takes over what is set in {@code p}; a property that is null there keeps its value here, as JSSE has it. */
    synchronized void parameters(SSLParameters p) {
        List<ProtocolVersion> newVersions = p.getProtocols() == null ? versions : ParametersMapper.versions(p.getProtocols());
        List<CipherSuite> newSuites = p.getCipherSuites() == null ? suites : ParametersMapper.suites(p.getCipherSuites());
        versions = newVersions;
        ssl2Hello = p.getProtocols() == null ? ssl2Hello : (Boolean) List.of(p.getProtocols()).contains(ParametersMapper.SSLV2_HELLO);
        suites = newSuites;
        clientAuth = p.getNeedClientAuth() ? ClientAuth.NEED : p.getWantClientAuth() ? ClientAuth.WANT : ClientAuth.NONE;
        constraints = p.getAlgorithmConstraints() != null ? p.getAlgorithmConstraints() : constraints;
        if (p.getEndpointIdentificationAlgorithm() != null) {
            endpointIdentification = p.getEndpointIdentificationAlgorithm();
        }
        serverNames = p.getServerNames() != null ? List.copyOf(p.getServerNames()) : serverNames;
        sniMatchers = p.getSNIMatchers() != null ? copy(p.getSNIMatchers()) : sniMatchers;
        localOrder = p.getUseCipherSuitesOrder();
        retransmissions = p.getEnableRetransmissions();
        maximumPacketSize = p.getMaximumPacketSize();
        applicationProtocols = List.of(p.getApplicationProtocols());
        groups = toList(NewerParameters.namedGroups(p));
        schemes = toList(NewerParameters.signatureSchemes(p));
    }

    private static List<SNIMatcher> copy(Collection<SNIMatcher> matchers) {
        return List.copyOf(new ArrayList<>(matchers));
    }

    private static String[] toArray(List<String> l) {
        return l == null ? null : l.toArray(new String[0]);
    }

    private static List<String> toList(String[] a) {
        return a == null ? null : List.of(a);
    }
}
