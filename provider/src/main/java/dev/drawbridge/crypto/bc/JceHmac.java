package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.Hmac;
import dev.drawbridge.spec.HashAlgorithm;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/** HMAC on a JCE Mac. */
final class JceHmac implements Hmac {
    private final HashAlgorithm algorithm;
    private final Mac mac;

    JceHmac(HashAlgorithm algorithm) {
        this.algorithm = algorithm;
        try {
            mac = Mac.getInstance(algorithm.hmacName(), Primitives.HMAC.provider());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm.hmacName() + " is missing", e);
        }
    }

    @Override
    public int length() {
        return algorithm.length();
    }

    @Override
    public void key(byte[] key) {
        // JCE refuses an empty key. RFC 2104 section 2: "append zeros to the end of K to create a B byte string", so the empty key
        // and one of zero bytes are the same key.
        byte[] bytes = key.length == 0 ? new byte[algorithm.length()] : key;
        try {
            mac.init(new SecretKeySpec(bytes, algorithm.hmacName()));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException(mac.getProvider() + " refuses an HMAC key of " + bytes.length + " bytes", e);
        }
    }

    @Override
    public void update(byte[] in, int offset, int length) {
        mac.update(in, offset, length);
    }

    @Override
    public void update(byte in) {
        mac.update(in);
    }

    @Override
    public void finish(byte[] out, int offset) {
        try {
            mac.doFinal(out, offset);
        } catch (ShortBufferException e) {
            throw new IllegalArgumentException("no room for a MAC of " + length() + " bytes", e);
        }
    }

    @Override
    public String toString() {
        return "Hmac[" + algorithm.hmacName() + "]";
    }
}
