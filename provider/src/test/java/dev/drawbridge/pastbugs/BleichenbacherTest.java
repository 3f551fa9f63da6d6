package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.Credentials;
import dev.drawbridge.crypto.bc.KeyThatStays;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ContentType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.start.TestConfig;
import dev.drawbridge.start.TestCredentials;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;

/**
 * Bleichenbacher's oracle (CRYPTO '98): a server that tells by alert, time or order of its answers whether an RSA ciphertext was padded
 * as PKCS#1 v1.5 says decrypts or signs for whoever asks often enough. It came back with the version number (Klíma, Pokorný, Rosa, CHES
 * 2003), with the caches of processors (Ronen et al., "The 9 Lives of Bleichenbacher's CAT", 2018) and as ROBOT (Böck, Somorovsky, Young,
 * USENIX Security 2018; CVE-2017-13099 in wolfSSL, CVE-2017-6168 in F5's, CVE-2017-13098 in Bouncy Castle's).
 *
 * <p>Shown: the ciphertexts of ROBOT, the right one among them, lead to one and the same end, at servers with RSA key exchange whose key is in
 * software or stays with its provider, and at one that has only signed suites. The end is the Finished that cannot be read, after the whole flight:
 * ClientKeyExchange alone is answered by nothing.
 */
class BleichenbacherTest {
    private static final RSAPublicKey KEY = (RSAPublicKey) TestCredentials.RSA.credentials().leaf().getPublicKey();
    private static final int LENGTH = KEY.getModulus().bitLength() / 8;

    private static final CipherSuite SIGNED = CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
    private static final CipherSuite DECRYPTED = CipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256;
    private static final Credentials STAYS = new Credentials(TestCredentials.RSA.credentials().chain(),
        TestCredentials.RSA.credentials().encoded(), KeyThatStays.of(TestCredentials.RSA.credentials().key()));

    @Test
    void rsaKeyExchangeWithBrokenOrMissingEncryptionIsNeverNegotiated() {
        OldSuites.RSA_KEY_EXCHANGE.assertNeverNegotiated();
    }

    /** Servers that must not tell the ciphertexts apart. */
    private static List<TestConfig> servers() {
        return List.of(Scenario.TLS12.config(false).credentials(TestCredentials.RSA.source()).suites(SIGNED),
            Scenario.TLS12.config(false).credentials(TestCredentials.RSA.source()).suites(DECRYPTED),
            Scenario.TLS12.config(false).credentials(request -> STAYS).suites(DECRYPTED));
    }

    /** The messages of ROBOT, section 3.1 of its paper: one is right, each of the others has one thing wrong. */
    private static List<byte[]> padded() {
        byte[] right = new byte[LENGTH];
        Random random = new Random(1);
        for (int i = 2; i < LENGTH; i++) {
            right[i] = (byte) (1 + random.nextInt(255));
        }
        right[0] = 0;
        right[1] = 2;
        right[LENGTH - 49] = 0;
        right[LENGTH - 48] = 3;
        right[LENGTH - 47] = 3;
        List<byte[]> all = new ArrayList<>(List.of(right));
        all.add(changed(right, 0, 0x41, 1, 0x17)); // the first two bytes
        all.add(changed(right, LENGTH - 49, 0x11)); // no zero at the end of the padding
        all.add(changed(right, LENGTH - 49, 0x11, LENGTH - 2, 0)); // a pre-master secret of one byte
        all.add(changed(right, 40, 0)); // one that is too long
        all.add(changed(right, 5, 0)); // a zero within the least eight bytes of padding
        all.add(changed(right, LENGTH - 48, 2, LENGTH - 47, 2)); // another version
        return all;
    }

    private static byte[] changed(byte[] from, int... places) {
        byte[] copy = from.clone();
        for (int i = 0; i < places.length; i += 2) {
            copy[places[i]] = (byte) places[i + 1];
        }
        return copy;
    }

    private static byte[] clientKeyExchange(byte[] padded) {
        byte[] encrypted = BigIntegers.asUnsignedByteArray(LENGTH, new BigInteger(1, padded).modPow(KEY.getPublicExponent(), KEY.getModulus()));
        byte[] message = new byte[4 + 2 + LENGTH];
        message[0] = (byte) HandshakeType.CLIENT_KEY_EXCHANGE.code();
        message[2] = (byte) (2 + LENGTH >> 8);
        message[3] = (byte) (2 + LENGTH);
        message[4] = (byte) (LENGTH >> 8);
        message[5] = (byte) LENGTH;
        System.arraycopy(encrypted, 0, message, 6, LENGTH);
        return message;
    }

    /** Alert, reason, its words, and how much was read when it came: whole flight first, or ClientKeyExchange alone. */
    private record Seen(Alert alert, Fault fault, String words, int delivered, List<Alert> sent) {
    }

    @Test
    void noServerTellsTheCiphertextsOfRobotApart() {
        for (TestConfig server : servers()) {
            for (boolean alone : new boolean[] {true, false}) {
                Set<Seen> seen = new HashSet<>();
                for (byte[] padded : padded()) {
                    seen.add(answer(server, clientKeyExchange(padded), alone));
                }
                assertEquals(1, seen.size(), () -> "an oracle: " + seen);
            }
        }
    }

    private static Seen answer(TestConfig server, byte[] clientKeyExchange, boolean alone) {
        Duel duel = new Duel(server, Scenario.TLS12.config(true));
        duel.run((index, unit) -> {
            if (unit.message() == HandshakeType.CLIENT_KEY_EXCHANGE) {
                return List.of(unit.record(ContentType.HANDSHAKE, clientKeyExchange));
            }
            return alone && index > 1 ? List.of() : List.of(unit.record());
        });
        // RFC 5246 section 7.4.7.1: "Instead, it MUST continue the handshake with a randomly generated premaster secret."
        boolean decrypts = server.suites.equals(List.of(DECRYPTED));
        if (decrypts && alone) {
            assertNull(duel.fault);
            return new Seen(null, null, null, duel.delivered, duel.attacker.alerts);
        }
        assertEquals(decrypts ? Fault.BAD_RECORD_MAC : Fault.DECODE_ERROR, duel.fault.fault());
        assertTrue(duel.victim.connection.inboundDone());
        return new Seen(duel.fault.alert(), duel.fault.fault(), duel.fault.getMessage(), duel.delivered, duel.attacker.alerts);
    }
}
