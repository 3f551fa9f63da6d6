package dev.drawbridge.it.bogo;

import dev.drawbridge.DrawbridgeProvider;
import dev.drawbridge.SslControl;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.TrustManager;

/** The provider's {@code SSLEngine}, set up with what JSSE has words for. */
final class SslEngineEndpoint implements Endpoint {
    private static final Provider DRAWBRIDGE = new DrawbridgeProvider();
    private static final String STAPLING = "jdk.tls.client.enableStatusRequestExtension";
    private static final Lock INITIALISING = new ReentrantLock();

    private final SSLEngine engine;
    private boolean connected;

    private SslEngineEndpoint(SSLEngine engine) {
        this.engine = engine;
    }

    static SslEngineEndpoint of(Settings settings, Party party) throws GeneralSecurityException, Unimplemented {
        refuseWhatJsseCannotSay(settings);
        SSLEngine engine = context(settings, party).createSSLEngine();
        engine.setUseClientMode(!settings.server);
        engine.setSSLParameters(parameters(settings, party));
        if (party.selects()) {
            engine.setHandshakeApplicationProtocolSelector((e, offered) -> party.select(offered));
        }
        return new SslEngineEndpoint(engine);
    }

    /** JSSE's word for OCSP stapling is a property of the JVM, which a context reads when it is initialised. */
    private static SSLContext context(Settings settings, Party party) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS", DRAWBRIDGE);
        INITIALISING.lock();
        try {
            System.setProperty(STAPLING, Boolean.toString(settings.ocspStapling));
            context.init(new KeyManager[] {new JssePeer.Keys(party)}, new TrustManager[] {new JssePeer.Trust(party)}, new SecureRandom());
        } finally {
            System.clearProperty(STAPLING);
            INITIALISING.unlock();
        }
        return context;
    }

    private static void refuseWhatJsseCannotSay(Settings s) throws Unimplemented {
        List<String> missing = new ArrayList<>();
        if (!s.signingPreferences.isEmpty() && !s.server) {
            missing.add("JSSE: -signing-prefs apart from what is verified");
        }
        if (s.expectExtendedMasterSecret) {
            missing.add("JSSE: -expect-extended-master-secret");
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
        connected |= result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.FINISHED;
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
            SslControl.of(engine).keyUpdate(false);
        } catch (SSLException e) {
            throw Failure.of(e);
        }
    }

    @Override
    public Facts facts() {
        ExtendedSSLSession session = (ExtendedSSLSession) engine.getSession();
        SslControl control = SslControl.of(engine);
        String group = control.group();
        String scheme = control.peerSignatureScheme();
        return new Facts(ProtocolVersion.named(session.getProtocol()).code(), CipherSuite.named(session.getCipherSuite()).code(),
                group == null ? 0 : NamedGroup.named(group).code(), scheme == null ? 0 : SignatureScheme.named(scheme).code(),
                engine.getApplicationProtocol(), serverName(session), peerChain(session),
                control.peerOfferedSignatureSchemes().stream().map(n -> SignatureScheme.named(n).code()).toList(),
                session.getStatusResponses(), null);
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
