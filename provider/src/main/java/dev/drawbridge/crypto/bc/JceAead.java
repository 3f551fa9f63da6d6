package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.Aead;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import java.security.GeneralSecurityException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * An AEAD on a JCE Cipher that lives as long as its key and takes the next nonce for each record. The parameter object with its copy of
 * the nonce is all that this class allocates per record, because JCE has no other way to say the nonce.
 */
final class JceAead implements Aead {
    private static final int TAG_LENGTH = 16;
    private static final String AES_128_GCM = name("2.16.840.1.101.3.4.1.6");
    private static final String AES_256_GCM = name("2.16.840.1.101.3.4.1.46");

    private final AeadAlgorithm algorithm;
    private final int mode;
    private final SecretKeySpec key;
    private Cipher cipher;

    private JceAead(AeadAlgorithm algorithm, int mode, byte[] key) {
        if (key.length != algorithm.keyLength()) {
            throw new IllegalArgumentException(algorithm + " takes a key of " + algorithm.keyLength() + " bytes, not " + key.length);
        }
        this.algorithm = algorithm;
        this.mode = mode;
        this.key = new SecretKeySpec(key, chacha() ? "ChaCha20" : "AES");
        this.cipher = newCipher();
    }

    static Aead sealer(AeadAlgorithm algorithm, byte[] key) {
        return new JceAead(algorithm, Cipher.ENCRYPT_MODE, key);
    }

    static Aead opener(AeadAlgorithm algorithm, byte[] key) {
        return new JceAead(algorithm, Cipher.DECRYPT_MODE, key);
    }

    /** The name that NIST gave where the provider knows it: JCE takes the other to pieces at every call, which allocates 700 bytes more. */
    private static String name(String oid) {
        return Primitives.AES_GCM.provider().getService("Cipher", oid) != null ? oid : "AES/GCM/NoPadding";
    }

    private boolean chacha() {
        return algorithm == AeadAlgorithm.CHACHA20_POLY1305;
    }

    private Cipher newCipher() {
        try {
            return switch (algorithm) {
                case AES_128_GCM -> Cipher.getInstance(AES_128_GCM, Primitives.AES_GCM.provider());
                case AES_256_GCM -> Cipher.getInstance(AES_256_GCM, Primitives.AES_GCM.provider());
                case CHACHA20_POLY1305 -> Cipher.getInstance("ChaCha20-Poly1305", Primitives.CHACHA20_POLY1305.provider());
                case AES_128_CCM, AES_256_CCM, AES_128_CCM_8, AES_256_CCM_8 -> throw new IllegalArgumentException(algorithm + " is not JCE's");
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cipher for " + algorithm + " is missing", e);
        }
    }

    @Override
    public void start(byte[] nonce, byte[] aad, int aadLength) {
        AlgorithmParameterSpec parameters = chacha() ? new IvParameterSpec(nonce) : new GCMParameterSpec(8 * TAG_LENGTH, nonce);
        try {
            cipher.init(mode, key, parameters);
        } catch (GeneralSecurityException e) {
            // JCE refuses to seal twice with one nonce, which would be an error of ours and must never reach the wire.
            throw new IllegalStateException(this + " does not start", e);
        }
        cipher.updateAAD(aad, 0, aadLength);
    }

    @Override
    public int update(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        if (mode != Cipher.ENCRYPT_MODE) {
            throw new IllegalStateException("an opener takes its record at once, in finish");
        }
        try {
            return cipher.update(in, inOffset, length, out, outOffset);
        } catch (ShortBufferException e) {
            throw noRoom(length, e);
        }
    }

    @Override
    public int finish(byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault {
        return mode == Cipher.ENCRYPT_MODE
            ? seal(in, inOffset, length, out, outOffset)
            : open(in, inOffset, length, out, outOffset);
    }

    private int seal(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            return cipher.doFinal(in, inOffset, length, out, outOffset);
        } catch (ShortBufferException e) {
            throw noRoom(length, e);
        } catch (IllegalBlockSizeException | BadPaddingException e) {
            throw new IllegalStateException(this + " does not seal", e);
        }
    }

    private int open(byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault {
        if (length < TAG_LENGTH) {
            cipher = newCipher();
            throw new TlsFault(Fault.BAD_RECORD_MAC, length + " bytes cannot hold the tag");
        }
        try {
            return cipher.doFinal(in, inOffset, length, out, outOffset);
        } catch (ShortBufferException e) {
            throw noRoom(length - TAG_LENGTH, e);
        } catch (IllegalBlockSizeException | BadPaddingException e) {
            // The JDKs we know leave nothing behind; another provider might.
            Arrays.fill(out, outOffset, outOffset + length - TAG_LENGTH, (byte) 0);
            // RFC 8446 section 4.2.10 lets a server skip early data by trial: the next record is then opened with this nonce again,
            // which the JDK's ChaCha20 refuses on the same Cipher.
            cipher = newCipher();
            // RFC 8446 section 5.2: "If the decryption fails, the receiver MUST terminate the connection with a "bad_record_mac" alert."
            throw new TlsFault(Fault.BAD_RECORD_MAC);
        }
    }

    private IllegalArgumentException noRoom(int length, ShortBufferException cause) {
        return new IllegalArgumentException(this + " has no room for its output from " + length + " bytes", cause);
    }

    @Override
    public String toString() {
        return "Aead[" + algorithm + (mode == Cipher.ENCRYPT_MODE ? ", sealing]" : ", opening]");
    }
}
