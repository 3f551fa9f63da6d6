package dev.drawbridge.it.chains;

import java.security.KeyPair;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/** Chains of keys on some curves, each signing as Suite B has it or otherwise, verified by one of its profiles. */
final class SuiteBMutation {
    static final Mutation ALONE = new Mutation("Suite B", SuiteBMutation::change);
    private static final List<String> PROFILES = List.of("-suiteB_128", "-suiteB_128_only", "-suiteB_192");

    private SuiteBMutation() {
    }

    private static void change(ChainCase c, SplittableRandom r) {
        boolean one = r.nextInt(3) == 0;
        String curve = curve(r);
        for (CertPlan p : c.all) {
            String its = one ? curve : r.nextInt(12) == 0 ? r.nextBoolean() ? "P-521" : "RSA" : curve(r);
            KeyPair key = Keyring.key(its.equals("RSA") ? "RSA:2048:b" + p.serial : "EC:" + its + ":b" + p.serial);
            p.rekey(key, List.of());
            c.story.add(its);
        }
        for (int i = 0; i < c.all.size(); i++) {
            c.all.get(i).under(c.all.get(Math.min(i + 1, c.all.size() - 1)));
        }
        for (CertPlan p : c.all) {
            p.signature = SignatureKind.with(p.signer, r.nextInt(12) == 0 ? "SHA512" : digest(p.signer));
        }
        if (r.nextInt(8) == 0) {
            CertPlan old = r.nextBoolean() ? c.leaf : c.root;
            old.version = 1;
            old.extensions.clear();
            c.story.add("version 1");
        }
        if (r.nextInt(3) == 0) {
            CrlPlan crl = c.crl();
            crl.signature = SignatureKind.with(c.lower.key, r.nextInt(4) == 0 ? "SHA256" : digest(c.lower.key));
        }
        c.option(PROFILES.get(r.nextInt(PROFILES.size())));
    }

    private static String curve(SplittableRandom r) {
        return r.nextBoolean() ? "P-256" : "P-384";
    }

    private static String digest(KeyPair signer) {
        int length = signer.getPublic().getEncoded().length; // about 90 bytes on P-256, 120 on P-384, 158 on P-521
        return signer.getPublic().getAlgorithm().toUpperCase(Locale.ROOT).startsWith("EC") && length > 100 ? "SHA384" : "SHA256";
    }
}
