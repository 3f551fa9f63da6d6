package dev.drawbridge.crypto.bc;

import dev.drawbridge.spec.CbcAlgorithm;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** Fragments of CBC suites made by JCE alone, right ones and wrong ones; public because records are forged with them too. */
public final class CbcForge {
    private static final int BLOCK = 16;

    public final CbcAlgorithm algorithm;
    public final boolean encryptThenMac;
    public final byte[] key;
    public final byte[] macKey;

    public CbcForge(CbcAlgorithm algorithm, boolean encryptThenMac) {
        this.algorithm = algorithm;
        this.encryptThenMac = encryptThenMac;
        this.key = filled(algorithm.keyLength(), 0x11);
        this.macKey = filled(algorithm.macLength(), 0x22);
    }

    private static byte[] filled(int length, int with) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) with);
        return bytes;
    }

    /** Padding of so many bytes, the last of which is their length; so many that whole blocks come of it, at least {@code least}. */
    public byte[] padding(int contentLength, int least) {
        int before = contentLength + (encryptThenMac ? 0 : algorithm.macLength());
        int n = least + Math.floorMod(-(before + least), BLOCK);
        return filled(n, n - 1);
    }

    /** The right padding, of the least length. */
    public byte[] padding(int contentLength) {
        return padding(contentLength, 1);
    }

    public byte[] mac(long sequence, int type, byte[] over) {
        try {
            Mac mac = Mac.getInstance(algorithm.mac().hmacName());
            mac.init(new SecretKeySpec(macKey, "HMAC"));
            mac.update(ByteBuffer.allocate(13).putLong(sequence).put((byte) type).putShort((short) 0x0303).putShort((short) over.length).flip());
            return mac.doFinal(over);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A fragment of content and padding as given, with the right MAC. */
    public byte[] fragment(long sequence, int type, byte[] content, byte[] padding) {
        if (!encryptThenMac) {
            return encrypt(join(content, mac(sequence, type, content), padding));
        }
        byte[] encrypted = encrypt(join(content, padding));
        return join(encrypted, mac(sequence, type, encrypted));
    }

    /** Random-looking IV and whole blocks. */
    public byte[] encrypt(byte[] plain) {
        try {
            byte[] iv = filled(BLOCK, 0x33);
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(iv));
            return join(iv, cipher.doFinal(plain));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public byte[] decrypt(byte[] fragment) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(fragment, 0, BLOCK));
            return cipher.doFinal(fragment, BLOCK, fragment.length - BLOCK);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    public static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] p : parts) {
            length += p.length;
        }
        ByteBuffer all = ByteBuffer.allocate(length);
        for (byte[] p : parts) {
            all.put(p);
        }
        return all.array();
    }

    @Override
    public String toString() {
        return algorithm + (encryptThenMac ? ", encrypt-then-MAC" : "");
    }
}
