package dev.drawbridge.verify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PeerCheckTest {
    private static TestCa.Identity identity;
    private static byte[] der;

    @BeforeAll
    static void make() throws Exception {
        identity = TestCa.selfSigned(TestCa.Leaf.of("a", "a.test"));
        der = identity.leaf().getEncoded();
    }

    private static void refused(byte[] certificate) {
        assertEquals(Fault.BAD_CERTIFICATE, assertThrows(TlsFault.class, () -> PeerCheck.parse(List.of(certificate))).fault());
    }

    @Test
    void takesDer() throws Exception {
        assertEquals(identity.chain(), PeerCheck.parse(List.of(der)));
        assertEquals(List.of(), PeerCheck.parse(List.of()));
    }

    /** A certificate factory reads files, and what may stand in files is more than what may stand on the wire. */
    @Test
    void takesNothingButDer() {
        String pem = "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END CERTIFICATE-----\n";
        refused(pem.getBytes(StandardCharsets.US_ASCII));
        refused(("some text\n" + pem).getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream indefinite = new ByteArrayOutputStream();
        indefinite.write(0x30);
        indefinite.write(0x80);
        indefinite.write(der, 4, der.length - 4);
        indefinite.write(0);
        indefinite.write(0);
        refused(indefinite.toByteArray());
        ByteArrayOutputStream longLength = new ByteArrayOutputStream();
        longLength.writeBytes(new byte[] {0x30, (byte) 0x83, 0, der[2], der[3]});
        longLength.write(der, 4, der.length - 4);
        refused(longLength.toByteArray());
    }

    /** A certificate factory of the JDK unfolds lengths of BER by recursion: this one overflows its stack. */
    @Test
    void isNotLedIntoTheDepths() {
        byte[] nested = new byte[60_000];
        for (int i = 0; i < nested.length; i += 2) {
            nested[i] = 0x30;
            nested[i + 1] = (byte) 0x80;
        }
        refused(nested);
        nested[1] = (byte) 0x82;
        nested[2] = (byte) ((nested.length - 4) >> 8);
        nested[3] = (byte) (nested.length - 4);
        refused(nested);
    }

    @Test
    void takesOneWholeCertificate() {
        refused(Arrays.copyOf(der, der.length + 1));
        refused(Arrays.copyOf(der, der.length - 1));
        refused(new byte[] {0});
        refused(new byte[] {0x30});
        refused(new byte[] {0x30, (byte) 0x82, 1});
        refused(new byte[] {0x30, (byte) 0x84, 0, 0, 0, 0});
        refused(new byte[] {0x30, 0});
        byte[] two = Arrays.copyOf(der, 2 * der.length);
        System.arraycopy(der, 0, two, der.length, der.length);
        refused(two);
    }
}
