package dev.drawbridge.crypto.bc;

import dev.drawbridge.crypto.Hash;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.SignatureScheme;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/**
 * Signatures by way of JCA: from the provider that the table names, or, without one, from whichever provider takes the key. The latter
 * is for keys in hardware, which only their own provider can use.
 */
final class JcaSignatures implements Signer {
    private final Provider provider;
    private final SecureRandom random;

    /** {@code provider} is null where the key is to find its provider. */
    JcaSignatures(Provider provider, SecureRandom random) {
        this.provider = provider;
        this.random = random;
    }

    @Override
    public byte[] sign(PrivateKey key, SignatureScheme scheme, byte[] content) throws GeneralSecurityException {
        Signature signature = signature(scheme);
        // The key comes before the parameters: it decides about the provider, and parameters would already pick one.
        signature.initSign(key, random);
        setParameters(signature, scheme);
        signature.update(signed(scheme, content));
        return signature.sign();
    }

    /** Verifies; the fit of key and scheme is already known. */
    void verify(PublicKey key, SignatureScheme scheme, byte[] content, byte[] bytes) throws TlsFault {
        Signature signature;
        try {
            signature = signature(scheme);
            signature.initVerify(key);
            setParameters(signature, scheme);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw new TlsFault(Fault.WRONG_CERTIFICATE_KEY, key.getAlgorithm() + " key for " + scheme, e);
        }
        boolean good;
        try {
            signature.update(signed(scheme, content));
            good = signature.verify(bytes);
        } catch (SignatureException | RuntimeException e) {
            throw new TlsFault(Fault.BAD_SIGNATURE, scheme.toString(), e);
        }
        if (!good) {
            throw new TlsFault(Fault.BAD_SIGNATURE, scheme.toString());
        }
    }

    private Signature signature(SignatureScheme scheme) throws GeneralSecurityException {
        String name = name(scheme);
        return provider == null ? Signature.getInstance(name) : Signature.getInstance(name, provider);
    }

    /** RFC 4346 section 4.7: "In RSA signing, a 36-byte structure of two hashes (one SHA and one MD5) is signed", for which JCA has no name. */
    private static byte[] signed(SignatureScheme scheme, byte[] content) {
        if (!twofold(scheme) || scheme == SignatureScheme.RSA_PKCS1_SSL30) {
            return content;
        }
        Hash both = new TwofoldHash(new JceHash(HashAlgorithm.MD5), new JceHash(HashAlgorithm.SHA1));
        both.update(content, 0, content.length);
        return both.peek();
    }

    private static boolean twofold(SignatureScheme scheme) {
        return scheme.hash() != null && scheme.hash().twofold();
    }

    private static String name(SignatureScheme scheme) {
        if (twofold(scheme)) {
            return "NONEwithRSA"; // the padding of PKCS #1 around bytes as they are
        }
        return switch (scheme.kind()) {
            case ECDSA -> hash(scheme) + "withECDSA";
            case EDDSA -> scheme == SignatureScheme.ED25519 ? "Ed25519" : "Ed448";
            case RSA_PKCS1 -> hash(scheme) + "withRSA";
            case RSA_PSS_RSAE, RSA_PSS_PSS -> "RSASSA-PSS";
        };
    }

    /** JCA writes SHA-256 without its hyphen inside the names of signatures. */
    private static String hash(SignatureScheme scheme) {
        return scheme.hash().name();
    }

    private static void setParameters(Signature signature, SignatureScheme scheme) throws GeneralSecurityException {
        SignatureScheme.Kind kind = scheme.kind();
        if (kind == SignatureScheme.Kind.RSA_PSS_RSAE || kind == SignatureScheme.Kind.RSA_PSS_PSS) {
            HashAlgorithm hash = scheme.hash();
            // RFC 8446 section 4.2.3: "The length of the Salt MUST be equal to the length of the output of the digest algorithm." For
            // rsa_pss_pss: "The length of the Salt MUST be equal to the length of the digest algorithm."
            signature.setParameter(new PSSParameterSpec(hash.jcaName(), "MGF1", new MGF1ParameterSpec(hash.jcaName()),
                hash.length(), PSSParameterSpec.TRAILER_FIELD_BC));
        }
    }
}
