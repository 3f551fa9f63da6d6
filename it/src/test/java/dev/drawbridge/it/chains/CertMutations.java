package dev.drawbridge.it.chains;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** What is not an extension: validity, keys, signatures, names, serial numbers. */
final class CertMutations {
    private static final List<String> KEYS = List.of("RSA:1024", "RSA:1536", "RSA:2048", "RSA:3072", "EC:P-224", "EC:P-256", "EC:P-384",
            "EC:P-521", "EC:secp256k1", "EC:P-192", "Ed25519:", "Ed448:");
    private static final List<Mutation> ALL = new ArrayList<>();

    static {
        add("expired", (c, r) -> c.any(r).notAfter = Keyring.time(Instant.now().minusSeconds(1 + r.nextInt(100_000))));
        add("not yet valid", (c, r) -> c.any(r).notBefore = Keyring.time(Instant.now().plusSeconds(3_600 + r.nextInt(100_000))));
        add("times in GeneralizedTime", (c, r) -> {
            CertPlan p = c.any(r);
            p.notBefore = new DERGeneralizedTime("20200101000000Z");
            p.notAfter = new DERGeneralizedTime(r.nextBoolean() ? "20991231235959Z" : "20210101000000Z");
        });
        add("time without seconds", (c, r) -> c.any(r).notAfter = new DERUTCTime("4901010000Z"));
        add("time with an offset", (c, r) -> c.any(r).notBefore = new DERUTCTime("200101000000+0100"));
        add("year of two digits", (c, r) -> c.any(r).notAfter = new DERUTCTime((r.nextBoolean() ? "49" : "50") + "0101000000Z"));
        add("at another time", (c, r) -> c.option("-attime",
                Long.toString(Instant.now().getEpochSecond() + r.nextLong(-200_000, 200_000) * (r.nextBoolean() ? 1 : 100))));
        add("validity does not count", (c, r) -> {
            c.any(r).notAfter = Keyring.time(Instant.now().minusSeconds(1_000));
            c.option("-no_check_time");
        });
        add("another key", (c, r) -> c.any(r).rekey(Keyring.key(KEYS.get(r.nextInt(KEYS.size())) + ":x"), c.all));
        add("another key at a level", (c, r) -> {
            c.any(r).rekey(Keyring.key(KEYS.get(r.nextInt(KEYS.size())) + ":x"), c.all);
            c.option("-auth_level", Integer.toString(r.nextInt(6)));
        });
        add("at a level", (c, r) -> c.option("-auth_level", Integer.toString(r.nextInt(6))));
        add("a digest at a level", (c, r) -> {
            CertPlan p = c.any(r);
            p.signature = SignatureKind.with(p.signer, List.of("SHA1", "SHA224", "SHA384", "SHA512").get(r.nextInt(4)));
            c.option("-auth_level", Integer.toString(r.nextInt(4)));
        });
        add("RSA with an old or a new signature", (c, r) -> {
            CertPlan p = c.anyAuthority(r);
            p.rekey(Keyring.key("RSA:2048:x"), c.all);
            for (CertPlan child : c.all) {
                if (child.signer == p.key) {
                    child.signature = SignatureKind.named(List.of("MD5WITHRSA", "SHA1WITHRSA", "SHA512WITHRSA", "SHA256WITHRSAANDMGF1",
                            "SHA384WITHRSAANDMGF1", "SHA1WITHRSAANDMGF1").get(r.nextInt(6)));
                }
            }
            if (r.nextBoolean()) {
                c.option("-auth_level", Integer.toString(r.nextInt(4)));
            }
        });
        add("curve with explicit parameters", (c, r) -> explicit(c.any(r)));
        add("spoilt signature", (c, r) -> c.any(r).spoilSignature = true);
        add("signed by another", (c, r) -> c.any(r).signer = Keyring.key("EC:P-256:stranger"));
        add("two signature algorithms", (c, r) -> c.any(r).outerAlgorithm = SignatureKind.named("SHA384WITHECDSA").identifier());
        add("unknown signature algorithm", (c, r) -> {
            CertPlan p = c.any(r);
            p.signature = new SignatureKind(p.signature.jca(), new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.9")));
        });
        add("signature algorithm of another kind of key", (c, r) -> {
            CertPlan p = c.any(r);
            p.signature = new SignatureKind(p.signature.jca(), SignatureKind.named("SHA256WITHRSA").identifier());
        });
        add("senseless key", (c, r) -> {
            CertPlan p = c.any(r);
            p.publicKey = new SubjectPublicKeyInfo(p.publicKey.getAlgorithm(), new byte[] {4, 1, 2, 3});
        });
        add("unknown key", (c, r) -> c.any(r).publicKey = new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.8")), new byte[] {1, 2, 3}));
        add("serial number", (c, r) -> c.any(r).serial = r.nextBoolean() ? BigInteger.valueOf(r.nextInt(3) - 1) : BigInteger.ONE.shiftLeft(200));
        add("empty subject", (c, r) -> c.any(r).subject = new X500Name(new org.bouncycastle.asn1.x500.RDN[0]));
        add("other subject", (c, r) -> c.any(r).subject = new X500Name("C=AU,O=Zoo,CN=Somebody"));
        add("other issuer", (c, r) -> c.any(r).issuer = new X500Name("C=AU,O=Zoo,CN=Somebody"));
        add("empty issuer", (c, r) -> c.any(r).issuer = new X500Name(new org.bouncycastle.asn1.x500.RDN[0]));
        add("issuer written otherwise", (c, r) -> {
            CertPlan p = c.any(r);
            p.issuer = otherwise(p.issuer, r);
        });
        add("self-issued", (c, r) -> {
            CertPlan p = r.nextBoolean() ? c.lower : c.upper;
            CertPlan parent = p == c.lower ? c.upper : c.root;
            p.subject = parent.subject;
            p.issuer = parent.subject;
            c.all.stream().filter(child -> child.signer == p.key).forEach(child -> child.issuer = p.subject);
        });
    }

    private CertMutations() {
    }

    static List<Mutation> all() {
        return ALL;
    }

    private static void add(String name, BiConsumer<ChainCase, SplittableRandom> change) {
        ALL.add(new Mutation(name, change));
    }

    private static void explicit(CertPlan p) {
        if (p.publicKey.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey)
                && p.publicKey.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve) {
            p.publicKey = new SubjectPublicKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey,
                    ECNamedCurveTable.getByOID(curve)), p.publicKey.getPublicKeyData().getBytes());
        }
    }

    /** Blanks, capitals and string types do not make another name; a NumericString, another order or another letter do. */
    private static X500Name otherwise(X500Name name, SplittableRandom r) {
        X500NameBuilder b = new X500NameBuilder(BCStyle.INSTANCE);
        int how = r.nextInt(7);
        for (var rdn : name.getRDNs()) {
            String text = rdn.getFirst().getValue().toString();
            ASN1Encodable value = switch (how) {
                case 0 -> new DERPrintableString(text);
                case 1 -> new DERBMPString(text);
                case 2 -> new DERT61String(text);
                case 3 -> new DERUTF8String("  " + text + " ");
                case 4 -> new DERUTF8String(text.toUpperCase(java.util.Locale.ROOT));
                case 5 -> new DERUTF8String(text.replace(".", " .").replace("o", "o\t"));
                default -> new DERUTF8String(text + "x");
            };
            b.addRDN(rdn.getFirst().getType(), value);
        }
        return b.build();
    }
}
