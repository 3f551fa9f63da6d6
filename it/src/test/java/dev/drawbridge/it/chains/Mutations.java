package dev.drawbridge.it.chains;

import java.util.ArrayList;
import java.util.List;

/** All mutations there are. */
final class Mutations {
    static final List<String> FLAGS = List.of("-x509_strict", "-partial_chain", "-ignore_critical", "-check_ss_sig", "-policy_check",
            "-explicit_policy", "-crl_check", "-no_check_time", "-allow_proxy_certs", "-inhibit_any", "-inhibit_map", "-extended_crl", "-suiteB_128", "-suiteB_128_only");

    private static final List<Mutation> ALL = new ArrayList<>();

    static {
        ALL.addAll(ExtensionMutations.all());
        ALL.addAll(CertMutations.all());
        ALL.addAll(PathMutations.all());
        ALL.addAll(NameMutations.all());
        ALL.addAll(CrlMutations.all());
        ALL.add(SuiteBMutation.ALONE);
    }

    private Mutations() {
    }

    static List<Mutation> all() {
        return ALL;
    }
}
