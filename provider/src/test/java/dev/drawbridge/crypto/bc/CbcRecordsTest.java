package dev.drawbridge.crypto.bc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.crypto.MacOpener;
import dev.drawbridge.crypto.MacSealer;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CbcAlgorithm;
import dev.drawbridge.spec.ProtocolVersion;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.jcajce.util.DefaultJcaJceHelper;
import org.bouncycastle.tls.MACAlgorithm;
import org.bouncycastle.tls.SecurityParameters;
import org.bouncycastle.tls.crypto.TlsCryptoParameters;
import org.bouncycastle.tls.crypto.TlsHMAC;
import org.bouncycastle.tls.crypto.impl.TlsSuiteHMac;
import org.bouncycastle.tls.crypto.impl.jcajce.JcaTlsCrypto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** CBC and HMAC in both orders, against fragments made by JCE alone. */
class CbcRecordsTest {
    private static final int TYPE = 23;

    static Stream<CbcForge> forges() {
        return CbcForge.all();
    }

    private MacOpener opener(CbcForge f, long sequence) {
        MacOpener opener = f.opener();
        opener.start(sequence, TYPE);
        return opener;
    }

    private byte[] open(CbcForge f, long sequence, byte[] fragment) throws TlsFault {
        byte[] out = new byte[20_000];
        int n = opener(f, sequence).open(fragment, 0, fragment.length, out, 7);
        return Arrays.copyOfRange(out, 7, 7 + n);
    }

    private void refused(CbcForge f, byte[] fragment, String what) {
        byte[] out = new byte[20_000];
        TlsFault fault = assertThrows(TlsFault.class, () -> opener(f, 3).open(fragment, 0, fragment.length, out, 0), what);
        assertEquals(Fault.BAD_RECORD_MAC, fault.fault(), what);
        assertNull(fault.getCause());
        assertArrayEquals(new byte[20_000], out, "nothing of it comes out");
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (i * 7 + 1);
        }
        return content;
    }

    private static byte[] flipped(byte[] bytes, int at) {
        byte[] bent = bytes.clone();
        bent[at] ^= 0x10;
        return bent;
    }

    @ParameterizedTest
    @MethodSource("forges")
    void everyLengthOfContentAndEveryLengthOfPadding(CbcForge f) throws TlsFault {
        for (int length = 0; length < 300; length++) {
            byte[] content = content(length);
            assertArrayEquals(content, open(f, 3, f.fragment(3, TYPE, content, f.padding(length))));
        }
        // RFC 5246 section 6.2.3.2: "The padding MAY be any length up to 255 bytes, as long as it results in the TLSCiphertext.length being an
        // integral multiple of the block length."
        for (int length : new int[] {0, 1, 15, 16, 17, 63, 64, 200}) {
            for (int least = 1; least <= 241; least++) {
                assertArrayEquals(content(length), open(f, 3, f.fragment(3, TYPE, content(length), f.padding(length, least))));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("forges")
    void whatWeSealJceOpens(CbcForge f) {
        MacSealer sealer = f.sealer();
        List<byte[]> ivs = new ArrayList<>();
        for (int length : new int[] {0, 1, 11, 12, 15, 16, 17, 100, 16384}) {
            byte[] content = content(length);
            byte[] out = new byte[sealer.sealedLength(length) + 3];
            sealer.start(9, TYPE);
            assertEquals(out.length - 3, sealer.seal(CbcForge.join(new byte[2], content), 2, length, out, 3));
            byte[] fragment = Arrays.copyOfRange(out, 3, out.length);
            if (f.version.chainsIvs()) {
                ivs.clear();
            }
            ivs.forEach(iv -> assertFalse(Arrays.equals(iv, Arrays.copyOf(fragment, f.block)), "RFC 5246 section 6.2.3.2: unpredictable"));
            ivs.add(Arrays.copyOf(fragment, f.block));
            int macAtEnd = f.encryptThenMac ? f.algorithm.macLength() : 0;
            byte[] blocks = Arrays.copyOf(fragment, fragment.length - macAtEnd);
            byte[] padding = f.padding(length);
            byte[] plain = f.encryptThenMac ? CbcForge.join(content, padding) : CbcForge.join(content, f.mac(9, TYPE, content), padding);
            assertArrayEquals(plain, f.decrypt(blocks));
            if (f.encryptThenMac) {
                assertArrayEquals(f.mac(9, TYPE, blocks), Arrays.copyOfRange(fragment, blocks.length, fragment.length));
            }
        }
    }

    /** RFC 5246 section 6.2.3.2: "Note that in versions of TLS prior to 1.1, there was no IV field". */
    @ParameterizedTest
    @MethodSource("forges")
    void oneRecordAfterTheOther(CbcForge f) throws TlsFault {
        MacSealer sealer = f.sealer();
        MacOpener opener = f.opener();
        byte[] wire = new byte[20_000];
        byte[] out = new byte[20_000];
        for (int i = 0; i < 5; i++) {
            sealer.start(i, TYPE);
            opener.start(i, TYPE);
            int length = sealer.seal(content(40), 0, 40, wire, 0);
            int iv = f.version.chainsIvs() ? 0 : f.block;
            int mac = f.algorithm.macLength();
            assertEquals(iv + (f.encryptThenMac ? 48 + mac : f.block * ((40 + mac) / f.block + 1)), length);
            assertEquals(40, opener.open(wire, 0, length, out, 0));
            assertArrayEquals(content(40), Arrays.copyOf(out, 40));
        }
    }

    @ParameterizedTest
    @MethodSource("forges")
    void whateverIsWrongIsABadMac(CbcForge f) {
        for (int length : new int[] {0, 1, 50}) {
            byte[] fragment = f.fragment(3, TYPE, content(length), f.padding(length, 17));
            for (int i = 0; i < fragment.length; i++) {
                refused(f, flipped(fragment, i), "bit in byte " + i);
            }
            refused(f, f.fragment(4, TYPE, content(length), f.padding(length)), "another sequence number");
            refused(f, f.fragment(3, 22, content(length), f.padding(length)), "another type");
        }
        for (int length = 0; length < 200; length++) {
            refused(f, new byte[length], length + " zeros");
            byte[] cut = Arrays.copyOf(f.fragment(3, TYPE, content(200), f.padding(200)), length);
            refused(f, cut, "cut to " + length);
        }
    }

    /** Vaudenay's, Lucky Thirteen's and POODLE's: the MAC is right and the padding is not, in any of its bytes, or longer than all there is. */
    @ParameterizedTest
    @MethodSource("forges")
    void everyByteOfPaddingCounts(CbcForge f) throws TlsFault {
        for (int least : new int[] {1, 2, 16, 100, 241}) {
            byte[] padding = f.padding(20, least);
            for (int i = 0; i < padding.length; i++) {
                byte[] bent = flipped(padding, i);
                refused(f, f.fragment(3, TYPE, content(20), bent), "byte " + i + " of " + padding.length);
            }
        }
        byte[] tooLong = f.padding(20);
        Arrays.fill(tooLong, (byte) 255);
        refused(f, f.fragment(3, TYPE, content(20), tooLong), "padding longer than the record");
        assertArrayEquals(content(20), open(f, 3, f.fragment(3, TYPE, content(20), f.padding(20))));
    }

    /**
     * SSL 3.0 (RFC 6101 section 5.2.3.2) has less padding than a block, of any bytes but the last. Nobody can see that somebody else has put another
     * block there (POODLE), which is why that version is off.
     */
    @ParameterizedTest
    @EnumSource(names = {"AES_128_CBC_SHA", "AES_256_CBC_SHA"})
    void ssl30(CbcAlgorithm algorithm) throws TlsFault {
        CbcForge f = new CbcForge(algorithm, ProtocolVersion.SSL30, false);
        for (int length = 0; length < 300; length++) {
            byte[] padding = f.padding(length);
            assertArrayEquals(content(length), open(f, 3, f.fragment(3, TYPE, content(length), padding)));
            byte[] other = content(padding.length);
            other[padding.length - 1] = padding[padding.length - 1];
            assertArrayEquals(content(length), open(f, 3, f.fragment(3, TYPE, content(length), other)));
            refused(f, f.fragment(3, TYPE, content(length), f.padding(length, 17)), "more than a block");
            refused(f, f.fragment(4, TYPE, content(length), padding), "another sequence number");
            refused(f, f.fragment(3, 22, content(length), padding), "another type");
            refused(f, f.fragment(3, TYPE, content(length), flipped(padding, padding.length - 1)), "another length of padding");
        }
        byte[] fragment = f.fragment(3, TYPE, content(50), f.padding(50));
        for (int i = 0; i < fragment.length - 32; i++) {
            refused(f, flipped(fragment, i), "bit in byte " + i);
        }
        for (int length = 0; length < 200; length++) {
            refused(f, new byte[length], length + " zeros");
        }
        whatWeSealJceOpens(f);
        oneRecordAfterTheOther(f);
        noMoreContentThanARecordMayHave(f);
    }

    /**
     * Why SSL 3.0 has a MAC of ours, and is not tried with Bouncy Castle: its low-level API (1.84) still makes hellos of SSL 3.0, but its MAC has the
     * version among what is hashed, which RFC 6101 section 5.2.3.1 has not, so that nobody else takes its records.
     */
    @Test
    void bouncyCastlesRecordsOfSsl30AreNobodyElses() throws Exception {
        CbcForge f = new CbcForge(CbcAlgorithm.AES_128_CBC_SHA, ProtocolVersion.SSL30, false);
        SecureRandom random = new SecureRandom();
        class Theirs extends JcaTlsCrypto {
            Theirs() {
                super(new DefaultJcaJceHelper(), random, random);
            }

            TlsHMAC sha1() throws Exception {
                return createHMAC_SSL(MACAlgorithm.hmac_sha1);
            }
        }
        TlsHMAC hmac = new Theirs().sha1();
        hmac.setKey(f.macKey, 0, f.macKey.length);
        byte[] content = content(40);
        byte[] theirs = new TlsSuiteHMac(new TlsCryptoParameters(null) {
            @Override
            public SecurityParameters getSecurityParametersHandshake() {
                return new SecurityParameters();
            }

            @Override
            public org.bouncycastle.tls.ProtocolVersion getServerVersion() {
                return org.bouncycastle.tls.ProtocolVersion.SSLv3;
            }
        }, hmac).calculateMac(3, (short) TYPE, null, content, 0, content.length);
        assertFalse(Arrays.equals(f.mac(3, TYPE, content), theirs));
    }

    @ParameterizedTest
    @MethodSource("forges")
    void noMoreContentThanARecordMayHave(CbcForge f) throws TlsFault {
        assertArrayEquals(content(16384), open(f, 3, f.fragment(3, TYPE, content(16384), f.padding(16384))));
        byte[] fragment = f.fragment(3, TYPE, content(16385), f.padding(16385));
        assertEquals(Fault.RECORD_TOO_LONG, assertThrows(TlsFault.class, () -> open(f, 3, fragment)).fault());
        // Only when it is authentic.
        refused(f, flipped(fragment, 40), "a forged one of that length");
    }

    @Test
    void namesShowNoKeys() {
        CbcForge f = new CbcForge(CbcAlgorithm.AES_128_CBC_SHA, ProtocolVersion.TLS12, false);
        assertEquals("CbcSealer CbcOpener", f.sealer() + " " + f.opener());
    }
}
