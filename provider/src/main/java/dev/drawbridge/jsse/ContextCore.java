package dev.drawbridge.jsse;

import dev.drawbridge.config.AuthorityNames;
import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.ContextDefaults;
import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.JdkSwitches;
import dev.drawbridge.config.Limits;
import dev.drawbridge.config.DhChoice;
import dev.drawbridge.config.KeyFiles;
import dev.drawbridge.config.Properties;
import dev.drawbridge.config.PropertyException;
import dev.drawbridge.config.PskSource;
import dev.drawbridge.config.RoleDefaults;
import dev.drawbridge.config.SharingSettings;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.config.VerifySettings;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.diag.DebugTrace;
import dev.drawbridge.diag.Trace;
import dev.drawbridge.diag.TraceFile;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.Watched;
import dev.drawbridge.verify.DisabledAlgorithms;
import java.io.IOException;
import java.nio.file.Path;
import java.security.AlgorithmConstraints;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.StandardConstants;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509KeyManager;
import javax.net.ssl.X509TrustManager;

/** What the engines and sockets of one {@code SSLContext} share: managers, cryptography, properties read once, and sessions. */
final class ContextCore {
    private final Managers managers;
    private final Crypto crypto;
    private final Role client;
    private final Role server;
    private final DisabledAlgorithms disabled;
    private final ContextSessions sessions;
    private final boolean requireExtendedMasterSecret;
    private final boolean allowUnsafeLegacy;
    private final boolean sendServerName;
    private final boolean askForStaples;
    private final StatusSource status;
    private final boolean acknowledgeCloseNotify;
    private final boolean resumeAfterFailure;
    private final boolean trustNameService;
    private final boolean limitsFragments;
    private final AlpnNames alpnNames;
    private final Trace trace;

    /**
     * What a role has: its defaults, their suites that there are keys for, its own keys or null, bounds on its peers, and the names of
     * authorities that these are told.
     */
    private record Role(RoleDefaults defaults, List<CipherSuite> suites, X509KeyManager keys, Limits limits, Tuning tuning,
            Supplier<List<byte[]>> authorities, boolean requireCloseNotify, AtomicReference<EnabledAlgorithms> lastEnabled) {
    }

    /**
     * A context's core.
     *
     * @param protocol the name the context was asked for by
     * @param keys or null for those that the configuration names
     * @param trust or null for the JVM's trust store
     * @param random or null
     * @throws IllegalArgumentException when a property or openssl.cnf has a value that means nothing
     * @throws StoreException when the default trust or the default keys cannot be read
     */
    ContextCore(ContextProtocol protocol, Properties properties, KeyManager[] keys, TrustManager[] trust, SecureRandom random)
            throws StoreException {
        crypto = new BcCrypto(random);
        disabled = properties.disabledAlgorithms();
        RoleDefaults asClient = defaults(protocol, properties, true);
        RoleDefaults asServer = defaults(protocol, properties, false);
        X509TrustManager defaultTrust = trust == null ? DefaultTrust.of(properties, asClient.trust(), asServer.trust()) : null;
        managers = Managers.of(keys != null ? keys : FilePsks.of(properties), trust, defaultTrust);
        client = role(asClient, properties, true, keys == null);
        server = role(asServer, properties, false, keys == null);
        sessions = new ContextSessions(crypto, asClient.sessions(), asServer.sessions(), properties.sessionCacheSize(), server.keys,
                SharingSettings.of(properties));
        requireExtendedMasterSecret = properties.requireExtendedMasterSecret();
        allowUnsafeLegacy = client.tuning.options().renegotiation().legacyServers();
        sendServerName = properties.sendServerName();
        askForStaples = properties.askForStaples();
        status = StatusSource.of(properties);
        acknowledgeCloseNotify = properties.acknowledgeCloseNotify();
        resumeAfterFailure = properties.resumeAfterFailure();
        trustNameService = properties.jdk().trustNameService();
        limitsFragments = properties.jdk().limitsFragments();
        alpnNames = new AlpnNames(properties.jdk().alpnCharset());
        trace = Trace.both(trace(properties), DebugTrace.of(properties.jdk().debug()));
        properties.tellNoEffect();
    }

    private RoleDefaults defaults(ContextProtocol protocol, Properties properties, boolean isClient) {
        return ContextDefaults.of(properties, isClient, protocol.newest(), protocol.followsProperties());
    }

    private Role role(RoleDefaults defaults, Properties properties, boolean isClient, boolean defaultKeys) throws StoreException {
        JdkSwitches jdk = properties.jdk();
        Tuning tuning = jdk.tuning(isClient).with(defaults.options())
                .with(dh(defaults, jdk));
        List<CipherSuite> suites = defaults.suites().value().stream().filter(s -> !s.psk() || managers.psks() != null).toList();
        return new Role(defaults, suites, defaultKeys ? keys(defaults.keys()) : managers.keys(),
                properties.limits(isClient).withFiniteFieldBits(defaults.rules().finiteFieldBits()),
                // A client without tickets still resumes by id, and in TLS 1.3. A server has none to give out then, which its sessions know.
                isClient && !defaults.sessions().tickets() ? tuning.without(ExtensionType.SESSION_TICKET) : tuning, authorities(defaults, !isClient || jdk.sendAuthorities()),
                properties.requireCloseNotify(Boolean.FALSE.equals(defaults.options().ignoreUnexpectedEof())),
                new AtomicReference<>());
    }

    private DhChoice dh(RoleDefaults defaults, JdkSwitches jdk) throws StoreException {
        if (defaults.dhFile() != null) {
            return DhChoice.of(defaults.dhFile().load(crypto));
        }
        NamedGroup group = jdk.ephemeralDhGroup();
        return group == null ? DhChoice.AUTOMATIC : DhChoice.of(crypto.finiteField(group));
    }

    /**
     * What the configuration says of the names, else those of the trust manager, as in JSSE.
     *
     * @param ofTrust whether these are sent too
     */
    private Supplier<List<byte[]>> authorities(RoleDefaults defaults, boolean ofTrust) throws StoreException {
        if (!defaults.sendAuthorities()) {
            return List::of;
        }
        if (defaults.authorities().isEmpty()) {
            return ofTrust ? managers::acceptableAuthorities : List::of;
        }
        List<byte[]> names = AuthorityNames.read(defaults.authorities());
        return () -> names;
    }

    /** The keys that the configuration names, or null. */
    private static X509KeyManager keys(List<KeyFiles> files) throws StoreException {
        return files.isEmpty() ? null : StoreKeyManager.watching(files, StoreKeyManager::report, Watched.INTERVAL);
    }

    private static Trace trace(Properties properties) {
        Path file = properties.trace();
        try {
            return file == null ? null : new TraceFile(file);
        } catch (IOException e) {
            throw new PropertyException("drawbridge.trace", file.toString(), "the path of a file to append to (" + e + ")");
        }
    }

    Managers managers() {
        return managers;
    }

    /** Whether a socket's end without close_notify is an error even between records. */
    boolean requireCloseNotify(boolean isClient) {
        return role(isClient).requireCloseNotify;
    }

    /** Whether what a failed connection left may be resumed. */
    boolean resumeAfterFailure() {
        return resumeAfterFailure;
    }

    /** Whether close_notify is answered at once in TLS 1.3 too. */
    boolean acknowledgeCloseNotify() {
        return acknowledgeCloseNotify;
    }

    /** Where handshakes are reported to, or null. */
    Trace trace() {
        return trace;
    }

    /** Whether a client asks for records that fit into the program's maximum packet size. */
    boolean limitsFragments() {
        return limitsFragments;
    }

    /** Whether a client takes the name that a reverse look-up gives for an address without one. */
    boolean trustNameService() {
        return trustNameService;
    }

    /** The program's names of application protocols and those on the wire. */
    AlpnNames alpnNames() {
        return alpnNames;
    }

    SessionContextView sessions(boolean isClient) {
        return isClient ? sessions.clients() : sessions.servers();
    }

    List<ProtocolVersion> defaultVersions(boolean isClient) {
        return role(isClient).defaults.versions().value();
    }

    /**
     * Those with pre-shared keys only where there are some, as with OpenSSL. Keys of either role count: a server takes the parameters of its
     * context, which are a client's. What a connection has no keys for it leaves out.
     */
    List<CipherSuite> defaultSuites(boolean isClient) {
        return role(isClient).suites;
    }

    /** Whether a server asks its client for a certificate as long as the program does not say. */
    ClientAuth defaultClientAuth() {
        return server.defaults.clientAuth().value();
    }

    /** Whether a server of TLS 1.3 asks only when its program says so, after the handshake. */
    boolean defaultAsksLater() {
        return server.defaults.asksLater();
    }

    /** Whether a server's order of suites and groups decides as long as the program does not say. */
    boolean defaultLocalOrder() {
        return server.defaults.serverPreference().value();
    }

    private Role role(boolean isClient) {
        return isClient ? client : server;
    }

    String[] supportedProtocols() {
        return ParametersMapper.protocolNames(ParametersMapper.SUPPORTED, true);
    }

    /** As with SunJSSE weak ones only where the rules allow them: there are programs that enable all that is supported. */
    String[] supportedCipherSuites() {
        return ParametersMapper.suiteNames(Arrays.stream(CipherSuite.values())
                .filter(s -> !s.weak() || client.defaults.rules().permits(s) || server.defaults.rules().permits(s)).toList());
    }

    String[] defaultCipherSuites(boolean isClient) {
        return ParametersMapper.suiteNames(defaultSuites(isClient));
    }

    /**
     * Freezes the settings of an engine whose handshake begins.
     *
     * @throws SSLException when they leave nothing to negotiate
     */
    TlsConfig config(SslSettings settings, String peerHost, int peerPort, SSLEngine engine) throws SSLException {
        return config(settings, peerHost, peerPort, Party.of(engine));
    }

    /** Freezes the settings of a socket whose handshake begins; see the other. */
    TlsConfig config(SslSettings settings, String peerHost, int peerPort, SSLSocket socket) throws SSLException {
        return config(settings, peerHost, peerPort, Party.of(socket));
    }

    private TlsConfig config(SslSettings s, String peerHost, int peerPort, Party party) throws SSLException {
        boolean hasPsks = managers.hasPsks(s.client());
        EnabledAlgorithms enabled = enabled(role(s.client()), s, hasPsks);
        List<SignatureScheme> clientSchemes = !s.client() && s.clientAuth() != ClientAuth.NONE ? enabled.askedSchemes() : enabled.clientSchemes();
        ManagedJudge judge = judge(s, party);
        PskSource psks = hasPsks ? new ManagedPsks(managers.psks(), peerHost, peerPort, party) : PskSource.NONE;
        return new TlsConfig(s.client(), enabled.versions(), enabled.suites(), s.localOrder(), enabled.groups(), enabled.schemes(), names(s, peerHost),
                authentication(s, party, clientSchemes, judge, psks), requireExtendedMasterSecret, allowUnsafeLegacy,
                sessions.of(s, ContextSessions.Terms.of(managers, role(s.client()).keys, s, verifyPeer(s)), judge, peerHost, peerPort),
                role(s.client()).limits, s.tuned(role(s.client()).tuning), crypto);
    }

    /** Most connections of a context want the same, so the last answer is kept. A program's own rules may change their mind. */
    private EnabledAlgorithms enabled(Role role, SslSettings s, boolean hasPsks) throws SSLHandshakeException {
        EnabledAlgorithms.Wanted wanted = new EnabledAlgorithms.Wanted(s.versions(), s.suites(), hasPsks,
                s.client() && s.identifiesEndpoint(), s.groups(), s.schemes());
        AlgorithmConstraints own = s.constraints();
        EnabledAlgorithms last = role.lastEnabled.get();
        if (own == null && last != null && last.wanted().equals(wanted)) {
            return last;
        }
        EnabledAlgorithms enabled = EnabledAlgorithms.of(wanted, role.defaults, own);
        if (own == null) {
            role.lastEnabled.set(enabled);
        }
        return enabled;
    }

    private TlsConfig.Authentication authentication(SslSettings s, Party party, List<SignatureScheme> clientSchemes, ManagedJudge judge,
            PskSource psks) {
        X509KeyManager keys = role(s.client()).keys;
        CredentialSource credentials = keys == null ? CredentialSource.NONE : new ManagedCredentials(keys, party, crypto,
                role(s.client()).defaults.level().value().level(), status);
        return new TlsConfig.Authentication(s.clientAuth(), clientSchemes, credentials, judge,
                role(s.client()).authorities, askForStaples && !role(s.client()).tuning.disabledExtensions().contains(ExtensionType.STATUS_REQUEST),
                psks, s.postHandshakeAuth() || s.asksLater(), s.asksLater());
    }

    private ManagedJudge judge(SslSettings s, Party party) {
        VerifySettings verification = role(s.client()).defaults.trust().verification();
        return new ManagedJudge(managers.trust(), party, disabled,
                new ManagedJudge.Terms(s.wishes(), verifyPeer(s), verification.hostFlagsOn(), verification.demanded()));
    }

    private boolean verifyPeer(SslSettings s) {
        Boolean wished = s.wishes().verifyPeer();
        return wished != null ? wished : role(s.client()).defaults.trust().verification().verifyPeer().value();
    }

    private TlsConfig.Names names(SslSettings s, String peerHost) {
        return new TlsConfig.Names(s.client() && sendServerName ? serverName(s, peerHost) : null, s.client() ? null : filter(s.sniMatchers()),
                alpnNames.toWire(s.applicationProtocols()), s.client() ? null : alpnNames.toWire(s.applicationProtocolSelector()));
    }

    /** The name for server_name: the program's, else the host's when it is a full DNS name, as SunJSSE has it; or null. */
    private static String serverName(SslSettings s, String peerHost) {
        if (s.serverNames() == null) {
            return ServerNames.fromHost(peerHost);
        }
        for (SNIServerName n : s.serverNames()) {
            if (n.getType() == StandardConstants.SNI_HOST_NAME) {
                return n instanceof SNIHostName h ? h.getAsciiName() : new SNIHostName(n.getEncoded()).getAsciiName();
            }
        }
        return null;
    }

    /** A server's matchers for host names, or null when it has none and serves all. */
    private static Predicate<String> filter(List<SNIMatcher> matchers) {
        if (matchers == null) {
            return null;
        }
        List<SNIMatcher> ofHosts = matchers.stream().filter(m -> m.getType() == StandardConstants.SNI_HOST_NAME).toList();
        return ofHosts.isEmpty() ? null : name -> ServerNames.matches(ofHosts, name);
    }
}
