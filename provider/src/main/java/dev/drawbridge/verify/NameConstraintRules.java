package dev.drawbridge.verify;

import dev.drawbridge.HostFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.CanonicalName;
import dev.drawbridge.store.Cert;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.OtherName;

/**
 * Name constraints (RFC 5280 section 4.2.1.10) of every certificate on every one below it, the anchor's too, for the kinds of names that
 * OpenSSL knows; one that it does not know is an error, never passed over.
 */
final class NameConstraintRules {
    /** Names times constraints; beyond that the work is an attack (CVE-2018-0739 was of this kind). */
    private static final int MOST_COMPARISONS = 1 << 20;

    private NameConstraintRules() {
    }

    static void check(Verification v) throws Verification.Refused {
        List<Cert> chain = v.chain;
        for (int i = chain.size() - 1; i >= 0; i--) {
            Cert c = chain.get(i);
            // RFC 5280 section 6.1.4 (b) leaves out self-issued certificates unless they are the last of the path.
            if (i != 0 && c.selfIssued()) {
                continue;
            }
            if (c.facts().proxy() && !isProxyOf(c)) {
                v.fail(VerifyResult.PROXY_SUBJECT_NAME_VIOLATION, i, c);
            }
            for (int j = chain.size() - 1; j > i; j--) {
                NameConstraints constraints = chain.get(j).facts().nameConstraints();
                VerifyResult r = constraints == null ? VerifyResult.OK : check(c, constraints, i == 0 && commonNameCounts(v, c));
                if (r != VerifyResult.OK) {
                    v.fail(r, i, c);
                }
            }
        }
    }

    /** RFC 3820 section 3.4: the subject of a proxy is its issuer with one commonName more. */
    private static boolean isProxyOf(Cert c) {
        X500Name subject = c.asn1().getSubject();
        var rdns = subject.getRDNs();
        if (rdns.length < 2 || rdns[rdns.length - 1].isMultiValued() || !rdns[rdns.length - 1].getFirst().getType().equals(BCStyle.CN)) {
            return false;
        }
        return CanonicalName.of(new X500Name(Arrays.copyOf(rdns, rdns.length - 1))).equals(c.issuer());
    }

    /** A commonName may be taken for a host when there is no other name of hosts. */
    private static boolean commonNameCounts(Verification v, Cert leaf) {
        return !v.parameters().has(HostFlag.NEVER_CHECK_SUBJECT) && (v.parameters().has(HostFlag.ALWAYS_CHECK_SUBJECT)
                || leaf.facts().alternativeNames() == null
                || Arrays.stream(leaf.facts().alternativeNames().getNames()).noneMatch(n -> n.getTagNo() == GeneralName.dNSName));
    }

    private static VerifyResult check(Cert c, NameConstraints constraints, boolean commonNames) {
        List<GeneralName> names = new ArrayList<>();
        if (c.asn1().getSubject().size() > 0) {
            names.add(new GeneralName(c.asn1().getSubject()));
            for (ASN1Encodable mailbox : PeerNames.attributes(c, PKCSObjectIdentifiers.pkcs_9_at_emailAddress)) {
                if (!(mailbox instanceof ASN1IA5String)) {
                    return VerifyResult.UNSUPPORTED_NAME_SYNTAX;
                }
                names.add(new GeneralName(GeneralName.rfc822Name, mailbox));
            }
        }
        if (c.facts().alternativeNames() != null) {
            names.addAll(List.of(c.facts().alternativeNames().getNames()));
        }
        GeneralSubtree[] permitted = subtrees(constraints.getPermittedSubtrees());
        GeneralSubtree[] excluded = subtrees(constraints.getExcludedSubtrees());
        if (!names.isEmpty() && permitted.length + excluded.length > MOST_COMPARISONS / names.size()) {
            return VerifyResult.UNSPECIFIED;
        }
        if (commonNames) {
            VerifyResult r = addHosts(c, names);
            if (r != VerifyResult.OK) {
                return r;
            }
        }
        for (GeneralName name : names) {
            VerifyResult r = check(name, permitted, excluded);
            if (r != VerifyResult.OK) {
                return r;
            }
        }
        return VerifyResult.OK;
    }

    private static GeneralSubtree[] subtrees(GeneralSubtree[] s) {
        return s == null ? new GeneralSubtree[0] : s;
    }

    /** The commonNames that look like hosts of two labels or more. */
    private static VerifyResult addHosts(Cert c, List<GeneralName> names) {
        for (ASN1Encodable value : PeerNames.attributes(c, BCStyle.CN)) {
            if (value instanceof ASN1String text) {
                String host = text.getString().replaceAll("\0+$", "");
                if (host.indexOf('\0') >= 0) {
                    return VerifyResult.UNSUPPORTED_NAME_SYNTAX;
                }
                if (HostPattern.looksLikeHost(host)) {
                    names.add(new GeneralName(GeneralName.dNSName, new DERIA5String(host)));
                }
            }
        }
        return VerifyResult.OK;
    }

    private static VerifyResult check(GeneralName name, GeneralSubtree[] permitted, GeneralSubtree[] excluded) {
        boolean sought = false;
        boolean found = false;
        for (GeneralSubtree s : permitted) {
            if (sameKind(name, s.getBase())) {
                sought = true;
                VerifyResult r = found ? limits(s) : within(name, s);
                if (r != VerifyResult.OK && r != VerifyResult.PERMITTED_VIOLATION) {
                    return r;
                }
                found |= r == VerifyResult.OK;
            }
        }
        if (sought && !found) {
            return VerifyResult.PERMITTED_VIOLATION;
        }
        for (GeneralSubtree s : excluded) {
            if (sameKind(name, s.getBase())) {
                VerifyResult r = within(name, s);
                if (r != VerifyResult.PERMITTED_VIOLATION) {
                    return r == VerifyResult.OK ? VerifyResult.EXCLUDED_VIOLATION : r;
                }
            }
        }
        return VerifyResult.OK;
    }

    private static boolean sameKind(GeneralName name, GeneralName base) {
        if (name.getTagNo() != GeneralName.otherName) {
            return name.getTagNo() == base.getTagNo();
        }
        if (isMailbox(name)) {
            return base.getTagNo() == GeneralName.rfc822Name;
        }
        return base.getTagNo() == GeneralName.otherName
                && OtherName.getInstance(name.getName()).getTypeID().equals(OtherName.getInstance(base.getName()).getTypeID());
    }

    private static boolean isMailbox(GeneralName other) {
        return OtherName.getInstance(other.getName()).getTypeID().equals(PeerNames.SMTP_UTF8_MAILBOX);
    }

    /** RFC 5280 section 4.2.1.10: "minimum MUST be zero, and maximum MUST be absent." */
    private static VerifyResult limits(GeneralSubtree s) {
        return s.getMaximum() != null || s.getMinimum().signum() != 0 ? VerifyResult.SUBTREE_MINMAX : VerifyResult.OK;
    }

    /** {@code OK} when the name is in the subtree, {@code PERMITTED_VIOLATION} when not, or why nobody can tell. */
    private static VerifyResult within(GeneralName name, GeneralSubtree s) {
        if (limits(s) != VerifyResult.OK) {
            return limits(s);
        }
        ASN1Encodable base = s.getBase().getName();
        return switch (name.getTagNo()) {
            case GeneralName.directoryName -> of(CanonicalName.of(X500Name.getInstance(name.getName()))
                    .startsWith(CanonicalName.of(X500Name.getInstance(base))));
            case GeneralName.dNSName -> host(text(name.getName()), text(base));
            case GeneralName.rfc822Name -> mailbox(text(name.getName()), text(base));
            case GeneralName.uniformResourceIdentifier -> uri(text(name.getName()), text(base));
            case GeneralName.iPAddress -> address(ASN1OctetString.getInstance(name.getName()).getOctets(),
                    ASN1OctetString.getInstance(base).getOctets());
            case GeneralName.otherName -> isMailbox(name) ? utf8Mailbox(name, text(base)) : VerifyResult.UNSUPPORTED_CONSTRAINT_TYPE;
            default -> VerifyResult.UNSUPPORTED_CONSTRAINT_TYPE;
        };
    }

    private static String text(ASN1Encodable e) {
        return ((ASN1String) e).getString();
    }

    private static VerifyResult of(boolean within) {
        return within ? VerifyResult.OK : VerifyResult.PERMITTED_VIOLATION;
    }

    /** RFC 5280: "Any DNS name that can be constructed by simply adding zero or more labels to the left-hand side of the name satisfies". */
    private static VerifyResult host(String name, String base) {
        int more = name.length() - base.length();
        boolean atLabel = base.isEmpty() || more == 0 || more > 0 && (base.charAt(0) == '.' || name.charAt(more - 1) == '.');
        return of(atLabel && HostPattern.sameIgnoringCase(base.isEmpty() ? "" : name.substring(more), base));
    }

    private static VerifyResult mailbox(String name, String base) {
        int at = name.lastIndexOf('@');
        int baseAt = base.lastIndexOf('@');
        if (at < 0) {
            return VerifyResult.UNSUPPORTED_NAME_SYNTAX;
        }
        if (baseAt < 0 && base.startsWith(".")) {
            return of(endsWith(name, base));
        }
        if (baseAt > 0) {
            if (baseAt != at) {
                return VerifyResult.PERMITTED_VIOLATION;
            }
            if (name.substring(0, at).indexOf('\0') >= 0 || base.substring(0, at).indexOf('\0') >= 0) {
                return VerifyResult.UNSUPPORTED_NAME_SYNTAX;
            }
            if (!name.regionMatches(0, base, 0, at)) {
                return VerifyResult.PERMITTED_VIOLATION;
            }
        }
        return of(HostPattern.sameIgnoringCase(name.substring(at + 1), base.substring(baseAt + 1)));
    }

    /** RFC 8398 section 6. A constraint with an A-label would have to be decoded; that one is refused instead. */
    private static VerifyResult utf8Mailbox(GeneralName name, String base) {
        ASN1Encodable value = OtherName.getInstance(name.getName()).getValue();
        String mailbox = value instanceof ASN1String s ? s.getString() : "";
        int at = mailbox.lastIndexOf('@');
        if (at < 0 || base.indexOf('\0') >= 0) {
            return VerifyResult.UNSUPPORTED_NAME_SYNTAX;
        }
        if (base.contains("xn--")) {
            return VerifyResult.UNSPECIFIED;
        }
        return of(base.startsWith(".") ? endsWith(mailbox, base) : HostPattern.sameIgnoringCase(mailbox.substring(at + 1), base));
    }

    private static boolean endsWith(String name, String base) {
        int more = name.length() - base.length();
        return more > 0 && HostPattern.sameIgnoringCase(name.substring(more), base);
    }

    private static VerifyResult uri(String name, String base) {
        int colon = name.indexOf(':');
        if (colon < 0 || !name.startsWith("//", colon + 1)) {
            return VerifyResult.UNSUPPORTED_NAME_SYNTAX;
        }
        String host = name.substring(colon + 3);
        int end = host.indexOf(':') >= 0 ? host.indexOf(':') : host.indexOf('/');
        host = end < 0 ? host : host.substring(0, end);
        if (host.isEmpty()) {
            return VerifyResult.UNSUPPORTED_NAME_SYNTAX;
        }
        return of(base.startsWith(".") ? endsWith(host, base) : HostPattern.sameIgnoringCase(host, base));
    }

    private static VerifyResult address(byte[] address, byte[] base) {
        if (address.length != 4 && address.length != 16 || base.length != 8 && base.length != 32) {
            return VerifyResult.UNSUPPORTED_NAME_SYNTAX;
        }
        if (address.length * 2 != base.length) {
            return VerifyResult.PERMITTED_VIOLATION;
        }
        for (int i = 0; i < address.length; i++) {
            int mask = base[address.length + i];
            if ((address[i] & mask) != (base[i] & mask)) {
                return VerifyResult.PERMITTED_VIOLATION;
            }
        }
        return VerifyResult.OK;
    }
}
