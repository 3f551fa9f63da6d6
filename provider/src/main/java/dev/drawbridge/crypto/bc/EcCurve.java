package dev.drawbridge.crypto.bc;

import dev.drawbridge.spec.NamedGroup;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.math.ec.ECPoint;

/** The NIST curves: TLS's name for each, and Bouncy Castle's parameters, loaded when the curve is first used. */
enum EcCurve {
    P256(NamedGroup.SECP256R1, 256),
    P384(NamedGroup.SECP384R1, 384),
    P521(NamedGroup.SECP521R1, 521);

    private static final EcCurve[] ALL = values();

    private final NamedGroup group;
    private final int bits;
    private volatile ECDomainParameters domain;

    EcCurve(NamedGroup group, int bits) {
        this.group = group;
        this.bits = bits;
    }

    /** The curve of a group, or null when the group is not one of these. */
    static EcCurve of(NamedGroup group) {
        for (EcCurve c : ALL) {
            if (c.group == group) {
                return c;
            }
        }
        return null;
    }

    /**
     * The curve with exactly these parameters, or null. Everything is compared, the generator too: a key that brings its own generator
     * is on no curve of ours.
     */
    static EcCurve of(ECParameterSpec spec) {
        if (spec == null) {
            return null;
        }
        for (EcCurve c : ALL) {
            if (spec.getOrder().bitLength() == c.bits && c.matches(spec)) {
                return c;
            }
        }
        return null;
    }

    private boolean matches(ECParameterSpec spec) {
        ECDomainParameters d = domain();
        EllipticCurve curve = spec.getCurve();
        ECPoint g = d.getG();
        return curve.getField() instanceof ECFieldFp field
            && field.getP().equals(d.getCurve().getField().getCharacteristic())
            && curve.getA().equals(d.getCurve().getA().toBigInteger())
            && curve.getB().equals(d.getCurve().getB().toBigInteger())
            && spec.getGenerator().getAffineX().equals(g.getAffineXCoord().toBigInteger())
            && spec.getGenerator().getAffineY().equals(g.getAffineYCoord().toBigInteger())
            && spec.getOrder().equals(d.getN())
            && BigInteger.valueOf(spec.getCofactor()).equals(d.getH());
    }

    NamedGroup group() {
        return group;
    }

    /** Bytes of a coordinate. */
    int fieldLength() {
        return (bits + 7) / 8;
    }

    ECDomainParameters domain() {
        ECDomainParameters d = domain;
        if (d == null) {
            X9ECParameters x = CustomNamedCurves.getByName(group.toString());
            d = new ECDomainParameters(x.getCurve(), x.getG(), x.getN(), x.getH());
            domain = d;
        }
        return d;
    }

    /**
     * The point of an uncompressed encoding, proved to be on the curve and not at infinity.
     *
     * @throws IllegalArgumentException when it is not such a point
     */
    ECPublicKeyParameters decode(byte[] encoding) {
        // RFC 8446 section 4.2.8.2: "struct { uint8 legacy_form = 4; opaque X[coordinate_length]; opaque Y[coordinate_length]; }"
        if (encoding.length != 1 + 2 * fieldLength() || encoding[0] != 4) {
            throw new IllegalArgumentException("not an uncompressed point of " + group);
        }
        // RFC 8446 section 4.2.8.2: "peers MUST validate each other's public value Q by ensuring that the point is a valid point": done by
        // decodePoint (coordinates in range, curve equation) and again by the constructor (not at infinity; the cofactor is 1).
        return new ECPublicKeyParameters(domain().getCurve().decodePoint(encoding), domain());
    }

    /**
     * A JCA key of this curve as Bouncy Castle has it, with the same proofs.
     *
     * @throws IllegalArgumentException when its point is not on the curve
     */
    ECPublicKeyParameters convert(ECPublicKey key) {
        java.security.spec.ECPoint w = key.getW();
        return new ECPublicKeyParameters(domain().getCurve().validatePoint(w.getAffineX(), w.getAffineY()), domain());
    }
}
