package dev.drawbridge.verify;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Authorities that the JDK goes on trusting for servers' old certificates only. The policies, their dates and the SHA-256 fingerprints are
 * those of OpenJDK's {@code jdk.security.caDistrustPolicies}, as its {@code java.security} and its {@code sun.security.validator} of JDK 25
 * have them.
 */
public final class DistrustedAuthorities {
    /** A policy by its name in the property. */
    public enum Policy {
        SYMANTEC_TLS("Symantec", LocalDate.of(2019, 4, 16), Set.of(
                // GeoTrust Global CA; Primary Certification Authority, its G2 and G3; Universal CA
                "ff856a2d251dcd88d36656f450126798cfabaade40799c722de4d2b5db36a73a",
                "37d51006c512eaab626421f1ec8c92013fc5f82ae98ee533eb4619b8deb4d06c",
                "5edb7ac43b82a06a8761e8d7be4979ebf2611f7dd79bf91c1c6b566a219ed766",
                "b478b812250df878635c2aa7ec7d155eaa625ee82916e2cd294361886cd1fbd4",
                "a0459b9f63b22559f5fa5d4c6db3f9f72ff19342033578f073bf1d1b46cbb912",
                // thawte Primary Root CA, its G2 and G3; Premium Server CA
                "8d722f81a9c113c0791df136a2966db26c950a971db46b4199f4ea54b78bfb9f",
                "a4310d50af18a6447190372a86afaf8b951ffb431d837f1e5688b45971ed1557",
                "4b03f45807ad70f21bfc2cae71c9fde4604c064cf5ffb686bae5dbaad7fdd34c",
                "3f9f27d583204b9e09c8a3d2066c4b57d3a2479c3693650880505698105dbce9",
                // VeriSign Class 2 G2; Class 3 and its G2, G3, G4, G5; Universal Root
                "3a43e220fe7f3ea9653d1e21742eac2b75c20fd8980305bc502caf8c2d9b41a1",
                "a4b6b3996fc2f306b3fd8681bd63413d8c5009cc4fa329c2ccf0e2fa1b140305",
                "83ce3c1229688a593d485f81973c0f9195431eda37cc5e36430e79c7a888638b",
                "eb04cf5eb1f39afa762f2bb120f296cba520c1b97db1589565b81cb9a17b7244",
                "69ddd7ea90bb57c93e135dc85ea6fcd5480b603239bdc454fc758b2a26cf7f79",
                "9acfab7e43c8d880d06b262a94deeee4b4659989c3d0caf19baf6405e41ab7df",
                "2399561127a57125de8cefea610ddf2fa078b5c8067f4e828290bfb860e84b3c")),
        ENTRUST_TLS("Entrust", LocalDate.of(2024, 11, 11), Set.of(
                // Root Certification Authority; its EC1, G2, G4; Certification Authority (2048)
                "73c176434f1bc6d5adf45b0e76e727287c8de57616c1e6e6141a2b2cbc7d8e4c",
                "02ed0eb28c14da45165c566791700d6451d7fb56f0b2ab1d3b8eb070e56edff5",
                "43df5774b03e7fef5fe40d931a7bedf1bb2e6b42738c4e6d3841103d3aa7f339",
                "db3517d1f6732a2d5ab97c533ec70779ee3270a62fb4ac4238372460e6f01e88",
                "6dc47172e01cbcb0bf62580d895fe2b8ac9ad4f873801e0c10b9c837d21eb177")),
        /** Chambers of Commerce Root - 2008. */
        CAMERFIRMA_TLS("Camerfirma", LocalDate.of(2025, 4, 15), Set.of(
                "063e4afac491dfd332f3089b8542e94617d893d7fe944e10a7937ee29d9693c0")),
        /** ePKI Root Certification Authority. */
        CHUNGHWA_TLS("Chunghwa", LocalDate.of(2026, 3, 17), Set.of(
                "c0a6f4dc63a24bfdcf54ef2a6a082a0a72de35803e2ff5ff527ae5d87206dfd5"));

        private final String organization;
        private final LocalDate last;
        private final Set<String> roots;

        Policy(String organization, LocalDate last, Set<String> roots) {
            this.organization = organization;
            this.last = last;
            this.roots = roots;
        }

        /** The policy of a name, or null when we know none. */
        public static Policy named(String name) {
            for (Policy p : values()) {
                if (p.name().equals(name)) {
                    return p;
                }
            }
            return null;
        }

        /** The last day of which certificates are accepted. */
        public LocalDate last() {
            return last;
        }

        /** SHA-256 fingerprints of the authority's roots, in lower case. */
        public Set<String> roots() {
            return roots;
        }
    }

    /** Authorities right below Symantec's roots with a later date: Apple IST CA 2 - G1 and 8 - G1. */
    private static final Map<String, LocalDate> LATER = Map.of(
            "ac2b922ecfd5e01711772fea8ed372de9d1e2245fce3f57a9cdbec77296a424b", LocalDate.of(2019, 12, 31),
            "a4fe7c7f15155f3f0aef7aaa83cf6e06deb97ca3f909df920ac1490882d488ed", LocalDate.of(2019, 12, 31));

    private final Set<Policy> policies;

    /** The policies that are kept. */
    public DistrustedAuthorities(Set<Policy> policies) {
        this.policies = policies.isEmpty() ? EnumSet.noneOf(Policy.class) : EnumSet.copyOf(policies);
    }

    /**
     * Checks a judgement of a server.
     *
     * @throws CertificateException when it leads to one of these authorities and its leaf is too new
     */
    public void check(Judgement judgement) throws CertificateException {
        // A leaf that is trusted itself leads nowhere; a program that knows an authority by name and key alone has chosen it itself.
        if (policies.isEmpty() || judgement.anchor() == null) {
            return;
        }
        String root = fingerprint(judgement.anchor());
        for (Policy policy : policies) {
            if (policy.roots.contains(root)) {
                check(policy, judgement);
            }
        }
    }

    private static void check(Policy policy, Judgement judgement) throws CertificateException {
        List<X509Certificate> below = judgement.path();
        LocalDate last = policy.last;
        if (policy == Policy.SYMANTEC_TLS && below.size() > 1) {
            last = LATER.getOrDefault(fingerprint(below.get(below.size() - 1)), last);
        }
        LocalDate issued = LocalDate.ofInstant(below.get(0).getNotBefore().toInstant(), ZoneOffset.UTC);
        if (issued.isAfter(last)) {
            throw new CertificateException("certificate 0 (" + below.get(0).getSubjectX500Principal() + ") is of " + issued
                    + ", and jdk.security.caDistrustPolicies has " + policy + ": certificates of servers after " + last
                    + " that lead to a root of " + policy.organization + " are not trusted, as to "
                    + judgement.anchor().getSubjectX500Principal());
        }
    }

    private static String fingerprint(X509Certificate c) throws CertificateEncodingException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(c.getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256", e);
        }
    }

    @Override
    public String toString() {
        return "DistrustedAuthorities" + policies;
    }
}
