package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.Defaults;
import dev.drawbridge.config.PropertyException;
import dev.drawbridge.config.Properties;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmConstraints;
import java.security.AlgorithmParameters;
import java.security.CryptoPrimitive;
import java.security.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SslSettingsTest {
    private static ContextCore core(String... properties) throws Exception {
        Map<String, String> m = new HashMap<>(Map.of("java.home", System.getProperty("java.home")));
        for (int i = 0; i < properties.length; i += 2) {
            m.put(properties[i], properties[i + 1]);
        }
        return new ContextCore(ContextProtocol.TLS, Properties.of(m, m::get, name -> null, null), null, new TrustManager[0], null);
    }

    private static TlsConfig frozen(ContextCore core, SslSettings s, String host) throws Exception {
        SSLEngine engine = new EngineAdapter(core, host, 443);
        return core.config(s, host, 443, engine);
    }

    @Test
    void theDefaultsAreOpenSsls() throws Exception {
        ContextCore core = core();
        TlsConfig c = frozen(core, new SslSettings(core, true), "www.example.com");
        assertEquals(List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12), c.versions());
        assertEquals(Stream.of(CipherSuite.values()).filter(s -> !s.psk() && s.byDefault()).toList(), c.cipherSuites());
        assertEquals(Defaults.GROUPS, c.groups());
        assertEquals(SignatureScheme.ECDSA_SECP256R1_SHA256, c.signatureSchemes().get(0));
        assertTrue(c.client() && c.preferLocalOrder());
        assertFalse(c.allowUnsafeLegacy() || c.requireExtendedMasterSecret());
        assertEquals("www.example.com", c.names().serverName());
    }

    /** Who turns the extension off asks for no staples either, by whatever property. */
    @Test
    void staplesAreAskedForUnlessTurnedOff() throws Exception {
        assertTrue(asksForStaples(core()));
        assertFalse(asksForStaples(core("jdk.tls.client.enableStatusRequestExtension", "false")));
        assertFalse(asksForStaples(core("jdk.tls.client.disableExtensions", "status_request")));
    }

    private static boolean asksForStaples(ContextCore core) throws Exception {
        return frozen(core, new SslSettings(core, true), null).authentication().askForStaples();
    }

    @Test
    void namesThatAreNotSpokenAreRefused() throws Exception {
        SslSettings s = new SslSettings(core(), true);
        for (String[] bad : List.of(new String[] {"TLSv1.4"}, new String[] {"nonsense"}, new String[] {null}, new String[] {""})) {
            assertThrows(IllegalArgumentException.class, () -> s.enabledProtocols(bad));
            assertThrows(IllegalArgumentException.class, () -> s.enabledCipherSuites(bad));
        }
        assertThrows(IllegalArgumentException.class, () -> s.enabledProtocols(null));
        assertThrows(IllegalArgumentException.class, () -> s.enabledCipherSuites(null));
        SSLParameters p = s.parameters();
        p.setProtocols(new String[] {"TLSv1.2"});
        p.setCipherSuites(new String[] {"TLS_NULL_WITH_NULL_NULL"});
        assertThrows(IllegalArgumentException.class, () -> s.parameters(p));
        assertArrayEquals(new String[] {"TLSv1.3", "TLSv1.2"}, s.enabledProtocols(), "all or nothing is taken over");
    }

    @Test
    void whatIsEnabledIsWhatIsUsed() throws Exception {
        ContextCore core = core();
        SslSettings s = new SslSettings(core, true);
        s.enabledProtocols(new String[] {"TLSv1.2", "TLSv1.3", "TLSv1.2"});
        assertArrayEquals(new String[] {"TLSv1.3", "TLSv1.2"}, s.enabledProtocols());
        s.enabledCipherSuites(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_EMPTY_RENEGOTIATION_INFO_SCSV"});
        TlsConfig c = frozen(core, s, null);
        assertEquals(List.of(ProtocolVersion.TLS12), c.versions(), "a version without a suite is not offered");
        s.enabledProtocols(new String[] {"TLSv1.3"});
        assertThrows(SSLHandshakeException.class, () -> frozen(core, s, null));
        s.enabledProtocols(new String[0]);
        assertThrows(SSLHandshakeException.class, () -> frozen(core, s, null));
    }

    @Test
    void aNewRoleHasItsOwnDefaults() throws Exception {
        ContextCore core = core("jdk.tls.client.protocols", "TLSv1.2", "jdk.tls.server.cipherSuites", "TLS_AES_128_GCM_SHA256");
        SslSettings s = new SslSettings(core, true);
        assertArrayEquals(new String[] {"TLSv1.2"}, s.enabledProtocols());
        assertArrayEquals(core.defaultCipherSuites(true), s.enabledCipherSuites());
        assertTrue(Stream.of(s.enabledCipherSuites()).map(CipherSuite::named).allMatch(x -> x.fits(ProtocolVersion.TLS12)));
        s.client(false);
        assertArrayEquals(new String[] {"TLSv1.3", "TLSv1.2"}, s.enabledProtocols());
        assertArrayEquals(new String[] {"TLS_AES_128_GCM_SHA256"}, s.enabledCipherSuites());
    }

    @Test
    void parametersGoInAndComeOut() throws Exception {
        SslSettings s = new SslSettings(core(), true);
        SSLParameters p = s.parameters();
        assertNull(p.getServerNames());
        assertNull(p.getSNIMatchers());
        assertNull(p.getEndpointIdentificationAlgorithm());
        assertTrue(p.getUseCipherSuitesOrder());
        p.setNeedClientAuth(true);
        p.setEndpointIdentificationAlgorithm("HTTPS");
        p.setServerNames(List.of(new SNIHostName("b.test")));
        p.setSNIMatchers(List.of(SNIHostName.createSNIMatcher("c\\.test")));
        p.setApplicationProtocols(new String[] {"h2"});
        p.setUseCipherSuitesOrder(false);
        p.setMaximumPacketSize(4096);
        s.parameters(p);
        assertEquals("TLSv1.3", s.parameters().getProtocols()[0]);
        assertEquals(ClientAuth.NEED, s.clientAuth());
        SSLParameters again = s.parameters();
        assertTrue(again.getNeedClientAuth());
        assertFalse(again.getWantClientAuth());
        assertEquals("HTTPS", again.getEndpointIdentificationAlgorithm());
        assertEquals(List.of(new SNIHostName("b.test")), again.getServerNames());
        assertEquals(1, again.getSNIMatchers().size());
        assertArrayEquals(new String[] {"h2"}, again.getApplicationProtocols());
        assertFalse(again.getUseCipherSuitesOrder());
        assertEquals(4096, again.getMaximumPacketSize());
        s.parameters(new SSLParameters());
        assertEquals("HTTPS", s.endpointIdentification(), "what is null there stays as it was");
        assertEquals(ClientAuth.NONE, s.clientAuth());
        assertEquals(1, s.copy().serverNames().size());
    }

    @Test
    void newerParametersWhereTheJdkHasThem() throws Exception {
        ContextCore core = core();
        SslSettings s = new SslSettings(core, true);
        SSLParameters p = s.parameters();
        NewerParameters.namedGroups(p, new String[] {"secp384r1", "unheard-of"});
        NewerParameters.signatureSchemes(p, new String[] {"ed25519"});
        s.parameters(p);
        TlsConfig c = frozen(core, s, null);
        if (Runtime.version().feature() >= 20) {
            assertEquals(List.of(NamedGroup.SECP384R1), c.groups());
            assertEquals(List.of(SignatureScheme.ED25519), c.signatureSchemes());
            assertArrayEquals(new String[] {"ed25519"}, NewerParameters.signatureSchemes(s.parameters()));
            NewerParameters.namedGroups(p, new String[] {"unheard-of"});
            s.parameters(p);
            assertThrows(SSLHandshakeException.class, () -> frozen(core, s, null));
        } else {
            assertEquals(Defaults.GROUPS, c.groups());
            assertNull(NewerParameters.namedGroups(p));
        }
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "www.example.com, www.example.com", "WWW.example.com., WWW.example.com", "bücher.example, xn--bcher-kva.example",
        "localhost, -", "192.0.2.1, -", "::1, -", "-, -", "_sip.example.com, -", ".example, -", "a.b., a.b"})
    void serverNameOfAHost(String host, String sent) {
        assertEquals(sent, ServerNames.fromHost(host));
    }

    @Test
    void theProgramsServerNamesWin() throws Exception {
        ContextCore core = core();
        SslSettings s = new SslSettings(core, true);
        s.serverNames(List.of(new SNIHostName("localhost")));
        assertEquals("localhost", frozen(core, s, "www.example.com").names().serverName());
        s.serverNames(List.of());
        assertNull(frozen(core, s, "www.example.com").names().serverName());
        ContextCore silent = core("jsse.enableSNIExtension", "false");
        assertNull(frozen(silent, new SslSettings(silent, true), "www.example.com").names().serverName());
    }

    @Test
    void matchersFilterNames() throws Exception {
        ContextCore core = core();
        SslSettings s = new SslSettings(core, false);
        assertNull(frozen(core, s, null).names().serverNameFilter());
        SSLParameters p = s.parameters();
        p.setSNIMatchers(List.<SNIMatcher>of(SNIHostName.createSNIMatcher("[a-z]+\\.example\\.com")));
        s.parameters(p);
        var filter = frozen(core, s, null).names().serverNameFilter();
        assertTrue(filter.test("www.example.com"));
        assertFalse(filter.test("www.example.org"));
        assertFalse(filter.test(" no name "));
    }

    /** Clients may send what JSSE cannot express; a session must still be readable. */
    @Test
    void namesThatJsseCannotExpressAreNotShown() throws Exception {
        ContextCore core = core();
        ConnectionFacts facts = new ConnectionFacts();
        SessionView session = SessionView.of(core.sessions(false), frozen(core, new SslSettings(core, false), null), facts, null, -1, 0);
        facts.requestedServerName("my_host.example.com");
        assertEquals(List.of(), session.getRequestedServerNames());
        facts.requestedServerName("www.example.com");
        assertEquals(List.of(new SNIHostName("www.example.com")), session.getRequestedServerNames());
    }

    @Test
    void constraintsOfTheProgramAndOfTheProperty() throws Exception {
        ContextCore core = core("jdk.tls.disabledAlgorithms", "TLS_CHACHA20_POLY1305_SHA256, x25519, ed25519, TLSv1.2");
        TlsConfig c = frozen(core, new SslSettings(core, true), null);
        assertEquals(List.of(ProtocolVersion.TLS13), c.versions());
        assertEquals(List.of(CipherSuite.TLS_AES_256_GCM_SHA384, CipherSuite.TLS_AES_128_GCM_SHA256), c.cipherSuites());
        assertFalse(c.groups().contains(NamedGroup.X25519));
        assertFalse(c.signatureSchemes().contains(SignatureScheme.ED25519));
        SslSettings s = new SslSettings(core, true);
        SSLParameters p = s.parameters();
        p.setAlgorithmConstraints(new NoAes256());
        s.parameters(p);
        assertEquals(List.of(CipherSuite.TLS_AES_128_GCM_SHA256), frozen(core, s, null).cipherSuites());
    }

    private static final class NoAes256 implements AlgorithmConstraints {
        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, AlgorithmParameters parameters) {
            return !algorithm.contains("AES_256");
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, Key key) {
            return true;
        }

        @Override
        public boolean permits(Set<CryptoPrimitive> primitives, String algorithm, Key key, AlgorithmParameters parameters) {
            return true;
        }
    }

    @Test
    void valuesThatMeanNothingSurfaceWithTheContext(@TempDir Path dir) {
        assertThrows(PropertyException.class, () -> core("jdk.tls.client.protocols", "TLSv1.9"));
        PropertyException forbidden = assertThrows(PropertyException.class, () -> core("jdk.tls.client.protocols", "TLSv1,TLSv1.1"));
        assertTrue(forbidden.getMessage().contains("TLSv1.1 is forbidden by security level 2 where 0 is needed"), forbidden.getMessage());
        PropertyException e = assertThrows(PropertyException.class, () -> core("drawbridge.trace", dir.toString()));
        assertTrue(e.getMessage().startsWith("drawbridge.trace=" + dir), e.getMessage());
    }

    @Test
    void theConfigurationIsWhatAProgramSees(@TempDir Path dir) throws Exception {
        Path conf = Files.writeString(dir.resolve("test.cnf"), "openssl_conf = lib\n[lib]\nssl_conf = names\n[names]\nsystem_default = web\n"
                + "[web]\nMinProtocol = TLSv1.2\nMaxProtocol = TLSv1.2\nCipherString = ECDHE-RSA-AES128-GCM-SHA256\nGroups = P-384\n"
                + "VerifyMode = Require\nOptions = -ServerPreference\n");
        ContextCore core = core("drawbridge.conf", conf.toString());
        SSLParameters p = new SslSettings(core, true).parameters();
        assertArrayEquals(new String[] {"TLSv1.2"}, p.getProtocols());
        assertArrayEquals(new String[] {"TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"}, p.getCipherSuites());
        assertTrue(p.getNeedClientAuth());
        assertFalse(p.getUseCipherSuitesOrder());
        SslSettings server = new SslSettings(core, false);
        assertEquals(ClientAuth.NEED, frozen(core, server, null).authentication().clientAuth());
        assertEquals(List.of(NamedGroup.SECP384R1), frozen(core, server, null).groups());
        server.parameters(p); // a server with the default parameters still asks
        assertEquals(ClientAuth.NEED, server.clientAuth());
        server.clientAuth(ClientAuth.NONE);
        assertEquals(ClientAuth.NONE, server.clientAuth());
        server.enabledProtocols(new String[] {"TLSv1.3"});
        server.enabledCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"});
        assertEquals(List.of(ProtocolVersion.TLS13), frozen(core, server, null).versions());
    }

    @Test
    void theLevelBindsWhatAProgramAsksForToo() throws Exception {
        ContextCore core = core("drawbridge.CipherString", "DEFAULT@SECLEVEL=4");
        SslSettings s = new SslSettings(core, true);
        s.enabledCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384"});
        assertEquals(List.of(CipherSuite.TLS_AES_256_GCM_SHA384), frozen(core, s, null).cipherSuites());
    }
}
