package dev.drawbridge.store;

import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** Looks into distinguished names. */
public final class DistinguishedNames {
    private DistinguishedNames() {
    }

    /** The most specific commonName, or null when the name has none or it is not text. */
    public static String commonName(X500Principal name) {
        String last = null;
        try {
            for (RDN rdn : X500Name.getInstance(name.getEncoded()).getRDNs()) {
                for (AttributeTypeAndValue a : rdn.getTypesAndValues()) {
                    if (a.getType().equals(BCStyle.CN) && a.getValue() instanceof ASN1String text) {
                        last = text.getString();
                    }
                }
            }
        } catch (IllegalArgumentException | IllegalStateException e) {
            return null; // the JDK takes UTF-8 that is none, and strings of half a character; Bouncy Castle does not
        }
        return last;
    }
}
