package dev.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.bc.BcCrypto;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenTicketKeysTest {
    private static final Crypto CRYPTO = new BcCrypto(null);
    private static final byte[] STATE = {1, 2, 3};

    private final List<String> told = new ArrayList<>();
    private List<byte[]> now = new ArrayList<>(List.of(random(80)));

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        CRYPTO.random(bytes);
        return bytes;
    }

    private GivenTicketKeys given() {
        return new GivenTicketKeys(() -> now, told::add);
    }

    @Test
    void theyAreThoseOfFiles(@TempDir Path directory) throws Exception {
        for (int length : new int[] {48, 80}) {
            now = List.of(random(length));
            TicketKey file = new TicketKeyFiles(List.of(Files.write(directory.resolve("k" + length), now.get(0))), told::add).keys().get(0);
            assertArrayEquals(STATE, file.open(CRYPTO, given().keys().get(0).seal(CRYPTO, STATE)));
        }
    }

    @Test
    void aNewKeySealsAndTheOldOneOpensAsLongAsItIsThere() {
        GivenTicketKeys keys = given();
        TicketKey first = keys.keys().get(0);
        assertSame(first, keys.keys().get(0), "made once");
        byte[] ticket = first.seal(CRYPTO, STATE);
        now = List.of(random(80), now.get(0));
        assertFalse(keys.keys().get(0).named(ticket));
        assertArrayEquals(STATE, keys.keys().get(1).open(CRYPTO, ticket));
        assertNull(first.seal(CRYPTO, STATE), "what is replaced is wiped");
        now = List.of(now.get(0));
        assertEquals(1, keys.keys().size());
        assertEquals(List.of(), told);
    }

    /** The program may change or wipe its array. */
    @Test
    void theBytesAreCopied() {
        GivenTicketKeys keys = given();
        byte[] ticket = keys.keys().get(0).seal(CRYPTO, STATE);
        byte[] mine = now.get(0).clone();
        Arrays.fill(now.get(0), 48, 80, (byte) 0); // half a key: bad, so the old one stays
        assertArrayEquals(STATE, keys.keys().get(0).open(CRYPTO, ticket));
        assertTrue(told.get(0).startsWith("the ticket keys before stay in use: ticket key 1: has one byte over and over"), told.get(0));
        now = List.of(mine);
        assertArrayEquals(STATE, keys.keys().get(0).open(CRYPTO, ticket));
    }

    @Test
    void badKeysAreRefusedAtFirstAndToldLater() {
        List<List<byte[]>> bad = new ArrayList<>(List.of(List.of(), List.of(new byte[79]), List.of(new byte[80]),
                List.of(now.get(0), now.get(0)), Arrays.asList(now.get(0), null)));
        bad.add(null);
        List<byte[]> good = now;
        GivenTicketKeys keys = given();
        TicketKey first = keys.keys().get(0);
        for (List<byte[]> b : bad) {
            now = b;
            assertThrows(IllegalArgumentException.class, this::given);
            assertSame(first, keys.keys().get(0));
        }
        assertEquals(bad.size(), told.size(), told.toString());
        assertEquals("the ticket keys before stay in use: ticket key 1: has 79 bytes; expected a ticket key of 48 or 80 random bytes, as from:"
                + " openssl rand 80", told.get(1));
        now = good;
        assertArrayEquals(STATE, first.open(CRYPTO, keys.keys().get(0).seal(CRYPTO, STATE)));
    }

    @Test
    void aProgramThatThrowsIsTold() {
        GivenTicketKeys keys = given();
        now = new ArrayList<>() {
            private static final long serialVersionUID = 1L;

            @Override
            public int size() {
                throw new IllegalStateException("no keys today");
            }
        };
        assertEquals(1, keys.keys().size());
        assertEquals(List.of("the ticket keys before stay in use: java.lang.IllegalStateException: no keys today"), told);
        assertFalse(keys.toString().contains("AES"), keys.toString());
    }
}
