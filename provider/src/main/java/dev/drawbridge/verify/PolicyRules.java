package dev.drawbridge.verify;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.CertFacts;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.PolicyInformation;

/**
 * Certificate policies (RFC 5280 section 6.1). In place of the tree, which an attacker can make grow exponentially (RFC 9618), each level
 * knows for every policy only from which policies of the first level it comes: as much as the verdict needs.
 */
final class PolicyRules {
    private static final String ANY = "2.5.29.32.0";

    private final Verification v;
    private final int length;
    private int explicitSkip;
    private int anySkip;
    private int mappingSkip;

    /** What a certificate says about policies; a number that it leaves out is {@code Integer.MAX_VALUE}. */
    private record Said(Set<String> policies, Map<String, Set<String>> mappings, int requireExplicit, int inhibitMapping, int inhibitAny) {
    }

    private PolicyRules(Verification v) {
        this.v = v;
        this.length = v.chain.size() - 1; // the anchor has no part in it
        this.explicitSkip = v.parameters().has(VerifyFlag.EXPLICIT_POLICY) ? 0 : length + 1;
        this.anySkip = v.parameters().has(VerifyFlag.INHIBIT_ANY) ? 0 : length + 1;
        this.mappingSkip = v.parameters().has(VerifyFlag.INHIBIT_MAP) ? 0 : length + 1;
    }

    static void check(Verification v) throws Verification.Refused {
        new PolicyRules(v).check();
    }

    private void check() throws Verification.Refused {
        List<Said> said = v.chain.subList(0, length).stream().map(c -> readOrNull(c.facts())).collect(Collectors.toList());
        if (length > 0 && !consistent(said)) {
            for (int i = 0; i < length; i++) {
                if (said.get(i) == null) {
                    v.fail(VerifyResult.INVALID_POLICY_EXTENSION, i, v.chain.get(i));
                }
            }
        } else if (length > 0 && (said.contains(null) || !acceptable(said))) {
            v.lookAt(v.depth(), null);
            v.fail(VerifyResult.NO_EXPLICIT_POLICY);
        }
    }

    /**
     * Whether the extensions make sense, as far as they are looked at: where a policy is required, not below a certificate that has none,
     * because the verdict is clear then.
     */
    private boolean consistent(List<Said> said) {
        int required = explicitSkip;
        boolean none = false;
        for (int i = length - 1; i >= 0 && (required > 0 || !none); i--) {
            if (said.get(i) == null) {
                return false;
            }
            none |= said.get(i).policies.isEmpty();
            required = Math.min(v.chain.get(i).selfIssued() ? required : Math.max(0, required - 1), said.get(i).requireExplicit);
        }
        return true;
    }

    private boolean acceptable(List<Said> said) {
        Map<String, Set<String>> expected = new LinkedHashMap<>(Map.of(ANY, Set.of(ANY)));
        Map<String, Set<String>> valid = Map.of();
        for (int i = length - 1; i >= 0; i--) {
            boolean selfIssued = v.chain.get(i).selfIssued();
            valid = valid(said.get(i), expected, anySkip > 0 || i > 0 && selfIssued);
            if (explicitSkip == 0 && valid.isEmpty()) {
                return false;
            }
            if (i > 0) {
                expected = mapped(said.get(i), valid);
            }
            skip(said.get(i), selfIssued);
        }
        return explicitSkip > 0 || anyWanted(valid);
    }

    /** Section 6.1.3 (d) and (e): the policies that hold in a certificate, each with those of the first level that it comes from. */
    private static Map<String, Set<String>> valid(Said said, Map<String, Set<String>> expected, boolean anyCounts) {
        Map<String, Set<String>> valid = new HashMap<>();
        for (String p : said.policies) {
            if (!p.equals(ANY)) {
                if (expected.containsKey(p)) {
                    valid.put(p, expected.get(p));
                } else if (expected.containsKey(ANY)) {
                    valid.put(p, Set.of(p));
                }
            }
        }
        if (said.policies.contains(ANY) && anyCounts) {
            expected.forEach(valid::putIfAbsent);
        }
        return valid;
    }

    /** Section 6.1.4 (a) and (b): the policies that the next certificate may have. */
    private Map<String, Set<String>> mapped(Said said, Map<String, Set<String>> valid) {
        Map<String, Set<String>> next = new HashMap<>();
        valid.forEach((policy, from) -> {
            if (!said.mappings.containsKey(policy)) {
                add(next, policy, from);
            }
        });
        if (mappingSkip > 0) {
            said.mappings.forEach((policy, to) -> {
                Set<String> from = valid.containsKey(policy) ? valid.get(policy) : valid.containsKey(ANY) ? Set.of(policy) : null;
                if (from != null) {
                    to.forEach(t -> add(next, t, from));
                }
            });
        }
        return next;
    }

    private static void add(Map<String, Set<String>> map, String policy, Set<String> from) {
        map.merge(policy, from, (a, b) -> {
            Set<String> both = new LinkedHashSet<>(a);
            both.addAll(b);
            return both;
        });
    }

    /** Section 6.1.4 (h) to (j). */
    private void skip(Said said, boolean selfIssued) {
        if (!selfIssued) {
            explicitSkip = Math.max(0, explicitSkip - 1);
            mappingSkip = Math.max(0, mappingSkip - 1);
            anySkip = Math.max(0, anySkip - 1);
        }
        explicitSkip = Math.min(explicitSkip, said.requireExplicit);
        mappingSkip = Math.min(mappingSkip, said.inhibitMapping);
        anySkip = Math.min(anySkip, said.inhibitAny);
    }

    /** Section 6.1.5 (g): whether a policy is left that the user accepts. */
    private boolean anyWanted(Map<String, Set<String>> valid) {
        Set<String> wanted = v.parameters().policies();
        // Who names none accepts none, as in OpenSSL; RFC 5280 would have it any-policy, which can be said.
        if (wanted.contains(ANY)) {
            return !valid.isEmpty();
        }
        return !wanted.isEmpty() && valid.values().stream().flatMap(Set::stream).anyMatch(p -> p.equals(ANY) || wanted.contains(p));
    }

    /** Null when an extension makes no sense. */
    private static Said readOrNull(CertFacts f) {
        try {
            return read(f);
        } catch (RuntimeException e) { // ours, and whatever the parser throws
            return null;
        }
    }

    private static Said read(CertFacts f) {
        Set<String> policies = new LinkedHashSet<>();
        if (f.has(Extension.certificatePolicies)) {
            for (PolicyInformation p : CertificatePolicies.getInstance(f.value(Extension.certificatePolicies)).getPolicyInformation()) {
                // RFC 5280 section 4.2.1.4: "A certificate policy OID MUST NOT appear more than once in a certificate policies extension."
                if (!policies.add(p.getPolicyIdentifier().getId())) {
                    throw new IllegalArgumentException("policy twice");
                }
            }
        }
        int requireExplicit = Integer.MAX_VALUE;
        int inhibitMapping = Integer.MAX_VALUE;
        if (f.has(Extension.policyConstraints)) {
            ASN1Sequence constraints = ASN1Sequence.getInstance(f.value(Extension.policyConstraints));
            // Section 4.2.1.11: "Conforming CAs MUST NOT issue certificates where policy constraints is an empty sequence."
            if (constraints.size() == 0) {
                throw new IllegalArgumentException("empty policy constraints");
            }
            for (ASN1Encodable e : constraints) {
                ASN1TaggedObject t = ASN1TaggedObject.getInstance(e);
                int skip = number(ASN1Integer.getInstance(t, false));
                requireExplicit = t.getTagNo() == 0 ? skip : requireExplicit;
                inhibitMapping = t.getTagNo() == 1 ? skip : inhibitMapping;
            }
        }
        if (policies.isEmpty()) {
            // No policy holds here, so that the rest says nothing.
            return new Said(policies, Map.of(), requireExplicit, inhibitMapping, Integer.MAX_VALUE);
        }
        int inhibitAny = f.has(Extension.inhibitAnyPolicy) ? number(ASN1Integer.getInstance(f.value(Extension.inhibitAnyPolicy)))
                : Integer.MAX_VALUE;
        return new Said(policies, mappings(f), requireExplicit, inhibitMapping, inhibitAny);
    }

    private static Map<String, Set<String>> mappings(CertFacts f) {
        Map<String, Set<String>> mappings = new LinkedHashMap<>();
        if (f.has(Extension.policyMappings)) {
            ASN1Sequence pairs = ASN1Sequence.getInstance(f.value(Extension.policyMappings));
            for (ASN1Encodable e : pairs) {
                String from = ASN1ObjectIdentifier.getInstance(ASN1Sequence.getInstance(e).getObjectAt(0)).getId();
                String to = ASN1ObjectIdentifier.getInstance(ASN1Sequence.getInstance(e).getObjectAt(1)).getId();
                // Section 4.2.1.5: "Policies MUST NOT be mapped either to or from the special value anyPolicy".
                if (from.equals(ANY) || to.equals(ANY)) {
                    throw new IllegalArgumentException("anyPolicy is mapped");
                }
                mappings.computeIfAbsent(from, k -> new TreeSet<>()).add(to);
            }
            if (mappings.isEmpty()) {
                throw new IllegalArgumentException("no mapping");
            }
        }
        return mappings;
    }

    private static int number(ASN1Integer n) {
        if (n.getValue().signum() < 0) {
            throw new IllegalArgumentException("negative number of certificates");
        }
        return n.getValue().bitLength() > 30 ? Integer.MAX_VALUE : n.getValue().intValue();
    }
}
