package dev.drawbridge.it.bogo;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.SslControl;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** The provider's {@code SSLEngine}, set up with what JSSE has words for. */
final class SslEngineEndpoint implements Endpoint {
    private final SSLEngine engine;
    private final SslControl control;
    private boolean connected;
    private int handshakes;

    private SslEngineEndpoint(SSLEngine engine) {
        this.engine = engine;
        this.control = SslControl.of(engine);
    }

    static SslEngineEndpoint of(SSLEngine engine, Settings settings, Party party, SSLSession offered, Consumer<SSLSession> listener)
            throws Unimplemented {
        refuseWhatJsseCannotSay(settings);
        engine.setUseClientMode(!settings.server);
        engine.setSSLParameters(parameters(settings, party));
        if (party.selects()) {
            engine.setHandshakeApplicationProtocolSelector((e, protocols) -> party.select(protocols));
        }
        SslEngineEndpoint made = new SslEngineEndpoint(engine);
        if (!settings.server) {
            made.control.setSession(offered);
            made.control.sessionListener(listener);
        } else if (settings.enableEarlyData) {
            made.readEarly(ByteBuffer.allocate(0)); // says that it is wanted
        }
        return made;
    }

    private static void refuseWhatJsseCannotSay(Settings s) throws Unimplemented {
        List<String> missing = new ArrayList<>();
        if (!s.signingPreferences.isEmpty() && !s.server) {
            missing.add("JSSE: -signing-prefs apart from what is verified");
        }
        if (s.expectExtendedMasterSecret) {
            missing.add("JSSE: -expect-extended-master-secret");
        }
        if (s.fallback) {
            missing.add("JSSE: -fallback-scsv");
        }
        if (s.maxCertificateList != 0) {
            missing.add("JSSE: -max-cert-list");
        }
        if (!s.clientAuthorities.isEmpty()) {
            missing.add("JSSE: -use-client-ca-list");
        }
        if (!missing.isEmpty()) {
            throw new Unimplemented(missing);
        }
    }

    private static SSLParameters parameters(Settings s, Party party) throws Unimplemented {
        SSLParameters p = new SSLParameters();
        p.setProtocols(s.versions().stream().map(ProtocolVersion::toString).toArray(String[]::new));
        p.setCipherSuites(s.cipherSuites.stream().map(CipherSuite::name).toArray(String[]::new));
        p.setUseCipherSuitesOrder(s.serverPreference);
        if (s.requireClientCertificate) {
            p.setNeedClientAuth(true);
        } else if (s.verifyPeer) {
            p.setWantClientAuth(true);
        }
        p.setApplicationProtocols(s.advertisedProtocols.toArray(new String[0]));
        if (s.hostName != null) {
            p.setServerNames(List.of(new SNIHostName(s.hostName)));
        }
        List<NamedGroup> groups = party.groups(List.of());
        if (!groups.isEmpty()) {
            newer(p, "setNamedGroups", groups);
        }
        List<SignatureScheme> schemes = s.signingPreferences.isEmpty() ? party.schemes(List.of()) : s.signingPreferences;
        if (!schemes.isEmpty()) {
            newer(p, "setSignatureSchemes", schemes);
        }
        return p;
    }

    /** A setter that came after Java 17. */
    private static void newer(SSLParameters p, String setter, List<?> names) throws Unimplemented {
        try {
            Method m = SSLParameters.class.getMethod(setter, String[].class);
            m.invoke(p, (Object) names.stream().map(Object::toString).toArray(String[]::new));
        } catch (NoSuchMethodException e) {
            throw new Unimplemented("JSSE of this JDK: SSLParameters." + setter);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void begin() throws Failure {
        try {
            engine.beginHandshake();
        } catch (SSLException e) {
            throw Failure.of(e);
        }
    }

    @Override
    public void sayEarly(ByteBuffer data) {
        try {
            control.writeEarlyData(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int readEarly(ByteBuffer dst) {
        try {
            return control.readEarlyData(dst);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void answerEarly(ByteBuffer data) throws Failure {
        try {
            control.writeEarlyData(data);
        } catch (SSLException e) {
            throw Failure.of(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public EarlyDataStatus earlyStatus() {
        return control.earlyDataStatus();
    }

    @Override
    public Wants wants() {
        return switch (engine.getHandshakeStatus()) {
            case NOT_HANDSHAKING, FINISHED -> Wants.NOTHING;
            case NEED_TASK -> Wants.TASK;
            case NEED_WRAP -> Wants.WRAP;
            case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> Wants.UNWRAP;
        };
    }

    @Override
    public Outcome wrap(ByteBuffer src, ByteBuffer dst) throws Failure {
        try {
            return outcome(engine.wrap(src, dst));
        } catch (SSLException e) {
            throw Failure.of(e);
        }
    }

    @Override
    public Outcome unwrap(ByteBuffer src, ByteBuffer dst) throws Failure {
        try {
            return outcome(engine.unwrap(src, dst));
        } catch (SSLException e) {
            throw Failure.of(e);
        }
    }

    private Outcome outcome(SSLEngineResult result) {
        if (result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.FINISHED) {
            connected = true;
            handshakes++;
        }
        return switch (result.getStatus()) {
            case OK -> Outcome.OK;
            case BUFFER_OVERFLOW -> Outcome.OVERFLOW;
            case BUFFER_UNDERFLOW -> Outcome.UNDERFLOW;
            case CLOSED -> Outcome.CLOSED;
        };
    }

    @Override
    public Runnable task() {
        return engine.getDelegatedTask();
    }

    @Override
    public boolean connected() {
        return connected;
    }

    @Override
    public void closeOutbound() {
        engine.closeOutbound();
    }

    @Override
    public boolean outboundDone() {
        return engine.isOutboundDone();
    }

    @Override
    public void closeInbound() throws Failure {
        try {
            engine.closeInbound();
        } catch (SSLException e) {
            throw Failure.of(e);
        }
    }

    @Override
    public void updateKeys() throws Failure {
        try {
            control.keyUpdate(false);
        } catch (SSLException e) {
            throw Failure.of(e);
        }
    }

    @Override
    public int renegotiations() {
        return handshakes - 1;
    }

    @Override
    public Facts facts() {
        ExtendedSSLSession session = (ExtendedSSLSession) engine.getSession();
        String group = control.group();
        String scheme = control.peerSignatureScheme();
        return new Facts(ProtocolVersion.named(session.getProtocol()).code(), CipherSuite.named(session.getCipherSuite()).code(),
                group == null ? 0 : NamedGroup.named(group).code(), scheme == null ? 0 : code(scheme),
                engine.getApplicationProtocol(), serverName(session), peerChain(session),
                control.peerOfferedSignatureSchemes().stream().map(n -> SignatureScheme.named(n).code()).toList(),
                session.getStatusResponses(), null, control.resumed());
    }

    /** Of any scheme, also of one that has a number and no place in a list, as those of TLS 1.1. */
    private static int code(String scheme) {
        return Stream.of(SignatureScheme.values()).filter(s -> s.toString().equals(scheme)).findFirst().orElseThrow().code();
    }

    private static String serverName(ExtendedSSLSession session) {
        for (SNIServerName name : session.getRequestedServerNames()) {
            if (name instanceof SNIHostName host) {
                return host.getAsciiName();
            }
        }
        return null;
    }

    private static List<X509Certificate> peerChain(ExtendedSSLSession session) {
        try {
            return List.of((X509Certificate[]) session.getPeerCertificates());
        } catch (SSLPeerUnverifiedException e) {
            return List.of(); // an anonymous client
        }
    }
}
