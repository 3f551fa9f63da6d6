package dev.drawbridge.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1BMPString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1PrintableString;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1T61String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.ASN1VisibleString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * A distinguished name in the form in which OpenSSL compares names and hashes them for the links of a CApath: text as UTF-8 with runs of
 * blanks made one, blanks at the ends cut and ASCII letters in lower case, as in RFC 5280 section 7.1; the RDNs without the SEQUENCE around them.
 */
public final class CanonicalName {
    private final byte[] bytes;
    private final X500Name name;
    private final int hash;

    private CanonicalName(byte[] bytes, X500Name name) {
        this.bytes = bytes;
        this.name = name;
        this.hash = Arrays.hashCode(bytes);
    }

    /**
     * The canonical form of a name.
     *
     * @throws IllegalArgumentException when a text in it is not encoded as its type says
     */
    public static CanonicalName of(X500Name name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(128);
        for (RDN rdn : name.getRDNs()) {
            ASN1EncodableVector set = new ASN1EncodableVector();
            for (AttributeTypeAndValue a : rdn.getTypesAndValues()) {
                ASN1EncodableVector pair = new ASN1EncodableVector(2);
                pair.add(a.getType());
                pair.add(canonical(a.getValue()));
                set.add(new DERSequence(pair));
            }
            try {
                out.writeBytes(new DERSet(set).getEncoded(ASN1Encoding.DER));
            } catch (IOException e) {
                throw new IllegalArgumentException("name cannot be encoded: " + e.getMessage(), e);
            }
        }
        return new CanonicalName(out.toByteArray(), name);
    }

    private static ASN1Encodable canonical(ASN1Encodable value) {
        if (!text(value)) {
            return value;
        }
        String s;
        try {
            s = ((ASN1String) value).getString();
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        StringBuilder out = new StringBuilder(s.length());
        boolean blank = false;
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == ' ' || c >= '\t' && c <= '\r') {
                blank = true;
                continue;
            }
            if (blank && !out.isEmpty()) {
                out.append(' ');
            }
            blank = false;
            out.append(c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c);
        }
        return new DERUTF8String(out.toString());
    }

    /** The types that are text to OpenSSL here; NumericString is not among them. */
    private static boolean text(ASN1Encodable v) {
        return v instanceof ASN1UTF8String || v instanceof ASN1PrintableString || v instanceof ASN1IA5String || v instanceof ASN1T61String
                || v instanceof ASN1VisibleString || v instanceof ASN1BMPString || v instanceof ASN1UniversalString;
    }

    /** This name with an RDN behind it, as a nameRelativeToCRLIssuer has it. */
    public CanonicalName with(ASN1Set rdn) {
        RDN[] rdns = Arrays.copyOf(name.getRDNs(), name.getRDNs().length + 1);
        rdns[rdns.length - 1] = RDN.getInstance(rdn);
        return of(new X500Name(rdns));
    }

    /** Whether the RDNs of {@code other} are the first ones of this name; of every name those of an empty one are. */
    public boolean startsWith(CanonicalName other) {
        return other.bytes.length <= bytes.length
                && Arrays.equals(other.bytes, 0, other.bytes.length, bytes, 0, other.bytes.length);
    }

    /** Whether the name has no RDN. */
    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** The eight hexadecimal digits that begin the links of a CApath: of SHA-1 over the canonical form ({@code openssl x509 -subject_hash}). */
    public String linkName() {
        return linkName("SHA-1", bytes);
    }

    /**
     * The same of OpenSSL before 1.0: of MD5 over the name as it is encoded ({@code openssl x509 -subject_hash_old}). Equal names may differ
     * in it, when they were encoded differently.
     */
    public String oldLinkName() {
        try {
            return linkName("MD5", name.getEncoded(ASN1Encoding.DER));
        } catch (IOException e) {
            throw new IllegalArgumentException("name cannot be encoded: " + e.getMessage(), e);
        }
    }

    private static String linkName(String algorithm, byte[] name) {
        try {
            byte[] d = MessageDigest.getInstance(algorithm).digest(name);
            return String.format("%02x%02x%02x%02x", d[3], d[2], d[1], d[0]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM has no " + algorithm, e);
        }
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof CanonicalName n && Arrays.equals(bytes, n.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The canonical text, for messages of the debugger; users see {@link Cert#subjectLine()}. */
    @Override
    public String toString() {
        return "CanonicalName[" + new String(bytes, StandardCharsets.UTF_8).replaceAll("[^\\x20-\\x7e]", ".") + "]";
    }
}
