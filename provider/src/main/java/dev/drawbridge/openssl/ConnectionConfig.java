package dev.drawbridge.openssl;

import dev.drawbridge.VerifyCallback;
import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.DhChoice;
import dev.drawbridge.config.Limits;
import dev.drawbridge.config.RenegotiationRules;
import dev.drawbridge.config.RoleDefaults;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.config.Chosen;
import dev.drawbridge.fault.SslReason;
import dev.drawbridge.session.ClientSessions;
import dev.drawbridge.session.EarlyData;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.store.TrustSource;
import dev.drawbridge.store.TrustSources;
import dev.drawbridge.verify.ChainVerifier;
import dev.drawbridge.verify.PathJudge;
import dev.drawbridge.verify.VerifyParameters;
import java.util.List;
import java.util.Set;

/** Freezes what a connection was told, when its handshake begins. */
final class ConnectionConfig {
    private final Ssl ssl;
    private final SslContext context;
    private final Choices choices;
    private final boolean client;
    private final RoleDefaults defaults;
    private final Set<VerifyMode> mode;
    private final Suspension suspension;

    /** What is frozen. */
    record Frozen(TlsConfig config, PeerJudge judge, boolean ignoreUnexpectedEof) {
    }

    private ConnectionConfig(Ssl ssl, boolean client, Suspension suspension) {
        this.ssl = ssl;
        this.context = ssl.getSslCtx();
        this.choices = ssl.choices();
        this.client = client;
        this.suspension = suspension;
        this.defaults = choices.defaults(client, context.crypto());
        this.mode = choices.verifyMode(client, context.crypto());
    }

    /**
     * Freezes.
     *
     * @param serverName for server_name, or null
     * @param suspension hears of callbacks that cannot answer yet
     * @param sessions which it proposes, and which it gets
     * @param early what is said before the handshake is done, or null
     * @throws SslException when nothing is left to negotiate
     */
    static Frozen of(Ssl ssl, boolean client, String serverName, Suspension suspension, ConnectionSessions sessions, EarlyData early)
            throws SslException {
        ssl.choices().check(client, ssl.getSslCtx().crypto());
        return new ConnectionConfig(ssl, client, suspension).freeze(serverName, sessions, early);
    }

    private Frozen freeze(String serverName, ConnectionSessions sessions, EarlyData early) throws SslException {
        require(!defaults.versions().value().isEmpty(), SslReason.NO_PROTOCOLS_AVAILABLE);
        require(!defaults.suites().value().isEmpty(), SslReason.NO_CIPHERS_AVAILABLE);
        require(!defaults.groups().value().isEmpty(), SslReason.NO_SUITABLE_GROUPS);
        TrustSource trusted = trusted();
        VerifyParameters parameters = parameters();
        PeerJudge judge = new PeerJudge(verifier(trusted, parameters, SslVerifying.callback(ssl, choices.verifyCallback)), verifier(trusted, parameters, null),
                !client || mode.contains(VerifyMode.PEER), suspension, this::judgeStatus);
        TlsConfig.Names names = new TlsConfig.Names(client ? serverName : null, null, choices.alpn, client ? null : choices.alpnSelector);
        Tuning tuning = Tuning.DEFAULT.with(defaults.options().withHalfClose()
                .withFallback(client && choices.modes.contains(SslMode.SEND_FALLBACK_SCSV)).with(renegotiation()))
                .with(client ? DhChoice.AUTOMATIC : choices.dh(context.crypto())).with(choices.limit);
        TlsConfig config = new TlsConfig(client, defaults.versions().value(), defaults.suites().value(), localOrder(), defaults.groups().value(),
                defaults.schemes().value(), names, authentication(judge), false, renegotiation().legacyServers(),
                new TlsConfig.Resumption(client ? sessions.ofClient(judge) : ClientSessions.NONE,
                        client ? ServerSessions.NONE : new SslServerSessions(ssl, context.sessions(), sessions::made), false, early),
                Limits.DEFAULT.withFiniteFieldBits(defaults.rules().finiteFieldBits()),
                client && !defaults.sessions().tickets() ? tuning.without(ExtensionType.SESSION_TICKET) : tuning, context.crypto());
        return new Frozen(config, judge, Boolean.TRUE.equals(defaults.options().ignoreUnexpectedEof()));
    }

    private PathJudge verifier(TrustSource trusted, VerifyParameters parameters, VerifyCallback callback) {
        return choices.certVerify != null ? new ProgramVerifier(ssl, choices.certVerify) : new ChainVerifier(trusted, parameters, callback);
    }

    private int judgeStatus() {
        StatusCallback callback = context.tlsextStatusCb();
        return callback == null || ssl.getTlsextStatusType() != Ssl.STATUS_TYPE_OCSP ? 1 : callback.status(ssl);
    }

    private RenegotiationRules renegotiation() {
        return defaults.options().renegotiation().withOnce(mode.contains(VerifyMode.CLIENT_ONCE));
    }

    private TrustSource trusted() {
        return TrustSources.of(List.of(context.getCertStore().trusted(), choices.trusted(client, context.crypto())));
    }

    private static void require(boolean condition, SslReason otherwise) throws SslException {
        if (!condition) {
            throw Failures.of("SSL_do_handshake", otherwise, "", null);
        }
    }

    /** OpenSSL's default is the client's order. */
    private boolean localOrder() {
        return !defaults.serverPreference().source().equals(Chosen.DEFAULT) && defaults.serverPreference().value();
    }

    private VerifyParameters parameters() {
        VerifyParameters.Builder b = defaults.trust().verification().parameters(false).toBuilder();
        context.getCertStore().flags(b);
        if (choices.verifyDepth != null) {
            b.depth(choices.verifyDepth);
        }
        if (client && !choices.hosts.isEmpty()) {
            b.hosts(choices.hosts);
            choices.hostFlags.forEach(b::flag);
        }
        if (client && choices.address != null) {
            b.addresses(List.of(choices.address));
        }
        return b.build();
    }

    private TlsConfig.Authentication authentication(PeerJudge judge) {
        boolean asks = !client && mode.contains(VerifyMode.PEER) && !mode.contains(VerifyMode.POST_HANDSHAKE);
        ClientAuth auth = !asks ? ClientAuth.NONE : mode.contains(VerifyMode.FAIL_IF_NO_PEER_CERT) ? ClientAuth.NEED : ClientAuth.WANT;
        List<byte[]> authorities = choices.authorities;
        return new TlsConfig.Authentication(auth, defaults.clientSchemes().value(),
                OwnCertificate.of(ssl, client, suspension, trusted()), judge, () -> authorities, client && ssl.getTlsextStatusType() == Ssl.STATUS_TYPE_OCSP, CallbackPsks.of(ssl, choices, client),
                client && choices.postHandshakeAuth, false);
    }
}
