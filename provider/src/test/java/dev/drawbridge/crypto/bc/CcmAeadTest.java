package dev.drawbridge.crypto.bc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.crypto.Aead;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** AES-CCM of both tag lengths (RFC 6655). */
class CcmAeadTest {
    private static final byte[] NONCE = hex("101112131415161718191a1b");
    private final BcCrypto crypto = new BcCrypto(null);

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    private static byte[] finish(Aead aead, byte[] aad, byte[] in, int outLength) throws TlsFault {
        byte[] out = new byte[outLength + 3];
        aead.start(NONCE, aad, aad.length);
        assertEquals(outLength, aead.finish(in, 0, in.length, out, 3));
        return Arrays.copyOfRange(out, 3, out.length);
    }

    /** NIST SP 800-38C, example 3. */
    @Test
    void example3OfNist() throws TlsFault {
        byte[] key = hex("404142434445464748494a4b4c4d4e4f");
        byte[] aad = hex("000102030405060708090a0b0c0d0e0f10111213");
        byte[] plain = hex("202122232425262728292a2b2c2d2e2f3031323334353637");
        byte[] sealed = hex("e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951");
        assertArrayEquals(sealed, finish(crypto.sealer(AeadAlgorithm.AES_128_CCM_8, key), aad, plain, sealed.length));
        assertArrayEquals(plain, finish(crypto.opener(AeadAlgorithm.AES_128_CCM_8, key), aad, sealed, plain.length));
    }

    /** The record layer's way of TLS 1.3: content first, its type last. */
    @ParameterizedTest
    @EnumSource(names = ".*CCM.*", mode = EnumSource.Mode.MATCH_ALL)
    void partsAgreeAndWhatIsBentIsRefused(AeadAlgorithm algorithm) throws TlsFault {
        byte[] key = new byte[algorithm.keyLength()];
        byte[] aad = {23, 3, 3, 0, 40};
        for (int length : new int[] {0, 1, 16, 33, 16_384}) {
            byte[] content = new byte[length + 1];
            Arrays.fill(content, (byte) 7);
            byte[] sealed = finish(crypto.sealer(algorithm, key), aad, content, content.length + algorithm.tagLength());
            Aead inParts = crypto.sealer(algorithm, key);
            byte[] parts = new byte[sealed.length];
            inParts.start(NONCE, aad, aad.length);
            int n = inParts.update(content, 0, length, parts, 0);
            assertEquals(sealed.length, n + inParts.finish(content, length, 1, parts, n));
            assertArrayEquals(sealed, parts);
            for (int bent : new int[] {0, sealed.length / 2, sealed.length - 1}) {
                byte[] forged = sealed.clone();
                forged[bent] ^= 1;
                Aead opener = crypto.opener(algorithm, key);
                byte[] out = new byte[content.length];
                opener.start(NONCE, aad, aad.length);
                TlsFault fault = assertThrows(TlsFault.class, () -> opener.finish(forged, 0, forged.length, out, 0));
                assertEquals(Fault.BAD_RECORD_MAC, fault.fault());
                assertArrayEquals(new byte[content.length], out, "no plaintext comes out");
                opener.start(NONCE, aad, aad.length);
                assertEquals(content.length, opener.finish(sealed, 0, sealed.length, out, 0), "a record that was skipped by trial");
                assertArrayEquals(content, out);
            }
        }
        Aead opener = crypto.opener(algorithm, key);
        opener.start(NONCE, aad, aad.length);
        byte[] tooShort = new byte[algorithm.tagLength() - 1];
        assertEquals(Fault.BAD_RECORD_MAC,
                assertThrows(TlsFault.class, () -> opener.finish(tooShort, 0, tooShort.length, new byte[1], 0)).fault());
        assertThrows(IllegalStateException.class, () -> opener.update(key, 0, 1, new byte[1], 0));
        assertThrows(IllegalArgumentException.class, () -> crypto.sealer(algorithm, new byte[24]));
        assertEquals("Aead[" + algorithm + ", opening]", opener.toString());
    }
}
