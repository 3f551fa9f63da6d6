package dev.drawbridge.store;

import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyFactory;
import org.bouncycastle.crypto.util.PublicKeyFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/**
 * What a private key and the certificate it belongs to have in common: the algorithm and the numbers of the public key.
 *
 * @param algorithm the object identifier
 * @param numbers RSA: modulus and exponent; EC: order of the curve and the point; others: the encoded key
 */
record KeyIdentity(ASN1ObjectIdentifier algorithm, String numbers) {
    /** Of a certificate. */
    static KeyIdentity of(SubjectPublicKeyInfo info) throws IOException {
        ASN1ObjectIdentifier algorithm = info.getAlgorithm().getAlgorithm();
        if (rsa(algorithm)) {
            // Not through the library's key object, which looks for small factors in each modulus.
            RSAPublicKey key = RSAPublicKey.getInstance(info.parsePublicKey());
            return new KeyIdentity(algorithm, numbers(key.getModulus(), key.getPublicExponent()));
        }
        if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            ECPublicKeyParameters key = (ECPublicKeyParameters) PublicKeyFactory.createKey(info);
            return new KeyIdentity(algorithm, point(key.getParameters().getN(), key.getQ()));
        }
        return new KeyIdentity(algorithm, new BigInteger(1, info.getPublicKeyData().getBytes()).toString(16));
    }

    /** Of a private key, computed from its private part; what a file says beside it is not believed. */
    static KeyIdentity of(PrivateKeyInfo info) throws IOException {
        ASN1ObjectIdentifier algorithm = info.getPrivateKeyAlgorithm().getAlgorithm();
        if (rsa(algorithm)) {
            RSAPrivateKey key = RSAPrivateKey.getInstance(info.parsePrivateKey());
            return new KeyIdentity(algorithm, numbers(key.getModulus(), key.getPublicExponent()));
        }
        AsymmetricKeyParameter key = PrivateKeyFactory.createKey(info);
        if (key instanceof ECPrivateKeyParameters ec) {
            ECPoint q = new FixedPointCombMultiplier().multiply(ec.getParameters().getG(), ec.getD());
            return new KeyIdentity(algorithm, point(ec.getParameters().getN(), q));
        }
        if (key instanceof MLDSAPrivateKeyParameters mldsa) {
            return new KeyIdentity(algorithm, new BigInteger(1, mldsa.getPublicKey()).toString(16));
        }
        if (key instanceof Ed25519PrivateKeyParameters ed) {
            return of(SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(ed.generatePublicKey()));
        }
        if (key instanceof Ed448PrivateKeyParameters ed) {
            return of(SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(ed.generatePublicKey()));
        }
        throw new IOException("algorithm " + algorithm);
    }

    private static boolean rsa(ASN1ObjectIdentifier algorithm) {
        return algorithm.equals(PKCSObjectIdentifiers.rsaEncryption) || algorithm.equals(PKCSObjectIdentifiers.id_RSASSA_PSS);
    }

    private static String point(BigInteger order, ECPoint point) {
        ECPoint q = point.normalize();
        return numbers(order, q.getAffineXCoord().toBigInteger()) + "," + q.getAffineYCoord().toBigInteger().toString(16);
    }

    private static String numbers(BigInteger a, BigInteger b) {
        return a.toString(16) + "," + b.toString(16);
    }
}
