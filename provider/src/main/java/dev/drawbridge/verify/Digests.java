package dev.drawbridge.verify;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The digests by which OCSP names certificates; none of them has to resist an attacker. */
final class Digests {
    private Digests() {
    }

    static byte[] sha1(byte[] content) {
        return of("SHA-1", content);
    }

    static byte[] sha256(byte[] content) {
        return of("SHA-256", content);
    }

    private static byte[] of(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no " + algorithm, e);
        }
    }
}
