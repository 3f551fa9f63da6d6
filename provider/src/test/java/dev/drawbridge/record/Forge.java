package dev.drawbridge.record;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ContentType;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Records as the RFCs write them, made by JCE alone, among them such as no honest peer makes. */
public final class Forge {
    public static final byte[] KEY = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    public static final byte[] KEY32 = new byte[32];
    public static final byte[] IV = {21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32};
    public static final byte[] SALT = {41, 42, 43, 44};

    private Forge() {
    }

    public static byte[] record(int type, int version, byte... fragment) {
        return ByteBuffer.allocate(5 + fragment.length).put((byte) type).putShort((short) version).putShort((short) fragment.length)
            .put(fragment).array();
    }

    /** TLS 1.3 with AES-128-GCM: whatever {@code inner} is, with its content type and padding. */
    public static byte[] tls13(long sequence, byte... inner) {
        byte[] header = ByteBuffer.allocate(5).put((byte) 23).putShort((short) 0x0303).putShort((short) (inner.length + 16)).array();
        byte[] sealed = gcm(xor(sequence), header, inner);
        return ByteBuffer.allocate(5 + sealed.length).put(header).put(sealed).array();
    }

    /** TLS 1.2 with AES-128-GCM and an explicit nonce of the forger's choice. */
    public static byte[] tls12(long sequence, int type, long explicit, byte... content) {
        byte[] aad = aad12(sequence, type, content.length);
        byte[] nonce = ByteBuffer.allocate(12).put(SALT).putLong(explicit).array();
        byte[] sealed = gcm(nonce, aad, content);
        byte[] fragment = ByteBuffer.allocate(8 + sealed.length).putLong(explicit).put(sealed).array();
        return record(type, 0x0303, fragment);
    }

    /** TLS 1.2 with ChaCha20-Poly1305 (RFC 7905). */
    public static byte[] tls12ChaCha(long sequence, int type, byte... content) {
        try {
            Cipher c = Cipher.getInstance("ChaCha20-Poly1305");
            c.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY32, "ChaCha20"), new IvParameterSpec(xor(sequence)));
            c.updateAAD(aad12(sequence, type, content.length));
            return record(type, 0x0303, c.doFinal(content));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A record with any content under a protection of ours, which counts it. */
    public static byte[] sealed(WriteProtection protection, ContentType type, byte... content) {
        byte[] record = new byte[5 + protection.expansion(ContentType.APPLICATION_DATA, content.length) + content.length];
        try {
            protection.seal(type, content, 0, content.length, record, 0);
        } catch (TlsFault e) {
            throw new AssertionError(e);
        }
        return record;
    }

    private static byte[] aad12(long sequence, int type, int length) {
        return ByteBuffer.allocate(13).putLong(sequence).put((byte) type).putShort((short) 0x0303).putShort((short) length).array();
    }

    private static byte[] xor(long sequence) {
        byte[] nonce = ByteBuffer.allocate(12).putInt(0).putLong(sequence).array();
        for (int i = 0; i < nonce.length; i++) {
            nonce[i] ^= IV[i];
        }
        return nonce;
    }

    private static byte[] gcm(byte[] nonce, byte[] aad, byte[] plain) {
        try {
            Cipher c = Cipher.getInstance("AES/GCM/NoPadding");
            c.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(KEY, "AES"), new GCMParameterSpec(128, nonce));
            c.updateAAD(aad);
            return c.doFinal(plain);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
