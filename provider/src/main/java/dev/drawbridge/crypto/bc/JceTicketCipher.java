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

    JceTicketCipher(byte[] key) {
        if (key.length != 16 && key.length != 32) {
            throw new IllegalArgumentException("tickets take an AES key of 16 or 32 bytes, not " + key.length);
        }
        this.key = new SecretKeySpec(key, "AES");
    }

    @Override
    public byte[] encrypt(byte[] iv, byte[] plaintext) {
        try {
            return cipher(Cipher.ENCRYPT_MODE, iv).doFinal(plaintext);
        } catch (IllegalBlockSizeException | BadPaddingException e) {
            throw new IllegalStateException(this + " does not encrypt", e);
        }
    }

    @Override
    public byte[] decrypt(byte[] iv, byte[] in, int offset, int length) {
        try {
            return cipher(Cipher.DECRYPT_MODE, iv).doFinal(in, offset, length);
        } catch (IllegalBlockSizeException | BadPaddingException e) {
            return null;
        }
    }

    /** One for each call: making it costs a microsecond, and a thread's own would live as long as the thread. */
    private Cipher cipher(int mode, byte[] iv) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding", Primitives.AES_CBC.provider());
            cipher.init(mode, key, new IvParameterSpec(iv));
            return cipher;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC is missing", e);
        }
    }

    @Override
    public String toString() {
        return "TicketCipher[AES-" + 8 * key.getEncoded().length + "-CBC]";
    }
}
