package dev.drawbridge.it;

import dev.drawbridge.crypto.Aead;
import dev.drawbridge.crypto.CbcForm;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.FiniteField;
import dev.drawbridge.crypto.Hash;
import dev.drawbridge.crypto.Hmac;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.crypto.MacKeys;
import dev.drawbridge.crypto.MacOpener;
import dev.drawbridge.crypto.MacSealer;
import dev.drawbridge.crypto.TicketCipher;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.spec.StreamAlgorithm;
import java.security.PrivateKey;
import java.security.PublicKey;

/** Another cryptography, of which whoever implements this changes a part. */
public interface ForwardingCrypto extends Crypto {
    /** What does the work. */
    Crypto real();

    @Override
    default void random(byte[] out) {
        real().random(out);
    }

    @Override
    default Hash hash(HashAlgorithm algorithm) {
        return real().hash(algorithm);
    }

    @Override
    default Hmac hmac(HashAlgorithm algorithm) {
        return real().hmac(algorithm);
    }

    @Override
    default Aead sealer(AeadAlgorithm algorithm, byte[] key) {
        return real().sealer(algorithm, key);
    }

    @Override
    default Aead opener(AeadAlgorithm algorithm, byte[] key) {
        return real().opener(algorithm, key);
    }

    @Override
    default MacSealer cbcSealer(CbcForm form, MacKeys keys) {
        return real().cbcSealer(form, keys);
    }

    @Override
    default MacOpener cbcOpener(CbcForm form, MacKeys keys) {
        return real().cbcOpener(form, keys);
    }

    @Override
    default MacSealer streamSealer(StreamAlgorithm algorithm, ProtocolVersion version, MacKeys keys) {
        return real().streamSealer(algorithm, version, keys);
    }

    @Override
    default MacOpener streamOpener(StreamAlgorithm algorithm, ProtocolVersion version, MacKeys keys) {
        return real().streamOpener(algorithm, version, keys);
    }

    @Override
    default TicketCipher ticketCipher(byte[] key) {
        return real().ticketCipher(key);
    }

    @Override
    default KeyAgreement startAgreement(NamedGroup group) {
        return real().startAgreement(group);
    }

    @Override
    default KeyAgreement.Answer answerAgreement(NamedGroup group, byte[] peerShare) throws TlsFault {
        return real().answerAgreement(group, peerShare);
    }

    @Override
    default FiniteField finiteField(byte[] prime, byte[] generator) {
        return real().finiteField(prime, generator);
    }

    @Override
    default FiniteField anyFiniteField(byte[] prime, byte[] generator) {
        return real().anyFiniteField(prime, generator);
    }

    @Override
    default FiniteField finiteField(NamedGroup group) {
        return real().finiteField(group);
    }

    @Override
    default boolean canDecrypt(PrivateKey key, PublicKey publicKey) {
        return real().canDecrypt(key, publicKey);
    }

    @Override
    default KeyAgreement startRsa(PrivateKey key, PublicKey publicKey, int clientVersion) {
        return real().startRsa(key, publicKey, clientVersion);
    }

    @Override
    default KeyAgreement.Answer answerRsa(PublicKey key, int clientVersion) throws TlsFault {
        return real().answerRsa(key, clientVersion);
    }

    @Override
    default boolean canSign(PrivateKey key, PublicKey publicKey, SignatureScheme scheme) {
        return real().canSign(key, publicKey, scheme);
    }

    @Override
    default NamedGroup curveOf(PublicKey key) {
        return real().curveOf(key);
    }

    @Override
    default byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) throws TlsFault {
        return real().sign(key, scheme, content);
    }

    @Override
    default void verify(PublicKey key, SignatureScheme scheme, byte[] content, byte[] signature) throws TlsFault {
        real().verify(key, scheme, content, signature);
    }
}
