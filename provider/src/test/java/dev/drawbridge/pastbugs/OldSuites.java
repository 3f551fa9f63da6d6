package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.DrawbridgeProvider;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.Side;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import dev.drawbridge.tls13.Hellos;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLHandshakeException;

/**
 * Suites of the IANA registry that an attack made famous, or kin of such. Those that Drawbridge does not have cannot be negotiated in any way; of the others
 * only who names one and sets aside the rules of OpenSSL and the JDK can.
 */
enum OldSuites {
    RSA_KEY_EXCHANGE("0002 TLS_RSA_WITH_NULL_SHA", "0004 TLS_RSA_WITH_RC4_128_MD5", "0005 TLS_RSA_WITH_RC4_128_SHA",
        "000a TLS_RSA_WITH_3DES_EDE_CBC_SHA", "0041 TLS_RSA_WITH_CAMELLIA_128_CBC_SHA", "00ad TLS_RSA_PSK_WITH_AES_256_GCM_SHA384"),
    BLOCKS_OF_64_BITS("0007 TLS_RSA_WITH_IDEA_CBC_SHA", "0009 TLS_RSA_WITH_DES_CBC_SHA", "000a TLS_RSA_WITH_3DES_EDE_CBC_SHA",
        "0013 TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA", "0016 TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA",
        "c008 TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA", "c012 TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
        "c100 TLS_GOSTR341112_256_WITH_KUZNYECHIK_CTR_OMAC", "c102 TLS_GOSTR341112_256_WITH_28147_CNT_IMIT"),
    RC4("0004 TLS_RSA_WITH_RC4_128_MD5", "0005 TLS_RSA_WITH_RC4_128_SHA", "0018 TLS_DH_anon_WITH_RC4_128_MD5",
        "c002 TLS_ECDH_ECDSA_WITH_RC4_128_SHA", "c007 TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", "c00c TLS_ECDH_RSA_WITH_RC4_128_SHA",
        "c011 TLS_ECDHE_RSA_WITH_RC4_128_SHA", "c016 TLS_ECDH_anon_WITH_RC4_128_SHA"),
    EXPORT("0003 TLS_RSA_EXPORT_WITH_RC4_40_MD5", "0006 TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5", "0008 TLS_RSA_EXPORT_WITH_DES40_CBC_SHA",
        "000b TLS_DH_DSS_EXPORT_WITH_DES40_CBC_SHA", "000e TLS_DH_RSA_EXPORT_WITH_DES40_CBC_SHA",
        "0011 TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA", "0014 TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA",
        "0017 TLS_DH_anon_EXPORT_WITH_RC4_40_MD5", "0019 TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA"),
    DSA("0032 TLS_DHE_DSS_WITH_AES_128_CBC_SHA", "0038 TLS_DHE_DSS_WITH_AES_256_CBC_SHA", "0040 TLS_DHE_DSS_WITH_AES_128_CBC_SHA256",
        "006a TLS_DHE_DSS_WITH_AES_256_CBC_SHA256", "00a2 TLS_DHE_DSS_WITH_AES_128_GCM_SHA256",
        "00a3 TLS_DHE_DSS_WITH_AES_256_GCM_SHA384"),
    NO_AUTHENTICATION("0001 TLS_RSA_WITH_NULL_MD5", "0018 TLS_DH_anon_WITH_RC4_128_MD5", "00a6 TLS_DH_anon_WITH_AES_128_GCM_SHA256",
        "c006 TLS_ECDHE_ECDSA_WITH_NULL_SHA", "c010 TLS_ECDHE_RSA_WITH_NULL_SHA", "c018 TLS_ECDH_anon_WITH_AES_128_CBC_SHA",
        "c0b4 TLS_SHA256_SHA256", "c0b5 TLS_SHA384_SHA384");

    private final Map<Integer, String> suites = new TreeMap<>();

    OldSuites(String... lines) {
        for (String line : lines) {
            suites.put(Integer.parseInt(line, 0, 4, 16), line.substring(5));
        }
    }

    private int[] codes() {
        return suites.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    /** By configuration, by what a client offers, by what a server answers. */
    void assertNeverNegotiated() {
        cannotBeConfigured();
        noServerChoosesThem();
        noClientTakesThem();
    }

    private void cannotBeConfigured() {
        SSLEngine engine;
        try {
            SSLContext context = SSLContext.getInstance("TLS", new DrawbridgeProvider());
            context.init(null, null, null);
            engine = context.createSSLEngine();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        suites.forEach((code, name) -> {
            CipherSuite spoken = CipherSuite.of(code);
            if (spoken != null) {
                assertForbidden(engine, spoken);
                return;
            }
            assertNull(CipherSuite.named(name), name);
            assertFalse(List.of(engine.getSupportedCipherSuites()).contains(name), name);
            assertThrows(IllegalArgumentException.class, () -> engine.setEnabledCipherSuites(new String[] {name}), name);
        });
    }

    private static void assertForbidden(SSLEngine engine, CipherSuite suite) {
        assertTrue(suite.weak(), suite.name());
        assertFalse(List.of(engine.getSupportedCipherSuites()).contains(suite.name()), suite.name());
        assertFalse(List.of(engine.getEnabledCipherSuites()).contains(suite.name()), suite.name());
        engine.setUseClientMode(true);
        engine.setEnabledCipherSuites(new String[] {suite.name()});
        assertThrows(SSLHandshakeException.class, engine::beginHandshake, suite.name());
    }

    private void noServerChoosesThem() {
        for (TestCredentials credentials : List.of(TestCredentials.RSA, TestCredentials.ECDSA_P256)) {
            for (boolean serverOrder : new boolean[] {true, false}) {
                for (ProtocolVersion version : List.of(ProtocolVersion.TLS12, ProtocolVersion.TLS13)) {
                    TestConfig server = TestConfig.server().credentials(credentials.source());
                    server.preferLocalOrder = serverOrder;
                    offered(server, version);
                }
            }
        }
    }

    private void offered(TestConfig config, ProtocolVersion version) {
        ClientHello honest = hello(version);
        Side alone = Side.server(config);
        alone.receive(Hellos.suites(honest, CodePoints.of(codes())));
        assertEquals(Fault.NO_COMMON_CIPHER_SUITE, alone.fault(), this + " in " + version);
        assertEquals(Alert.HANDSHAKE_FAILURE, alone.fault().alert());
        CodePoints preferred = CodePoints.of(codes());
        for (int i = 0; i < honest.cipherSuites().size(); i++) {
            preferred = preferred.plus(honest.cipherSuites().at(i));
        }
        Side choosing = Side.server(config);
        choosing.receive(Hellos.suites(honest, preferred));
        assertNull(choosing.fault());
        assertEquals(version == ProtocolVersion.TLS13, choosing.facts().cipherSuite().tls13(), "one of ours, in spite of the client's order");
    }

    private static ClientHello hello(ProtocolVersion version) {
        ClientHello[] sent = new ClientHello[1];
        Pair pair = new Pair(TestConfig.client().versions(version), TestConfig.server());
        pair.fromClient(HandshakeType.CLIENT_HELLO, m -> sent[0] = (ClientHello) m).step();
        return sent[0];
    }

    private void noClientTakesThem() {
        for (Scenario scenario : List.of(Scenario.TLS12, Scenario.TLS13)) {
            for (int code : codes()) {
                Pair pair = new Pair(scenario.config(true), scenario.config(false));
                pair.format(scenario.tls13() ? MessageFormat.TLS13 : MessageFormat.TLS12);
                pair.fromServer(HandshakeType.SERVER_HELLO, m -> Hellos.serverSuite(m, code)).run();
                pair.assertClientFails(Fault.SUITE_NOT_OFFERED);
                assertEquals(Alert.ILLEGAL_PARAMETER, pair.client.fault().alert());
            }
        }
    }
}
