package dev.drawbridge.it.chains;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.PolicyInformation;

/** Who is sent and who is trusted: missing, in another order, twice, cross-signed; depth; policies. */
final class PathMutations {
    private static final List<String> POLICIES = List.of("1.2.3.1", "1.2.3.2", "1.2.3.3", "2.5.29.32.0");
    private static final List<Mutation> ALL = new ArrayList<>();

    static {
        add("lower not sent", (c, r) -> c.untrusted.remove(c.lower));
        add("upper not sent", (c, r) -> c.untrusted.remove(c.upper));
        add("nothing sent", (c, r) -> c.untrusted.clear());
        add("root sent too", (c, r) -> c.untrusted.add(r.nextInt(c.untrusted.size() + 1), c.root));
        add("root sent and not trusted", (c, r) -> {
            c.untrusted.add(c.root);
            c.trusted.clear();
        });
        add("nobody trusted", (c, r) -> c.trusted.clear());
        add("another trusted", (c, r) -> c.trusted = new ArrayList<>(List.of(
                CertPlan.authority("CN=Stranger", Keyring.key("EC:P-256:stranger"), 9, null))));
        add("another root of the same name first", (c, r) -> c.trusted.add(0, twin(c, r)));
        add("another root of the same name last", (c, r) -> c.trusted.add(twin(c, r)));
        add("another root of the same name sent", (c, r) -> {
            c.untrusted.add(0, twin(c, r));
            c.trusted.clear();
        });
        add("upper trusted only", (c, r) -> {
            c.trusted.clear();
            c.trusted.add(c.upper);
            partial(c, r);
        });
        add("lower trusted too", (c, r) -> {
            c.trusted.add(r.nextInt(c.trusted.size() + 1), c.lower);
            partial(c, r);
        });
        add("leaf trusted", (c, r) -> {
            c.trusted.clear();
            c.trusted.add(c.leaf);
            partial(c, r);
        });
        add("other order", (c, r) -> Collections.reverse(c.untrusted));
        add("sent twice", (c, r) -> c.untrusted.addAll(List.copyOf(c.untrusted)));
        add("leaf sent", (c, r) -> c.untrusted.add(0, c.leaf));
        add("upper cross-signed by another root", PathMutations::crossSigned);
        add("an older lower with the same key", (c, r) -> {
            CertPlan older = CertPlan.authority(c.lower.subject.toString(), c.lower.key, 33, c.upper);
            older.notAfter = Keyring.time(Instant.now().minusSeconds(3_600 + r.nextInt(2) * 3_600));
            c.untrusted.add(r.nextInt(c.untrusted.size() + 1), older);
        });
        add("two issuers that issue each other", (c, r) -> {
            c.untrusted.add(CertPlan.authority(c.upper.subject.toString(), c.upper.key, 44, c.lower));
            c.untrusted.remove(c.upper);
        });
        add("leaf signs itself", (c, r) -> {
            c.leaf.under(c.leaf);
            if (r.nextBoolean()) {
                c.trusted.add(c.leaf);
            }
        });
        add("depth", (c, r) -> c.option("-verify_depth", Integer.toString(r.nextInt(4))));
        add("policies", PathMutations::policies);
        add("policies everywhere and mapped", PathMutations::mappedPolicies);
        add("policy constraints", (c, r) -> {
            policies(c, r);
            CertPlan p = c.any(r);
            p.put(Extension.policyConstraints, true, r.nextInt(5) == 0 ? new DERSequence()
                    : CertPlan.sequence(ExtensionMutations.tagged(r.nextInt(2), r.nextInt(3))));
        });
        add("inhibit any policy", (c, r) -> {
            policies(c, r);
            c.any(r).put(Extension.inhibitAnyPolicy, true, new ASN1Integer(r.nextInt(4) - (r.nextInt(5) == 0 ? 3 : 0)));
        });
    }

    private PathMutations() {
    }

    static List<Mutation> all() {
        return ALL;
    }

    private static void add(String name, BiConsumer<ChainCase, SplittableRandom> change) {
        ALL.add(new Mutation(name, change));
    }

    private static void partial(ChainCase c, SplittableRandom r) {
        if (r.nextBoolean()) {
            c.option("-partial_chain");
        }
    }

    private static CertPlan twin(ChainCase c, SplittableRandom r) {
        CertPlan twin = CertPlan.authority(c.root.subject.toString(), r.nextBoolean() ? Keyring.key("EC:P-256:twin") : c.root.key, 8, null);
        if (r.nextInt(3) == 0) {
            twin.notAfter = Keyring.time(Instant.now().minusSeconds(100 + r.nextInt(1_000)));
        }
        if (r.nextInt(3) == 0) {
            twin.extensions.remove(Extension.subjectKeyIdentifier);
        }
        return twin;
    }

    private static void crossSigned(ChainCase c, SplittableRandom r) {
        CertPlan other = CertPlan.authority("C=AU,O=Zoo,CN=Other Root", Keyring.key("EC:P-256:other"), 5, null);
        CertPlan cross = CertPlan.authority(c.upper.subject.toString(), c.upper.key, 6, other);
        if (r.nextInt(3) == 0) {
            cross.notAfter = Keyring.time(Instant.now().minusSeconds(1_000));
        }
        c.untrusted.add(r.nextInt(c.untrusted.size() + 1), cross);
        if (r.nextBoolean()) {
            c.trusted = new ArrayList<>(List.of(other));
        } else if (r.nextBoolean()) {
            c.trusted.add(other);
        }
        if (r.nextBoolean()) {
            c.untrusted.add(other);
        }
    }

    private static CertificatePolicies some(SplittableRandom r) {
        PolicyInformation[] p = new PolicyInformation[1 + r.nextInt(3)];
        for (int i = 0; i < p.length; i++) {
            p[i] = new PolicyInformation(new ASN1ObjectIdentifier(POLICIES.get(r.nextInt(POLICIES.size()))));
        }
        return new CertificatePolicies(p);
    }

    private static void policies(ChainCase c, SplittableRandom r) {
        for (CertPlan p : c.all) {
            if (r.nextInt(8) > 0) {
                p.put(Extension.certificatePolicies, r.nextBoolean(), some(r));
            }
        }
        c.option("-policy_check");
        if (r.nextInt(3) > 0) {
            c.option("-explicit_policy");
        }
        if (r.nextBoolean()) {
            c.option("-policy", POLICIES.get(r.nextInt(POLICIES.size())));
        }
        if (r.nextInt(4) == 0) {
            c.option(r.nextBoolean() ? "-inhibit_any" : "-inhibit_map");
        }
    }

    private static void mappedPolicies(ChainCase c, SplittableRandom r) {
        policies(c, r);
        for (CertPlan p : List.of(c.upper, c.lower)) {
            if (r.nextInt(4) > 0) {
                p.put(Extension.policyMappings, true, CertPlan.sequence(CertPlan.sequence(
                        new ASN1ObjectIdentifier(POLICIES.get(r.nextInt(r.nextInt(6) == 0 ? 4 : 3))),
                        new ASN1ObjectIdentifier(POLICIES.get(r.nextInt(r.nextInt(6) == 0 ? 4 : 3))))));
            }
        }
    }
}
