package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.Aead;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CCMBlockCipher;
import org.bouncycastle.crypto.modes.CCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * AES-CCM by Bouncy Castle, since the JDK has none. It takes the length of a record before it seals anything, so that {@link #update} only
 * collects.
 */
final class CcmAead implements Aead {
    private final AeadAlgorithm algorithm;
    private final boolean seals;
    private final KeyParameter key;
    private final CCMModeCipher cipher = CCMBlockCipher.newInstance(AESEngine.newInstance());

    CcmAead(AeadAlgorithm algorithm, boolean seals, byte[] key) {
        if (key.length != algorithm.keyLength()) {
            throw new IllegalArgumentException(algorithm + " takes a key of " + algorithm.keyLength() + " bytes, not " + key.length);
        }
        this.algorithm = algorithm;
        this.seals = seals;
        this.key = new KeyParameter(key);
    }

    @Override
    public void start(byte[] nonce, byte[] aad, int aadLength) {
        cipher.init(seals, new AEADParameters(key, 8 * algorithm.tagLength(), nonce, Arrays.copyOf(aad, aadLength)));
    }

    @Override
    public int update(byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        if (!seals) {
            throw new IllegalStateException("an opener takes its record at once, in finish");
        }
        return cipher.processBytes(in, inOffset, length, out, outOffset);
    }

    @Override
    public int finish(byte[] in, int inOffset, int length, byte[] out, int outOffset) throws TlsFault {
        if (!seals && length < algorithm.tagLength()) {
            throw new TlsFault(Fault.BAD_RECORD_MAC, length + " bytes cannot hold the tag");
        }
        try {
            int n = cipher.processBytes(in, inOffset, length, out, outOffset);
            return n + cipher.doFinal(out, outOffset + n);
        } catch (InvalidCipherTextException e) {
            // What was decrypted was written before the tag was compared.
            Arrays.fill(out, outOffset, outOffset + length - algorithm.tagLength(), (byte) 0);
            // RFC 8446 section 5.2: "If the decryption fails, the receiver MUST terminate the connection with a "bad_record_mac" alert."
            throw new TlsFault(Fault.BAD_RECORD_MAC);
        }
    }

    @Override
    public String toString() {
        return "Aead[" + algorithm + (seals ? ", sealing]" : ", opening]");
    }
}
