package dev.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.security.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PropertiesTest {
    private static Properties of(String... namesAndValues) {
        Map<String, String> m = new java.util.HashMap<>(Map.of("java.home", "/jdk"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            m.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Properties.of(m::get, m::get);
    }

    @Test
    void whatIsNotSetIsLeftToTheDefaults() {
        Properties p = of();
        assertNull(p.versions(true));
        assertNull(p.cipherSuites(false));
        assertNull(p.groups());
        assertNull(p.signatureSchemes(true));
        assertNull(p.keyStore());
        assertNull(p.trace());
        assertEquals(Limits.DEFAULT, p.limits(true));
        assertEquals(Limits.DEFAULT, p.limits(false));
        assertFalse(p.requireExtendedMasterSecret());
        assertFalse(p.allowUnsafeLegacy());
        assertTrue(p.sendServerName());
        assertTrue(p.askForStaples());
        assertFalse(p.checkRevocation());
        assertEquals(20480, p.sessionCacheSize());
        assertEquals("/jdk/lib/security/cacerts", p.trustStore().path());
    }

    @Test
    void lists() {
        assertEquals(List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12),
                of("jdk.tls.client.protocols", "TLSv1.2, TLSv1.3").versions(true));
        assertEquals(List.of(ProtocolVersion.TLS12), of("jdk.tls.server.protocols", "TLSv1.2").versions(false));
        assertEquals(List.of(CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256),
                of("jdk.tls.client.cipherSuites", "TLS_AES_128_GCM_SHA256,TLS_RSA_WITH_CAMELLIA_128_CBC_SHA,ECDHE-RSA-AES128-GCM-SHA256")
                        .cipherSuites(true));
        assertEquals(List.of(NamedGroup.SECP256R1, NamedGroup.X25519), of("jdk.tls.namedGroups", "secp256r1, X25519").groups());
        assertEquals(List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256),
                of("jdk.tls.server.cipherSuites", "CAMELLIA256-SHA, ECDHE-ECDSA-CHACHA20-POLY1305").cipherSuites(false));
        assertEquals(List.of(NamedGroup.SECP384R1, NamedGroup.SECP256R1), of("jdk.tls.namedGroups", "P-384,P-256").groups());
        assertEquals(List.of(SignatureScheme.ED25519),
                of("jdk.tls.server.SignatureSchemes", "\"ed25519,rsa_pkcs1_sha1\"").signatureSchemes(false));
    }

    @ParameterizedTest
    @CsvSource({
        "jdk.tls.client.protocols, TLSv1.4",
        "jdk.tls.server.protocols, 'TLSv1.2,,TLSv1.3'",
        "jdk.tls.client.cipherSuites, nonsense",
        "jdk.tls.server.cipherSuites, TLS_RSA_WITH_SEED_CBC_SHA",
        "jdk.tls.namedGroups, 'x25519, curve25519'",
        "jdk.tls.client.SignatureSchemes, rsa",
        "jdk.tls.server.SignatureSchemes, ecdsa_sha1",
        "jdk.tls.maxHandshakeMessageSize, 12",
        "jdk.tls.maxHandshakeMessageSize, many",
        "jdk.tls.maxCertificateChainLength, 0",
        "jdk.tls.useExtendedMasterSecret, false",
        "jdk.tls.allowLegacyMasterSecret, yes",
        "sun.security.ssl.allowLegacyHelloMessages, 1",
        "jsse.enableSNIExtension, on",
        "jdk.tls.client.enableStatusRequestExtension, ja",
        "com.sun.net.ssl.checkRevocation, ja",
        "javax.net.ssl.sessionCacheSize, -1"})
    void aValueThatMeansNothingIsAnErrorThatNamesIt(String name, String value) {
        Map<String, Function<Properties, Object>> readers = Map.ofEntries(
                Map.entry("jdk.tls.client.protocols", p -> p.versions(true)),
                Map.entry("jdk.tls.server.protocols", p -> p.versions(false)),
                Map.entry("jdk.tls.client.cipherSuites", p -> p.cipherSuites(true)),
                Map.entry("jdk.tls.server.cipherSuites", p -> p.cipherSuites(false)),
                Map.entry("jdk.tls.namedGroups", Properties::groups),
                Map.entry("jdk.tls.client.SignatureSchemes", p -> p.signatureSchemes(true)),
                Map.entry("jdk.tls.server.SignatureSchemes", p -> p.signatureSchemes(false)),
                Map.entry("jdk.tls.maxHandshakeMessageSize", p -> p.limits(true)),
                Map.entry("jdk.tls.maxCertificateChainLength", p -> p.limits(true)),
                Map.entry("jdk.tls.useExtendedMasterSecret", Properties::requireExtendedMasterSecret),
                Map.entry("jdk.tls.allowLegacyMasterSecret", Properties::requireExtendedMasterSecret),
                Map.entry("sun.security.ssl.allowLegacyHelloMessages", Properties::allowUnsafeLegacy),
                Map.entry("jsse.enableSNIExtension", Properties::sendServerName),
                Map.entry("jdk.tls.client.enableStatusRequestExtension", Properties::askForStaples),
                Map.entry("com.sun.net.ssl.checkRevocation", Properties::checkRevocation),
                Map.entry("javax.net.ssl.sessionCacheSize", Properties::sessionCacheSize));
        PropertyException e = assertThrows(PropertyException.class, () -> readers.get(name).apply(of(name, value)));
        assertTrue(e.getMessage().startsWith(name + "=" + value + ": expected "), e.getMessage());
    }

    @Test
    void flagsAndNumbers() {
        assertTrue(of("jdk.tls.allowLegacyMasterSecret", "false").requireExtendedMasterSecret());
        assertTrue(of("sun.security.ssl.allowLegacyHelloMessages", "TRUE").allowUnsafeLegacy());
        assertFalse(of("jdk.tls.client.enableStatusRequestExtension", "false").askForStaples());
        Limits l = of("jdk.tls.maxHandshakeMessageSize", "32768", "jdk.tls.maxCertificateChainLength", "3").limits(true);
        assertEquals(32768, l.handshakeMessage());
        assertEquals(3, l.chainLength());
    }

    @Test
    void stores() {
        Properties p = of("javax.net.ssl.keyStore", "/a.p12", "javax.net.ssl.keyStoreType", "PKCS12", "javax.net.ssl.keyStorePassword",
                "sesame", "javax.net.ssl.keyStoreProvider", "Q", "javax.net.ssl.trustStore", "NONE", "javax.net.ssl.trustStoreProvider", "P");
        assertEquals("/a.p12", p.keyStore().path());
        assertEquals("PKCS12", p.keyStore().type());
        assertEquals("Q", p.keyStore().provider());
        assertEquals("sesame", String.valueOf(p.keyStore().passwordChars()));
        assertFalse(p.keyStore().toString().contains("sesame"));
        assertNull(p.trustStore().path());
        assertEquals("P", p.trustStore().provider());
        assertEquals("open", String.valueOf(of("javax.net.ssl.trustStore", "/t.p12", "javax.net.ssl.trustStorePassword", "open").trustStore()
                .passwordChars()));
        assertEquals("PEM", of("javax.net.ssl.trustStoreType", "PEM").trustStore().type());
        assertEquals(KeyStore.getDefaultType(), of().trustStore().type());
    }
}
