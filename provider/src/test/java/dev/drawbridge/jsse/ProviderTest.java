package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.DrawbridgeProvider;
import dev.drawbridge.SslControl;
import dev.drawbridge.config.conf.CipherString;
import dev.drawbridge.config.conf.OpensslSuite;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.verify.DisabledAlgorithms;
import dev.drawbridge.verify.TestCa;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.security.Security;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProviderTest {
    @ParameterizedTest
    @ValueSource(strings = {"TLS", "SSL", "TLSv1.3", "TLSv1.2", "Default"})
    void contexts(String name) throws Exception {
        SSLContext c = SSLContext.getInstance(name, Contexts.OURS);
        assertSame(Contexts.OURS, c.getProvider());
        if (!name.equals("Default")) {
            assertThrows(IllegalStateException.class, c::createSSLEngine);
            c.init(null, null, null);
        } else {
            assertThrows(KeyManagementException.class, () -> c.init(null, null, null));
        }
        boolean only12 = name.equals("TLSv1.2");
        assertArrayEquals(only12 ? new String[] {"TLSv1.2"} : new String[] {"TLSv1.3", "TLSv1.2"}, c.getDefaultSSLParameters().getProtocols());
        assertArrayEquals(new String[] {"TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3", "SSLv2Hello"}, c.getSupportedSSLParameters().getProtocols());
        SSLEngine server = c.createSSLEngine();
        server.setUseClientMode(false);
        assertArrayEquals(new String[] {"TLSv1.3", "TLSv1.2"}, server.getEnabledProtocols());
        SSLEngine client = c.createSSLEngine("a.test", 1);
        client.setUseClientMode(true);
        assertArrayEquals(c.getDefaultSSLParameters().getProtocols(), client.getEnabledProtocols());
        assertArrayEquals(c.getDefaultSSLParameters().getCipherSuites(), client.getEnabledCipherSuites());
        List<String> tls13 = only12 ? List.of() : List.of("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256");
        DisabledAlgorithms disabled = new DisabledAlgorithms(Security.getProperty("jdk.tls.disabledAlgorithms"));
        Stream<String> older = CipherString.parse("DEFAULT").suites().stream().map(OpensslSuite::spoken)
            .filter(s -> s != null && !s.psk() && disabled.permits(s)).map(CipherSuite::name);
        assertEquals(Stream.concat(tls13.stream(), older).toList(), List.of(client.getEnabledCipherSuites()), "OpenSSL's defaults");
    }

    /** Which is none as long as the JDK or the security level forbids them. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.1", "TLSv1", "SSLv3"})
    void contextsOfOlderVersions(String name) throws Exception {
        SSLContext c = SSLContext.getInstance(name, Contexts.OURS);
        c.init(null, null, null);
        assertArrayEquals(new String[0], c.getDefaultSSLParameters().getProtocols());
    }

    @ParameterizedTest
    @ValueSource(strings = {"DTLS", "DTLSv1.2"})
    void contextsThatAreNotSpokenAreNotServed(String name) {
        assertThrows(NoSuchAlgorithmException.class, () -> SSLContext.getInstance(name, Contexts.OURS));
    }

    @Test
    void factories() throws Exception {
        for (String name : List.of("PKIX", "SunX509", "NewSunX509", "X.509", "X509", KeyManagerFactory.getDefaultAlgorithm())) {
            KeyManagerFactory f = KeyManagerFactory.getInstance(name, Contexts.OURS);
            assertThrows(IllegalStateException.class, f::getKeyManagers);
            f.init(null, null);
            assertEquals(1, f.getKeyManagers().length);
        }
        for (String name : List.of("PKIX", "SunX509", "X.509", "X509", TrustManagerFactory.getDefaultAlgorithm())) {
            TrustManagerFactory f = TrustManagerFactory.getInstance(name, Contexts.OURS);
            assertThrows(IllegalStateException.class, f::getTrustManagers);
            f.init(TestCa.trustStore(TestCa.root("Root").certificate()));
            assertEquals(1, f.getTrustManagers().length);
            assertEquals(1, ((X509TrustManager) f.getTrustManagers()[0]).getAcceptedIssuers().length);
        }
    }

    @Test
    void theProvidersNameAndVersion() {
        assertEquals("Drawbridge", DrawbridgeProvider.NAME);
        assertEquals("Drawbridge", new DrawbridgeProvider().getName());
        assertFalse(new DrawbridgeProvider().getVersionStr().isEmpty());
    }

    /** What Netty does when its class for the JDK's engines is loaded: any exception there means "no ALPN" for good. */
    @Test
    void nettysProbes() throws Exception {
        SSLContext c = SSLContext.getInstance("TLS", Contexts.OURS);
        c.init(null, new TrustManager[0], null);
        SSLEngine e = c.createSSLEngine();
        assertNull(e.getApplicationProtocol());
        assertNull(e.getHandshakeApplicationProtocol());
        SSLParameters p = e.getSSLParameters();
        p.setApplicationProtocols(new String[] {"http/1.1", "http/2"});
        e.setSSLParameters(p);
        assertArrayEquals(new String[] {"http/1.1", "http/2"}, e.getSSLParameters().getApplicationProtocols());
        assertNull(e.getHandshakeApplicationProtocolSelector());
        e.setHandshakeApplicationProtocolSelector((engine, offered) -> null);
        assertNull(e.getHandshakeApplicationProtocolSelector().apply(e, List.of()));
        c.init(new KeyManager[0], null, null);
        c.getServerSessionContext().setSessionCacheSize(7);
        c.getServerSessionContext().setSessionTimeout(9);
        assertEquals(7, c.getServerSessionContext().getSessionCacheSize());
        assertEquals(9, c.getServerSessionContext().getSessionTimeout());
        assertFalse(c.getClientSessionContext().getIds().hasMoreElements());
    }

    @Test
    void anEngineBeforeItsHandshake() throws Exception {
        SSLContext c = Contexts.context(Contexts.OURS, TestCa.root("Root"));
        SSLEngine e = c.createSSLEngine("a.test", 443);
        SSLSession s = e.getSession();
        assertEquals("SSL_NULL_WITH_NULL_NULL", s.getCipherSuite());
        assertEquals("NONE", s.getProtocol());
        assertEquals(0, s.getId().length);
        assertFalse(s.isValid());
        assertNull(s.getLocalCertificates());
        assertNull(s.getPeerHost());
        assertEquals(-1, s.getPeerPort());
        assertThrows(SSLPeerUnverifiedException.class, s::getPeerCertificates);
        assertNull(e.getHandshakeSession());
        assertNull(e.getDelegatedTask());
        assertEquals(SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING, e.getHandshakeStatus());
        assertThrows(IllegalStateException.class, e::beginHandshake);
        assertNull(SslControl.of(e).group());
        assertThrows(IllegalArgumentException.class, () -> SslControl.of(SSLContext.getDefault().createSSLEngine()));
    }
}
