package dev.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.store.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TicketKeyFilesTest {
    private static final Crypto CRYPTO = new BcCrypto(null);
    private static final byte[] STATE = {1, 2, 3};
    private static final Duration NEVER = Duration.ofDays(1);

    @TempDir
    Path directory;
    private final List<String> told = new ArrayList<>();

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        CRYPTO.random(bytes);
        return bytes;
    }

    private Path file(String name, byte[] content) throws IOException {
        Path fresh = Files.createTempFile(directory, ".new", "");
        Files.write(fresh, content);
        return Files.move(fresh, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private TicketKeyFiles keys(Path... places) throws StoreException {
        return new TicketKeyFiles(List.of(places), told::add, NEVER);
    }

    private static void assertSeals(TicketKey with, byte[] file, int from, int middle, boolean hmacFirst) {
        Secret first = new Secret(Arrays.copyOfRange(file, from, middle));
        Secret second = new Secret(Arrays.copyOfRange(file, middle, file.length));
        byte[] name = Arrays.copyOf(file, 16);
        TicketKey expected = hmacFirst ? new TicketKey(name, second, first) : new TicketKey(name, first, second);
        assertArrayEquals(STATE, expected.open(CRYPTO, with.seal(CRYPTO, STATE)));
    }

    @Test
    void bothFormsOfNginx() throws Exception {
        byte[] eighty = random(80);
        byte[] fortyEight = random(48);
        List<TicketKey> keys = keys(file("a", eighty), file("b", fortyEight)).keys();
        assertEquals(2, keys.size());
        assertSeals(keys.get(0), eighty, 16, 48, true);
        assertSeals(keys.get(1), fortyEight, 16, 32, false);
        assertEquals(List.of(), told);
    }

    @Test
    void ofADirectoryTheLastNameSeals() throws Exception {
        byte[] newest = random(80);
        file("2026-01-01.key", random(80));
        file("2026-01-03.key", newest);
        file("2026-01-02.key", random(80));
        file(".hidden", new byte[3]);
        Files.createDirectory(directory.resolve("zzz"));
        List<TicketKey> keys = keys(directory).keys();
        assertEquals(3, keys.size());
        assertSeals(keys.get(0), newest, 16, 48, true);
    }

    @Test
    void aNewKeyInADirectoryIsTakenAndAnOldOneGoes() throws Exception {
        file("1", random(80));
        Files.setLastModifiedTime(directory, FileTime.from(Instant.ofEpochSecond(1_000_000)));
        TicketKeyFiles files = keys(directory);
        TicketKey old = files.keys().get(0);
        byte[] ticket = old.seal(CRYPTO, STATE);
        byte[] second = random(80);
        file("2", second);
        files.check();
        assertEquals(2, files.keys().size());
        assertSeals(files.keys().get(0), second, 16, 48, true);
        assertArrayEquals(STATE, files.keys().get(1).open(CRYPTO, ticket));
        assertNull(old.seal(CRYPTO, STATE)); // the object was replaced, and its keys are wiped
        Files.delete(directory.resolve("1"));
        Files.setLastModifiedTime(directory, FileTime.from(Instant.ofEpochSecond(2_000_000)));
        files.check();
        assertEquals(1, files.keys().size());
        assertNull(files.keys().get(0).open(CRYPTO, ticket));
    }

    @Test
    void aBadNewFileIsToldAndTheOldKeysStay() throws Exception {
        Path a = file("a", random(80));
        TicketKeyFiles files = keys(a);
        byte[] ticket = files.keys().get(0).seal(CRYPTO, STATE);
        file("a", random(81));
        files.check();
        files.check();
        files.check();
        assertEquals(1, told.size(), told.toString());
        assertTrue(told.get(0).contains(a + ": has 81 bytes; expected a ticket key of 48 or 80 random bytes"), told.get(0));
        assertArrayEquals(STATE, files.keys().get(0).open(CRYPTO, ticket));
        assertArrayEquals(STATE, files.keys().get(0).open(CRYPTO, files.keys().get(0).seal(CRYPTO, STATE)));
    }

    private String refused(Path... places) {
        String message = assertThrows(StoreException.class, () -> keys(places)).getMessage();
        assertTrue(message.contains(directory.toString()), message);
        return message;
    }

    @Test
    void whatIsNoKeyIsRefused() throws Exception {
        assertTrue(refused(directory).contains("there is no file"));
        assertTrue(refused(directory.resolve("missing")).contains("no such file"));
        for (int length : new int[] {0, 16, 47, 49, 79, 81, 96}) {
            assertTrue(refused(file("a", random(length))).contains("has " + length + " bytes"));
        }
        assertTrue(refused(file("a", new byte[80])).contains("one byte over and over"));
        assertTrue(refused(file("a", Arrays.copyOf(random(48), 80))).contains("one byte over and over"));
        byte[] key = random(80);
        byte[] sameName = random(80);
        System.arraycopy(key, 0, sameName, 0, 16);
        assertTrue(refused(file("a", key), file("b", sameName)).contains("the same name"));
        assertFalse(told.stream().anyMatch(t -> t.contains("everybody")));
    }

    @Test
    void aKeyThatEverybodyCanReadIsTold() throws Exception {
        Path a = file("a", random(80));
        Files.setPosixFilePermissions(a, PosixFilePermissions.fromString("rw-r--r--"));
        keys(a);
        assertEquals(1, told.size());
        assertTrue(told.get(0).contains(a + " can be read by everybody") && told.get(0).endsWith("chmod 600 " + a), told.get(0));
    }
}
