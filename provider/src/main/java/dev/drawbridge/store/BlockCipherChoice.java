package dev.drawbridge.store;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.nsri.NSRIObjectIdentifiers;
import org.bouncycastle.asn1.ntt.NTTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.DataLengthException;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.ARIAEngine;
import org.bouncycastle.crypto.engines.CamelliaEngine;
import org.bouncycastle.crypto.engines.DESedeEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PKCS7Padding;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * The ciphers in CBC that keys are encrypted with, as far as OpenSSL has them without its legacy provider.
 *
 * @param engine makes the block cipher
 * @param keyLength in bytes
 * @param blockLength in bytes
 */
record BlockCipherChoice(Supplier<BlockCipher> engine, int keyLength, int blockLength) {
    /** Triple DES with three keys, which PBES1 has too. */
    static final BlockCipherChoice DES_EDE3 = new BlockCipherChoice(DESedeEngine::new, 24, 8);
    /** Triple DES with two. */
    static final BlockCipherChoice DES_EDE = new BlockCipherChoice(DESedeEngine::new, 16, 8);

    /** By the name in {@code DEK-Info}, in upper case, and by object identifier. */
    private static final Map<String, BlockCipherChoice> BY_NAME = Map.ofEntries(
            Map.entry("DES-EDE3-CBC", DES_EDE3), Map.entry(PKCSObjectIdentifiers.des_EDE3_CBC.getId(), DES_EDE3),
            Map.entry("DES-EDE-CBC", DES_EDE),
            Map.entry("AES-128-CBC", aes(16)), Map.entry(NISTObjectIdentifiers.id_aes128_CBC.getId(), aes(16)),
            Map.entry("AES-192-CBC", aes(24)), Map.entry(NISTObjectIdentifiers.id_aes192_CBC.getId(), aes(24)),
            Map.entry("AES-256-CBC", aes(32)), Map.entry(NISTObjectIdentifiers.id_aes256_CBC.getId(), aes(32)),
            Map.entry("CAMELLIA-128-CBC", camellia(16)), Map.entry(NTTObjectIdentifiers.id_camellia128_cbc.getId(), camellia(16)),
            Map.entry("CAMELLIA-192-CBC", camellia(24)), Map.entry(NTTObjectIdentifiers.id_camellia192_cbc.getId(), camellia(24)),
            Map.entry("CAMELLIA-256-CBC", camellia(32)), Map.entry(NTTObjectIdentifiers.id_camellia256_cbc.getId(), camellia(32)),
            Map.entry("ARIA-128-CBC", aria(16)), Map.entry(NSRIObjectIdentifiers.id_aria128_cbc.getId(), aria(16)),
            Map.entry("ARIA-192-CBC", aria(24)), Map.entry(NSRIObjectIdentifiers.id_aria192_cbc.getId(), aria(24)),
            Map.entry("ARIA-256-CBC", aria(32)), Map.entry(NSRIObjectIdentifiers.id_aria256_cbc.getId(), aria(32)));

    private static BlockCipherChoice aes(int keyLength) {
        return new BlockCipherChoice(AESEngine::newInstance, keyLength, 16);
    }

    private static BlockCipherChoice camellia(int keyLength) {
        return new BlockCipherChoice(CamelliaEngine::new, keyLength, 16);
    }

    private static BlockCipherChoice aria(int keyLength) {
        return new BlockCipherChoice(ARIAEngine::new, keyLength, 16);
    }

    /** The cipher of this name or dotted object identifier, or null. */
    static BlockCipherChoice named(String nameOrOid) {
        return BY_NAME.get(nameOrOid.toUpperCase(Locale.ROOT));
    }

    /**
     * Decrypts and removes the padding; the key is wiped.
     *
     * @throws InvalidCipherTextException when the padding is wrong: almost always the passphrase was
     */
    byte[] decrypt(byte[] key, byte[] iv, byte[] data) throws InvalidCipherTextException {
        return crypt(false, key, iv, data);
    }

    /** Pads and encrypts; the key is wiped. */
    byte[] encrypt(byte[] key, byte[] iv, byte[] data) throws InvalidCipherTextException {
        return crypt(true, key, iv, data);
    }

    private byte[] crypt(boolean encrypt, byte[] key, byte[] iv, byte[] data) throws InvalidCipherTextException {
        PaddedBufferedBlockCipher cipher = new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(engine.get()), new PKCS7Padding());
        cipher.init(encrypt, new ParametersWithIV(new KeyParameter(key), iv));
        Arrays.fill(key, (byte) 0);
        byte[] out = new byte[cipher.getOutputSize(data.length)];
        try {
            int length = cipher.processBytes(data, 0, data.length, out, 0);
            length += cipher.doFinal(out, length);
            return Arrays.copyOf(out, length);
        } catch (IllegalStateException | DataLengthException e) {
            throw new InvalidCipherTextException("not whole blocks", e);
        } finally {
            if (!encrypt) {
                Arrays.fill(out, (byte) 0);
            }
        }
    }
}
