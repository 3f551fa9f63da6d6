package dev.drawbridge.crypto.bc;

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
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.crypto.TicketCipher;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.spec.StreamAlgorithm;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;

/** {@link Crypto} from the libraries that {@link Primitives} chooses. */
public final class BcCrypto implements Crypto {
    private final SecureRandom random;
    private final Signers signers;

    /** Everything random comes from {@code random}, or from a default SecureRandom where that is null. */
    public BcCrypto(SecureRandom random) {
        this.random = random == null ? new SecureRandom() : random;
        this.signers = new Signers(this.random);
    }

    @Override
    public void random(byte[] out) {
        random.nextBytes(out);
    }

    @Override
    public Hash hash(HashAlgorithm algorithm) {
        return algorithm.twofold() ? new TwofoldHash(new JceHash(HashAlgorithm.MD5), new JceHash(HashAlgorithm.SHA1)) : new JceHash(algorithm);
    }

    @Override
    public Hmac hmac(HashAlgorithm algorithm) {
        return new JceHmac(algorithm);
    }

    @Override
    public Aead sealer(AeadAlgorithm algorithm, byte[] key) {
        return algorithm.ccm() ? new CcmAead(algorithm, true, key) : JceAead.sealer(algorithm, key);
    }

    @Override
    public Aead opener(AeadAlgorithm algorithm, byte[] key) {
        return algorithm.ccm() ? new CcmAead(algorithm, false, key) : JceAead.opener(algorithm, key);
    }

    @Override
    public MacSealer cbcSealer(CbcForm form, MacKeys keys) {
        return new CbcSealer(form, keys, RecordMac.of(form.algorithm(), form.version(), keys.macKey()), random);
    }

    @Override
    public MacOpener cbcOpener(CbcForm form, MacKeys keys) {
        return new CbcOpener(form, keys, RecordMac.of(form.algorithm(), form.version(), keys.macKey()));
    }

    @Override
    public MacSealer streamSealer(StreamAlgorithm algorithm, ProtocolVersion version, MacKeys keys) {
        return new StreamRecords(algorithm, keys.key(), RecordMac.of(algorithm, version, keys.macKey()));
    }

    @Override
    public MacOpener streamOpener(StreamAlgorithm algorithm, ProtocolVersion version, MacKeys keys) {
        return new StreamRecords(algorithm, keys.key(), RecordMac.of(algorithm, version, keys.macKey()));
    }

    @Override
    public TicketCipher ticketCipher(byte[] key) {
        return new JceTicketCipher(key);
    }

    @Override
    public KeyAgreement startAgreement(NamedGroup group) {
        return switch (group) {
            case SECP256R1, SECP384R1, SECP521R1 -> new EcAgreement(EcCurve.of(group), random);
            case X25519, X448 -> XdhAgreement.start(group, random);
            case X25519MLKEM768 -> new HybridAgreement(random);
            case FFDHE2048, FFDHE3072, FFDHE4096, FFDHE6144, FFDHE8192 -> DhField.of(group, random).startPadded();
        };
    }

    @Override
    public KeyAgreement.Answer answerAgreement(NamedGroup group, byte[] peerShare) throws TlsFault {
        if (group == NamedGroup.X25519MLKEM768) {
            return HybridAgreement.answer(peerShare, random);
        }
        KeyAgreement ours = startAgreement(group);
        byte[] share = ours.share();
        Secret secret = ours.agree(peerShare);
        return new KeyAgreement.Answer(share, secret);
    }

    @Override
    public FiniteField finiteField(byte[] prime, byte[] generator) {
        return DhField.of(prime, generator, random);
    }

    @Override
    public FiniteField anyFiniteField(byte[] prime, byte[] generator) {
        return DhField.any(prime, generator, random);
    }

    @Override
    public FiniteField finiteField(NamedGroup group) {
        return DhField.of(group, random);
    }

    @Override
    public boolean canDecrypt(PrivateKey key, PublicKey publicKey) {
        return key != null && publicKey != null && RsaKeyExchange.fits(key, publicKey);
    }

    @Override
    public KeyAgreement startRsa(PrivateKey key, PublicKey publicKey, int clientVersion) {
        return new RsaKeyExchange(key, publicKey, clientVersion, random);
    }

    @Override
    public KeyAgreement.Answer answerRsa(PublicKey key, int clientVersion) throws TlsFault {
        return RsaKeyExchange.answer(key, clientVersion, random);
    }

    @Override
    public boolean canSign(PrivateKey key, PublicKey publicKey, SignatureScheme scheme) {
        return key != null && publicKey != null && KeyFit.sameFamily(key, scheme) && KeyFit.fits(publicKey, scheme);
    }

    @Override
    public NamedGroup curveOf(PublicKey key) {
        EcCurve curve = key instanceof ECPublicKey ec ? EcCurve.of(ec.getParams()) : null;
        return curve == null ? null : curve.group();
    }

    @Override
    public byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) throws TlsFault {
        if (!KeyFit.sameFamily(key, scheme)) {
            throw new TlsFault(Fault.INTERNAL, key.getAlgorithm() + " key cannot make " + scheme);
        }
        try {
            return signers.of(key, scheme).sign(key, scheme, content);
        } catch (GeneralSecurityException | RuntimeException e) {
            // Keys in hardware fail with whatever their provider throws.
            throw new TlsFault(Fault.INTERNAL, "the " + key.getAlgorithm() + " key does not sign " + scheme, e);
        }
    }

    @Override
    public void verify(PublicKey key, SignatureScheme scheme, byte[] content, byte[] signature) throws TlsFault {
        if (!KeyFit.fits(key, scheme)) {
            throw new TlsFault(Fault.WRONG_CERTIFICATE_KEY, key.getAlgorithm() + " key for " + scheme);
        }
        switch (scheme.kind()) {
            case ECDSA -> Ecdsa.verify(key, scheme, content, signature);
            case EDDSA -> Eddsa.verify(key, scheme, content, signature);
            case RSA_PKCS1, RSA_PSS_RSAE, RSA_PSS_PSS ->
                new JcaSignatures(Signers.rsaProvider(scheme), random).verify(key, scheme, content, signature);
        }
    }

    @Override
    public String toString() {
        return "BcCrypto[" + random.getAlgorithm() + "]";
    }
}
