package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.CbcForm;
import dev.drawbridge.crypto.MacKeys;
import dev.drawbridge.spec.CbcAlgorithm;
import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * AES or triple DES in CBC mode under one key in one direction. Since TLS 1.1 the IV of a record is the first block of what is encrypted, and so of what is decrypted: the
 * cipher itself always begins with zeros, and need not be initialised again for each record. In TLS 1.0 it goes on from record to record.
 */
final class CbcCipher {
    private final Cipher cipher;
    private final boolean chained;

    CbcCipher(int mode, CbcForm form, MacKeys keys) {
        chained = form.version().chainsIvs();
        CbcAlgorithm algorithm = form.algorithm();
        byte[] iv = chained ? keys.iv() : new byte[algorithm.blockLength()];
        try {
            cipher = algorithm.tripleDes() ? Cipher.getInstance("DESede/CBC/NoPadding", Primitives.TRIPLE_DES_CBC.provider())
                    : Cipher.getInstance("AES/CBC/NoPadding", Primitives.AES_CBC.provider());
            cipher.init(mode, new SecretKeySpec(keys.key(), algorithm.tripleDes() ? "DESede" : "AES"), new IvParameterSpec(iv));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(algorithm + " is missing", e);
        }
    }

    /** Whole blocks, straight across or in place. */
    void apply(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            // RFC 5246 section 6.2.3.2: "Note that in versions of TLS prior to 1.1, there was no IV field, and the last ciphertext block of the
            // previous record (the "CBC residue") was used as the IV."
            int n = chained ? cipher.update(in, inOffset, length, out, outOffset) : cipher.doFinal(in, inOffset, length, out, outOffset);
            if (n != length) {
                throw new IllegalStateException("CBC gives " + n + " of " + length + " bytes");
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("CBC fails on " + length + " bytes", e);
        }
    }
}
