package dev.drawbridge.tool;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;

/** A distinguished name in the one line in which openssl prints it (openssl-namedisplay-options(1), {@code oneline}). */
final class NameLine {
    private static final Map<ASN1ObjectIdentifier, String> SHORT_NAMES = Map.ofEntries(Map.entry(BCStyle.CN, "CN"), Map.entry(BCStyle.C, "C"),
            Map.entry(BCStyle.O, "O"), Map.entry(BCStyle.OU, "OU"), Map.entry(BCStyle.L, "L"), Map.entry(BCStyle.ST, "ST"),
            Map.entry(BCStyle.STREET, "street"), Map.entry(BCStyle.DC, "DC"), Map.entry(BCStyle.UID, "UID"),
            Map.entry(BCStyle.SERIALNUMBER, "serialNumber"), Map.entry(BCStyle.EmailAddress, "emailAddress"), Map.entry(BCStyle.T, "title"),
            Map.entry(BCStyle.SURNAME, "SN"), Map.entry(BCStyle.GIVENNAME, "GN"), Map.entry(BCStyle.DN_QUALIFIER, "dnQualifier"),
            Map.entry(BCStyle.ORGANIZATION_IDENTIFIER, "organizationIdentifier"), Map.entry(BCStyle.BUSINESS_CATEGORY, "businessCategory"),
            Map.entry(BCStyle.POSTAL_CODE, "postalCode"), Map.entry(BCStyle.INITIALS, "initials"), Map.entry(BCStyle.NAME, "name"),
            Map.entry(BCStyle.GENERATION, "generationQualifier"), Map.entry(BCStyle.PSEUDONYM, "pseudonym"),
            Map.entry(BCStyle.DESCRIPTION, "description"), Map.entry(new ASN1ObjectIdentifier("1.3.6.1.4.1.311.60.2.1.1"), "jurisdictionL"),
            Map.entry(new ASN1ObjectIdentifier("1.3.6.1.4.1.311.60.2.1.2"), "jurisdictionST"),
            Map.entry(new ASN1ObjectIdentifier("1.3.6.1.4.1.311.60.2.1.3"), "jurisdictionC"));

    private NameLine() {
    }

    static String of(X500Name name) {
        List<String> rdns = new ArrayList<>();
        for (RDN rdn : name.getRDNs()) {
            List<String> pairs = new ArrayList<>();
            for (AttributeTypeAndValue a : rdn.getTypesAndValues()) {
                pairs.add(SHORT_NAMES.getOrDefault(a.getType(), a.getType().getId()) + " = " + value(a.getValue()));
            }
            rdns.add(String.join(" + ", pairs));
        }
        return String.join(", ", rdns);
    }

    /** Quoted where RFC 2253 has special characters; what is not printable ASCII as hexadecimal bytes of UTF-8. */
    private static String value(ASN1Encodable value) {
        if (!(value instanceof ASN1String text)) {
            return value.toString();
        }
        StringBuilder out = new StringBuilder();
        String s = text.getString();
        boolean quote = s.startsWith("#") || s.startsWith(" ") || s.endsWith(" ");
        for (byte b : s.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            quote |= ",+<>;".indexOf(c) >= 0;
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\%02X", (int) c));
            } else {
                out.append(c);
            }
        }
        return quote ? "\"" + out + "\"" : out.toString();
    }
}
