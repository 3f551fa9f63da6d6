package dev.drawbridge.crypto.bc;

import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.interfaces.RSAPrivateKey;

/** An RSA key that has no encoding, as keys in hardware have none; a JCE provider takes it all the same. */
@SuppressWarnings("serial")
public record KeyThatStays(BigInteger getModulus, BigInteger getPrivateExponent) implements RSAPrivateKey {
    public static PrivateKey of(PrivateKey key) {
        RSAPrivateKey rsa = (RSAPrivateKey) key;
        return new KeyThatStays(rsa.getModulus(), rsa.getPrivateExponent());
    }

    @Override
    public String getAlgorithm() {
        return "RSA";
    }

    @Override
    public String getFormat() {
        return null;
    }

    @Override
    public byte[] getEncoded() {
        return null;
    }
}
