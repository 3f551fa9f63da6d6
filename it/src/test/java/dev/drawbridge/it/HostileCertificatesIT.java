package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.verify.PeerCheck;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Certificates off the wire with any one bit changed or any number of bytes missing: parsed, or refused as what they are. */
class HostileCertificatesIT {
    @ParameterizedTest
    @EnumSource(Keys.Kind.class)
    void areBadCertificatesAndNothingElse(Keys.Kind kind) throws Exception {
        X509Certificate good = Keys.of(kind).certificate;
        byte[] der = good.getEncoded();
        assertEquals(List.of(good), PeerCheck.parse(List.of(der)));
        int refused = 0;
        for (int bit = 0; bit < 8 * der.length; bit++) {
            byte[] bent = der.clone();
            bent[bit / 8] ^= (byte) (1 << bit % 8);
            refused += refuses(bent) ? 1 : 0;
        }
        assertTrue(refused > der.length, refused + " of " + 8 * der.length);
        for (int length = 0; length < der.length; length++) {
            assertTrue(refuses(Arrays.copyOf(der, length)), length + " bytes");
        }
        assertTrue(refuses(Arrays.copyOf(der, der.length + 1)), "a byte too many");
    }

    private static boolean refuses(byte[] der) {
        try {
            PeerCheck.parse(List.of(der));
            return false;
        } catch (TlsFault f) {
            assertEquals(Fault.BAD_CERTIFICATE, f.fault());
            return true;
        }
    }
}
