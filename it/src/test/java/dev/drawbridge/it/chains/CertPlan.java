package dev.drawbridge.it.chains;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** A certificate still to be made, good as it is, so that a mutation can spoil one thing. Everything in it may be changed. */
final class CertPlan {
    X500Name subject;
    X500Name issuer;
    KeyPair key;
    SubjectPublicKeyInfo publicKey;
    KeyPair signer;
    SignatureKind signature;
    /** What stands outside the signed part, when not the same. */
    AlgorithmIdentifier outerAlgorithm;
    BigInteger serial;
    ASN1Encodable notBefore;
    ASN1Encodable notAfter;
    int version = 3;
    boolean spoilSignature;
    final Map<ASN1ObjectIdentifier, Ext> extensions = new LinkedHashMap<>();

    /** An extension's bytes. */
    record Ext(boolean critical, byte[] value) {
    }

    CertPlan(String subject, KeyPair key, int serial) {
        this.subject = new X500Name(subject);
        this.key = key;
        this.serial = BigInteger.valueOf(serial);
        this.publicKey = SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded());
        this.notBefore = Keyring.time(Instant.now().minusSeconds(86_400));
        this.notAfter = Keyring.time(Instant.now().plusSeconds(86_400 * 90));
    }

    /** An authority below another, or its own when null. */
    static CertPlan authority(String subject, KeyPair key, int serial, CertPlan parent) {
        CertPlan p = new CertPlan(subject, key, serial);
        p.put(Extension.basicConstraints, true, new BasicConstraints(true));
        p.put(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        p.under(parent == null ? p : parent);
        return p;
    }

    /** Puts this one under an authority. */
    void under(CertPlan parent) {
        issuer = parent.subject;
        signer = parent.key;
        signature = SignatureKind.of(signer);
        put(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(publicKey)));
        put(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyId(parent.publicKey)));
    }

    /** Another key, with which the certificates of {@code children} are signed then. */
    void rekey(KeyPair other, Iterable<CertPlan> children) {
        KeyPair old = key;
        key = other;
        publicKey = SubjectPublicKeyInfo.getInstance(other.getPublic().getEncoded());
        if (signer == old) {
            signer = other;
            signature = SignatureKind.of(other);
        }
        if (extensions.containsKey(Extension.subjectKeyIdentifier)) {
            put(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(keyId(publicKey)));
        }
        for (CertPlan child : children) {
            if (child.signer == old) {
                child.signer = other;
                child.signature = SignatureKind.of(other);
                child.put(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(keyId(publicKey)));
            }
        }
    }

    static byte[] keyId(SubjectPublicKeyInfo key) {
        try {
            return MessageDigest.getInstance("SHA-1").digest(key.getPublicKeyData().getOctets());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void put(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        try {
            put(id, critical, value.toASN1Primitive().getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void put(ASN1ObjectIdentifier id, boolean critical, byte[] value) {
        extensions.put(id, new Ext(critical, value));
    }

    byte[] der() {
        ASN1EncodableVector tbs = new ASN1EncodableVector();
        if (version != 1) {
            tbs.add(new DERTaggedObject(true, 0, new ASN1Integer(version - 1)));
        }
        tbs.add(new ASN1Integer(serial));
        tbs.add(signature.identifier());
        tbs.add(issuer);
        tbs.add(sequence(notBefore, notAfter));
        tbs.add(subject);
        tbs.add(publicKey);
        if (!extensions.isEmpty()) {
            ASN1EncodableVector list = new ASN1EncodableVector();
            extensions.forEach((id, e) -> list.add(e.critical
                    ? sequence(id, org.bouncycastle.asn1.ASN1Boolean.TRUE, new DEROctetString(e.value)) : sequence(id, new DEROctetString(e.value))));
            tbs.add(new DERTaggedObject(true, 3, new DERSequence(list)));
        }
        return signed(new DERSequence(tbs), signature, signer, outerAlgorithm, spoilSignature);
    }

    static byte[] signed(ASN1Primitive content, SignatureKind kind, KeyPair signer, AlgorithmIdentifier outer, boolean spoil) {
        try {
            // Two mutations together may have a key sign by another's algorithm: it then says so and signs by its own.
            Signature s = Signature.getInstance(kind.fits(signer) ? kind.jca() : SignatureKind.of(signer).jca(), Keyring.BC);
            s.initSign(signer.getPrivate());
            s.update(content.getEncoded(ASN1Encoding.DER));
            byte[] signature = s.sign();
            if (spoil) {
                signature[signature.length - 1] ^= 1;
            }
            return sequence(content, outer == null ? kind.identifier() : outer, new DERBitString(signature)).getEncoded(ASN1Encoding.DER);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(kind.jca() + " with " + signer.getPublic().getAlgorithm(), e);
        }
    }

    static DERSequence sequence(ASN1Encodable... parts) {
        return new DERSequence(parts);
    }
}
