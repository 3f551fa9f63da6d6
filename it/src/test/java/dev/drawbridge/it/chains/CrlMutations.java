package dev.drawbridge.it.chains;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.ReasonFlags;

/** CRLs in all their states. */
final class CrlMutations {
    private static final List<Mutation> ALL = new ArrayList<>();

    static {
        crl("CRL", x -> { });
        add("no CRL", (c, r) -> c.option("-crl_check"));
        add("CRL that revokes", (c, r) -> c.crl().revoke(c.leaf.serial));
        add("CRL that revokes for a reason", (c, r) -> c.crl().revoke(c.leaf.serial).extensions.put(Extension.reasonCode,
                CrlPlan.ext(r.nextInt(4) == 0, CRLReason.lookup(List.of(0, 1, 6, 8, 9).get(r.nextInt(5))))));
        add("CRLs of all", (c, r) -> all(c, r, false));
        add("CRLs of all, one revoked", (c, r) -> all(c, r, true));
        add("CRLs of all but one", (c, r) -> {
            all(c, r, false);
            c.crls.remove(r.nextInt(c.crls.size()));
        });
        crl("expired CRL", x -> x.nextUpdate = Keyring.time(Instant.now().minusSeconds(100)));
        crl("CRL not yet valid", x -> x.thisUpdate = Keyring.time(Instant.now().plusSeconds(10_000)));
        crl("CRL without nextUpdate", x -> x.nextUpdate = null);
        crl("CRL with a spoilt signature", x -> x.spoilSignature = true);
        crl("CRL signed by another", x -> x.signer = Keyring.key("EC:P-256:stranger"));
        crl("CRL of another", x -> x.issuer = new X500Name("CN=Stranger"));
        crl("CRL with another key identifier", x -> x.put(Extension.authorityKeyIdentifier, false, new AuthorityKeyIdentifier(new byte[20])));
        crl("CRL with an unknown critical extension", x -> x.put(new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.3"), true, DERNull.INSTANCE));
        crl("CRL without a number", x -> x.extensions.clear());
        add("CRL entry with an unknown critical extension", (c, r) -> c.crl().entries.get(0).extensions.put(
                new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.3"), CrlPlan.ext(true, DERNull.INSTANCE)));
        add("issuer may not sign CRLs", (c, r) -> {
            c.crl();
            c.lower.put(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        });
        add("CRL for some certificates", (c, r) -> {
            int only = r.nextInt(4);
            c.crl().put(Extension.issuingDistributionPoint, true,
                    new IssuingDistributionPoint(null, only == 1, only == 2, null, r.nextInt(5) == 0, only == 3));
        });
        add("CRL of a distribution point", CrlMutations::distributionPoint);
        add("CRL for some reasons", (c, r) -> {
            int reasons = ReasonFlags.keyCompromise | (r.nextBoolean() ? ReasonFlags.superseded : 0);
            c.crl().put(Extension.issuingDistributionPoint, true,
                    new IssuingDistributionPoint(null, false, false, new ReasonFlags(reasons), false, false));
            if (r.nextBoolean()) {
                CrlPlan rest = new CrlPlan(c.lower);
                rest.put(Extension.issuingDistributionPoint, true, new IssuingDistributionPoint(null, false, false,
                        new ReasonFlags(0x807f & ~reasons), false, false));
                c.crls.add(rest);
                if (r.nextBoolean()) {
                    rest.revoke(c.leaf.serial);
                }
            }
            c.option("-extended_crl");
        });
        add("indirect CRL", CrlMutations::indirect);
        add("delta CRL", CrlMutations::delta);
        add("two CRLs, the newer revokes", (c, r) -> {
            CrlPlan newer = c.crl();
            newer.revoke(c.leaf.serial);
            newer.put(Extension.cRLNumber, false, new ASN1Integer(8));
            CrlPlan older = new CrlPlan(c.lower);
            older.thisUpdate = Keyring.time(Instant.now().minusSeconds(7_200));
            c.crls.add(r.nextInt(2), older);
        });
    }

    private CrlMutations() {
    }

    static List<Mutation> all() {
        return ALL;
    }

    private static void add(String name, BiConsumer<ChainCase, SplittableRandom> change) {
        ALL.add(new Mutation(name, (c, r) -> {
            c.crlsAreTrusted |= r.nextInt(3) == 0;
            change.accept(c, r);
        }));
    }

    private static void crl(String name, Consumer<CrlPlan> change) {
        add(name, (c, r) -> {
            CrlPlan crl = c.crl();
            if (r.nextInt(3) == 0) {
                crl.revoke(c.leaf.serial);
            }
            change.accept(crl);
        });
    }

    private static void all(ChainCase c, SplittableRandom r, boolean revoked) {
        for (CertPlan p : List.of(c.lower, c.upper, c.root)) {
            c.crls.add(new CrlPlan(p));
        }
        if (revoked) {
            c.crls.get(r.nextInt(3)).revoke(c.all.get(r.nextInt(4)).serial);
        }
        c.option("-crl_check");
        c.option("-crl_check_all");
    }

    private static DistributionPointName point(SplittableRandom r) {
        return new DistributionPointName(new GeneralNames(switch (r.nextInt(3)) {
            case 0 -> new GeneralName(GeneralName.uniformResourceIdentifier, "http://crl.example.com/a");
            case 1 -> new GeneralName(GeneralName.uniformResourceIdentifier, "http://crl.example.com/b");
            default -> new GeneralName(new X500Name("CN=Point"));
        }));
    }

    private static void distributionPoint(ChainCase c, SplittableRandom r) {
        CrlPlan crl = c.crl();
        if (r.nextInt(4) > 0) {
            crl.put(Extension.issuingDistributionPoint, true, new IssuingDistributionPoint(point(r), false, false));
        }
        if (r.nextInt(4) > 0) {
            ReasonFlags reasons = r.nextInt(4) == 0 ? new ReasonFlags(ReasonFlags.keyCompromise) : null;
            GeneralNames issuer = r.nextInt(4) == 0 ? new GeneralNames(new GeneralName(r.nextBoolean() ? c.lower.subject
                    : new X500Name("CN=Stranger"))) : null;
            c.leaf.put(Extension.cRLDistributionPoints, false,
                    new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(point(r), reasons, issuer)}));
        }
        if (r.nextInt(3) == 0) {
            crl.revoke(c.leaf.serial);
        }
    }

    private static void indirect(ChainCase c, SplittableRandom r) {
        CertPlan authority = List.of(c.upper, c.root, c.lower).get(r.nextInt(3));
        CrlPlan crl = new CrlPlan(authority);
        crl.put(Extension.issuingDistributionPoint, true, new IssuingDistributionPoint(null, false, false, null, true, false));
        if (r.nextBoolean()) {
            crl.revoke(c.leaf.serial).extensions.put(Extension.certificateIssuer,
                    CrlPlan.ext(true, new GeneralNames(new GeneralName(r.nextBoolean() ? c.lower.subject : c.upper.subject))));
        }
        c.leaf.put(Extension.cRLDistributionPoints, false, new CRLDistPoint(new DistributionPoint[] {
            new DistributionPoint(null, null, new GeneralNames(new GeneralName(authority.subject)))}));
        c.crls.add(crl);
        c.option("-crl_check");
        if (r.nextInt(4) > 0) {
            c.option("-extended_crl");
        }
    }

    private static void delta(ChainCase c, SplittableRandom r) {
        CrlPlan base = c.crl();
        if (r.nextBoolean()) {
            base.revoke(c.leaf.serial);
        }
        if (r.nextInt(3) == 0) {
            base.nextUpdate = Keyring.time(Instant.now().minusSeconds(50));
        }
        CrlPlan delta = new CrlPlan(c.lower);
        delta.put(Extension.cRLNumber, false, new ASN1Integer(6 + r.nextInt(3)));
        delta.put(Extension.deltaCRLIndicator, true, new ASN1Integer(6 + r.nextInt(3)));
        if (r.nextBoolean()) {
            delta.revoke(c.leaf.serial).extensions.put(Extension.reasonCode, CrlPlan.ext(false, CRLReason.lookup(r.nextBoolean() ? 8 : 1)));
        }
        if (r.nextInt(4) == 0) {
            delta.nextUpdate = Keyring.time(Instant.now().minusSeconds(50));
        }
        c.crls.add(r.nextInt(2), delta);
        if (r.nextInt(4) > 0) {
            c.leaf.put(Extension.freshestCRL, false, new DERSequence());
        }
        if (r.nextInt(4) > 0) {
            c.option("-use_deltas");
        }
        // OpenSSL 3.0.19 takes a delta for a complete CRL without this option; 3.0.22 does not, nor do we (CrlChoiceTest).
        c.option("-extended_crl");
    }
}
