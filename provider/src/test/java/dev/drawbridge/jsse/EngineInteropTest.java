package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.DrawbridgeProvider;
import dev.drawbridge.SslControl;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.verify.DisabledAlgorithms;
import dev.drawbridge.verify.TestCa;
import java.net.Socket;
import java.security.Principal;
import java.security.Security;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Our engines and SunJSSE's, each in both roles. */
class EngineInteropTest {
    private static TestCa ca;
    private static TestCa.Identity ec;
    private static TestCa.Identity rsa;

    @BeforeAll
    static void issue() throws Exception {
        ca = TestCa.root("Root");
        ec = ca.issue("EC", TestCa.Leaf.of("ec", "ec.test", "*.wild.test"));
        rsa = ca.intermediate("Middle").issue("RSA", TestCa.Leaf.of("rsa", "ec.test"));
    }

    static Stream<Arguments> pairsAndSuites() {
        List<Arguments> all = new ArrayList<>();
        DisabledAlgorithms disabled = new DisabledAlgorithms(Security.getProperty("jdk.tls.disabledAlgorithms"));
        for (String[] pair : new String[][] {{"Drawbridge", "SunJSSE"}, {"SunJSSE", "Drawbridge"}, {"Drawbridge", "Drawbridge"}}) {
            boolean ours = pair[0].equals(pair[1]);
            Stream.of(CipherSuite.values()).filter(s -> !s.psk() && disabled.permits(s) && (ours || s.byDefault())).forEach(s -> all.add(Arguments.of(pair[0], pair[1], s)));
        }
        return all.stream();
    }

    private static EnginePair pair(String client, String server) throws Exception {
        return EnginePair.of(Contexts.context(Contexts.provider(client), ca, ec, rsa),
                Contexts.context(Contexts.provider(server), ca, ec, rsa));
    }

    @ParameterizedTest
    @MethodSource("pairsAndSuites")
    void everySuite(String client, String server, CipherSuite suite) throws Exception {
        EnginePair p = pair(client, server);
        p.client.engine.setEnabledCipherSuites(new String[] {suite.name()});
        p.client.engine.setEnabledProtocols(new String[] {suite.tls13() ? "TLSv1.3" : "TLSv1.2"});
        if (!suite.byDefault()) {
            p.server.engine.setEnabledCipherSuites(new String[] {suite.name()});
        }
        p.handshake();
        for (EnginePair.Side s : List.of(p.client, p.server)) {
            SSLSession session = s.engine.getSession();
            assertEquals(suite.name(), session.getCipherSuite());
            assertEquals(suite.tls13() ? "TLSv1.3" : "TLSv1.2", session.getProtocol());
            assertTrue(session.isValid());
            assertNull(s.engine.getHandshakeSession());
        }
        TestCa.Identity served = suite.authentication() == CipherSuite.Authentication.RSA ? rsa : ec;
        assertEquals(served.leaf(), p.client.engine.getSession().getPeerCertificates()[0]);
        assertEquals(served.leaf(), p.server.engine.getSession().getLocalCertificates()[0]);
        assertThrows(SSLPeerUnverifiedException.class, () -> p.server.engine.getSession().getPeerCertificates());
        p.exchange();
    }

    static Stream<Arguments> pairsAndGroups() {
        List<Arguments> all = new ArrayList<>();
        for (String[] pair : new String[][] {{"Drawbridge", "SunJSSE"}, {"SunJSSE", "Drawbridge"}}) {
            for (String version : List.of("TLSv1.3", "TLSv1.2")) {
                for (String group : List.of("x25519", "secp256r1", "secp384r1")) {
                    all.add(Arguments.of(pair[0], pair[1], version, group));
                }
            }
        }
        return all.stream();
    }

    /** Our side is limited to one group by its property; SunJSSE has them all, and offers another one first. */
    @ParameterizedTest
    @MethodSource("pairsAndGroups")
    void everyGroup(String client, String server, String version, String group) throws Exception {
        String before = System.getProperty("jdk.tls.namedGroups");
        System.setProperty("jdk.tls.namedGroups", group);
        SSLContext ours;
        try {
            // An RSA certificate: in TLS 1.2 the groups also bound the curves of EC certificates (RFC 8422 section 5.1).
            ours = Contexts.context(Contexts.OURS, ca, rsa);
        } finally {
            if (before == null) {
                System.clearProperty("jdk.tls.namedGroups");
            } else {
                System.setProperty("jdk.tls.namedGroups", before);
            }
        }
        SSLContext sun = Contexts.context(Contexts.SUN, ca, rsa);
        boolean weAreClient = client.equals("Drawbridge");
        EnginePair p = weAreClient ? EnginePair.of(ours, sun) : EnginePair.of(sun, ours);
        p.client.engine.setEnabledProtocols(new String[] {version});
        p.handshake();
        assertEquals(group, SslControl.of((weAreClient ? p.client : p.server).engine).group());
        p.exchange();
    }

    @Test
    void betweenOursTheHybridGroupIsChosen() throws Exception {
        EnginePair p = pair("Drawbridge", "Drawbridge");
        p.handshake();
        SslControl c = SslControl.of(p.client.engine);
        assertEquals("X25519MLKEM768", c.group());
        assertEquals("ecdsa_secp256r1_sha256", c.peerSignatureScheme());
        assertNull(c.localSignatureScheme());
        assertEquals("ecdsa_secp256r1_sha256", SslControl.of(p.server.engine).localSignatureScheme());
        assertTrue(SslControl.of(p.server.engine).peerOfferedSignatureSchemes().contains("ed25519"));
        c.keyUpdate(true);
        p.run();
        p.exchange();
    }

    @ParameterizedTest
    @CsvSource({
        "Drawbridge, SunJSSE, TLSv1.3, Ed25519", "SunJSSE, Drawbridge, TLSv1.3, Ed25519",
        "Drawbridge, SunJSSE, TLSv1.3, RSASSA-PSS", "SunJSSE, Drawbridge, TLSv1.3, RSASSA-PSS",
        "Drawbridge, SunJSSE, TLSv1.2, RSASSA-PSS", "SunJSSE, Drawbridge, TLSv1.2, RSASSA-PSS",
        "Drawbridge, SunJSSE, TLSv1.2, Ed25519", "SunJSSE, Drawbridge, TLSv1.2, Ed25519",
        "Drawbridge, SunJSSE, TLSv1.3, EC384", "SunJSSE, Drawbridge, TLSv1.3, EC384",
        "Drawbridge, SunJSSE, TLSv1.2, EC384", "SunJSSE, Drawbridge, TLSv1.2, EC384",
        "Drawbridge, Drawbridge, TLSv1.2, RSASSA-PSS", "Drawbridge, Drawbridge, TLSv1.3, EC521"})
    void otherKeys(String client, String server, String version, String keyType) throws Exception {
        TestCa.Identity id = ca.issue(keyType, TestCa.Leaf.of("x", "ec.test"));
        EnginePair p = EnginePair.of(Contexts.context(Contexts.provider(client), ca), Contexts.context(Contexts.provider(server), ca, id));
        p.client.engine.setEnabledProtocols(new String[] {version});
        p.handshake();
        assertEquals(id.leaf(), p.client.engine.getSession().getPeerCertificates()[0]);
    }

    @ParameterizedTest
    @CsvSource({"Drawbridge, SunJSSE, TLSv1.3", "SunJSSE, Drawbridge, TLSv1.3", "Drawbridge, SunJSSE, TLSv1.2",
        "SunJSSE, Drawbridge, TLSv1.2", "Drawbridge, Drawbridge, TLSv1.3", "Drawbridge, Drawbridge, TLSv1.2"})
    void clientAuthentication(String client, String server, String version) throws Exception {
        EnginePair p = EnginePair.of(Contexts.context(Contexts.provider(client), ca, rsa), Contexts.context(Contexts.provider(server), ca, ec));
        p.client.engine.setEnabledProtocols(new String[] {version});
        p.server.engine.setNeedClientAuth(true);
        assertTrue(p.server.engine.getNeedClientAuth());
        p.handshake();
        assertEquals(rsa.leaf(), p.server.engine.getSession().getPeerCertificates()[0]);
        assertEquals(rsa.leaf().getSubjectX500Principal(), p.server.engine.getSession().getPeerPrincipal());
        assertEquals(rsa.leaf(), p.client.engine.getSession().getLocalCertificates()[0]);
        p.exchange();
    }

    @ParameterizedTest
    @CsvSource({"Drawbridge, SunJSSE, TLSv1.3", "SunJSSE, Drawbridge, TLSv1.3", "Drawbridge, SunJSSE, TLSv1.2",
        "SunJSSE, Drawbridge, TLSv1.2"})
    void clientWithoutACertificate(String client, String server, String version) throws Exception {
        EnginePair want = EnginePair.of(Contexts.context(Contexts.provider(client), ca), Contexts.context(Contexts.provider(server), ca, ec));
        want.client.engine.setEnabledProtocols(new String[] {version});
        want.server.engine.setWantClientAuth(true);
        want.handshake();
        want.exchange();
        EnginePair need = EnginePair.of(Contexts.context(Contexts.provider(client), ca), Contexts.context(Contexts.provider(server), ca, ec));
        need.client.engine.setEnabledProtocols(new String[] {version});
        need.server.engine.setNeedClientAuth(true);
        need.client.engine.beginHandshake();
        need.run();
        assertInstanceOf(SSLHandshakeException.class, need.server.failure);
        assertInstanceOf(SSLHandshakeException.class, need.client.failure);
        if (server.equals("Drawbridge")) {
            assertEquals("SSL_NULL_WITH_NULL_NULL", need.server.engine.getSession().getCipherSuite());
        }
    }

    @ParameterizedTest
    @CsvSource({"Drawbridge, SunJSSE", "SunJSSE, Drawbridge", "Drawbridge, Drawbridge"})
    void applicationProtocols(String client, String server) throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            EnginePair p = pair(client, server);
            alpn(p.client.engine, "h2", "http/1.1");
            alpn(p.server.engine, "http/1.1");
            p.client.engine.setEnabledProtocols(new String[] {version});
            p.handshake();
            assertEquals("http/1.1", p.client.engine.getApplicationProtocol());
            assertEquals("http/1.1", p.server.engine.getApplicationProtocol());
            EnginePair none = pair(client, server);
            none.handshake();
            assertEquals("", none.client.engine.getApplicationProtocol());
            assertEquals("", none.server.engine.getApplicationProtocol());
            EnginePair apart = pair(client, server);
            alpn(apart.client.engine, "h2");
            alpn(apart.server.engine, "http/1.1");
            apart.client.engine.beginHandshake();
            apart.run();
            assertTrue(apart.client.failure.getMessage().contains("no_application_protocol"), apart.client.failure.getMessage());
            assertInstanceOf(SSLHandshakeException.class, apart.server.failure);
        }
    }

    private static void alpn(SSLEngine engine, String... protocols) {
        SSLParameters p = engine.getSSLParameters();
        p.setApplicationProtocols(protocols);
        engine.setSSLParameters(p);
    }

    @ParameterizedTest
    @CsvSource({"SunJSSE, TLSv1.3", "SunJSSE, TLSv1.2", "Drawbridge, TLSv1.3"})
    void theProgramsSelectorChooses(String client, String version) throws Exception {
        EnginePair p = pair(client, "Drawbridge");
        p.client.engine.setEnabledProtocols(new String[] {version});
        alpn(p.client.engine, "a", "b");
        List<Object> seen = new ArrayList<>();
        p.server.engine.setHandshakeApplicationProtocolSelector((engine, offered) -> {
            seen.add(engine);
            seen.addAll(offered);
            seen.add(((ExtendedSSLSession) engine.getHandshakeSession()).getRequestedServerNames());
            return "b";
        });
        p.handshake();
        assertEquals(List.of(p.server.engine, "a", "b", List.of(new SNIHostName("ec.test"))), seen);
        assertEquals("b", p.client.engine.getApplicationProtocol());
        assertEquals("b", p.server.engine.getApplicationProtocol());
    }

    @ParameterizedTest
    @CsvSource({"Drawbridge, SunJSSE", "SunJSSE, Drawbridge", "Drawbridge, Drawbridge"})
    void serverNames(String client, String server) throws Exception {
        EnginePair p = pair(client, server);
        p.handshake();
        assertEquals(List.of(new SNIHostName("ec.test")), ((ExtendedSSLSession) p.server.engine.getSession()).getRequestedServerNames());
        EnginePair refused = pair(client, server);
        SSLParameters s = refused.server.engine.getSSLParameters();
        s.setSNIMatchers(List.of(SNIHostName.createSNIMatcher("other\\.test")));
        refused.server.engine.setSSLParameters(s);
        refused.client.engine.beginHandshake();
        refused.run();
        assertTrue(refused.client.failure.getMessage().contains("unrecognized_name"), refused.client.failure.getMessage());
    }

    @Test
    void theCertificateFollowsTheServerName() throws Exception {
        TestCa.Identity other = ca.issue("EC", TestCa.Leaf.of("other", "other.test"));
        SSLContext server = Contexts.context(Contexts.OURS, ca, other, ec);
        EnginePair p = EnginePair.of(Contexts.context(Contexts.SUN, ca), server);
        p.handshake();
        assertEquals(ec.leaf(), p.client.engine.getSession().getPeerCertificates()[0]);
    }

    @ParameterizedTest
    @CsvSource({"Drawbridge, ec.test, true", "Drawbridge, a.wild.test, true", "Drawbridge, other.test, false", "Drawbridge, 192.0.2.1, false",
        "SunJSSE, other.test, false"})
    void endpointIdentification(String client, String host, boolean matches) throws Exception {
        for (String algorithm : List.of("HTTPS", "LDAPS")) {
            SSLContext c = Contexts.context(Contexts.provider(client), ca);
            // Our provider's server lets SunJSSE's client do the checking, with our trust manager in it.
            if (client.equals("SunJSSE")) {
                c = Contexts.context("TLS", Contexts.SUN, null, Contexts.trustManagers(Contexts.OURS, ca));
            }
            EnginePair p = new EnginePair(c.createSSLEngine(host, 443), Contexts.context(Contexts.OURS, ca, ec).createSSLEngine());
            SSLParameters s = p.client.engine.getSSLParameters();
            s.setEndpointIdentificationAlgorithm(algorithm);
            p.client.engine.setSSLParameters(s);
            if (matches) {
                p.handshake();
            } else {
                SSLException e = assertThrows(SSLHandshakeException.class, p::handshake);
                assertInstanceOf(CertificateException.class, e.getCause());
                assertTrue(e.getMessage().contains("No subject alternative"), e.getMessage());
                // OpenSSL's alert for it, or that of SunJSSE.
                String alert = client.equals("SunJSSE") ? "certificate_unknown" : "bad_certificate";
                assertTrue(p.server.failure.getMessage().contains(alert), p.server.failure.getMessage());
            }
        }
    }

    @Test
    void sunsManagersServeUs() throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            SSLContext server = Contexts.context("TLS", Contexts.OURS, Contexts.keyManagers(Contexts.SUN, rsa, ec),
                    Contexts.trustManagers(Contexts.SUN, ca));
            SSLContext client = Contexts.context("TLS", Contexts.OURS, Contexts.keyManagers(Contexts.SUN, rsa),
                    Contexts.trustManagers(Contexts.SUN, ca));
            EnginePair p = EnginePair.of(client, server);
            p.client.engine.setEnabledProtocols(new String[] {version});
            p.server.engine.setNeedClientAuth(true);
            SSLParameters s = p.client.engine.getSSLParameters();
            s.setEndpointIdentificationAlgorithm("HTTPS");
            p.client.engine.setSSLParameters(s);
            p.handshake();
            assertEquals(rsa.leaf(), p.server.engine.getSession().getPeerCertificates()[0]);
            EnginePair wrong = new EnginePair(client.createSSLEngine("other.test", 1), server.createSSLEngine());
            // Its own parameters: those of the first engine have the first engine's server name, which would be a name to accept here.
            SSLParameters other = wrong.client.engine.getSSLParameters();
            other.setEndpointIdentificationAlgorithm("HTTPS");
            wrong.client.engine.setSSLParameters(other);
            assertInstanceOf(CertificateException.class, assertThrows(SSLHandshakeException.class, wrong::handshake).getCause());
        }
    }

    @Test
    void ourManagersServeSun() throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            SSLContext server = Contexts.context("TLS", Contexts.SUN, Contexts.keyManagers(Contexts.OURS, rsa, ec),
                    Contexts.trustManagers(Contexts.OURS, ca));
            SSLContext client = Contexts.context("TLS", Contexts.SUN, Contexts.keyManagers(Contexts.OURS, rsa),
                    Contexts.trustManagers(Contexts.OURS, ca));
            EnginePair p = EnginePair.of(client, server);
            p.client.engine.setEnabledProtocols(new String[] {version});
            p.server.engine.setNeedClientAuth(true);
            p.handshake();
            assertEquals(rsa.leaf(), p.server.engine.getSession().getPeerCertificates()[0]);
        }
    }

    /** A trust manager that notes what it is shown and then refuses. */
    private static final class Noting extends X509ExtendedTrustManager {
        private final List<Object> seen = new ArrayList<>();
        private final RuntimeException thrown;

        Noting(RuntimeException thrown) {
            this.thrown = thrown;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
            SSLSession s = engine.getHandshakeSession();
            s.putValue("note", seen);
            seen.addAll(List.of(chain.length, authType, engine, s.getPeerHost(), s.getProtocol()));
            if (thrown != null) {
                throw thrown;
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
            throw new CertificateException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
            throw new CertificateException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
            throw new CertificateException();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException();
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException();
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    @Test
    void anExtendedTrustManagerSeesTheEngineAndTheSessionItWritesToIsKept() throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            Noting noting = new Noting(null);
            SSLContext client = Contexts.context("TLS", Contexts.OURS, null, new TrustManager[] {noting});
            EnginePair p = EnginePair.of(client, Contexts.context(Contexts.SUN, ca, ec));
            p.client.engine.setEnabledProtocols(new String[] {version});
            p.handshake();
            assertEquals(List.of(1, version.equals("TLSv1.3") ? "UNKNOWN" : "ECDHE_ECDSA", p.client.engine, "ec.test", version), noting.seen);
            assertSame(noting.seen, p.client.engine.getSession().getValue("note"));
        }
    }

    @Test
    void whatATrustManagerThrowsEndsTheHandshake() throws Exception {
        IllegalStateException bug = new IllegalStateException("bug");
        SSLContext client = Contexts.context("TLS", Contexts.OURS, null, new TrustManager[] {new Noting(bug)});
        EnginePair p = EnginePair.of(client, Contexts.context(Contexts.SUN, ca, ec));
        SSLException e = assertThrows(SSLException.class, p::handshake);
        assertSame(bug, e.getCause());
        assertTrue(p.server.failure.getMessage().contains("internal_error"), p.server.failure.getMessage());
    }

    @Test
    void aPlainTrustManagerDoesNotSwitchOffEndpointIdentification() throws Exception {
        X509TrustManager everybody = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String authType) {
            }

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String authType) {
            }

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        SSLContext client = Contexts.context("TLS", Contexts.OURS, null, new TrustManager[] {everybody});
        for (String host : List.of("ec.test", "other.test")) {
            EnginePair p = new EnginePair(client.createSSLEngine(host, 1), Contexts.context(Contexts.SUN, ca, ec).createSSLEngine());
            SSLParameters s = p.client.engine.getSSLParameters();
            s.setEndpointIdentificationAlgorithm("HTTPS");
            p.client.engine.setSSLParameters(s);
            if (host.equals("ec.test")) {
                p.handshake();
            } else {
                assertInstanceOf(CertificateException.class, assertThrows(SSLHandshakeException.class, p::handshake).getCause());
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"Drawbridge, SunJSSE, unknown_ca", "SunJSSE, Drawbridge, certificate_unknown"})
    void strangersAreRefused(String client, String server, String alert) throws Exception {
        SSLContext c = Contexts.context(Contexts.provider(client), TestCa.root("Another"));
        EnginePair p = EnginePair.of(c, Contexts.context(Contexts.provider(server), ca, ec));
        SSLException e = assertThrows(SSLHandshakeException.class, p::handshake);
        assertTrue(e.getMessage().contains("PKIX path building failed"), e.getMessage());
        assertTrue(p.server.failure.getMessage().endsWith("Received fatal alert: " + alert), p.server.failure.getMessage());
    }

    @Test
    void emptyTrustManagersTrustNobodyAndKeylessServersServeNobody() throws Exception {
        SSLContext nobody = Contexts.context("TLS", Contexts.OURS, null, new TrustManager[0]);
        assertInstanceOf(CertificateException.class, assertThrows(SSLHandshakeException.class,
                EnginePair.of(nobody, Contexts.context(Contexts.SUN, ca, ec))::handshake).getCause());
        EnginePair keyless = EnginePair.of(Contexts.context(Contexts.SUN, ca), nobody);
        keyless.client.engine.beginHandshake();
        keyless.run();
        assertTrue(keyless.client.failure.getMessage().contains("handshake_failure"), keyless.client.failure.getMessage());
        assertInstanceOf(SSLHandshakeException.class, keyless.server.failure);
    }

    @Test
    void authoritiesGuideTheClientsKeyManager() throws Exception {
        TestCa other = TestCa.root("Other");
        TestCa.Identity wrong = other.issue("EC", TestCa.Leaf.of("wrong"));
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            EnginePair p = EnginePair.of(Contexts.context(Contexts.SUN, ca, wrong, rsa), Contexts.context(Contexts.OURS, ca, ec));
            p.client.engine.setEnabledProtocols(new String[] {version});
            p.server.engine.setNeedClientAuth(true);
            p.handshake();
            Principal seen = p.server.engine.getSession().getPeerPrincipal();
            assertEquals(rsa.leaf().getSubjectX500Principal(), seen);
        }
    }

    @Test
    void sessionsLookLikeSuns() throws Exception {
        for (String version : List.of("TLSv1.3", "TLSv1.2")) {
            EnginePair p = pair("Drawbridge", "SunJSSE");
            p.client.engine.setEnabledProtocols(new String[] {version});
            p.handshake();
            ExtendedSSLSession s = (ExtendedSSLSession) p.client.engine.getSession();
            assertEquals(32, s.getId().length, version);
            assertTrue(s.getSessionContext() != null && s.isValid());
            assertEquals("ec.test", s.getPeerHost());
            assertArrayEquals(new Object[0], s.getValueNames());
            assertTrue(List.of(s.getLocalSupportedSignatureAlgorithms()).contains("SHA256withECDSA"));
            assertEquals(List.of(), s.getStatusResponses());
            s.invalidate();
            assertFalse(s.isValid());
            assertNull(s.getSessionContext());
        }
        assertEquals(DrawbridgeProvider.NAME, Contexts.OURS.getName());
    }
}
