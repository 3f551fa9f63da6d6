package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.message.EcdheParams;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.ServerKeyExchange;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.start.Pair;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Keys that were weakened for export: FREAK (Beurdouche et al., 2015, CVE-2015-0204), where a client that had asked for RSA took a
 * ServerKeyExchange with a signed RSA key of 512 bits, and Logjam (Adrian et al., CCS 2015, CVE-2015-4000), where it took a finite-field
 * group of 512 bits. The signature covers neither the suite nor the kind of the parameters, which is also how an elliptic curve could pass
 * for a group (Mavrogiannopoulos et al., CCS 2012).
 *
 * <p>Shown: no such suite, no finite field of TLS 1.3 that is smaller than 2048 bits, and a ServerKeyExchange of RSA or DHE form is refused in an
 * ECDHE suite, before its signature is looked at. How small those of TLS 1.2 may be is shown by {@code Dhe12Test}.
 */
class ExportTest {
    @Test
    void exportSuitesAreNeverNegotiated() {
        OldSuites.EXPORT.assertNeverNegotiated();
    }

    @Test
    void keysOfDsaAreNeverNegotiated() {
        OldSuites.DSA.assertNeverNegotiated();
    }

    @Test
    void finiteFieldsOfTls13AreLarge() {
        for (NamedGroup group : NamedGroup.values()) {
            assertTrue(!group.finiteField() || new BcCrypto(null).finiteField(group).bits() >= 2048);
        }
    }

    private static void refused(byte[] serverKeyExchange) {
        TestConfig server = Scenario.TLS12.config(false).credentials(TestCredentials.RSA.source());
        Pair pair = new Pair(Scenario.TLS12.config(true), server).format(MessageFormat.TLS12);
        pair.fromServer(HandshakeType.SERVER_KEY_EXCHANGE, m -> new ServerKeyExchange(serverKeyExchange)).run();
        assertEquals(Fault.ILLEGAL_VALUE, pair.client.fault());
        assertEquals(Alert.ILLEGAL_PARAMETER, pair.client.fault().alert());
    }

    /** ServerRSAParams (rsa_modulus, rsa_exponent) and ServerDHParams (dh_p, dh_g, dh_Ys), each with lengths of two bytes. */
    @Test
    void parametersOfAnotherKindAreRefused() {
        byte[] rsa512 = new byte[2 + 64 + 2 + 3 + 2 + 2 + 256];
        rsa512[1] = 64;
        Arrays.fill(rsa512, 2, 66, (byte) 0x5a);
        rsa512[67] = 3;
        refused(rsa512);
        byte[] dh512 = new byte[2 + 64 + 2 + 1 + 2 + 64 + 2 + 2 + 256];
        dh512[1] = 64;
        refused(dh512);
        // Explicit curves: ECCurveType explicit_prime and explicit_char2 of RFC 4492, which RFC 8422 removed.
        for (int type : new int[] {0, 1, 2, 4, 255}) {
            byte[] explicit = new EcdheParams(23, new byte[65]).encoded();
            explicit[0] = (byte) type;
            refused(explicit);
        }
    }
}
