package dev.drawbridge.crypto;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.spec.StreamAlgorithm;
import java.security.PrivateKey;
import java.security.PublicKey;

/** The cryptography of one context. Thread safe; what it makes is not, unless said. */
public interface Crypto {
    /** Fills {@code out} from the context's {@code SecureRandom}. */
    void random(byte[] out);

    /** A running hash. */
    Hash hash(HashAlgorithm algorithm);

    /** HMAC without a key; {@link Hmac#key} comes first. */
    Hmac hmac(HashAlgorithm algorithm);

    /** An AEAD for one key in the sealing direction; {@code key} is copied. */
    Aead sealer(AeadAlgorithm algorithm, byte[] key);

    /** An AEAD for one key in the opening direction; {@code key} is copied. */
    Aead opener(AeadAlgorithm algorithm, byte[] key);

    /** CBC and HMAC, to seal with; the keys are copied. */
    MacSealer cbcSealer(CbcForm form, MacKeys keys);

    /** The same to open with. */
    MacOpener cbcOpener(CbcForm form, MacKeys keys);

    /** Content and an HMAC, encrypted with RC4 or in the clear, to seal with; the keys are copied. */
    MacSealer streamSealer(StreamAlgorithm algorithm, ProtocolVersion version, MacKeys keys);

    /** The same to open with. */
    MacOpener streamOpener(StreamAlgorithm algorithm, ProtocolVersion version, MacKeys keys);

    /** AES-CBC for tickets under a key of 16 or 32 bytes, which is copied. */
    TicketCipher ticketCipher(byte[] key);

    /** Starts a key exchange: makes our ephemeral key. Costly. */
    KeyAgreement startAgreement(NamedGroup group);

    /**
     * Answers a key share of the peer: makes our ephemeral key (or encapsulates) and the shared secret. Costly.
     *
     * @throws TlsFault {@code BAD_KEY_SHARE} when the share has the wrong length, is no point of the curve, or leads to the
     *     all-zero secret
     */
    KeyAgreement.Answer answerAgreement(NamedGroup group, byte[] peerShare) throws TlsFault;

    /** The finite field with a prime and generator, or null when it is none whose safety is known. */
    FiniteField finiteField(byte[] prime, byte[] generator);

    /** The finite field with a prime and generator as they may be, or null when they are none, or too large to count with. */
    FiniteField anyFiniteField(byte[] prime, byte[] generator);

    /** The finite field of a group of RFC 7919. */
    FiniteField finiteField(NamedGroup group);

    /** Whether a pre-master secret can be encrypted to {@code publicKey} and decrypted with {@code key}, as far as their algorithms tell. */
    boolean canDecrypt(PrivateKey key, PublicKey publicKey);

    /**
     * The server's side of RSA key exchange (RFC 5246 section 7.4.7.1): no share goes out, and what comes in always leads to a secret.
     *
     * @param key may live in hardware
     * @param clientVersion ClientHello.client_version, which the client repeats in its secret
     */
    KeyAgreement startRsa(PrivateKey key, PublicKey publicKey, int clientVersion);

    /**
     * The client's side: makes a pre-master secret; the share is its encrypted form. Costly.
     *
     * @throws TlsFault {@code WRONG_CERTIFICATE_KEY} when nothing can be encrypted to the key
     */
    KeyAgreement.Answer answerRsa(PublicKey key, int clientVersion) throws TlsFault;

    /** Whether {@code key}'s algorithm and size can make this kind of signature, whichever known curve it is on. No costly work. */
    boolean canSign(PrivateKey key, PublicKey publicKey, SignatureScheme scheme);

    /**
     * The curve of an EC key, or null when {@code key} is no EC key or on a curve that we do not know. TLS 1.3 ties ECDSA schemes to
     * curves ({@link SignatureScheme#curve}), which {@link #canSign} leaves to its caller because TLS 1.2 does not.
     */
    NamedGroup curveOf(PublicKey key);

    /**
     * Signs {@code content} under {@code key}. Costly; {@code key} may live in hardware.
     *
     * @throws TlsFault {@code INTERNAL} when the key refuses
     */
    byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) throws TlsFault;

    /**
     * Verifies a handshake signature. Costly.
     *
     * @throws TlsFault {@code BAD_SIGNATURE} when it does not verify, {@code WRONG_CERTIFICATE_KEY} when the key cannot make such
     *     signatures
     */
    void verify(PublicKey key, SignatureScheme scheme, byte[] content, byte[] signature) throws TlsFault;
}
