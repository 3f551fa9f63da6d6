package dev.drawbridge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.PskKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PskFileTest {
    private static final String KEY = "00112233445566778899aabbccddeeff";

    @TempDir
    Path directory;

    private PskFile read(String text) throws IOException, StoreException {
        return PskFile.read(write(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(directory.resolve("keys.psk"), bytes);
    }

    private static List<String> identities(PskFile file) {
        return file.keys().stream().map(k -> new String(k.identity(), StandardCharsets.UTF_8)).toList();
    }

    @Test
    void linesOfIdentityAndKey() throws Exception {
        PskFile file = read("# ours\n\n \t\nsensor-17:" + KEY + "\r\n# sensor-18:" + KEY + "\nurn:dev:\u00e4 b :" + KEY.toUpperCase() + "00");
        assertEquals(List.of("sensor-17", "urn:dev:\u00e4 b "), identities(file));
        assertArrayEquals(HexFormat.of().parseHex(KEY), file.keys().get(0).key());
        assertArrayEquals(HexFormat.of().parseHex(KEY + "00"), file.keys().get(1).key());
        assertEquals(PskKey.Hash.SHA256, file.keys().get(0).hash());
        assertEquals("PskFile[" + file.file() + ", 2 keys]", file.toString());
    }

    /** The place is told, and what was expected; no digit of a key is. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "nobody | has no colon; expected IDENTITY:HEXKEY, with a key of 16 to 512 bytes",
        ":00112233445566778899aabbccddeeff | has no identity; expected IDENTITY:HEXKEY",
        "me: | the key after the last colon is not in pairs of hexadecimal digits; expected IDENTITY:HEXKEY",
        "me:00112233445566778899aabbccddee5 | the key after the last colon is not in pairs of hexadecimal digits",
        "me:0x5566778899aabbccddeeff0011223344 | the key after the last colon is not in pairs of hexadecimal digits",
        "me:55667788 99aabbccddeeff0011223344 | the key after the last colon is not in pairs of hexadecimal digits",
        "me:00112233445566778899aabbccdd55 | a key of 15 bytes; expected 16 to 512",
        "#6d65:00112233445566778899aabbccddee55 | begins as an identity in hexadecimal digits",
        "one:55112233445566778899aabbccddeeff | line 2 has the same identity; expected each once"})
    void aBadLineIsToldWithItsNumber(String line, String expected) {
        StoreException e = assertThrows(StoreException.class, () -> read("# keys\none:" + KEY + "\n" + line + "\ntwo:" + KEY + "\n"));
        assertTrue(e.getMessage().startsWith(directory.resolve("keys.psk") + ", line 3: " + expected), e.getMessage());
        assertFalse(e.getMessage().replace(directory.toString(), "").contains("55"), e.getMessage());
    }

    @Test
    void identitiesAndKeysAreBounded() throws Exception {
        assertEquals(1, read("a".repeat(1024) + ":" + "0a".repeat(512)).keys().size());
        assertThrows(StoreException.class, () -> read("a".repeat(1025) + ":" + KEY));
        assertThrows(StoreException.class, () -> read("a:" + "0a".repeat(513)));
        byte[] latin = ("\u00e4:" + KEY).getBytes(StandardCharsets.ISO_8859_1);
        StoreException e = assertThrows(StoreException.class, () -> PskFile.read(write(latin)));
        assertTrue(e.getMessage().contains("line 1: the identity is not in UTF-8"), e.getMessage());
    }

    @Test
    void aFileWithoutKeysIsNone() {
        for (String text : List.of("", "\n", "# nobody\n", "\r\n")) {
            StoreException e = assertThrows(StoreException.class, () -> read(text));
            assertTrue(e.getMessage().contains("has no key; expected a file of pre-shared keys"), e.getMessage());
        }
        assertThrows(StoreException.class, () -> PskFile.read(directory.resolve("none")));
        assertThrows(StoreException.class, () -> PskFile.read(directory));
    }

    @Test
    void whoMayReadIt() throws Exception {
        PskFile file = read("me:" + KEY);
        Files.setPosixFilePermissions(file.file(), PosixFilePermissions.fromString("rw-r-----"));
        assertFalse(file.open());
        Files.setPosixFilePermissions(file.file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertTrue(file.open());
    }
}
