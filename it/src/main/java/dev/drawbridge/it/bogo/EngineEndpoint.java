package dev.drawbridge.it.bogo;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.Credentials;
import dev.drawbridge.config.Defaults;
import dev.drawbridge.config.Limits;
import dev.drawbridge.config.RenegotiationRules;
import dev.drawbridge.config.SslOptions;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.engine.Connection;
import dev.drawbridge.engine.Listener;
import dev.drawbridge.engine.Transfer;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.session.EarlyData;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.Judgement;
import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The engine's own API. */
final class EngineEndpoint implements Endpoint, Listener {
    /** The tests go up to BoringSSL's bounds. */
    private static final Limits BORINGSSL = Limits.DEFAULT.withHandshakeMessage(100 * 1024).withChainLength(100);

    private final Connection connection;
    /** Null when there is to be none. */
    private final EarlyData early;
    private final Transfer transfer = new Transfer();
    private int handshakes;

    EngineEndpoint(Settings settings, Party party, TlsConfig.Resumption resumption) throws CertificateEncodingException {
        early = resumption.early();
        connection = new Connection(config(settings, party, resumption), this);
    }

    private static TlsConfig config(Settings s, Party party, TlsConfig.Resumption resumption) throws CertificateEncodingException {
        TlsConfig.Names names = new TlsConfig.Names(s.hostName, null, s.advertisedProtocols, party.selects() ? party::select : null);
        ClientAuth clientAuth = s.requireClientCertificate ? ClientAuth.NEED : s.verifyPeer ? ClientAuth.WANT : ClientAuth.NONE;
        Limits limits = BORINGSSL.withRenegotiations(s.renegotiations).withHandshakeMessage(s.maxCertificateList == 0 ? BORINGSSL.handshakeMessage() : s.maxCertificateList);
        List<SignatureScheme> schemes = party.schemes(Defaults.SIGNATURE_SCHEMES);
        Crypto crypto = EngineEndpoints.CRYPTO;
        if (!s.signingPreferences.isEmpty()) {
            Set<SignatureScheme> signingFirst = new LinkedHashSet<>(s.signingPreferences);
            signingFirst.addAll(schemes);
            schemes = List.copyOf(signingFirst);
            crypto = new SigningPreferences(crypto, s.signingPreferences);
        }
        TlsConfig.Authentication authentication = new TlsConfig.Authentication(clientAuth, schemes, credentials(party),
                (chain, server, authType) -> {
                    party.judge(chain, authType);
                    return Judgement.OF_PROGRAM;
                }, () -> s.server ? s.clientAuthorities : List.of(), s.ocspStapling);
        Tuning told = Tuning.DEFAULT.with(SslOptions.DEFAULT.withFallback(s.fallback).with(
                new RenegotiationRules(false, s.renegotiations == 0, false, false, false, false)));
        Tuning tuning = s.noTicket && !s.server ? told.without(ExtensionType.SESSION_TICKET) : told;
        return new TlsConfig(!s.server, s.versions(), s.cipherSuites, s.serverPreference, party.groups(Defaults.GROUPS), schemes, names,
                authentication, false, true, resumption, limits, tuning, crypto);
    }

    private static CredentialSource credentials(Party party) throws CertificateEncodingException {
        Credentials ours = party.chain().isEmpty() ? null : Credentials.of(party.chain(), party.key());
        return request -> party.authenticates(request.authorities()) ? ours : null;
    }

    @Override
    public void connected(ConnectionFacts facts) {
        handshakes++;
    }

    @Override
    public void failed(TlsFault fault) {
    }

    @Override
    public void begin() throws Failure {
        try {
            connection.beginHandshake();
        } catch (TlsFault f) {
            throw Failure.of(f);
        }
    }

    @Override
    public void sayEarly(ByteBuffer data) {
        early.add(data);
    }

    @Override
    public int readEarly(ByteBuffer dst) {
        return early.read(dst);
    }

    @Override
    public void answerEarly(ByteBuffer data) throws Failure {
        try {
            connection.writeEarly(data);
        } catch (TlsFault f) {
            throw Failure.of(f);
        }
    }

    @Override
    public EarlyDataStatus earlyStatus() {
        return early == null ? EarlyDataStatus.NOT_SENT : early.status();
    }

    @Override
    public Wants wants() {
        return switch (connection.status()) {
            case NOT_HANDSHAKING, FINISHED -> Wants.NOTHING;
            case NEED_TASK -> Wants.TASK;
            case NEED_WRAP -> Wants.WRAP;
            case NEED_UNWRAP -> Wants.UNWRAP;
        };
    }

    @Override
    public Outcome wrap(ByteBuffer src, ByteBuffer dst) throws Failure {
        try {
            connection.wrap(new ByteBuffer[] {src}, 0, 1, dst, transfer);
            return outcome();
        } catch (TlsFault f) {
            throw Failure.of(f);
        }
    }

    @Override
    public Outcome unwrap(ByteBuffer src, ByteBuffer dst) throws Failure {
        try {
            connection.unwrap(src, new ByteBuffer[] {dst}, 0, 1, transfer);
            return outcome();
        } catch (TlsFault f) {
            throw Failure.of(f);
        }
    }

    private Outcome outcome() {
        return switch (transfer.outcome) {
            case OK -> Outcome.OK;
            case OVERFLOW -> Outcome.OVERFLOW;
            case UNDERFLOW -> Outcome.UNDERFLOW;
            case CLOSED -> Outcome.CLOSED;
        };
    }

    @Override
    public Runnable task() {
        return connection.takeTask();
    }

    @Override
    public boolean connected() {
        return connection.connected();
    }

    @Override
    public void closeOutbound() {
        connection.closeOutbound();
    }

    @Override
    public boolean outboundDone() {
        return connection.outboundDone();
    }

    @Override
    public void closeInbound() throws Failure {
        try {
            connection.closeInbound();
        } catch (TlsFault f) {
            throw Failure.of(f);
        }
    }

    @Override
    public void updateKeys() throws Failure {
        try {
            connection.updateKeys(false);
        } catch (TlsFault f) {
            throw Failure.of(f);
        }
    }

    @Override
    public int renegotiations() {
        return handshakes - 1;
    }

    @Override
    public Facts facts() {
        ConnectionFacts f = connection.facts();
        return new Facts(f.version().code(), f.cipherSuite().code(), f.group() == null ? 0 : f.group().code(),
                f.peer().scheme() == null ? 0 : f.peer().scheme().code(), f.applicationProtocol(), f.requestedServerName(),
                f.peer().chain(), f.peerSignatureSchemes().stream().map(SignatureScheme::code).toList(), f.stapledResponses(),
                f.extendedMasterSecret(), f.resumed());
    }
}
