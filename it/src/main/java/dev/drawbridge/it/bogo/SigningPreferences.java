package dev.drawbridge.it.bogo;

import dev.drawbridge.crypto.Aead;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Hash;
import dev.drawbridge.crypto.Hmac;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.SignatureScheme;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.List;

/** Cryptography whose keys sign in some schemes only, as BoringSSL's preferences of one key say; it verifies all. */
record SigningPreferences(Crypto other, List<SignatureScheme> schemes) implements Crypto {
    @Override
    public boolean canSign(PrivateKey key, PublicKey publicKey, SignatureScheme scheme) {
        return schemes.contains(scheme) && other.canSign(key, publicKey, scheme);
    }

    @Override
    public void random(byte[] out) {
        other.random(out);
    }

    @Override
    public Hash hash(HashAlgorithm algorithm) {
        return other.hash(algorithm);
    }

    @Override
    public Hmac hmac(HashAlgorithm algorithm) {
        return other.hmac(algorithm);
    }

    @Override
    public Aead sealer(AeadAlgorithm algorithm, byte[] key) {
        return other.sealer(algorithm, key);
    }

    @Override
    public Aead opener(AeadAlgorithm algorithm, byte[] key) {
        return other.opener(algorithm, key);
    }

    @Override
    public boolean supports(NamedGroup group) {
        return other.supports(group);
    }

    @Override
    public KeyAgreement startAgreement(NamedGroup group) {
        return other.startAgreement(group);
    }

    @Override
    public KeyAgreement.Answer answerAgreement(NamedGroup group, byte[] peerShare) throws TlsFault {
        return other.answerAgreement(group, peerShare);
    }

    @Override
    public NamedGroup curveOf(PublicKey key) {
        return other.curveOf(key);
    }

    @Override
    public byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) throws TlsFault {
        return other.sign(key, scheme, content);
    }

    @Override
    public void verify(PublicKey key, SignatureScheme scheme, byte[] content, byte[] signature) throws TlsFault {
        other.verify(key, scheme, content, signature);
    }
}
