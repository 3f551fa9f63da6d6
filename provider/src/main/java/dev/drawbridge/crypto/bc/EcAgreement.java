package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import java.security.SecureRandom;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.agreement.ECDHBasicAgreement;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.util.BigIntegers;

/**
 * ECDH on a NIST curve with a key pair for one use, which is what makes Bouncy Castle's multiplication fit for it: its time depends on
 * the private number, but nobody can time the same number twice. That number is a BigInteger, which cannot be wiped, only dropped.
 */
final class EcAgreement implements KeyAgreement {
    private final EcCurve curve;
    private final byte[] share;
    private ECPrivateKeyParameters privateKey;

    EcAgreement(EcCurve curve, SecureRandom random) {
        this.curve = curve;
        ECKeyPairGenerator generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(curve.domain(), random));
        AsymmetricCipherKeyPair pair = generator.generateKeyPair();
        this.share = ((ECPublicKeyParameters) pair.getPublic()).getQ().getEncoded(false);
        this.privateKey = (ECPrivateKeyParameters) pair.getPrivate();
    }

    @Override
    public byte[] share() {
        return share.clone();
    }

    @Override
    public Secret agree(byte[] peerShare) throws TlsFault {
        ECPrivateKeyParameters ours = privateKey;
        if (ours == null) {
            throw new IllegalStateException("key agreement already used");
        }
        privateKey = null;
        try {
            ECDHBasicAgreement ecdh = new ECDHBasicAgreement();
            ecdh.init(ours);
            // RFC 8446 section 7.4.2: "this octet string [...] has constant length for any given field; leading zeros found in this
            // octet string MUST NOT be truncated."
            return new Secret(BigIntegers.asUnsignedByteArray(curve.fieldLength(), ecdh.calculateAgreement(curve.decode(peerShare))));
        } catch (RuntimeException e) {
            throw new TlsFault(Fault.BAD_KEY_SHARE, curve.group() + " share of " + peerShare.length + " bytes", e);
        }
    }

    @Override
    public void wipe() {
        privateKey = null;
    }

    @Override
    public String toString() {
        return "KeyAgreement[" + curve.group() + "]";
    }
}
