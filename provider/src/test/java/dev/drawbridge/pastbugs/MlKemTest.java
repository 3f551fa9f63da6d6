package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.Alert;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.start.Side;
import java.util.Arrays;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Keys and ciphertexts of ML-KEM that nobody honest makes. FIPS 203 section 7.2 has the encapsulation key checked before use, its length and
 * that each number of it is below q; section 7.3 the ciphertext's length. An implementation that tells a ciphertext it cannot decrypt from
 * one it can gives its key away (plaintext checking, since Hall, Goldberg, Schneier 1999); KyberSlash (2023) was a division whose time
 * did.
 *
 * <p>Shown, for X25519MLKEM768: either half may be bad and the share is refused; a forged ciphertext of the right length is not refused but
 * leads to another secret (implicit rejection, FIPS 203 section 6.3), so that its sender learns nothing but that his keys differ. Time is
 * Bouncy Castle's.
 */
class MlKemTest {
    private static final int KEY = 1184;
    private static final int CIPHERTEXT = 1088;

    private static void refused(UnaryOperator<byte[]> change, String what) {
        BadShares.assertRefused(NamedGroup.X25519MLKEM768, change, what);
    }

    private static byte[] withX25519(byte[] share, byte[] u) {
        byte[] bent = share.clone();
        System.arraycopy(u, 0, bent, bent.length - 32, 32);
        return bent;
    }

    /** Both roles: the key of the client, the ciphertext of the server. */
    @Test
    void lengths() {
        for (int by : new int[] {-33, -32, -1, 1, 32, 1000}) {
            refused(share -> Arrays.copyOf(share, share.length + by), by + " bytes");
        }
        refused(share -> Arrays.copyOfRange(share, share.length - 32, share.length), "X25519's half alone");
        refused(share -> Arrays.copyOf(share, share.length - 32), "ML-KEM's half alone");
        refused(share -> Arrays.copyOf(share, share.length == KEY + 32 ? CIPHERTEXT + 32 : KEY + 32), "length of the other role");
    }

    @Test
    void aBadHalfOfX25519() {
        for (byte[] u : SmallOrderTest.ofX25519()) {
            refused(share -> withX25519(share, u), "small order");
        }
    }

    /** A number of 12 bits that is not below q = 3329, anywhere in the key. */
    @Test
    void keysThatAreNotReducedAreRefusedByServers() {
        for (int index : new int[] {0, 1, 2, 255, 256, 700, 766, 767}) {
            for (int value : new int[] {3329, 3330, 4095}) {
                Side server = BadShares.meet(ProtocolVersion.TLS13, NamedGroup.X25519MLKEM768, share -> number(share, index, value), false);
                assertEquals(Fault.BAD_KEY_SHARE, server.fault(), "number " + index + " is " + value);
                assertEquals(Alert.ILLEGAL_PARAMETER, server.fault().alert());
            }
            // The largest number that may be there makes another key, and so other secrets; the key itself is good.
            Side server = BadShares.meet(ProtocolVersion.TLS13, NamedGroup.X25519MLKEM768, share -> number(share, index, 3328), false);
            assertFalse(server.fault() == Fault.BAD_KEY_SHARE, "number " + index + " is 3328");
        }
    }

    /** ByteEncode12 of FIPS 203: two numbers in three bytes, least significant bits first. */
    private static byte[] number(byte[] share, int index, int value) {
        byte[] bent = share.clone();
        int at = index / 2 * 3;
        if (index % 2 == 0) {
            bent[at] = (byte) value;
            bent[at + 1] = (byte) (bent[at + 1] & 0xf0 | value >> 8);
        } else {
            bent[at + 1] = (byte) (bent[at + 1] & 0x0f | value << 4);
            bent[at + 2] = (byte) (value >> 4);
        }
        return bent;
    }

    @Test
    void forgedCiphertextsLeadToOtherSecrets() throws TlsFault {
        BcCrypto crypto = new BcCrypto(null);
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            KeyAgreement ours = crypto.startAgreement(NamedGroup.X25519MLKEM768);
            KeyAgreement.Answer answer = crypto.answerAgreement(NamedGroup.X25519MLKEM768, ours.share());
            byte[] forged = answer.share().clone();
            if (i % 2 == 0) {
                forged[random.nextInt(CIPHERTEXT)] ^= (byte) (1 << random.nextInt(8));
            } else {
                byte[] noise = new byte[CIPHERTEXT];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, forged, 0, CIPHERTEXT);
            }
            byte[] secret = ours.agree(forged).bytes();
            assertFalse(Arrays.equals(Arrays.copyOf(secret, 32), Arrays.copyOf(answer.secret().bytes(), 32)));
            assertFalse(Arrays.equals(Arrays.copyOf(secret, 32), new byte[32]));
        }
    }
}
