package dev.drawbridge.it.chains;

import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;

/** A CRL still to be made, good as it is. */
final class CrlPlan {
    X500Name issuer;
    KeyPair signer;
    ASN1Encodable thisUpdate = Keyring.time(Instant.now().minusSeconds(3_600));
    ASN1Encodable nextUpdate = Keyring.time(Instant.now().plusSeconds(86_400));
    boolean spoilSignature;
    final Map<ASN1ObjectIdentifier, CertPlan.Ext> extensions = new LinkedHashMap<>();
    final List<Entry> entries = new ArrayList<>();

    /** A revoked certificate. */
    static final class Entry {
        final BigInteger serial;
        final Map<ASN1ObjectIdentifier, CertPlan.Ext> extensions = new LinkedHashMap<>();

        Entry(BigInteger serial) {
            this.serial = serial;
        }
    }

    /** Null for what its key signs with when nothing else is said. */
    SignatureKind signature;

    CrlPlan(CertPlan authority) {
        issuer = authority.subject;
        signer = authority.key;
        put(Extension.cRLNumber, false, new ASN1Integer(7));
        put(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(CertPlan.keyId(authority.publicKey)));
    }

    void put(ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        extensions.put(id, ext(critical, value));
    }

    static CertPlan.Ext ext(boolean critical, ASN1Encodable value) {
        try {
            return new CertPlan.Ext(critical, value.toASN1Primitive().getEncoded("DER"));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    Entry revoke(BigInteger serial) {
        Entry e = new Entry(serial);
        entries.add(e);
        return e;
    }

    byte[] der() {
        SignatureKind kind = signature == null ? SignatureKind.of(signer) : signature;
        ASN1EncodableVector tbs = new ASN1EncodableVector();
        tbs.add(new ASN1Integer(1));
        tbs.add(kind.identifier());
        tbs.add(issuer);
        tbs.add(thisUpdate);
        if (nextUpdate != null) {
            tbs.add(nextUpdate);
        }
        if (!entries.isEmpty()) {
            ASN1EncodableVector list = new ASN1EncodableVector();
            for (Entry e : entries) {
                list.add(e.extensions.isEmpty() ? CertPlan.sequence(new ASN1Integer(e.serial), thisUpdate)
                        : CertPlan.sequence(new ASN1Integer(e.serial), thisUpdate, list(e.extensions)));
            }
            tbs.add(new DERSequence(list));
        }
        if (!extensions.isEmpty()) {
            tbs.add(new DERTaggedObject(true, 0, list(extensions)));
        }
        return CertPlan.signed(new DERSequence(tbs), kind, signer, null, spoilSignature);
    }

    private static DERSequence list(Map<ASN1ObjectIdentifier, CertPlan.Ext> extensions) {
        ASN1EncodableVector list = new ASN1EncodableVector();
        extensions.forEach((id, e) -> list.add(e.critical()
                ? CertPlan.sequence(id, org.bouncycastle.asn1.ASN1Boolean.TRUE, new DEROctetString(e.value()))
                : CertPlan.sequence(id, new DEROctetString(e.value()))));
        return new DERSequence(list);
    }
}
