package dev.drawbridge.it.chains;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;

/** A chain, whom to trust and how to verify, of which all is good until mutations come. */
final class ChainCase {
    final CertPlan root = CertPlan.authority("C=AU,O=Zoo,CN=Root", Keyring.key("EC:P-256:root"), 1, null);
    final CertPlan upper = CertPlan.authority("C=AU,O=Zoo,CN=Upper", Keyring.key("EC:P-256:upper"), 2, root);
    final CertPlan lower = CertPlan.authority("C=AU,O=Zoo,CN=Lower", Keyring.key("EC:P-256:lower"), 3, upper);
    final CertPlan leaf = new CertPlan("C=AU,O=Zoo,CN=www.example.com", Keyring.key("EC:P-256:leaf"), 4);
    final List<CertPlan> all = List.of(leaf, lower, upper, root);
    List<CertPlan> trusted = new ArrayList<>(List.of(root));
    final List<CertPlan> untrusted = new ArrayList<>(List.of(lower, upper));
    final List<CrlPlan> crls = new ArrayList<>();
    /** CRLs go into the file of trusted certificates, not into one of their own. */
    boolean crlsAreTrusted;
    final List<String> options = new ArrayList<>();
    final List<String> story = new ArrayList<>();

    ChainCase() {
        leaf.put(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        leaf.put(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "www.example.com"), new GeneralName(GeneralName.rfc822Name, "me@example.com"),
            new GeneralName(GeneralName.iPAddress, "192.0.2.7")}));
        leaf.under(lower);
    }

    /** A case that {@code seed} alone decides on: one mutation, or two. */
    static ChainCase of(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ChainCase c = new ChainCase();
        List<Mutation> mutations = Mutations.all();
        for (int n = random.nextInt(3) == 0 ? 1 : 2; n > 0; n--) {
            Mutation m = mutations.get(random.nextInt(mutations.size()));
            c.story.add(m.name());
            m.change().accept(c, random);
        }
        if (random.nextInt(4) == 0) {
            c.option(Mutations.FLAGS.get(random.nextInt(Mutations.FLAGS.size())));
        }
        return c;
    }

    void option(String... words) {
        options.addAll(List.of(words));
        story.add(String.join(" ", words));
    }

    CertPlan any(SplittableRandom random) {
        CertPlan p = all.get(random.nextInt(all.size()));
        story.add("of " + name(p));
        return p;
    }

    CertPlan anyAuthority(SplittableRandom random) {
        CertPlan p = all.get(1 + random.nextInt(3));
        story.add("of " + name(p));
        return p;
    }

    private String name(CertPlan p) {
        return p == leaf ? "leaf" : p == lower ? "lower" : p == upper ? "upper" : "root";
    }

    /** Whether a certificate of version 1 has extensions, which we refuse when it is read and openssl does not. */
    boolean extensionsInVersion1() {
        return Stream.of(trusted, untrusted, List.of(leaf)).flatMap(List::stream).anyMatch(p -> p.version == 1 && !p.extensions.isEmpty());
    }

    /** A CRL of the leaf's issuer, with revocation checked. */
    CrlPlan crl() {
        CrlPlan crl = new CrlPlan(lower);
        crl.revoke(BigInteger.valueOf(4711));
        crls.add(crl);
        option("-crl_check");
        return crl;
    }

    @Override
    public String toString() {
        return String.join(", ", story);
    }
}
