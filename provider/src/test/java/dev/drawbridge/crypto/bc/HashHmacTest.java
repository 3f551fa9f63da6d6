package dev.drawbridge.crypto.bc;

import static dev.drawbridge.crypto.bc.Expect.hex;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.crypto.Hash;
import dev.drawbridge.crypto.Hmac;
import dev.drawbridge.spec.HashAlgorithm;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HashHmacTest {
    private final BcCrypto crypto = new BcCrypto(null);

    /** FIPS 180-4's example "abc". */
    @Test
    void hashRunsOnAfterPeekAndFork() {
        Hash hash = crypto.hash(HashAlgorithm.SHA256);
        hash.update(ascii("xab"), 1, 2);
        Hash fork = hash.fork();
        byte[] ab = hash.peek();
        hash.update(ascii("c"), 0, 1);
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hex(hash.peek()));
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hex(hash.peek()), "second look");
        assertEquals(hex(ab), hex(fork.peek()), "the fork took part in the original's update");
        fork.update(ascii("c"), 0, 1);
        assertEquals(hex(hash.peek()), hex(fork.peek()));
    }

    @ParameterizedTest
    @EnumSource
    void hashHasItsLength(HashAlgorithm algorithm) {
        assertEquals(algorithm.length(), crypto.hash(algorithm).peek().length);
        if (!algorithm.twofold()) {
            assertEquals(algorithm.length(), crypto.hmac(algorithm).length());
        }
    }

    /** RFC 4231 test cases 1 and 2. */
    @ParameterizedTest
    @CsvSource({
        "SHA256, 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, Hi There, "
            + "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
        "SHA384, 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, Hi There, "
            + "afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
        "SHA512, 0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b, Hi There, "
            + "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cdedaa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
        "SHA256, 4a656665, what do ya want for nothing?, 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"})
    void hmac(HashAlgorithm algorithm, String key, String data, String mac) {
        Hmac hmac = crypto.hmac(algorithm);
        hmac.key(new byte[] {1});
        hmac.update((byte) 1); // what was begun under another key is gone
        hmac.key(hex(key));
        byte[] out = new byte[algorithm.length() + 3];
        for (int round = 0; round < 2; round++) { // starts afresh with the same key
            byte[] bytes = ascii(data);
            hmac.update(bytes[0]);
            hmac.update(bytes, 1, bytes.length - 1);
            hmac.finish(out, 3);
            assertEquals("000000" + mac, hex(out));
        }
        assertThrows(IllegalArgumentException.class, () -> hmac.finish(out, 4));
    }

    /** RFC 5869 section 2.2: the absent salt "is set to a string of HashLen zeros", which is the same HMAC key as the empty one. */
    @Test
    void emptyKeyIsZeros() {
        Hmac hmac = crypto.hmac(HashAlgorithm.SHA256);
        byte[] out = new byte[32];
        hmac.key(new byte[0]);
        hmac.finish(out, 0);
        assertEquals("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad", hex(out));
        byte[] zeros = new byte[32];
        hmac.key(new byte[32]);
        hmac.finish(zeros, 0);
        assertEquals(hex(out), hex(zeros));
        assertEquals("Hmac[HmacSHA256]", hmac.toString());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
