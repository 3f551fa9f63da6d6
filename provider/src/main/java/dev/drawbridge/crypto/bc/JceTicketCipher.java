package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.TicketCipher;
import java.security.GeneralSecurityException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** AES-CBC on a JCE Cipher. */
final class JceTicketCipher implements TicketCipher {
    private final SecretKeySpec key;
    private final Cipher cipher;

    JceTicketCipher(byte[] key) {
        if (key.length != 16 && key.length != 32) {
            throw new IllegalArgumentException("tickets take an AES key of 16 or 32 bytes, not " + key.length);
        }
        this.key = new SecretKeySpec(key, "AES");
        try {
            cipher = Cipher.getInstance("AES/CBC/PKCS5Padding", Primitives.AES_CBC.provider());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC is missing", e);
        }
    }

    @Override
    public byte[] encrypt(byte[] iv, byte[] plaintext) {
        try {
            return start(Cipher.ENCRYPT_MODE, iv).doFinal(plaintext);
        } catch (IllegalBlockSizeException | BadPaddingException e) {
            throw new IllegalStateException(this + " does not encrypt", e);
        }
    }

    @Override
    public byte[] decrypt(byte[] iv, byte[] in, int offset, int length) {
        try {
            return start(Cipher.DECRYPT_MODE, iv).doFinal(in, offset, length);
        } catch (IllegalBlockSizeException | BadPaddingException e) {
            return null;
        }
    }

    private Cipher start(int mode, byte[] iv) {
        try {
            cipher.init(mode, key, new IvParameterSpec(iv));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC does not start", e);
        }
    }

    @Override
    public String toString() {
        return "TicketCipher[AES-" + 8 * key.getEncoded().length + "-CBC]";
    }
}
