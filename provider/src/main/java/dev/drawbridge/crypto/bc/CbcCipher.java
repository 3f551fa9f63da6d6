package dev.drawbridge.crypto.bc;

import dev.drawbridge.spec.CbcAlgorithm;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES-CBC under one key in one direction. The IV of a record is the first block of what is encrypted, and so of what is decrypted: the cipher
 * itself always begins with zeros, and need not be initialised again for each record.
 */
final class CbcCipher {
    private final Cipher cipher;

    CbcCipher(int mode, byte[] key) {
        try {
            cipher = Cipher.getInstance("AES/CBC/NoPadding", Primitives.AES_CBC.provider());
            cipher.init(mode, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[CbcAlgorithm.BLOCK_LENGTH]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC is missing", e);
        }
    }

    /** Whole blocks, straight across or in place. */
    void apply(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            cipher.doFinal(in, inOffset, length, out, outOffset);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CBC fails on " + length + " bytes", e);
        }
    }
}
