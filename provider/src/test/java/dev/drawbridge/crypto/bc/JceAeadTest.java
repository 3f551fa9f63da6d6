package dev.drawbridge.crypto.bc;

import static dev.drawbridge.crypto.bc.Expect.hex;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.drawbridge.crypto.Aead;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class JceAeadTest {
    private static final int RECORD = 16_384;
    private final BcCrypto crypto = new BcCrypto(null);

    /** Test cases 2, 4 and 16 of McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B. */
    @ParameterizedTest
    @CsvSource({
        "00000000000000000000000000000000, 000000000000000000000000, '', 00000000000000000000000000000000, "
            + "0388dace60b6a392f328c2b971b2fe78ab6e47d42cec13bdf53a67b21257bddf",
        "feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, feedfacedeadbeeffeedfacedeadbeefabaddad2, "
            + "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39, "
            + "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091"
            + "5bc94fbc3221a5db94fae95ae7121a47",
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308, cafebabefacedbaddecaf888, "
            + "feedfacedeadbeeffeedfacedeadbeefabaddad2, "
            + "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39, "
            + "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            + "76fc6ece0f4e1768cddf8853bb2d551b"})
    void galoisCounterMode(String key, String nonce, String aad, String plaintext, String sealed) throws TlsFault {
        AeadAlgorithm algorithm = key.length() == 32 ? AeadAlgorithm.AES_128_GCM : AeadAlgorithm.AES_256_GCM;
        assertVector(algorithm, hex(key), hex(nonce), hex(aad), hex(plaintext), hex(sealed));
    }

    /** RFC 8439 section 2.8.2. */
    @Test
    void chacha20Poly1305() throws TlsFault {
        byte[] plaintext = ("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be"
            + " it.").getBytes(StandardCharsets.US_ASCII);
        assertVector(AeadAlgorithm.CHACHA20_POLY1305, hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"),
            hex("070000004041424344454647"), hex("50515253c0c1c2c3c4c5c6c7"), plaintext,
            hex("d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67e"
                + "cd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc3ff4def08e4b7a9de576d26586cec64b6116"
                + "1ae10b594f09e26a7e902ecbd0600691"));
    }

    private void assertVector(AeadAlgorithm algorithm, byte[] key, byte[] nonce, byte[] aad, byte[] plaintext, byte[] sealed)
            throws TlsFault {
        Aead sealer = crypto.sealer(algorithm, key);
        byte[] out = new byte[sealed.length];
        sealer.start(nonce, aad, aad.length);
        assertEquals(sealed.length, sealer.finish(plaintext, 0, plaintext.length, out, 0));
        assertArrayEquals(sealed, out);
        Aead opener = crypto.opener(algorithm, key);
        byte[] opened = new byte[plaintext.length];
        opener.start(nonce, aad, aad.length);
        assertEquals(plaintext.length, opener.finish(sealed, 0, sealed.length, opened, 0));
        assertArrayEquals(plaintext, opened);
    }

    /** The record layer's way: content in parts, the content type last, straight across and in place. */
    @ParameterizedTest
    @EnumSource(names = ".*CCM.*", mode = EnumSource.Mode.MATCH_NONE)
    void partsAndPlacesAgree(AeadAlgorithm algorithm) throws TlsFault {
        Random seeded = new Random(1);
        byte[] key = bytes(seeded, algorithm.keyLength());
        Aead sealer = crypto.sealer(algorithm, key);
        Aead inParts = crypto.sealer(algorithm, key);
        Aead opener = crypto.opener(algorithm, key);
        for (int length : new int[] {0, 1, 15, 16, 17, 1000, RECORD}) {
            byte[] nonce = bytes(seeded, AeadAlgorithm.NONCE_LENGTH);
            byte[] aad = bytes(seeded, 5);
            byte[] content = bytes(seeded, length + 1);
            byte[] atOnce = new byte[length + 1 + algorithm.tagLength()];
            sealer.start(nonce, aad, 5);
            sealer.finish(content, 0, length + 1, atOnce, 0);

            byte[] place = Arrays.copyOf(new byte[5], 5 + atOnce.length);
            System.arraycopy(content, 0, place, 5, length);
            inParts.start(nonce, aad, 5);
            int written = inParts.update(place, 5, length, place, 5);
            written += inParts.finish(content, length, 1, place, 5 + written);
            assertEquals(atOnce.length, written);
            assertArrayEquals(atOnce, Arrays.copyOfRange(place, 5, place.length));

            opener.start(nonce, aad, 5);
            assertEquals(length + 1, opener.finish(place, 5, atOnce.length, place, 5));
            assertArrayEquals(content, Arrays.copyOfRange(place, 5, 5 + length + 1));
        }
    }

    /**
     * RFC 8446 section 5.2: "If the decryption fails, the receiver MUST terminate the connection with a "bad_record_mac" alert"; and
     * nothing of the plaintext may be left.
     */
    @ParameterizedTest
    @EnumSource(names = ".*CCM.*", mode = EnumSource.Mode.MATCH_NONE)
    void badTagLeavesNoPlaintext(AeadAlgorithm algorithm) throws TlsFault {
        byte[] key = new byte[algorithm.keyLength()];
        Aead sealer = crypto.sealer(algorithm, key);
        Aead opener = crypto.opener(algorithm, key);
        byte[] nonce = new byte[AeadAlgorithm.NONCE_LENGTH];
        for (int length : new int[] {1, 15, 16, 17, 100, 4096, RECORD + 1}) {
            nonce[0]++;
            byte[] plaintext = new byte[length];
            Arrays.fill(plaintext, (byte) 0x5a);
            byte[] sealed = new byte[length + algorithm.tagLength()];
            sealer.start(nonce, nonce, 5);
            sealer.finish(plaintext, 0, length, sealed, 0);
            sealed[sealed.length - 1] ^= 1;
            byte[] out = new byte[length + 20];
            Arrays.fill(out, (byte) 0x77);
            opener.start(nonce, nonce, 5);
            Expect.fault(Fault.BAD_RECORD_MAC, () -> opener.finish(sealed, 0, sealed.length, out, 10));
            assertArrayEquals(new byte[length], Arrays.copyOfRange(out, 10, 10 + length), "plaintext was left");
            assertEquals(0x77, out[9], "wrote before its place");
            assertEquals(0x77, out[10 + length], "wrote behind its place");

            opener.start(nonce, nonce, 5);
            byte[] inPlace = sealed.clone();
            Expect.fault(Fault.BAD_RECORD_MAC, () -> opener.finish(inPlace, 0, inPlace.length, inPlace, 0));
            assertArrayEquals(new byte[length], Arrays.copyOf(inPlace, length), "plaintext was left in place");

            // Trial decryption: after a failure the right record opens under the same nonce.
            sealed[sealed.length - 1] ^= 1;
            opener.start(nonce, nonce, 5);
            opener.finish(sealed, 0, sealed.length, out, 0);
            assertArrayEquals(plaintext, Arrays.copyOf(out, length));
        }
    }

    @ParameterizedTest
    @EnumSource(names = ".*CCM.*", mode = EnumSource.Mode.MATCH_NONE)
    void everyMutationIsRefused(AeadAlgorithm algorithm) throws TlsFault {
        Random seeded = new Random(7);
        byte[] key = bytes(seeded, algorithm.keyLength());
        byte[] nonce = bytes(seeded, AeadAlgorithm.NONCE_LENGTH);
        byte[] aad = bytes(seeded, 13);
        byte[] sealed = new byte[40 + algorithm.tagLength()];
        Aead sealer = crypto.sealer(algorithm, key);
        sealer.start(nonce, aad, 13);
        sealer.finish(new byte[40], 0, 40, sealed, 0);
        Aead opener = crypto.opener(algorithm, key);
        byte[] out = new byte[64];
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] bad = sealed.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            opener.start(nonce, aad, 13);
            Expect.fault(Fault.BAD_RECORD_MAC, () -> opener.finish(bad, 0, bad.length, out, 0), "bit " + bit);
        }
        for (int length = 0; length < sealed.length; length++) {
            int cut = length;
            opener.start(nonce, aad, 13);
            Expect.fault(Fault.BAD_RECORD_MAC, () -> opener.finish(sealed, 0, cut, out, 0), "cut to " + cut);
        }
        aad[12]++;
        opener.start(nonce, aad, 13);
        Expect.fault(Fault.BAD_RECORD_MAC, () -> opener.finish(sealed, 0, sealed.length, out, 0), "additional data");
    }

    @ParameterizedTest
    @EnumSource(names = ".*CCM.*", mode = EnumSource.Mode.MATCH_NONE)
    void neverSealsTwiceUnderOneNonce(AeadAlgorithm algorithm) throws TlsFault {
        Aead sealer = crypto.sealer(algorithm, new byte[algorithm.keyLength()]);
        byte[] nonce = new byte[AeadAlgorithm.NONCE_LENGTH];
        sealer.start(nonce, nonce, 5);
        sealer.finish(new byte[1], 0, 1, new byte[17], 0);
        assertThrows(IllegalStateException.class, () -> sealer.start(nonce, nonce, 5));
    }

    @ParameterizedTest
    @EnumSource(names = ".*CCM.*", mode = EnumSource.Mode.MATCH_NONE)
    void showsNoKeyAndTakesNoWrongOne(AeadAlgorithm algorithm) {
        byte[] key = new byte[algorithm.keyLength()];
        Arrays.fill(key, (byte) 0xab);
        assertEquals("Aead[" + algorithm + ", sealing]", crypto.sealer(algorithm, key).toString());
        assertEquals("Aead[" + algorithm + ", opening]", crypto.opener(algorithm, key).toString());
        assertThrows(IllegalArgumentException.class, () -> crypto.sealer(algorithm, new byte[algorithm.keyLength() - 1]));
        assertThrows(IllegalStateException.class, () -> crypto.opener(algorithm, key).update(key, 0, 1, key, 0));
    }

    @ParameterizedTest
    @EnumSource(names = ".*CCM.*", mode = EnumSource.Mode.MATCH_NONE)
    void copiesItsKey(AeadAlgorithm algorithm) throws TlsFault {
        byte[] key = bytes(new Random(3), algorithm.keyLength());
        byte[] nonce = new byte[AeadAlgorithm.NONCE_LENGTH];
        Aead opener = crypto.opener(algorithm, key);
        Aead sealer = crypto.sealer(algorithm, key.clone());
        Arrays.fill(key, (byte) 0);
        byte[] sealed = new byte[17];
        sealer.start(nonce, nonce, 0);
        sealer.finish(new byte[] {9}, 0, 1, sealed, 0);
        opener.start(nonce, nonce, 0);
        byte[] out = new byte[1];
        opener.finish(sealed, 0, 17, out, 0);
        assertEquals(9, out[0]);
    }

    /** The budget: JCE forces about 1 kB per record on us, and 2.3 kB with its ChaCha20; we add nothing. */
    @ParameterizedTest
    @EnumSource(names = ".*CCM.*", mode = EnumSource.Mode.MATCH_NONE)
    void allocatesNoMoreThanJceForces(AeadAlgorithm algorithm) throws TlsFault {
        int budget = algorithm == AeadAlgorithm.CHACHA20_POLY1305 ? 2_500 : 1_200;
        byte[] key = new byte[algorithm.keyLength()];
        byte[] nonce = new byte[AeadAlgorithm.NONCE_LENGTH];
        byte[] content = new byte[RECORD];
        byte[] type = {23};
        byte[] sealed = new byte[RECORD + 1 + algorithm.tagLength()];
        byte[] opened = new byte[RECORD + 1];
        Aead sealer = crypto.sealer(algorithm, key);
        Aead opener = crypto.opener(algorithm, key);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long self = Thread.currentThread().getId();
        long sealing = Long.MAX_VALUE;
        long opening = Long.MAX_VALUE;
        for (int record = 0; record < 4_000; record++) {
            nonce[10] = (byte) (record >>> 8);
            nonce[11] = (byte) record;
            long before = threads.getThreadAllocatedBytes(self);
            sealer.start(nonce, type, 1);
            int written = sealer.update(content, 0, RECORD, sealed, 0);
            sealer.finish(type, 0, 1, sealed, written);
            long between = threads.getThreadAllocatedBytes(self);
            opener.start(nonce, type, 1);
            opener.finish(sealed, 0, sealed.length, opened, 0);
            long after = threads.getThreadAllocatedBytes(self);
            sealing = Math.min(sealing, between - before);
            opening = Math.min(opening, after - between);
        }
        assertTrue(sealing <= budget, algorithm + " allocates " + sealing + " bytes to seal a record");
        assertTrue(opening <= budget, algorithm + " allocates " + opening + " bytes to open a record");
        assertFalse(sealing <= 0 || opening <= 0, "nothing was measured");
    }

    private static byte[] bytes(Random seeded, int length) {
        byte[] b = new byte[length];
        seeded.nextBytes(b);
        return b;
    }
}
