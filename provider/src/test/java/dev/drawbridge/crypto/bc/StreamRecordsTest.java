package dev.drawbridge.crypto.bc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.crypto.MacKeys;
import dev.drawbridge.crypto.MacOpener;
import dev.drawbridge.crypto.MacSealer;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.StreamAlgorithm;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records that are not encrypted, or with RC4, against what JCE makes alone (RFC 5246 section 6.2.3.1). */
class StreamRecordsTest {
    private static final int TYPE = 23;

    private record Form(StreamAlgorithm algorithm, ProtocolVersion version) {
        MacSealer sealer(long sequence) {
            MacSealer sealer = new BcCrypto(null).streamSealer(algorithm, version, keys());
            sealer.start(sequence, TYPE);
            return sealer;
        }

        MacOpener opener(long sequence) {
            MacOpener opener = new BcCrypto(null).streamOpener(algorithm, version, keys());
            opener.start(sequence, TYPE);
            return opener;
        }

        MacKeys keys() {
            return new MacKeys(key(), macKey(), new byte[0]);
        }

        byte[] key() {
            byte[] key = new byte[algorithm.keyLength()];
            Arrays.fill(key, (byte) 0x11);
            return key;
        }

        byte[] macKey() {
            byte[] key = new byte[algorithm.macLength()];
            Arrays.fill(key, (byte) 0x22);
            return key;
        }

        byte[] fragment(long sequence, int type, byte[] content) {
            try {
                Mac mac = Mac.getInstance(algorithm.mac().hmacName());
                mac.init(new SecretKeySpec(macKey(), "HMAC"));
                mac.update(ByteBuffer.allocate(13).putLong(sequence).put((byte) type).putShort((short) version.code())
                        .putShort((short) content.length).flip());
                byte[] plain = CbcForge.join(content, mac.doFinal(content));
                if (algorithm.keyLength() == 0) {
                    return plain;
                }
                Cipher cipher = Cipher.getInstance("RC4");
                cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key(), "RC4"));
                return cipher.doFinal(plain);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }

    static Stream<Form> forms() {
        return Stream.of(ProtocolVersion.TLS12, ProtocolVersion.TLS11, ProtocolVersion.TLS10)
                .flatMap(v -> Stream.of(StreamAlgorithm.values()).map(a -> new Form(a, v)));
    }

    private static byte[] content(int length) {
        byte[] content = new byte[length];
        for (int i = 0; i < length; i++) {
            content[i] = (byte) (i * 7 + 1);
        }
        return content;
    }

    private static void refused(Form f, byte[] fragment, String what) {
        byte[] out = new byte[300];
        TlsFault fault = assertThrows(TlsFault.class, () -> f.opener(3).open(fragment, 0, fragment.length, out, 0), what);
        assertEquals(Fault.BAD_RECORD_MAC, fault.fault(), what);
        assertArrayEquals(new byte[300], out, "nothing of it comes out");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void contentAndItsMac(Form f) throws TlsFault {
        for (int length : new int[] {0, 1, 19, 64, 200, 16384}) {
            byte[] expected = f.fragment(3, TYPE, content(length));
            byte[] sealed = new byte[expected.length + 2];
            assertEquals(expected.length, f.sealer(3).sealedLength(length));
            assertEquals(expected.length, f.sealer(3).seal(CbcForge.join(new byte[1], content(length)), 1, length, sealed, 2));
            assertArrayEquals(expected, Arrays.copyOfRange(sealed, 2, sealed.length));
            byte[] out = new byte[length + 1];
            assertEquals(length, f.opener(3).open(sealed, 2, expected.length, out, 1));
            assertArrayEquals(content(length), Arrays.copyOfRange(out, 1, out.length));
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void whateverIsWrongIsABadMac(Form f) {
        byte[] fragment = f.fragment(3, TYPE, content(50));
        for (int i = 0; i < fragment.length; i++) {
            byte[] bent = fragment.clone();
            bent[i] ^= 1;
            refused(f, bent, "bit in byte " + i);
            refused(f, Arrays.copyOf(fragment, i), "cut to " + i);
        }
        for (byte[] other : List.of(f.fragment(4, TYPE, content(50)), f.fragment(3, 22, content(50)))) {
            refused(f, other, "another sequence number or type");
        }
        byte[] otherVersion = new Form(f.algorithm, f.version == ProtocolVersion.TLS12 ? ProtocolVersion.TLS11 : ProtocolVersion.TLS12)
                .fragment(3, TYPE, content(50));
        refused(f, otherVersion, "another version");
    }

    /** RC4's state goes on from record to record. */
    @ParameterizedTest
    @MethodSource("forms")
    void oneRecordAfterTheOther(Form f) throws TlsFault {
        MacSealer sealer = f.sealer(0);
        MacOpener opener = f.opener(0);
        byte[] first = new byte[100];
        byte[] wire = new byte[100];
        byte[] out = new byte[100];
        for (int i = 0; i < 3; i++) {
            sealer.start(i, TYPE);
            opener.start(i, TYPE);
            int n = sealer.seal(content(40), 0, 40, wire, 0);
            assertEquals(i == 0, Arrays.equals(f.fragment(0, TYPE, content(40)), Arrays.copyOf(wire, n)));
            assertEquals(40, opener.open(wire, 0, n, out, 0));
            assertArrayEquals(content(40), Arrays.copyOf(out, 40));
            assertEquals(f.algorithm.keyLength() > 0 || i == 0, !Arrays.equals(Arrays.copyOf(first, 40), Arrays.copyOf(wire, 40)));
            System.arraycopy(wire, 0, first, 0, n);
        }
    }

    /** RFC 5246 section 6.2.1 has at most 2^14 bytes of content. */
    @ParameterizedTest
    @MethodSource("forms")
    void lengths(Form f) {
        assertEquals(f.algorithm.mac().length(), f.opener(0).overhead());
        assertEquals(16384 + f.algorithm.mac().length(), f.opener(0).longest());
        assertEquals("StreamRecords", f.opener(0).toString());
    }
}
