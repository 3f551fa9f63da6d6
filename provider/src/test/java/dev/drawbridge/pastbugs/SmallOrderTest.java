package dev.drawbridge.pastbugs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.spec.NamedGroup;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.api.Test;

/**
 * Points of small order on Curve25519 and Curve448: whatever the private key, the shared secret is all zeros, so that a peer, or somebody
 * between two, knows it beforehand (the non-contributory behaviour behind the synchronisation of Bhargavan et al.'s triple handshake, 2014;
 * Cremers, Jackson, "Prime, Order Please!", CSF 2019).
 *
 * <p>Shown: RFC 8446 section 7.4.2, "implementations MUST check whether the computed Diffie-Hellman shared secret is the all-zero value and
 * abort if so", for every such point in canonical and other form, both versions and roles, in the hybrid too ({@link MlKemTest}); and that
 * non-canonical values of honest points are taken modulo p, as RFC 7748 section 5 demands.
 */
class SmallOrderTest {
    private static final BigInteger P25519 = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    private static final BigInteger P448 = BigInteger.ONE.shiftLeft(448).subtract(BigInteger.ONE.shiftLeft(224)).subtract(BigInteger.ONE);
    /** The u of the points of order 8, on the curve and on its twist (RFC 7748 section 6.1 and the list of Curve25519's author). */
    private static final BigInteger ORDER8 = new BigInteger("325606250916557431795983626356110631294008115727848805560023387167927233504");
    private static final BigInteger ORDER8_TWIST =
            new BigInteger("39382357235489614581723060781553021112529911719440698176882885853963445705823");

    private static byte[] little(int length, BigInteger u) {
        return org.bouncycastle.util.Arrays.reverse(BigIntegers.asUnsignedByteArray(length, u));
    }

    static List<byte[]> ofX25519() {
        BigInteger top = BigInteger.ONE.shiftLeft(255);
        return List.of(BigInteger.ZERO, BigInteger.ONE, ORDER8, ORDER8_TWIST, P25519.subtract(BigInteger.ONE), P25519, P25519.add(BigInteger.ONE),
                // The top bit is masked (RFC 7748 section 5).
                top, top.add(BigInteger.ONE), top.add(ORDER8), top.add(ORDER8_TWIST), top.add(P25519).subtract(BigInteger.ONE),
                top.add(P25519), top.add(P25519).add(BigInteger.ONE)).stream().map(u -> little(32, u)).toList();
    }

    @Test
    void pointsOfSmallOrderAreRefused() {
        for (byte[] u : ofX25519()) {
            BadShares.assertRefused(NamedGroup.X25519, honest -> u, "X25519 share");
        }
        for (BigInteger u : List.of(BigInteger.ZERO, BigInteger.ONE, P448.subtract(BigInteger.ONE), P448, P448.add(BigInteger.ONE))) {
            BadShares.assertRefused(NamedGroup.X448, honest -> little(56, u), "X448 share " + u);
        }
    }

    @Test
    void otherLengthsAreRefused() {
        for (NamedGroup group : List.of(NamedGroup.X25519, NamedGroup.X448)) {
            for (int by : new int[] {-31, -1, 1, 32}) {
                BadShares.assertRefused(group, honest -> Arrays.copyOf(honest, honest.length + by), group + " share of " + by + " more");
            }
        }
    }

    /** RFC 7748 section 5: "When receiving such an array, implementations of X25519 [...] MUST mask the most significant bit". */
    @Test
    void theTopBitDoesNotCount() {
        for (Scenario scenario : List.of(Scenario.TLS13, Scenario.TLS12)) {
            for (boolean victimIsClient : new boolean[] {true, false}) {
                boolean[] seen = new boolean[1];
                var victim = BadShares.meet(scenario.version(), NamedGroup.X25519, honest -> {
                    byte[] set = honest.clone();
                    set[31] |= (byte) 0x80;
                    seen[0] = true;
                    return set;
                }, victimIsClient);
                assertTrue(seen[0] && victim.connected(), scenario + ": " + victim.handshaker.failure());
            }
        }
    }
}
