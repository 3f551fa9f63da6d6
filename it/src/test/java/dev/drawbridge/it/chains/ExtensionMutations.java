package dev.drawbridge.it.chains;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/** Extensions of one certificate: absent, wrong, unusual, senseless. */
final class ExtensionMutations {
    static final ASN1ObjectIdentifier PROXY = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.14");
    static final List<String> PURPOSES = List.of("sslclient", "sslserver", "nssslserver", "smimesign", "smimeencrypt", "crlsign", "any",
            "ocsphelper", "timestampsign");
    private static final List<ASN1ObjectIdentifier> KNOWN = List.of(Extension.basicConstraints, Extension.keyUsage,
            Extension.subjectKeyIdentifier, Extension.authorityKeyIdentifier, Extension.subjectAlternativeName, Extension.extendedKeyUsage,
            Extension.nameConstraints, Extension.certificatePolicies, Extension.policyConstraints, Extension.policyMappings,
            Extension.inhibitAnyPolicy, Extension.cRLDistributionPoints, MiscObjectIdentifiers.netscapeCertType, PROXY);
    private static final List<Mutation> ALL = new ArrayList<>();

    static {
        add("no basicConstraints", (c, r) -> c.any(r).extensions.remove(Extension.basicConstraints));
        add("basicConstraints without cA", (c, r) -> c.any(r).put(Extension.basicConstraints, true, new DERSequence()));
        add("basicConstraints with cA", (c, r) -> c.any(r).put(Extension.basicConstraints, r.nextBoolean(), new BasicConstraints(true)));
        add("path length", (c, r) -> c.any(r).put(Extension.basicConstraints, r.nextBoolean(), new BasicConstraints(r.nextInt(3))));
        add("path length of no authority", (c, r) -> c.any(r).put(Extension.basicConstraints, true,
                new DERSequence(new ASN1Integer(r.nextInt(2)))));
        add("negative path length", (c, r) -> c.any(r).put(Extension.basicConstraints, true,
                CertPlan.sequence(org.bouncycastle.asn1.ASN1Boolean.TRUE, new ASN1Integer(-1))));
        add("no keyUsage", (c, r) -> c.any(r).extensions.remove(Extension.keyUsage));
        add("some keyUsage", (c, r) -> c.any(r).put(Extension.keyUsage, r.nextBoolean(),
                new KeyUsage(1 << r.nextInt(8) | (r.nextInt(3) == 0 ? KeyUsage.decipherOnly : 0))));
        add("empty keyUsage", (c, r) -> c.any(r).put(Extension.keyUsage, true, new DERBitString(new byte[] {0}, 0)));
        add("extendedKeyUsage and a purpose", (c, r) -> {
            c.any(r).put(Extension.extendedKeyUsage, r.nextBoolean(), new ExtendedKeyUsage(purposes(r)));
            c.option("-purpose", PURPOSES.get(r.nextInt(PURPOSES.size())));
        });
        add("a purpose", (c, r) -> c.option("-purpose", PURPOSES.get(r.nextInt(PURPOSES.size()))));
        add("Netscape's type and a purpose", (c, r) -> {
            CertPlan p = c.any(r);
            p.put(MiscObjectIdentifiers.netscapeCertType, false, new DERBitString(new byte[] {(byte) (1 << r.nextInt(8))}, 0));
            if (r.nextBoolean()) {
                p.extensions.remove(Extension.basicConstraints);
                p.extensions.remove(Extension.keyUsage);
            }
            c.option("-purpose", PURPOSES.get(r.nextInt(PURPOSES.size())));
        });
        add("no subjectKeyIdentifier", (c, r) -> c.any(r).extensions.remove(Extension.subjectKeyIdentifier));
        add("other subjectKeyIdentifier", (c, r) -> c.any(r).put(Extension.subjectKeyIdentifier, false, new SubjectKeyIdentifier(new byte[20])));
        add("no authorityKeyIdentifier", (c, r) -> c.any(r).extensions.remove(Extension.authorityKeyIdentifier));
        add("other authorityKeyIdentifier", (c, r) -> c.any(r).put(Extension.authorityKeyIdentifier, false,
                new AuthorityKeyIdentifier(new byte[20])));
        add("authorityKeyIdentifier of a serial number", ExtensionMutations::authorityBySerial);
        add("critical where it is not", (c, r) -> {
            CertPlan p = c.any(r);
            ASN1ObjectIdentifier id = List.copyOf(p.extensions.keySet()).get(r.nextInt(p.extensions.size()));
            p.put(id, !p.extensions.get(id).critical(), p.extensions.get(id).value());
        });
        add("unknown extension", (c, r) -> c.any(r).put(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999." + r.nextInt(5)), r.nextInt(3) > 0,
                new DEROctetString(new byte[3])));
        add("OCSP no check", (c, r) -> c.any(r).put(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.1.5"), r.nextBoolean(), DERNull.INSTANCE));
        add("senseless extension", (c, r) -> c.any(r).put(KNOWN.get(r.nextInt(KNOWN.size())), r.nextBoolean(), garbage(r)));
        add("proxy", ExtensionMutations::proxy);
        add("no extensions", (c, r) -> c.any(r).extensions.clear());
        add("version 1", (c, r) -> {
            CertPlan p = c.any(r);
            // Extensions in version 1 are refused when the certificate is read, which openssl does not (VerifyCommandTest).
            p.version = 1;
            p.extensions.clear();
        });
    }

    private ExtensionMutations() {
    }

    static List<Mutation> all() {
        return ALL;
    }

    private static void add(String name, BiConsumer<ChainCase, SplittableRandom> change) {
        ALL.add(new Mutation(name, change));
    }

    private static KeyPurposeId[] purposes(SplittableRandom r) {
        List<KeyPurposeId> some = List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_emailProtection,
                KeyPurposeId.id_kp_timeStamping, KeyPurposeId.id_kp_OCSPSigning, KeyPurposeId.anyExtendedKeyUsage,
                KeyPurposeId.id_kp_ipsecEndSystem, KeyPurposeId.getInstance(new ASN1ObjectIdentifier("1.3.6.1.4.1.311.10.3.3")));
        KeyPurposeId[] p = new KeyPurposeId[1 + r.nextInt(2)];
        for (int i = 0; i < p.length; i++) {
            p[i] = some.get(r.nextInt(some.size()));
        }
        return p;
    }

    private static void authorityBySerial(ChainCase c, SplittableRandom r) {
        CertPlan child = c.all.get(r.nextInt(3));
        CertPlan parent = c.all.get(c.all.indexOf(child) + 1);
        X500Name name = r.nextInt(4) > 0 ? parent.issuer : parent.subject;
        BigInteger serial = r.nextInt(4) > 0 ? parent.serial : BigInteger.valueOf(99);
        GeneralNames names = new GeneralNames(new GeneralName(name));
        child.put(Extension.authorityKeyIdentifier, false, r.nextBoolean() ? new AuthorityKeyIdentifier(names, serial)
                : new AuthorityKeyIdentifier(CertPlan.keyId(parent.publicKey), names, serial));
    }

    private static byte[] garbage(SplittableRandom r) {
        return switch (r.nextInt(5)) {
            case 0 -> new byte[] {};
            case 1 -> new byte[] {0x30, 0x05, 0x01};
            case 2 -> new byte[] {0x04, 0x01, 0x00};
            case 3 -> new byte[] {0x30, 0x00};
            default -> new byte[] {0x05, 0x00};
        };
    }

    private static void proxy(ChainCase c, SplittableRandom r) {
        CertPlan proxy = new CertPlan("C=AU,O=Zoo,CN=www.example.com,CN=" + (r.nextInt(4) > 0 ? "proxy" : "p,C=AU"),
                Keyring.key("EC:P-256:proxy"), 77);
        CertPlan user = new CertPlan(c.leaf.subject.toString(), c.leaf.key, 4);
        user.extensions.putAll(c.leaf.extensions);
        user.under(c.lower);
        c.untrusted.add(user);
        c.leaf.subject = proxy.subject;
        c.leaf.rekey(proxy.key, List.of());
        c.leaf.extensions.remove(Extension.subjectAlternativeName);
        c.leaf.under(user);
        ASN1EncodableVector info = new ASN1EncodableVector();
        if (r.nextBoolean()) {
            info.add(new ASN1Integer(r.nextInt(2)));
        }
        info.add(new DERSequence(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.21.1")));
        c.leaf.put(PROXY, true, new DERSequence(info));
        if (r.nextInt(3) > 0) {
            c.option("-allow_proxy_certs");
        }
    }

    static DERTaggedObject tagged(int tag, int number) {
        return new DERTaggedObject(false, tag, new ASN1Integer(number));
    }
}
