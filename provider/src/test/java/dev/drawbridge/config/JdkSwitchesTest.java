package dev.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.NamedGroup;
import java.nio.charset.StandardCharsets;
import java.security.Security;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's own switches: what they say, that nonsense is an error, and that those without effect are told. */
class JdkSwitchesTest {
    private static Properties of(String... namesAndValues) {
        Map<String, String> m = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            m.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Properties.of(m::get, m::get);
    }

    private static Tuning tuning(String name, String value) {
        return of(name, value).jdk().tuning(name.contains("client"));
    }

    @Test
    void whatIsNotSetChangesNothing() {
        for (boolean client : new boolean[] {true, false}) {
            assertEquals(Tuning.DEFAULT, of().jdk().tuning(client));
        }
        assertFalse(of().jdk().sendAuthorities());
        assertFalse(of().jdk().trustNameService());
        assertNull(of().jdk().debug());
        assertEquals(StandardCharsets.ISO_8859_1, of().jdk().alpnCharset());
    }

    /** The files of the JDK that runs us are read without complaint. */
    @Test
    void theJdksOwnValues() {
        Properties jvm = Properties.of(name -> null, Security::getProperty);
        Map<AeadAlgorithm, Long> limits = jvm.jdk().tuning(true).keyBytes();
        assertEquals(1L << 37, limits.get(AeadAlgorithm.AES_256_GCM));
        assertTrue(jvm.jdk().tuning(false).lastResort().stream().allMatch(CipherSuite::weak));
        assertTrue(jvm.jdk().distrustedAuthorities().toString().contains("SYMANTEC_TLS"), jvm.jdk().distrustedAuthorities().toString());
        assertEquals(List.of(), told(() -> jvm.tellNoEffect()));
    }

    @Test
    void keyLimits() {
        assertEquals(Map.of(AeadAlgorithm.AES_128_GCM, 1L << 29, AeadAlgorithm.AES_256_GCM, 1L << 29, AeadAlgorithm.CHACHA20_POLY1305, 12_345L),
                tuning("jdk.tls.keyLimits", "AES/GCM/NoPadding KeyUpdate 2^29,  chacha20-poly1305  keyupdate  12345 ").keyBytes());
        assertEquals(Map.of(), tuning("jdk.tls.keyLimits", "AES/CBC/NoPadding KeyUpdate 2^62").keyBytes());
    }

    @Test
    void extensionsAreDisabledForARoleEach() {
        Properties p = of("jdk.tls.client.disableExtensions", "\"server_name, status_request_v2,session_ticket, pre_shared_key\"",
                "jdk.tls.server.disableExtensions", "application_layer_protocol_negotiation");
        assertEquals(Set.of(ExtensionType.SERVER_NAME, ExtensionType.SESSION_TICKET, ExtensionType.PRE_SHARED_KEY,
                ExtensionType.PSK_KEY_EXCHANGE_MODES), p.jdk().tuning(true).disabledExtensions());
        assertEquals(Set.of(ExtensionType.ALPN), p.jdk().tuning(false).disabledExtensions());
    }

    @Test
    void legacySuites() {
        assertEquals(Stream.of(CipherSuite.values()).filter(s -> s.name().contains("_AES_128_GCM_") || s.name().contains("_NULL_")).collect(Collectors.toSet()),
                tuning("jdk.tls.legacyAlgorithms", "NULL, AES_128_GCM").lastResort());
    }

    /** The role's own length counts before the common one, and a negative one is as good as none, as in SunJSSE. */
    @Test
    void lengthsOfChains() {
        String client = "jdk.tls.client.maxInboundCertificateChainLength";
        String server = "jdk.tls.server.maxInboundCertificateChainLength";
        String both = "jdk.tls.maxCertificateChainLength";
        Properties p = of(client, "3", both, "5");
        assertEquals(3, p.limits(true).chainLength());
        assertEquals(5, p.limits(false).chainLength());
        assertEquals(4, of(server, "4").limits(false).chainLength());
        assertEquals(10, of(server, "4").limits(true).chainLength());
        assertEquals(6, of(server, "-1", both, "6").limits(false).chainLength());
        assertEquals(10, of(server, "-1", both, "-2").limits(false).chainLength());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "jdk.tls.keyLimits | AES/GCM/NoPadding KeyUpdate",
        "jdk.tls.keyLimits | AES/GCM/NoPadding Rekey 2^37",
        "jdk.tls.keyLimits | AES/GCM/NoPadding KeyUpdate 2^63",
        "jdk.tls.keyLimits | AES/GCM/NoPadding KeyUpdate 0",
        "jdk.tls.keyLimits | AES/GCM/NoPadding KeyUpdate 9999999999999999999",
        "jdk.tls.keyLimits | AES/GCM/NoPadding KeyUpdate 2^29,",
        "jdk.tls.client.disableExtensions | server_name, sni",
        "jdk.tls.client.disableExtensions | extended_master_secret",
        "jdk.tls.server.disableExtensions | renegotiation_info",
        "jdk.tls.server.disableExtensions | supported_versions",
        "jdk.tls.client.disableExtensions | key_share",
        "jdk.tls.client.useCompatibilityMode | 1",
        "jdk.tls.client.enableCAExtension | on",
        "jdk.tls.trustNameService | yes",
        "jdk.tls.alpnCharset | utf 8",
        "jdk.tls.alpnCharset | EBCDIC-3",
        "jdk.tls.client.maxInboundCertificateChainLength | 0",
        "jdk.tls.client.maxInboundCertificateChainLength | -x",
        "sun.security.ssl.allowUnsafeRenegotiation | maybe",
        "jdk.tls.rejectClientInitiatedRenegotiation | maybe",
        "jdk.tls.ephemeralDHKeySize | 2047",
        "jdk.tls.ephemeralDHKeySize | large",
        "jdk.tls.ephemeralDHKeySize | 960",
        "drawbridge.maxRenegotiations | -1",
        "drawbridge.maxRenegotiationsPerMinute | often"})
    void nonsenseIsAnErrorThatNamesIt(String name, String value) {
        PropertyException e = assertThrows(PropertyException.class, () -> {
            Properties p = of(name, value);
            p.jdk().tuning(name.contains("client"));
            p.jdk().sendAuthorities();
            p.jdk().trustNameService();
            p.jdk().alpnCharset();
            p.jdk().allowUnsafeRenegotiation();
            p.jdk().rejectsClientRenegotiation();
            p.jdk().ephemeralDhGroup();
            p.limits(true);
            p.tellNoEffect();
        });
        assertTrue(e.getMessage().startsWith(name + "=" + value + ": expected "), e.getMessage());
    }

    @Test
    void sizesOfDiffieHellmanAreGroupsOfRfc7919() {
        assertNull(of().jdk().ephemeralDhGroup());
        assertNull(of("jdk.tls.ephemeralDHKeySize", "matched").jdk().ephemeralDhGroup());
        for (NamedGroup g : NamedGroup.values()) {
            if (g.finiteField()) {
                assertEquals(g, of("jdk.tls.ephemeralDHKeySize", g.toString().substring("ffdhe".length())).jdk().ephemeralDhGroup());
            }
        }
    }

    /** A JDK that is newer than our list brings a policy that we cannot keep. */
    @Test
    void aPolicyThatIsNotKnownIsTold() {
        assertEquals(List.of("jdk.security.caDistrustPolicies: NEWER_TLS is not known to Drawbridge and has no effect"),
                told(() -> of("jdk.security.caDistrustPolicies", "ENTRUST_TLS, NEWER_TLS").jdk().distrustedAuthorities()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdk.tls.allowUnsafeServerCertChange=true",
        "jdk.tls.ephemeralDHKeySize=legacy", "jdk.tls.ephemeralDHKeySize=1536", "jdk.tls.server.defaultDHEParameters={ 17, 5 }",
        "com.sun.security.enableAIAcaIssuers=true", "jdk.tls.allowLegacyResumption=true",
        "jdk.tls.server.statelessKeyTimeout=60"})
    void whatHasNoEffectIsTold(String setting) {
        String[] s = setting.split("=", 2);
        List<String> told = told(() -> of(s).tellNoEffect());
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).startsWith(setting + " has no effect: "), told.get(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sun.security.ssl.allowUnsafeRenegotiation=true", "jdk.tls.rejectClientInitiatedRenegotiation=false",
        "jdk.tls.ephemeralDHKeySize=matched", "jdk.tls.ephemeralDHKeySize=3072", "jdk.tls.allowLegacyResumption=false",
        "com.sun.security.enableAIAcaIssuers=false"})
    void whatDrawbridgeDoesAnywayIsNot(String setting) {
        assertEquals(List.of(), told(() -> of(setting.split("=", 2)).tellNoEffect()));
    }

    /** What the log is told of while {@code act} runs. */
    private static List<String> told(Runnable act) {
        List<String> told = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord r) {
                told.add(r.getMessage());
            }

            @Override
            public void flush() {
                // nothing is kept back
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        Logger logger = Logger.getLogger("dev.drawbridge.config");
        logger.addHandler(handler);
        try {
            act.run();
        } finally {
            logger.removeHandler(handler);
        }
        return told;
    }
}
