package dev.drawbridge.pastbugs;

import dev.drawbridge.spec.NamedGroup;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Points that are not on the curve: Biehl, Meyer, Müller (CRYPTO 2000), found in TLS servers by Jager, Schwenk, Somorovsky (ESORICS 2015;
 * CVE-2015-7940 in Bouncy Castle, CVE-2015-2613 in Java). Each such point of small order tells a residue of a private key that is used
 * again.
 *
 * <p>Shown: RFC 8446 section 4.2.8.2, "peers MUST validate each other's public value Q", for key_share of both roles, ServerKeyExchange and
 * ClientKeyExchange, on each curve: points off the curve, of its twist, at infinity, compressed, hybrid, of other lengths, with coordinates not
 * below p. And private keys are used once.
 */
class InvalidCurveTest {
    private static byte[] point(int length, BigInteger x, BigInteger y) {
        byte[] point = new byte[1 + 2 * length];
        point[0] = 4;
        System.arraycopy(BigIntegers.asUnsignedByteArray(length, x), 0, point, 1, length);
        System.arraycopy(BigIntegers.asUnsignedByteArray(length, y), 0, point, 1 + length, length);
        return point;
    }

    private static void refused(NamedGroup group, byte[] share, String what) {
        BadShares.assertRefused(group, honest -> share, group + ": " + what);
    }

    @ParameterizedTest
    @EnumSource(value = NamedGroup.class, names = {"SECP256R1", "SECP384R1", "SECP521R1"})
    void pointsThatAreNone(NamedGroup group) {
        X9ECParameters curve = CustomNamedCurves.getByName(group.toString());
        BigInteger p = curve.getCurve().getField().getCharacteristic();
        int length = (p.bitLength() + 7) / 8;
        ECPoint g = curve.getG().normalize();
        BigInteger x = g.getAffineXCoord().toBigInteger();
        BigInteger y = g.getAffineYCoord().toBigInteger();
        refused(group, point(length, x, y.add(BigInteger.ONE)), "y + 1");
        refused(group, point(length, x.add(BigInteger.ONE), y), "x + 1");
        refused(group, point(length, y, x), "exchanged");
        refused(group, point(length, BigInteger.ZERO, BigInteger.ZERO), "zero");
        refused(group, point(length, x, BigInteger.ZERO), "y = 0, of order 2 on another curve");
        refused(group, point(length, onlyOnTheTwist(curve, p), BigInteger.ONE), "x of the twist");
        if (p.bitLength() % 8 == 0) {
            refused(group, point(length, p, y), "x = p");
            refused(group, point(length, x, p), "y = p");
            refused(group, point(length, p.add(BigInteger.ONE), y), "x = p + 1");
        }
        BigInteger top = BigInteger.ONE.shiftLeft(8 * length).subtract(BigInteger.ONE);
        refused(group, point(length, top, top), "all ones");
    }

    /** An x for which the curve has no y. */
    private static BigInteger onlyOnTheTwist(X9ECParameters curve, BigInteger p) {
        BigInteger a = curve.getCurve().getA().toBigInteger();
        BigInteger b = curve.getCurve().getB().toBigInteger();
        BigInteger x = BigInteger.TWO;
        while (x.modPow(BigInteger.valueOf(3), p).add(a.multiply(x)).add(b).mod(p)
                .modPow(p.subtract(BigInteger.ONE).shiftRight(1), p).equals(BigInteger.ONE)) {
            x = x.add(BigInteger.ONE);
        }
        return x;
    }

    /** RFC 8446 section 4.2.8.2: "legacy_form = 4", and RFC 8422 section 5.1.2 leaves no other form to TLS 1.2. */
    @ParameterizedTest
    @EnumSource(value = NamedGroup.class, names = {"SECP256R1", "SECP384R1", "SECP521R1"})
    void otherForms(NamedGroup group) {
        ECPoint g = CustomNamedCurves.getByName(group.toString()).getG().normalize();
        byte[] uncompressed = g.getEncoded(false);
        int odd = uncompressed[uncompressed.length - 1] & 1;
        refused(group, new byte[] {0}, "infinity");
        refused(group, new byte[uncompressed.length], "infinity with zeros");
        refused(group, g.getEncoded(true), "compressed");
        for (int form : new int[] {0, 2, 3, 5, 6 + odd, 7 - odd, 255}) {
            byte[] other = uncompressed.clone();
            other[0] = (byte) form;
            refused(group, other, "form " + form);
        }
        refused(group, new byte[] {4}, "form alone");
        refused(group, Arrays.copyOf(uncompressed, uncompressed.length - 1), "a byte less");
        refused(group, Arrays.copyOf(uncompressed, uncompressed.length + 1), "a byte more");
        refused(group, Arrays.copyOfRange(uncompressed, 1, uncompressed.length), "no form");
        byte[] padded = new byte[uncompressed.length + 1];
        padded[0] = 4;
        System.arraycopy(uncompressed, 1, padded, 2, uncompressed.length - 1);
        refused(group, padded, "a zero in front");
    }
}
