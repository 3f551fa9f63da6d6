package dev.drawbridge.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.ASN1UTF8String;

/**
 * What follows the certificate in a {@code TRUSTED CERTIFICATE} block:
 *
 * <pre>
 * SEQUENCE { trust SEQUENCE OF OID OPTIONAL, reject [0] SEQUENCE OF OID OPTIONAL, alias UTF8String OPTIONAL,
 *            keyid OCTET STRING OPTIONAL, other [1] SEQUENCE OF AlgorithmIdentifier OPTIONAL }
 * </pre>
 */
final class AuxiliarySettings {
    private AuxiliarySettings() {
    }

    static TrustSettings decode(byte[] der, Place place) throws StoreException {
        try {
            List<String> trusted = List.of();
            List<String> rejected = List.of();
            String alias = null;
            for (ASN1Encodable part : ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(DerElement.first(der)))) {
                if (part instanceof ASN1Sequence uses) {
                    trusted = oids(uses);
                } else if (part instanceof ASN1TaggedObject tagged && tagged.getTagNo() == 0) {
                    rejected = oids(ASN1Sequence.getInstance(tagged, false));
                } else if (part instanceof ASN1UTF8String text) {
                    alias = text.getString();
                }
            }
            return new TrustSettings(trusted, rejected, alias);
        } catch (IOException | RuntimeException e) {
            throw place.error("the trust settings of this TRUSTED CERTIFICATE make no sense", "wrong tag", e);
        }
    }

    private static List<String> oids(ASN1Sequence uses) {
        List<String> found = new ArrayList<>();
        for (ASN1Encodable use : uses) {
            found.add(ASN1ObjectIdentifier.getInstance(use).getId());
        }
        return found;
    }
}
