package dev.drawbridge.verify;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PSSParameterSpec;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * A signature algorithm of certificates and CRLs: which keys make it, how strong its digest is, and how it is verified.
 *
 * @param jca the name of {@code java.security.Signature}
 * @param key the algorithm of the signer's key
 * @param digestBits bits of security of the digest, 0 where they depend on parameters
 */
record CertSignature(String jca, ASN1ObjectIdentifier key, int digestBits, AlgorithmIdentifier identifier) {
    private static final ASN1ObjectIdentifier RSA = PKCSObjectIdentifiers.rsaEncryption;
    private static final ASN1ObjectIdentifier PSS = PKCSObjectIdentifiers.id_RSASSA_PSS;
    private static final ASN1ObjectIdentifier EC = X9ObjectIdentifiers.id_ecPublicKey;
    /** OpenSSL's numbers for digests with known collisions: below every security level's 80. */
    private static final int SHA1_BITS = 63;
    private static final int MD5_BITS = 39;
    private static final Map<ASN1ObjectIdentifier, CertSignature> KNOWN = new HashMap<>();

    static {
        add(PKCSObjectIdentifiers.md5WithRSAEncryption, "MD5withRSA", RSA, MD5_BITS);
        add(PKCSObjectIdentifiers.sha1WithRSAEncryption, "SHA1withRSA", RSA, SHA1_BITS);
        add(PKCSObjectIdentifiers.sha224WithRSAEncryption, "SHA224withRSA", RSA, 112);
        add(PKCSObjectIdentifiers.sha256WithRSAEncryption, "SHA256withRSA", RSA, 128);
        add(PKCSObjectIdentifiers.sha384WithRSAEncryption, "SHA384withRSA", RSA, 192);
        add(PKCSObjectIdentifiers.sha512WithRSAEncryption, "SHA512withRSA", RSA, 256);
        add(PSS, "RSASSA-PSS", PSS, 0);
        add(X9ObjectIdentifiers.ecdsa_with_SHA1, "SHA1withECDSA", EC, SHA1_BITS);
        add(X9ObjectIdentifiers.ecdsa_with_SHA224, "SHA224withECDSA", EC, 112);
        add(X9ObjectIdentifiers.ecdsa_with_SHA256, "SHA256withECDSA", EC, 128);
        add(X9ObjectIdentifiers.ecdsa_with_SHA384, "SHA384withECDSA", EC, 192);
        add(X9ObjectIdentifiers.ecdsa_with_SHA512, "SHA512withECDSA", EC, 256);
        add(EdECObjectIdentifiers.id_Ed25519, "Ed25519", EdECObjectIdentifiers.id_Ed25519, 128);
        add(EdECObjectIdentifiers.id_Ed448, "Ed448", EdECObjectIdentifiers.id_Ed448, 224);
        add(NISTObjectIdentifiers.id_ml_dsa_44, "ML-DSA-44", NISTObjectIdentifiers.id_ml_dsa_44, 128);
        add(NISTObjectIdentifiers.id_ml_dsa_65, "ML-DSA-65", NISTObjectIdentifiers.id_ml_dsa_65, 192);
        add(NISTObjectIdentifiers.id_ml_dsa_87, "ML-DSA-87", NISTObjectIdentifiers.id_ml_dsa_87, 256);
    }

    private static void add(ASN1ObjectIdentifier id, String jca, ASN1ObjectIdentifier key, int digestBits) {
        KNOWN.put(id, new CertSignature(jca, key, digestBits, new AlgorithmIdentifier(id)));
    }

    /** The algorithm of an identifier, or null when it is not known. */
    static CertSignature of(AlgorithmIdentifier id) {
        CertSignature known = KNOWN.get(id.getAlgorithm());
        return known == null ? null : new CertSignature(known.jca, known.key, known.digestBits, id);
    }

    /** Whether a key of this kind makes such signatures; a plain RSA key makes PSS ones too. */
    boolean fits(SubjectPublicKeyInfo signer) {
        ASN1ObjectIdentifier kind = signer.getAlgorithm().getAlgorithm();
        return kind.equals(key) || key.equals(PSS) && kind.equals(RSA);
    }

    /** Bits of security of the digest; -1 when parameters cannot be read. */
    int strength() {
        if (!key.equals(PSS)) {
            return digestBits;
        }
        if (identifier.getParameters() == null) {
            return -1;
        }
        try {
            ASN1ObjectIdentifier hash = RSASSAPSSparams.getInstance(identifier.getParameters()).getHashAlgorithm().getAlgorithm();
            return hash.equals(NISTObjectIdentifiers.id_sha224) ? 112 : hash.equals(NISTObjectIdentifiers.id_sha256) ? 128
                    : hash.equals(NISTObjectIdentifiers.id_sha384) ? 192 : hash.equals(NISTObjectIdentifiers.id_sha512) ? 256 : SHA1_BITS;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }

    /** Whether {@code signature} is the signer's over {@code content}. */
    boolean verifies(PublicKey signer, byte[] content, byte[] signature) {
        try {
            // ECDSA is verified by Bouncy Castle: P-256 as fast as by JDK 17 and 1.9 times as fast as by 25, P-384 2.8 and 1.9 times.
            return verifies(key.equals(EC) ? Signature.getInstance(jca, BouncyCastle.PROVIDER) : Signature.getInstance(jca), signer, content,
                    signature);
        } catch (GeneralSecurityException | RuntimeException e) {
            // The JDK refuses some keys (small ones, uncommon curves) that are the security level's to judge; Bouncy Castle takes them.
            try {
                return verifies(Signature.getInstance(jca, BouncyCastle.PROVIDER), signer, content, signature);
            } catch (GeneralSecurityException | RuntimeException second) {
                return false;
            }
        }
    }

    private boolean verifies(Signature s, PublicKey signer, byte[] content, byte[] signature) throws GeneralSecurityException {
        if (key.equals(PSS)) {
            s.setParameter(pssParameters());
        }
        s.initVerify(signer);
        s.update(content);
        return s.verify(signature);
    }

    private PSSParameterSpec pssParameters() throws GeneralSecurityException {
        if (identifier.getParameters() == null) {
            throw new InvalidKeyException("no PSS parameters");
        }
        try {
            AlgorithmParameters p = AlgorithmParameters.getInstance("RSASSA-PSS");
            p.init(identifier.getParameters().toASN1Primitive().getEncoded());
            return p.getParameterSpec(PSSParameterSpec.class);
        } catch (IOException e) {
            throw new InvalidKeyException("PSS parameters cannot be read", e);
        }
    }

    /** Loaded when it is first needed. */
    private static final class BouncyCastle {
        static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();
    }
}
