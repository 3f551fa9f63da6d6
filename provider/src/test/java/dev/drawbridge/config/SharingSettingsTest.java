package dev.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.File;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharingSettingsTest {
    private static SharingSettings of(String... properties) {
        Map<String, String> m = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            m.put(properties[i], properties[i + 1]);
        }
        return SharingSettings.of(Properties.of(m, n -> null, n -> null, null));
    }

    @Test
    void nothingSaidIsNothingShared() {
        SharingSettings s = of();
        assertEquals(List.of(), s.keyFiles().value());
        assertNull(s.context());
        assertNull(s.store());
        assertEquals(Duration.ofMillis(500), s.storeTimeout());
    }

    @Test
    void filesComeInTheirOrder() {
        List<Path> expected = List.of(Path.of("/k/new"), Path.of("/k/old"), Path.of("/k/dir"));
        assertEquals(expected, of("drawbridge.ticketKeyFile", "/k/new, /k/old" + File.pathSeparator + "/k/dir").keyFiles().value());
        SharingSettings own = of("drawbridge.ticketKeyFile", "/k/other", "drawbridge.server.ticketKeyFile", "/k/own");
        assertEquals(new Chosen<>(List.of(Path.of("/k/own")), "drawbridge.server.ticketKeyFile"), own.keyFiles());
    }

    @Test
    void contextsAreTextOrBytes() {
        assertArrayEquals("shop".getBytes(StandardCharsets.US_ASCII), of("drawbridge.sessionIdContext", "shop").context());
        assertArrayEquals(new byte[] {1, 0, 0, (byte) 0xfe}, of("drawbridge.server.sessionIdContext", "0x010000FE").context());
        assertEquals(32, of("drawbridge.sessionIdContext", "a".repeat(32)).context().length);
    }

    @Test
    void aStoreIsACache() {
        SharingSettings s = of("drawbridge.ticketKeyFile", "k", "drawbridge.sessionStore", "jcache:tls sessions", "drawbridge.sessionStoreTimeout", "90");
        assertEquals(new SharingSettings.Store("drawbridge.sessionStore", "tls sessions", null), s.store());
        assertEquals(Duration.ofMillis(90), s.storeTimeout());
        Map<String, URI> configs = Map.of("file:///etc/cache.xml", URI.create("file:///etc/cache.xml"), "hazelcast.xml", Path.of("hazelcast.xml").toUri());
        configs.forEach((said, uri) -> assertEquals(uri, of("drawbridge.ticketKeyFile", "k", "drawbridge.sessionStore", "jcache:t",
                "drawbridge.sessionStore.config", said).store().config()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "drawbridge.ticketKeyFile | a,,b | drawbridge.ticketKeyFile=a,,b: expected files or directories of ticket keys, with a comma or ':' between two",
        "drawbridge.ticketKeyFile | , | drawbridge.ticketKeyFile=,: expected files or directories of ticket keys, with a comma or ':' between two",
        "drawbridge.sessionIdContext | 0x | drawbridge.sessionIdContext=0x: expected 1 to 32 bytes, as text or as 0x and hexadecimal digits",
        "drawbridge.sessionIdContext | 0x0 | drawbridge.sessionIdContext=0x0: expected 1 to 32 bytes, as text or as 0x and hexadecimal digits",
        "drawbridge.sessionIdContext | 123456789012345678901234567890123 | drawbridge.sessionIdContext=123456789012345678901234567890123: expected 1 to"
            + " 32 bytes, as text or as 0x and hexadecimal digits",
        "drawbridge.sessionStore | redis:x | drawbridge.sessionStore=redis:x: expected jcache: and the name of a cache",
        "drawbridge.sessionStore | jcache: | drawbridge.sessionStore=jcache:: expected jcache: and the name of a cache",
        "drawbridge.server.sessionStore | jcache:x | drawbridge.server.sessionStore=jcache:x: expected drawbridge.ticketKeyFile too: sessions are sealed by"
            + " a key that the servers share, so that nobody else who has the store can read or make them",
        "drawbridge.sessionStore.config | x | drawbridge.sessionStore.config=x: expected drawbridge.sessionStore too",
        "drawbridge.sessionStoreTimeout | 0 | drawbridge.sessionStoreTimeout=0: expected a number from 1 to 60000"})
    void whatMeansNothing(String name, String value, String message) {
        PropertyException e = assertThrows(PropertyException.class, () -> of(name, value));
        assertEquals(message.replace("':'", "'" + File.pathSeparator + "'"), e.getMessage());
    }

    /** Clients share nothing, so what would say so for them is a mistake. */
    @Test
    void clientsHaveNone() {
        Properties p = Properties.of(Map.of("drawbridge.client.ticketKeyFile", "k"), n -> null, n -> null, null);
        assertEquals("drawbridge.client.ticketKeyFile=k: expected a property of Drawbridge; the nearest name is drawbridge.server.ticketKeyFile",
                assertThrows(PropertyException.class, () -> CommandProperties.refuseUnknown(p)).getMessage());
    }
}
