package dev.drawbridge.verify;

import dev.drawbridge.HostFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.OtherName;

/**
 * Does the leaf name the host, the mailbox or the address that was meant, by OpenSSL's rules (X509_check_host(3)): a name of the right kind in
 * subjectAltName, else the commonName or emailAddress of the subject.
 */
final class PeerNames {
    static final ASN1ObjectIdentifier SMTP_UTF8_MAILBOX = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9");

    private final Cert leaf;
    private final VerifyParameters parameters;
    private String matched;

    private PeerNames(Cert leaf, VerifyParameters parameters) {
        this.leaf = leaf;
        this.parameters = parameters;
    }

    static void check(Verification v, Cert leaf) throws Verification.Refused {
        VerifyParameters p = v.parameters();
        PeerNames names = new PeerNames(leaf, p);
        if (!p.hosts().isEmpty()) {
            if (p.hosts().stream().noneMatch(names::isHost)) {
                v.fail(VerifyResult.HOSTNAME_MISMATCH, 0, leaf);
            } else {
                v.matchedName(names.matched);
            }
        }
        if (p.email() != null && !names.isMailbox(p.email())) {
            v.fail(VerifyResult.EMAIL_MISMATCH, 0, leaf);
        }
        if (!p.addresses().isEmpty() && p.addresses().stream().noneMatch(names::isAddress)) {
            v.fail(VerifyResult.IP_ADDRESS_MISMATCH, 0, leaf);
        }
    }

    /** Whether the leaf names a host under some flags. */
    static boolean isHost(Cert leaf, String host, Set<HostFlag> flags) {
        VerifyParameters.Builder b = new VerifyParameters.Builder();
        flags.forEach(b::flag);
        return new PeerNames(leaf, b.build()).isHost(host);
    }

    private boolean isHost(String host) {
        boolean sought = false;
        for (GeneralName n : alternatives()) {
            if (n.getTagNo() == GeneralName.dNSName) {
                sought = true;
                if (n.getName() instanceof ASN1IA5String s && matchesHost(s.getString(), host)) {
                    return true;
                }
            }
        }
        if (sought && !parameters.has(HostFlag.ALWAYS_CHECK_SUBJECT) || parameters.has(HostFlag.NEVER_CHECK_SUBJECT)) {
            return false;
        }
        return subject(BCStyle.CN).stream().anyMatch(name -> matchesHost(name, host));
    }

    private boolean matchesHost(String name, String host) {
        boolean matches = !name.isEmpty() && (parameters.has(HostFlag.NO_WILDCARDS)
                ? HostPattern.same(name, host, parameters) : HostPattern.matches(name, host, parameters));
        matched = matches ? name : matched;
        return matches;
    }

    private boolean isMailbox(String mailbox) {
        boolean sought = false;
        for (GeneralName n : alternatives()) {
            String name = n.getTagNo() == GeneralName.rfc822Name && n.getName() instanceof ASN1IA5String s ? s.getString() : smtpUtf8(n);
            if (name != null) {
                sought = true;
                if (sameMailbox(name, mailbox)) {
                    return true;
                }
            }
        }
        if (sought && !parameters.has(HostFlag.ALWAYS_CHECK_SUBJECT) || parameters.has(HostFlag.NEVER_CHECK_SUBJECT)) {
            return false;
        }
        return subject(PKCSObjectIdentifiers.pkcs_9_at_emailAddress).stream().anyMatch(name -> sameMailbox(name, mailbox));
    }

    /** The mailbox of RFC 8398, or null. */
    private static String smtpUtf8(GeneralName n) {
        if (n.getTagNo() != GeneralName.otherName) {
            return null;
        }
        OtherName other = OtherName.getInstance(n.getName());
        return other.getTypeID().equals(SMTP_UTF8_MAILBOX) && other.getValue() instanceof ASN1UTF8String s ? s.getString() : null;
    }

    /** RFC 5280 section 7.5: "comparison [...] on the host part [...] case insensitive"; the local part is compared as it is. */
    private static boolean sameMailbox(String a, String b) {
        int at = a.lastIndexOf('@');
        if (a.isEmpty() || a.length() != b.length() || at != b.lastIndexOf('@')) {
            return false;
        }
        return at <= 0 ? a.equals(b) : a.regionMatches(0, b, 0, at) && HostPattern.sameIgnoringCase(a.substring(at), b.substring(at));
    }

    private boolean isAddress(byte[] address) {
        for (GeneralName n : alternatives()) {
            if (n.getTagNo() == GeneralName.iPAddress && Arrays.equals(ASN1OctetString.getInstance(n.getName()).getOctets(), address)) {
                return true;
            }
        }
        return false;
    }

    private GeneralName[] alternatives() {
        return leaf.facts().alternativeNames() == null ? new GeneralName[0] : leaf.facts().alternativeNames().getNames();
    }

    /** The values of an attribute in the subject, as far as they are text. */
    private List<String> subject(ASN1ObjectIdentifier type) {
        return attributes(leaf, type).stream().filter(ASN1String.class::isInstance).map(s -> ((ASN1String) s).getString()).toList();
    }

    /** The values of an attribute in a certificate's subject, in its order. */
    static List<ASN1Encodable> attributes(Cert c, ASN1ObjectIdentifier type) {
        return Arrays.stream(c.asn1().getSubject().getRDNs()).map(RDN::getTypesAndValues).flatMap(Arrays::stream)
                .filter(a -> a.getType().equals(type)).map(AttributeTypeAndValue::getValue).toList();
    }
}
