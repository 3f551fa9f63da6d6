package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.SslControl;
import dev.drawbridge.verify.TestCa;
import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code beginHandshake} on connected engines, with SunJSSE on the other side and without. */
class EngineRenegotiationTest extends ResumptionCase {
    private static final String BY_CLIENT = "drawbridge.Options";
    private SSLContext sun;

    @BeforeEach
    void sun() throws Exception {
        sun = Contexts.context(Contexts.SUN, root, leaf);
    }

    private ContextCore ours(Object... more) throws Exception {
        Object[] all = new Object[8 + more.length];
        System.arraycopy(new Object[] {"drawbridge.Certificate", server, "drawbridge.PrivateKey", serverKey, "drawbridge.VerifyCAFile", rootFile,
            "drawbridge.MaxProtocol", "TLSv1.3"}, 0, all, 0, 8);
        System.arraycopy(more, 0, all, 8, more.length);
        return core(all);
    }

    private EnginePair pair(String client, String serving, Object... more) throws Exception {
        ContextCore core = ours(more);
        SSLEngine c = client.equals("SunJSSE") ? sun.createSSLEngine("ec.test", 443) : new EngineAdapter(core, "ec.test", 443);
        SSLEngine s = serving.equals("SunJSSE") ? sun.createSSLEngine() : new EngineAdapter(core, null, -1);
        EnginePair pair = new EnginePair(c, s);
        c.setEnabledProtocols(new String[] {"TLSv1.2"});
        return pair;
    }

    private static void assertRenegotiated(EnginePair pair, int times) throws Exception {
        assertNull(pair.client.failure);
        assertNull(pair.server.failure);
        for (EnginePair.Side s : List.of(pair.client, pair.server)) {
            assertEquals(HandshakeStatus.NOT_HANDSHAKING, s.engine.getHandshakeStatus());
            assertNull(s.engine.getHandshakeSession());
            if (s.engine instanceof EngineAdapter) {
                assertEquals(1 + times, s.finished);
            }
        }
        pair.exchange();
    }

    @ParameterizedTest
    @CsvSource({"Drawbridge, SunJSSE", "SunJSSE, Drawbridge", "Drawbridge, Drawbridge"})
    void eitherSideStartsThem(String client, String serving) throws Exception {
        EnginePair pair = pair(client, serving, BY_CLIENT, "ClientRenegotiation");
        pair.handshake();
        pair.exchange();
        SSLSession before = pair.client.engine.getSession();
        for (int i = 1; i <= 4; i++) {
            (i % 2 == 0 ? pair.client : pair.server).engine.beginHandshake();
            pair.run();
            assertRenegotiated(pair, i);
        }
        if (!client.equals("SunJSSE")) { // which shows a session that was resumed as the same
            assertNotSame(before, pair.client.engine.getSession());
        }
        assertEquals("CN=leaf", pair.client.engine.getSession().getPeerPrincipal().getName());
    }

    /** What Tomcat and others do in the middle of a request: ask for a certificate now. */
    @ParameterizedTest
    @CsvSource({"Drawbridge, SunJSSE", "SunJSSE, Drawbridge", "Drawbridge, Drawbridge"})
    void aServerThatNeedsACertificateNowGetsIt(String client, String serving) throws Exception {
        EnginePair pair = pair(client, serving);
        pair.handshake();
        assertThrows(SSLPeerUnverifiedException.class, () -> pair.server.engine.getSession().getPeerPrincipal());
        pair.server.engine.setNeedClientAuth(true);
        pair.server.engine.beginHandshake();
        pair.run();
        assertRenegotiated(pair, 1);
        assertEquals("CN=leaf", pair.server.engine.getSession().getPeerPrincipal().getName());
    }

    /**
     * With the extended master secret a server may show another certificate, as SunJSSE lets it; it is judged as the first was, by its name
     * too where that is looked at.
     */
    @ParameterizedTest
    @CsvSource({"Drawbridge, '', ec.test, true", "Drawbridge, HTTPS, ec.test, true", "Drawbridge, HTTPS, elsewhere.test, false",
        "Drawbridge, '', elsewhere.test, true", "SunJSSE, '', ec.test, true", "SunJSSE, HTTPS, ec.test, true",
        "SunJSSE, HTTPS, elsewhere.test, false", "SunJSSE, '', elsewhere.test, true"})
    void aServersOtherCertificateIsJudgedAsItsFirst(String client, String identification, String name, boolean accepted) throws Exception {
        TestCa.Identity first = root.issue("EC", TestCa.Leaf.of("first", "ec.test"));
        TestCa.Identity second = root.issue("EC", TestCa.Leaf.of("second", name));
        AtomicReference<TestCa.Identity> shown = new AtomicReference<>(first);
        SSLContext serving = Contexts.context("TLS", Contexts.SUN, new KeyManager[] {new TurningKeys(shown)}, null);
        EnginePair pair = new EnginePair(client.equals("SunJSSE") ? sun.createSSLEngine("ec.test", 443)
                : new EngineAdapter(ours(), "ec.test", 443), serving.createSSLEngine());
        pair.client.engine.setEnabledProtocols(new String[] {"TLSv1.2"});
        SSLParameters p = pair.client.engine.getSSLParameters();
        p.setEndpointIdentificationAlgorithm(identification);
        pair.client.engine.setSSLParameters(p);
        pair.handshake();
        shown.set(second);
        pair.client.engine.getSession().invalidate(); // so that it does not resume
        pair.server.engine.beginHandshake();
        pair.run();
        if (accepted) {
            assertEquals("CN=second", pair.client.engine.getSession().getPeerPrincipal().getName());
            pair.exchange();
        } else {
            assertNotNull(pair.client.failure);
        }
    }

    /** The key manager of a server that changes its certificate. */
    private static final class TurningKeys extends X509ExtendedKeyManager {
        private final AtomicReference<TestCa.Identity> shown;

        TurningKeys(AtomicReference<TestCa.Identity> shown) {
            this.shown = shown;
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return "EC".equals(keyType) || keyType.startsWith("EC_EC") ? "shown" : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return shown.get().chain().toArray(new X509Certificate[0]);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return shown.get().keys().getPrivate();
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {"shown"};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return "shown";
        }
    }

    @Test
    void settingsOfNowCount() throws Exception {
        EnginePair pair = pair("Drawbridge", "Drawbridge", BY_CLIENT, "ClientRenegotiation");
        pair.handshake();
        pair.client.engine.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"});
        SslControl.of(pair.client.engine).renegotiate();
        pair.run();
        assertRenegotiated(pair, 1);
        assertEquals("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", pair.client.engine.getSession().getCipherSuite());
        assertEquals("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", pair.server.engine.getSession().getCipherSuite());
    }

    /** {@code SSL_renegotiate} makes a new session, {@code SSL_renegotiate_abbreviated} resumes. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theSessionIsResumedOrNot(boolean abbreviated) throws Exception {
        EnginePair pair = pair("Drawbridge", "Drawbridge", BY_CLIENT, "ClientRenegotiation");
        pair.handshake();
        SslControl control = SslControl.of(pair.client.engine);
        if (abbreviated) {
            control.renegotiateAbbreviated();
        } else {
            control.renegotiate();
        }
        pair.run();
        assertRenegotiated(pair, 1);
        assertEquals(abbreviated, control.resumed());
    }

    @Test
    void theHandshakeSessionIsTheNewOneAndTheSessionTheOldUntilItIsDone() throws Exception {
        EnginePair pair = pair("Drawbridge", "Drawbridge", BY_CLIENT, "ClientRenegotiation");
        pair.handshake();
        SSLSession before = pair.client.engine.getSession();
        before.putValue("mine", "value");
        AtomicReference<SSLSession> during = new AtomicReference<>();
        SslControl.of(pair.client.engine).renegotiate();
        while (pair.client.engine.getSession() == before) {
            during.set(pair.client.engine.getHandshakeSession() == null ? during.get() : pair.client.engine.getHandshakeSession());
            pair.turn(pair.client);
            pair.turn(pair.server);
        }
        assertSame(during.get(), pair.client.engine.getSession());
        assertNull(pair.client.engine.getSession().getValue("mine"));
        assertEquals("value", before.getValue("mine"));
        pair.run();
        assertRenegotiated(pair, 1);
    }

    @ParameterizedTest
    @CsvSource({"SunJSSE, Drawbridge", "Drawbridge, Drawbridge"})
    void aServerRefusesAClientsByDefault(String client, String serving) throws Exception {
        EnginePair pair = pair(client, serving);
        pair.handshake();
        pair.client.engine.beginHandshake();
        pair.run();
        assertTrue(pair.client.failure != null, "clients end the connection");
        assertTrue(pair.server.failure.getMessage().contains("handshake_failure"), "which the server is told: " + pair.server.failure);
    }

    /** {@code jdk.tls.rejectClientInitiatedRenegotiation} decides where OpenSSL's options say nothing, and {@code true} always. */
    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {"false, -, true", "true, -, false", "true, ClientRenegotiation, false",
        "false, -ClientRenegotiation, false", "-, ClientRenegotiation, true", "-, -, false",
        "false, 'ClientRenegotiation,NoRenegotiation', false"})
    void whoAllowsItToClients(String rejected, String options, boolean allowed) throws Exception {
        EnginePair pair = pair("SunJSSE", "Drawbridge", rejected == null ? "jdk.tls.acknowledgeCloseNotify" : "jdk.tls.rejectClientInitiatedRenegotiation",
                rejected == null ? "false" : rejected, options == null ? "drawbridge.MinProtocol" : "drawbridge.Options",
                options == null ? "TLSv1.2" : options);
        pair.handshake();
        pair.client.engine.beginHandshake();
        pair.run();
        assertEquals(allowed, pair.client.failure == null);
    }

    @Test
    void nobodyStartsOneWhereThatIsForbidden() throws Exception {
        EnginePair pair = pair("Drawbridge", "Drawbridge", BY_CLIENT, "NoRenegotiation");
        pair.handshake();
        assertThrows(SSLException.class, pair.server.engine::beginHandshake);
        assertThrows(SSLException.class, () -> SslControl.of(pair.client.engine).renegotiateAbbreviated());
        pair.exchange();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drawbridge.maxRenegotiations", "drawbridge.maxRenegotiationsPerMinute"})
    void aPeerStartsAsManyAsThePropertySays(String property) throws Exception {
        EnginePair pair = pair("Drawbridge", "Drawbridge", BY_CLIENT, "ClientRenegotiation", property, "1");
        pair.handshake();
        pair.client.engine.beginHandshake();
        pair.run();
        assertRenegotiated(pair, 1);
        pair.client.engine.beginHandshake();
        pair.run();
        assertTrue(pair.client.failure.getMessage().contains("renegotiate"), pair.client.failure.getMessage());
    }

    // ---- TLS 1.3

    private EnginePair pair13(Object... more) throws Exception {
        EnginePair pair = pair("Drawbridge", "Drawbridge", more);
        pair.client.engine.setEnabledProtocols(new String[] {"TLSv1.3"});
        SslControl.of(pair.client.engine).postHandshakeAuth(true);
        return pair;
    }

    @Test
    void inTls13TheCertificateIsAskedForAfterTheHandshake() throws Exception {
        EnginePair pair = pair13();
        pair.handshake();
        pair.exchange();
        pair.server.engine.setNeedClientAuth(true);
        pair.server.engine.beginHandshake();
        pair.run();
        pair.exchange();
        assertEquals("CN=leaf", pair.server.engine.getSession().getPeerPrincipal().getName());
        pair.server.engine.beginHandshake(); // it is known now: new keys
        pair.exchange();
    }

    @Test
    void inTls13ThereIsNoRenegotiation() throws Exception {
        EnginePair pair = pair13();
        SslControl control = SslControl.of(pair.client.engine);
        assertThrows(IllegalStateException.class, control::renegotiate, "not connected");
        pair.handshake();
        SSLException refused = assertThrows(SSLException.class, control::renegotiate);
        assertTrue(refused.getMessage().contains("wrong ssl version"), refused.getMessage());
        assertThrows(SSLException.class, SslControl.of(pair.server.engine)::renegotiateAbbreviated);
        pair.exchange();
        EnginePair old = pair("Drawbridge", "Drawbridge");
        old.handshake();
        SSLException update = assertThrows(SSLException.class, () -> SslControl.of(old.client.engine).keyUpdate(true));
        assertTrue(update.getMessage().contains("wrong ssl version"), update.getMessage());
        old.exchange();
    }

    /** {@code VerifyMode = RequirePostHandshake}: not in the handshake of TLS 1.3, but in that of TLS 1.2, as with OpenSSL. */
    @ParameterizedTest
    @CsvSource({"RequestPostHandshake, TLSv1.3", "RequirePostHandshake, TLSv1.3", "RequestPostHandshake, TLSv1.2", "RequirePostHandshake, TLSv1.2"})
    void verifyModeWaitsForTheProgram(String mode, String version) throws Exception {
        EnginePair pair = pair13("drawbridge.server.VerifyMode", mode);
        pair.client.engine.setEnabledProtocols(new String[] {version});
        pair.handshake();
        pair.exchange();
        if (version.equals("TLSv1.3")) {
            assertThrows(SSLPeerUnverifiedException.class, () -> pair.server.engine.getSession().getPeerPrincipal());
            pair.server.engine.beginHandshake();
            pair.run();
            pair.exchange();
        }
        assertEquals("CN=leaf", pair.server.engine.getSession().getPeerPrincipal().getName());
        assertFalse(pair.client.engine.isInboundDone());
    }
}
