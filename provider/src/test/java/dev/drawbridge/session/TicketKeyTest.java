package dev.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.crypto.TicketCipher;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.start.RecordingCrypto;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketKeyTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final Crypto CRYPTO = new BcCrypto(null);
    private static final byte[] STATE = "the state of a session".getBytes(StandardCharsets.US_ASCII);

    private static byte[] range(int from, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (from + i);
        }
        return bytes;
    }

    private static TicketKey key(int keyLength) {
        return new TicketKey(range(0, 16), new Secret(range(0x40, keyLength)), new Secret(range(0x80, keyLength)));
    }

    /** Random bytes that are all 0xa5. */
    private static final class FixedRandom extends SecureRandom {
        private static final long serialVersionUID = 1L;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 0xa5);
        }
    }

    /** Made with: openssl enc -aes-N-cbc -K ... -iv ..., and over it openssl mac -digest SHA256 -macopt hexkey:... HMAC. */
    @Test
    void theBytesAreOpenssls() {
        Crypto crypto = new BcCrypto(new FixedRandom());
        assertEquals(HEX.formatHex(range(0, 16)) + "a5".repeat(16) + "8e4f7a3d691d5603ab2d612464552e7d063d800bc09a8a517226c2bb12672cfa"
                + "38704760348f008937fb5a8dbaf22cba112bef3f1c931a9b08da245c4c255930", HEX.formatHex(key(32).seal(crypto, STATE)));
        assertEquals(HEX.formatHex(range(0, 16)) + "a5".repeat(16) + "29bcd1d55e62f40116481669598b18b38281181d6ee386bfe403fe7839f1e2b2"
                + "0e8318cfb94fc48aaa567a6ef6cecde4075bf61e1641893660c64c11d7c8fbb8", HEX.formatHex(key(16).seal(crypto, STATE)));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32})
    void whatIsSealedOpens(int keyLength) {
        for (int length = 0; length < 100; length++) {
            byte[] ticket = key(keyLength).seal(CRYPTO, range(0, length));
            assertEquals(16 + 16 + (length / 16 + 1) * 16 + 32, ticket.length);
            assertArrayEquals(range(0, length), key(keyLength).open(CRYPTO, ticket));
        }
    }

    /** RFC 5077 section 5.3: "A malicious user could forge or alter a ticket". */
    @Test
    void everyFlippedBitIsRefused() {
        byte[] ticket = key(32).seal(CRYPTO, STATE);
        for (int i = 0; i < ticket.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] bent = ticket.clone();
                bent[i] ^= (byte) (1 << bit);
                assertNull(key(32).open(CRYPTO, bent), "byte " + i + ", bit " + bit);
            }
        }
    }

    @Test
    void everyOtherLengthIsRefused() {
        byte[] ticket = key(32).seal(CRYPTO, STATE);
        for (int length = 0; length < ticket.length; length++) {
            assertNull(key(32).open(CRYPTO, Arrays.copyOf(ticket, length)));
            assertNull(key(32).open(CRYPTO, Arrays.copyOfRange(ticket, ticket.length - length, ticket.length)));
        }
        for (int more = 1; more <= 48; more++) {
            assertNull(key(32).open(CRYPTO, Arrays.copyOf(ticket, ticket.length + more)));
        }
    }

    @Test
    void otherKeysOfTheSameNameOpenNothing() {
        byte[] ticket = key(32).seal(CRYPTO, STATE);
        assertNull(new TicketKey(range(0, 16), new Secret(range(0x40, 32)), new Secret(range(0x81, 32))).open(CRYPTO, ticket));
        assertNull(new TicketKey(range(1, 16), new Secret(range(0x40, 32)), new Secret(range(0x80, 32))).open(CRYPTO, ticket));
        assertNull(new TicketKey(range(0, 16), new Secret(range(0x80, 32)), new Secret(range(0x40, 32))).open(CRYPTO, ticket));
    }

    /** Nothing is decrypted before the MAC was found right, so no padding tells anything. */
    @Test
    void aForgeryIsNotDecrypted() {
        int[] decrypted = {0};
        Crypto counting = new RecordingCrypto() {
            @Override
            public TicketCipher ticketCipher(byte[] key) {
                TicketCipher real = super.ticketCipher(key);
                return new TicketCipher() {
                    @Override
                    public byte[] encrypt(byte[] iv, byte[] plaintext) {
                        return real.encrypt(iv, plaintext);
                    }

                    @Override
                    public byte[] decrypt(byte[] iv, byte[] in, int offset, int length) {
                        decrypted[0]++;
                        return real.decrypt(iv, in, offset, length);
                    }
                };
            }
        };
        byte[] ticket = key(32).seal(CRYPTO, STATE);
        assertNotNull(key(32).open(counting, ticket));
        assertEquals(1, decrypted[0]);
        for (int i = 0; i < ticket.length; i++) {
            byte[] bent = ticket.clone();
            bent[i] ^= 1;
            assertNull(key(32).open(counting, bent));
        }
        assertEquals(1, decrypted[0]);
    }

    /** Whoever has the HMAC key, and not the AES key, makes a MAC that is right over what does not decrypt. */
    @Test
    void wrongPaddingUnderARightMacIsAnotherNo() {
        TicketKey other = new TicketKey(range(0, 16), new Secret(range(0, 32)), new Secret(range(0x80, 32)));
        int refused = 0;
        for (int i = 0; i < 64; i++) {
            byte[] opened = key(32).open(CRYPTO, other.seal(CRYPTO, STATE));
            assertFalse(Arrays.equals(STATE, opened));
            refused += opened == null ? 1 : 0;
        }
        assertTrue(refused > 32, refused + " of 64"); // one of 256 has a padding by chance
    }

    @Test
    void everyTicketHasItsOwnVector() {
        TicketKey key = TicketKey.random(CRYPTO);
        assertFalse(Arrays.equals(key.seal(CRYPTO, STATE), key.seal(CRYPTO, STATE)));
        assertNotNull(key.open(CRYPTO, key.seal(CRYPTO, STATE)));
    }

    @Test
    void aWipedKeyDoesNothingMore() {
        TicketKey key = key(32);
        byte[] ticket = key.seal(CRYPTO, STATE);
        key.wipe();
        key.wipe();
        assertNull(key.open(CRYPTO, ticket));
        assertNull(key.seal(CRYPTO, STATE));
        assertEquals("TicketKey[00010203...]", key.toString());
    }

    @Test
    void aTicketHasRoomOnTheWire() {
        assertNotNull(key(32).seal(CRYPTO, new byte[0xff00 - 64 - 16]));
        assertNull(key(32).seal(CRYPTO, new byte[0xff00 - 64]));
    }

    @Test
    void keysHaveTheirLengths() {
        assertThrows(IllegalArgumentException.class, () -> CRYPTO.ticketCipher(new byte[24]));
        assertThrows(IllegalArgumentException.class, () -> new TicketKey(new byte[15], null, null));
        assertNull(CRYPTO.ticketCipher(new byte[16]).decrypt(new byte[16], new byte[17], 0, 17));
    }
}
