package dev.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class PskFileSourceTest {
    private static final String KEY = "00112233445566778899aabbccddeeff";
    private static final Chosen<String> FIRST = new Chosen<>(null, Chosen.DEFAULT);

    @TempDir
    Path directory;
    private final List<String> told = new CopyOnWriteArrayList<>();

    private Path file(String text) throws IOException {
        Path fresh = Files.createTempFile(directory, "new", "");
        Files.writeString(fresh, text);
        return Files.move(fresh, directory.resolve("keys.psk"), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    private PskFileSource source(Path file) throws StoreException {
        return PskFileSource.of(file, FIRST, told::add, Duration.ofMillis(10));
    }

    private static PskFileSource of(boolean client, String... properties) throws StoreException {
        Map<String, String> m = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) {
            m.put(properties[i], properties[i + 1]);
        }
        return PskFileSource.of(Properties.of(m::get, name -> null), client);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aServerHasThemAllAClientTheFirstOrTheNamed() throws Exception {
        String file = file("one:" + KEY + "\ntwo:" + KEY + "00\n").toString();
        PskFileSource server = of(false, "drawbridge.pskFile", file);
        assertEquals(16, server.ofServer(bytes("one")).key().length);
        assertEquals(17, server.ofServer(bytes("two")).key().length);
        assertNull(server.ofServer(bytes("three")));
        assertNull(server.hint());
        assertArrayEquals(bytes("one"), of(true, "drawbridge.pskFile", file).ofClient(null).identity());
        PskFileSource client = of(true, "drawbridge.pskFile", file, "drawbridge.client.pskIdentity", "two");
        assertArrayEquals(bytes("two"), client.ofClient(bytes("whatever the hint")).identity());
        assertEquals("PskFileSource[2 keys]", client.toString());
    }

    @Test
    void eachRoleCanHaveItsOwn() throws Exception {
        String file = file("one:" + KEY).toString();
        assertNull(of(true, "drawbridge.server.pskFile", file));
        assertNull(of(false, "drawbridge.client.pskFile", file));
        assertNull(of(true));
    }

    @Test
    void mistakesAreToldWithTheProperty() throws Exception {
        String file = file("one:" + KEY + "\ntwo\n").toString();
        StoreException bad = assertThrows(StoreException.class, () -> of(false, "drawbridge.server.pskFile", file));
        assertTrue(bad.getMessage().startsWith("drawbridge.server.pskFile=" + file + ": " + file + ", line 2: has no colon"), bad.getMessage());
        file("one:" + KEY);
        StoreException unknown = assertThrows(StoreException.class,
                () -> of(true, "drawbridge.pskFile", file, "drawbridge.client.pskIdentity", "two"));
        assertEquals("drawbridge.pskFile=" + file + ": drawbridge.client.pskIdentity=two: expected an identity that is in " + file,
                unknown.getMessage());
        PropertyException alone = assertThrows(PropertyException.class, () -> of(true, "drawbridge.client.pskIdentity", "one"));
        assertTrue(alone.getMessage().contains("drawbridge.client.pskFile"), alone.getMessage());
    }

    @Test
    void aFileThatEverybodyCanReadIsTold() throws Exception {
        Path file = file("one:" + KEY);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        source(file);
        assertEquals(List.of(), told);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        source(file);
        assertEquals(1, told.size());
        assertTrue(told.get(0).startsWith("the pre-shared keys in " + file + " can be read by everybody on this machine"), told.get(0));
        assertFalse(told.get(0).contains(KEY));
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void itIsReadAgainWhenItChanges() throws Exception {
        PskFileSource source = source(file("one:" + KEY));
        Object held = source.held();
        file("one:" + KEY + "\ntwo:" + KEY);
        while (source.ofServer(bytes("two")) == null) {
            Thread.sleep(5);
        }
        assertNotEquals(held, source.held());
        file("one\n");
        while (told.isEmpty()) {
            Thread.sleep(5);
        }
        assertTrue(told.get(0).contains("line 1: has no colon"), told.toString());
        assertEquals(16, source.ofServer(bytes("two")).key().length, "the keys stay as they were");
    }
}
