package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.NamedGroup;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.security.auth.DestroyFailedException;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.generators.MLKEMKeyPairGenerator;
import org.bouncycastle.crypto.kems.MLKEMExtractor;
import org.bouncycastle.crypto.kems.MLKEMGenerator;
import org.bouncycastle.crypto.params.MLKEMKeyGenerationParameters;
import org.bouncycastle.crypto.params.MLKEMParameters;
import org.bouncycastle.crypto.params.MLKEMPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLKEMPublicKeyParameters;

/**
 * X25519MLKEM768 (draft-ietf-tls-ecdhe-mlkem): safe while either ML-KEM-768 or X25519 is. In shares and secret ML-KEM's part comes
 * first, whatever the name says. The side that starts is the client, for a KEM answers a share.
 */
final class HybridAgreement implements KeyAgreement {
    static final int ENCAPSULATION_KEY_LENGTH = 1184;
    static final int CIPHERTEXT_LENGTH = 1088;

    private final byte[] share;
    private final XdhAgreement x25519;
    private MLKEMPrivateKeyParameters decapsulationKey;

    HybridAgreement(SecureRandom random) {
        MLKEMKeyPairGenerator generator = new MLKEMKeyPairGenerator();
        generator.init(new MLKEMKeyGenerationParameters(random, MLKEMParameters.ml_kem_768));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        decapsulationKey = (MLKEMPrivateKeyParameters) pair.getPrivate();
        x25519 = XdhAgreement.start(NamedGroup.X25519, random);
        share = join(((MLKEMPublicKeyParameters) pair.getPublic()).getEncoded(), x25519.share());
    }

    @Override
    public byte[] share() {
        return share.clone();
    }

    @Override
    public Secret agree(byte[] peerShare) throws TlsFault {
        MLKEMPrivateKeyParameters ours = decapsulationKey;
        if (ours == null) {
            throw new IllegalStateException("key agreement already used");
        }
        decapsulationKey = null;
        // "the client MUST check if the ciphertext length matches the selected group, and abort with an illegal_parameter alert if it
        // fails." A forged ciphertext of the right length yields another secret (FIPS 203 section 6.3), so that Finished fails.
        byte[] theirX25519 = secondPart(peerShare, CIPHERTEXT_LENGTH);
        Secret ecdh = x25519.agree(theirX25519);
        return joined(new MLKEMExtractor(ours).extractSecret(Arrays.copyOf(peerShare, CIPHERTEXT_LENGTH)), ecdh);
    }

    /** Bouncy Castle's key of ML-KEM cannot be wiped, only dropped. */
    @Override
    public void wipe() {
        decapsulationKey = null;
        x25519.wipe();
    }

    /** The server's side: encapsulates to the client's key. */
    static Answer answer(byte[] peerShare, SecureRandom random) throws TlsFault {
        byte[] theirX25519 = secondPart(peerShare, ENCAPSULATION_KEY_LENGTH);
        MLKEMPublicKeyParameters theirs = encapsulationKey(Arrays.copyOf(peerShare, ENCAPSULATION_KEY_LENGTH));
        XdhAgreement x25519 = XdhAgreement.start(NamedGroup.X25519, random);
        byte[] ourX25519 = x25519.share();
        Secret ecdh = x25519.agree(theirX25519);
        SecretWithEncapsulation kem = new MLKEMGenerator(random).generateEncapsulated(theirs);
        Answer answer = new Answer(join(kem.getEncapsulation(), ourX25519), joined(kem.getSecret(), ecdh));
        try {
            kem.destroy();
        } catch (DestroyFailedException e) {
            throw new IllegalStateException("ML-KEM secret cannot be wiped", e);
        }
        return answer;
    }

    private static MLKEMPublicKeyParameters encapsulationKey(byte[] encoding) throws TlsFault {
        try {
            // "the server MUST perform the encapsulation key check described in Section 7.2 of [NIST-FIPS-203]", which is the modulus
            // check in this constructor, "and abort with an illegal_parameter alert if it fails."
            return new MLKEMPublicKeyParameters(MLKEMParameters.ml_kem_768, encoding);
        } catch (IllegalArgumentException e) {
            throw new TlsFault(Fault.BAD_KEY_SHARE, "ML-KEM encapsulation key check failed", e);
        }
    }

    private static byte[] secondPart(byte[] peerShare, int kemLength) throws TlsFault {
        if (peerShare.length != kemLength + XdhAgreement.X25519_LENGTH) {
            throw new TlsFault(Fault.BAD_KEY_SHARE, NamedGroup.X25519MLKEM768 + " share of " + peerShare.length + " bytes");
        }
        return Arrays.copyOfRange(peerShare, kemLength, peerShare.length);
    }

    /** ML-KEM's secret, then X25519's; both parts are wiped. */
    private static Secret joined(byte[] kem, Secret ecdh) {
        Secret both = new Secret(join(kem, ecdh.bytes()));
        Arrays.fill(kem, (byte) 0);
        ecdh.wipe();
        return both;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Override
    public String toString() {
        return "KeyAgreement[" + NamedGroup.X25519MLKEM768 + "]";
    }
}
