package dev.drawbridge.config.conf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The list that the rules of a cipher string work on: suites that are in, in their order, and suites that may still come in. A suite that
 * was killed is in neither.
 */
final class CipherPreferences {
    private List<OpensslSuite> in = new ArrayList<>();
    private List<OpensslSuite> out = new ArrayList<>();

    CipherPreferences() {
        for (OpensslSuite suite : OpensslSuite.all()) {
            if (!suite.tls13()) {
                out.add(suite);
            }
        }
        out.addAll(OpensslSuite.unbuilt());
    }

    /** No prefix: what matches and is not in yet comes in at the end. */
    void add(SuitePattern pattern) {
        Split split = Split.of(out, pattern::adds);
        in.addAll(split.matching);
        out = split.others;
    }

    /** {@code +}: what matches and is in moves to the end. */
    void move(SuitePattern pattern) {
        Split split = Split.of(in, pattern::matches);
        in = split.others;
        in.addAll(split.matching);
    }

    /** {@code -}: what matches goes out, and if it comes back it comes before what went out earlier. */
    void remove(SuitePattern pattern) {
        Split split = Split.of(in, pattern::matches);
        in = split.others;
        out.addAll(0, split.matching);
    }

    /** {@code !}: what matches goes out for good. */
    void kill(SuitePattern pattern) {
        in = Split.of(in, pattern::matches).others;
        out = Split.of(out, pattern::matches).others;
    }

    /** {@code @STRENGTH}: the strongest first; equals keep their order. */
    void sortByStrength() {
        in.sort(Comparator.comparingInt(OpensslSuite::strengthBits).reversed());
    }

    List<OpensslSuite> suites() {
        return List.copyOf(in);
    }

    private static final class Split {
        final List<OpensslSuite> matching = new ArrayList<>();
        final List<OpensslSuite> others = new ArrayList<>();

        static Split of(List<OpensslSuite> suites, Predicate<OpensslSuite> pattern) {
            Split split = new Split();
            for (OpensslSuite suite : suites) {
                (pattern.test(suite) ? split.matching : split.others).add(suite);
            }
            return split;
        }
    }
}
