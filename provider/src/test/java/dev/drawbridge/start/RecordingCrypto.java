package dev.drawbridge.start;

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
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.spec.StreamAlgorithm;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The real cryptography, which notes the keys that records are protected with; tests override what they script. */
public class RecordingCrypto implements Crypto {
    private final Crypto real = new BcCrypto(null);
    /** Keys in the order in which they were taken into use. */
    public final List<String> sealerKeys = new ArrayList<>();
    public final List<String> openerKeys = new ArrayList<>();

    @Override
    public void random(byte[] out) {
        real.random(out);
    }

    @Override
    public Hash hash(HashAlgorithm algorithm) {
        return real.hash(algorithm);
    }

    @Override
    public Hmac hmac(HashAlgorithm algorithm) {
        return real.hmac(algorithm);
    }

    @Override
    public Aead sealer(AeadAlgorithm algorithm, byte[] key) {
        sealerKeys.add(HexFormat.of().formatHex(key));
        return real.sealer(algorithm, key);
    }

    @Override
    public Aead opener(AeadAlgorithm algorithm, byte[] key) {
        openerKeys.add(HexFormat.of().formatHex(key));
        return real.opener(algorithm, key);
    }

    @Override
    public MacSealer cbcSealer(CbcForm form, MacKeys keys) {
        return real.cbcSealer(form, keys);
    }

    @Override
    public MacOpener cbcOpener(CbcForm form, MacKeys keys) {
        return real.cbcOpener(form, keys);
    }

    @Override
    public MacSealer streamSealer(StreamAlgorithm algorithm, ProtocolVersion version, MacKeys keys) {
        return real.streamSealer(algorithm, version, keys);
    }

    @Override
    public MacOpener streamOpener(StreamAlgorithm algorithm, ProtocolVersion version, MacKeys keys) {
        return real.streamOpener(algorithm, version, keys);
    }

    @Override
    public TicketCipher ticketCipher(byte[] key) {
        return real.ticketCipher(key);
    }

    @Override
    public KeyAgreement startAgreement(NamedGroup group) {
        return real.startAgreement(group);
    }

    @Override
    public KeyAgreement.Answer answerAgreement(NamedGroup group, byte[] peerShare) throws TlsFault {
        return real.answerAgreement(group, peerShare);
    }

    @Override
    public FiniteField finiteField(byte[] prime, byte[] generator) {
        return real.finiteField(prime, generator);
    }

    @Override
    public FiniteField anyFiniteField(byte[] prime, byte[] generator) {
        return real.anyFiniteField(prime, generator);
    }

    @Override
    public FiniteField finiteField(NamedGroup group) {
        return real.finiteField(group);
    }

    @Override
    public boolean canDecrypt(PrivateKey key, PublicKey publicKey) {
        return real.canDecrypt(key, publicKey);
    }

    @Override
    public KeyAgreement startRsa(PrivateKey key, PublicKey publicKey, int clientVersion) {
        return real.startRsa(key, publicKey, clientVersion);
    }

    @Override
    public KeyAgreement.Answer answerRsa(PublicKey key, int clientVersion) throws TlsFault {
        return real.answerRsa(key, clientVersion);
    }

    @Override
    public boolean canSign(PrivateKey key, PublicKey publicKey, SignatureScheme scheme) {
        return real.canSign(key, publicKey, scheme);
    }

    @Override
    public NamedGroup curveOf(PublicKey key) {
        return real.curveOf(key);
    }

    @Override
    public byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) throws TlsFault {
        return real.sign(key, scheme, content);
    }

    @Override
    public void verify(PublicKey key, SignatureScheme scheme, byte[] content, byte[] signature) throws TlsFault {
        real.verify(key, scheme, content, signature);
    }
}
