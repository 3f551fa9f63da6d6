package dev.drawbridge.crypto.bc;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.SignatureScheme;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.SignatureException;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/** ECDSA with one private key in Bouncy Castle's form, and verification for any key of a curve that we know. */
final class Ecdsa implements Signer {
    private final ECPrivateKeyParameters privateKey;
    private final SecureRandom random;

    Ecdsa(EcCurve curve, BigInteger s, SecureRandom random) {
        this.privateKey = new ECPrivateKeyParameters(s, curve.domain());
        this.random = random;
    }

    @Override
    public byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) throws SignatureException {
        ECDSASigner signer = new ECDSASigner();
        signer.init(true, new ParametersWithRandom(privateKey, random));
        BigInteger[] rs = signer.generateSignature(hash(scheme, content));
        try {
            // RFC 8446 section 4.2.3: "The signature is represented as a DER-encoded [X690] ECDSA-Sig-Value structure".
            return StandardDSAEncoding.INSTANCE.encode(privateKey.getParameters().getN(), rs[0], rs[1]);
        } catch (IOException e) {
            throw new SignatureException("ECDSA signature cannot be encoded", e);
        }
    }

    /** Verifies under a key of one of our curves. */
    static void verify(PublicKey key, SignatureScheme scheme, byte[] content, byte[] signature) throws TlsFault {
        if (!(key instanceof ECPublicKey ec)) {
            throw new TlsFault(Fault.WRONG_CERTIFICATE_KEY, key.getAlgorithm() + " key for " + scheme);
        }
        EcCurve curve = EcCurve.of(ec.getParams());
        ECPublicKeyParameters publicKey;
        try {
            publicKey = curve.convert(ec);
        } catch (RuntimeException e) {
            throw new TlsFault(Fault.WRONG_CERTIFICATE_KEY, "EC key is no point of " + curve.group(), e);
        }
        boolean good;
        try {
            BigInteger[] rs = StandardDSAEncoding.INSTANCE.decode(curve.domain().getN(), signature);
            ECDSASigner verifier = new ECDSASigner();
            verifier.init(false, publicKey);
            good = verifier.verifySignature(hash(scheme, content), rs[0], rs[1]);
        } catch (IOException | RuntimeException e) {
            throw new TlsFault(Fault.BAD_SIGNATURE, scheme.toString(), e);
        }
        if (!good) {
            throw new TlsFault(Fault.BAD_SIGNATURE, scheme.toString());
        }
    }

    private static byte[] hash(SignatureScheme scheme, byte[] content) {
        return JceHash.digest(scheme.hash()).digest(content);
    }

    @Override
    public String toString() {
        return "Ecdsa[private key]";
    }
}
