package dev.drawbridge.it.chains;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;

/** Names of the leaf, names that are wanted, and name constraints. */
final class NameMutations {
    private static final List<String> HOSTS = List.of("www.example.com", "WWW.Example.COM", "example.com", "a.b.example.com", ".example.com",
            "www.example.org", "wwwexample.com", "xn--a.example.com", "www.example.com.", "*.example.com", "w.example.com", "com");
    private static final List<String> NAMES = List.of("www.example.com", "*.example.com", "w*.example.com", "*w.example.com", "*.com",
            "*.*.example.com", "w*w.example.com", "example.com", "*", "www.*.com", "xn--*.example.com", "-*.example.com", "a.b.example.com",
            "WWW.EXAMPLE.COM", "*.example.com.", "_x.example.com");
    private static final List<String> MAILBOXES = List.of("me@example.com", "me@EXAMPLE.com", "Me@example.com", "me@other.com", "example.com",
            "me@sub.example.com", "@example.com");
    private static final List<String> ADDRESSES = List.of("192.0.2.7", "192.0.2.8", "2001:db8::7", "::1");
    private static final List<Mutation> ALL = new ArrayList<>();

    static {
        add("a host", (c, r) -> c.option("-verify_hostname", pick(HOSTS, r)));
        add("a host of other names", (c, r) -> {
            c.leaf.put(Extension.subjectAlternativeName, false, names(r));
            c.option("-verify_hostname", pick(HOSTS, r));
        });
        add("a host of the commonName", (c, r) -> {
            c.leaf.extensions.remove(Extension.subjectAlternativeName);
            c.leaf.subject = new X500Name("CN=" + pick(NAMES, r) + (r.nextInt(3) == 0 ? ",CN=" + pick(NAMES, r) : ""));
            c.option("-verify_hostname", pick(HOSTS, r));
        });
        add("a mailbox", (c, r) -> c.option("-verify_email", pick(MAILBOXES, r)));
        add("a mailbox of the subject", (c, r) -> {
            c.leaf.extensions.remove(Extension.subjectAlternativeName);
            c.leaf.subject = new X500Name("CN=x,E=" + pick(MAILBOXES, r));
            c.option("-verify_email", pick(MAILBOXES, r));
        });
        add("an address", (c, r) -> c.option("-verify_ip", pick(ADDRESSES, r)));
        add("an address of other names", (c, r) -> {
            c.leaf.put(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.iPAddress, pick(ADDRESSES, r))));
            c.option("-verify_ip", pick(ADDRESSES, r));
        });
        add("other names", (c, r) -> c.any(r).put(Extension.subjectAlternativeName, r.nextBoolean(), names(r)));
        add("no names", (c, r) -> c.leaf.extensions.remove(Extension.subjectAlternativeName));
        add("empty names", (c, r) -> c.leaf.put(Extension.subjectAlternativeName, r.nextBoolean(), new DERSequence()));
        add("mailbox in UTF-8", (c, r) -> c.leaf.put(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(
                GeneralName.otherName, new OtherName(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9"), new DERUTF8String(pick(MAILBOXES, r)))))));
        for (boolean permitted : new boolean[] {true, false}) {
            String kind = permitted ? "permitted " : "excluded ";
            add(kind + "names", (c, r) -> constrain(c, r, permitted, 1));
            add(kind + "names, several", (c, r) -> constrain(c, r, permitted, 3));
            add(kind + "names and other names of the leaf", (c, r) -> {
                c.leaf.put(Extension.subjectAlternativeName, false, names(r));
                constrain(c, r, permitted, 1);
            });
            add(kind + "names and a commonName", (c, r) -> {
                c.leaf.extensions.remove(Extension.subjectAlternativeName);
                c.leaf.subject = new X500Name("CN=" + pick(NAMES, r));
                constrain(c, r, permitted, 1);
            });
            add(kind + "names and a mailbox in the subject", (c, r) -> {
                c.leaf.subject = new X500Name("CN=x,E=" + pick(MAILBOXES, r));
                constrain(c, r, permitted, 1);
            });
        }
    }

    private NameMutations() {
    }

    static List<Mutation> all() {
        return ALL;
    }

    private static void add(String name, BiConsumer<ChainCase, SplittableRandom> change) {
        ALL.add(new Mutation(name, change));
    }

    private static String pick(List<String> l, SplittableRandom r) {
        return l.get(r.nextInt(l.size()));
    }

    private static GeneralNames names(SplittableRandom r) {
        GeneralName[] names = new GeneralName[1 + r.nextInt(2)];
        for (int i = 0; i < names.length; i++) {
            names[i] = switch (r.nextInt(8)) {
                case 0 -> new GeneralName(GeneralName.rfc822Name, pick(MAILBOXES, r));
                case 1 -> new GeneralName(GeneralName.iPAddress, pick(ADDRESSES, r));
                case 2 -> new GeneralName(GeneralName.uniformResourceIdentifier, pick(List.of("https://www.example.com/x",
                        "https://example.com:443/", "urn:x", "https://", "ftp://example.org"), r));
                case 3 -> new GeneralName(new X500Name(pick(List.of("C=AU,O=Zoo,CN=x", "C=AU", "O=Other"), r)));
                case 4 -> new GeneralName(GeneralName.registeredID, "1.2.3");
                default -> new GeneralName(GeneralName.dNSName, pick(NAMES, r));
            };
        }
        return new GeneralNames(names);
    }

    private static GeneralName base(SplittableRandom r) {
        return switch (r.nextInt(9)) {
            case 0 -> new GeneralName(GeneralName.rfc822Name, pick(List.of("example.com", ".example.com", "me@example.com", "ME@example.com",
                    "@example.com", "other.com", ""), r));
            case 1 -> new GeneralName(GeneralName.iPAddress, pick(List.of("192.0.2.0/24", "192.0.2.7/32", "10.0.0.0/8", "2001:db8::/32"), r));
            case 2 -> new GeneralName(GeneralName.uniformResourceIdentifier, pick(List.of("example.com", ".example.com", "www.example.com", ""), r));
            case 3 -> new GeneralName(new X500Name(pick(List.of("C=AU,O=Zoo", "C=au,O=zOO", "C=AU,O=Other", "O=Zoo"), r)));
            case 4 -> new GeneralName(GeneralName.registeredID, "1.2.3");
            case 5 -> new GeneralName(new X500Name(new org.bouncycastle.asn1.x500.RDN[0]));
            default -> new GeneralName(GeneralName.dNSName, pick(List.of("example.com", ".example.com", "www.example.com", "com", "",
                    "EXAMPLE.com", "xample.com", "example.org"), r));
        };
    }

    private static void constrain(ChainCase c, SplittableRandom r, boolean permitted, int bases) {
        ASN1EncodableVector subtrees = new ASN1EncodableVector();
        for (int i = 0; i < bases; i++) {
            ASN1EncodableVector subtree = new ASN1EncodableVector();
            subtree.add(base(r));
            if (r.nextInt(8) == 0) {
                subtree.add(new DERTaggedObject(false, r.nextInt(2), new ASN1Integer(BigInteger.valueOf(r.nextInt(2)))));
            }
            subtrees.add(new DERSequence(subtree));
        }
        c.anyAuthority(r).put(Extension.nameConstraints, r.nextBoolean(),
                new DERSequence(new DERTaggedObject(false, permitted ? 0 : 1, new DERSequence(subtrees))));
    }
}
