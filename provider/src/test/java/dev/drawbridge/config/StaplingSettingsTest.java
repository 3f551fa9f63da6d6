package dev.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaplingSettingsTest {
    private static final String ON = "jdk.tls.server.enableStatusRequestExtension";

    private static StaplingSettings of(String... settings) {
        return StaplingSettings.of(properties(settings));
    }

    private static Properties properties(String... settings) {
        Map<String, String> m = new HashMap<>();
        for (String s : settings) {
            m.put(s.substring(0, s.indexOf('=')), s.substring(s.indexOf('=') + 1));
        }
        return Properties.of(m, n -> null, n -> null, null);
    }

    @Test
    void offUnlessSomebodySaysSo() {
        assertNull(of());
        assertNull(of(ON + "=false", "jdk.tls.stapling.responderURI=nonsense"));
        assertEquals(new StaplingSettings(null, false, Duration.ofSeconds(5), 256, Duration.ofHours(1), false), of(ON + "=true"));
    }

    @Test
    void theFileOfAServer() {
        assertEquals(new Chosen<>(null, Chosen.DEFAULT), file("drawbridge.client.statusFile=/no"));
        assertEquals(new Chosen<>(Path.of("/a"), "drawbridge.statusFile"), file("drawbridge.statusFile=/a"));
        assertEquals(new Chosen<>(Path.of("/b"), "drawbridge.server.statusFile"), file("drawbridge.statusFile=/a", "drawbridge.server.statusFile=/b"));
        CommandProperties.refuseUnknown(properties("drawbridge.statusFile=/a", "drawbridge.server.statusFile=/b"));
        assertThrows(PropertyException.class, () -> CommandProperties.refuseUnknown(properties("drawbridge.client.statusFile=/no")));
    }

    private static Chosen<Path> file(String... settings) {
        return StaplingSettings.file(properties(settings));
    }

    @Test
    void everythingSaid() {
        assertEquals(new StaplingSettings(URI.create("http://ocsp.test:2560/a"), true, Duration.ZERO, 0, Duration.ZERO, true), of(ON + "=true",
                "jdk.tls.stapling.responderURI=http://ocsp.test:2560/a", "jdk.tls.stapling.responderOverride=true", "jdk.tls.stapling.responseTimeout=0",
                "jdk.tls.stapling.cacheSize=0", "jdk.tls.stapling.cacheLifetime=0", "jdk.tls.stapling.ignoreExtensions=true"));
    }

    @ParameterizedTest
    @ValueSource(strings = {ON + "=1", "jdk.tls.stapling.responderURI=https://ocsp.test/", "jdk.tls.stapling.responderURI=ocsp.test",
        "jdk.tls.stapling.responderURI=http:///", "jdk.tls.stapling.responderURI=http://a b/", "jdk.tls.stapling.responderOverride=yes",
        "jdk.tls.stapling.responderOverride=true", "jdk.tls.stapling.responseTimeout=-1", "jdk.tls.stapling.responseTimeout=5s",
        "jdk.tls.stapling.cacheSize=-1", "jdk.tls.stapling.cacheLifetime=2147483648", "jdk.tls.stapling.ignoreExtensions=no"})
    void nonsenseIsRefused(String setting) {
        PropertyException e = assertThrows(PropertyException.class, () -> of(ON + "=true", setting));
        assertTrue(e.getMessage().startsWith(setting + ": expected "), e.getMessage());
    }
}
