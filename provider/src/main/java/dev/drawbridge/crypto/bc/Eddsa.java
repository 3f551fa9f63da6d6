package dev.drawbridge.crypto.bc;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.SignatureScheme;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;
import org.bouncycastle.crypto.params.AsymmetricKeyParameter;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.params.Ed448PrivateKeyParameters;
import org.bouncycastle.crypto.params.Ed448PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.bouncycastle.crypto.signers.Ed448Signer;

/** Ed25519 and Ed448 (RFC 8032, without prehash and with an empty context) in Bouncy Castle's form. */
final class Eddsa implements Signer {
    /** SubjectPublicKeyInfo of these keys has one length only: a fixed head, then the key (RFC 8410 section 4). */
    private static final int ED25519_SPKI_LENGTH = 44;
    private static final int ED448_SPKI_LENGTH = 69;

    private final AsymmetricKeyParameter privateKey;

    /** From RFC 8032's private key, which is copied. */
    Eddsa(SignatureScheme scheme, byte[] seed) {
        this.privateKey = scheme == SignatureScheme.ED25519
            ? new Ed25519PrivateKeyParameters(seed)
            : new Ed448PrivateKeyParameters(seed);
    }

    @Override
    public byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) {
        org.bouncycastle.crypto.Signer signer = bcSigner(scheme);
        signer.init(true, privateKey);
        signer.update(content, 0, content.length);
        try {
            return signer.generateSignature();
        } catch (org.bouncycastle.crypto.CryptoException e) {
            throw new IllegalStateException(scheme + " does not sign", e);
        }
    }

    static void verify(PublicKey key, SignatureScheme scheme, byte[] content, byte[] signature) throws TlsFault {
        AsymmetricKeyParameter publicKey = convert(key, scheme);
        boolean good;
        try {
            org.bouncycastle.crypto.Signer verifier = bcSigner(scheme);
            verifier.init(false, publicKey);
            verifier.update(content, 0, content.length);
            good = verifier.verifySignature(signature);
        } catch (RuntimeException e) {
            throw new TlsFault(Fault.BAD_SIGNATURE, scheme.toString(), e);
        }
        if (!good) {
            throw new TlsFault(Fault.BAD_SIGNATURE, scheme.toString());
        }
    }

    private static AsymmetricKeyParameter convert(PublicKey key, SignatureScheme scheme) throws TlsFault {
        boolean ed25519 = scheme == SignatureScheme.ED25519;
        byte[] spki = key.getEncoded();
        if (spki == null || spki.length != (ed25519 ? ED25519_SPKI_LENGTH : ED448_SPKI_LENGTH)) {
            throw new TlsFault(Fault.WRONG_CERTIFICATE_KEY, scheme + " key with an unknown encoding");
        }
        int keyLength = ed25519 ? Ed25519PublicKeyParameters.KEY_SIZE : Ed448PublicKeyParameters.KEY_SIZE;
        byte[] point = Arrays.copyOfRange(spki, spki.length - keyLength, spki.length);
        try {
            return ed25519 ? new Ed25519PublicKeyParameters(point) : new Ed448PublicKeyParameters(point);
        } catch (RuntimeException e) {
            throw new TlsFault(Fault.WRONG_CERTIFICATE_KEY, scheme + " key is no point", e);
        }
    }

    private static org.bouncycastle.crypto.Signer bcSigner(SignatureScheme scheme) {
        return scheme == SignatureScheme.ED25519 ? new Ed25519Signer() : new Ed448Signer(new byte[0]);
    }

    @Override
    public String toString() {
        return "Eddsa[private key]";
    }
}
