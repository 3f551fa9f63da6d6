package dev.drawbridge.config.conf;

import dev.drawbridge.spec.ProtocolVersion;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * What one rule of a cipher string asks for: of each kind that it mentions a suite must have one of the wanted traits. Immutable; {@link
 * #and} narrows it word by word.
 */
final class SuitePattern {
    static final SuitePattern ANYTHING = new SuitePattern(new EnumMap<>(Trait.Kind.class), null, null);

    private final Map<Trait.Kind, Set<Trait>> wanted;
    private final ProtocolVersion minimum;
    private final OpensslSuite only;

    private SuitePattern(Map<Trait.Kind, Set<Trait>> wanted, ProtocolVersion minimum, OpensslSuite only) {
        this.wanted = wanted;
        this.minimum = minimum;
        this.only = only;
    }

    /** Suites with one of the traits of each kind named. */
    static SuitePattern of(Trait... traits) {
        Map<Trait.Kind, Set<Trait>> wanted = new EnumMap<>(Trait.Kind.class);
        for (Trait t : traits) {
            wanted.computeIfAbsent(t.kind(), k -> EnumSet.noneOf(Trait.class)).add(t);
        }
        return new SuitePattern(wanted, null, null);
    }

    /** Suites whose lowest version is this one. */
    static SuitePattern of(ProtocolVersion minimum) {
        return new SuitePattern(new EnumMap<>(Trait.Kind.class), minimum, null);
    }

    /** Suites like this one, which is itself alone unless another word follows. */
    static SuitePattern of(OpensslSuite suite) {
        return new SuitePattern(of(suite.traits().toArray(new Trait[0])).wanted, null, suite);
    }

    /** A copy that also wants any trait of this kind but this one. */
    SuitePattern except(Trait trait) {
        Set<Trait> others = EnumSet.noneOf(Trait.class);
        for (Trait t : Trait.values()) {
            if (t.kind() == trait.kind() && t != trait) {
                others.add(t);
            }
        }
        Map<Trait.Kind, Set<Trait>> all = copy();
        all.put(trait.kind(), others);
        return new SuitePattern(all, minimum, only);
    }

    /**
     * What fits this and the next word, or null when nothing ever can. Two things follow OpenSSL to the letter: the last word alone says
     * whether one suite is meant, and the first word with a strength makes an earlier COMPLEMENTOFDEFAULT forgotten.
     */
    SuitePattern and(SuitePattern next) {
        Map<Trait.Kind, Set<Trait>> both = copy();
        for (Map.Entry<Trait.Kind, Set<Trait>> entry : next.wanted.entrySet()) { // in the order of the kinds: strength before default
            Set<Trait> mine = both.get(entry.getKey());
            if (mine == null) {
                both.put(entry.getKey(), entry.getValue());
                if (entry.getKey() == Trait.Kind.STRENGTH) {
                    both.remove(Trait.Kind.DEFAULTNESS);
                }
            } else {
                Set<Trait> common = EnumSet.copyOf(mine);
                common.retainAll(entry.getValue());
                if (common.isEmpty()) {
                    return null;
                }
                both.put(entry.getKey(), common);
            }
        }
        if (minimum != null && next.minimum != null && minimum != next.minimum) {
            return null;
        }
        return new SuitePattern(both, next.minimum != null ? next.minimum : minimum, next.only);
    }

    boolean matches(OpensslSuite suite) {
        if (only != null && only.code() != suite.code() || minimum != null && minimum != suite.minimum()) {
            return false;
        }
        for (Set<Trait> traits : wanted.values()) {
            if (traits.stream().noneMatch(suite::has)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a rule without a prefix adds a suite: one that OpenSSL is not built with only where it, or what it encrypts with, is named. */
    boolean adds(OpensslSuite suite) {
        boolean named = only != null || Set.of(suite.trait(Trait.Kind.ENCRYPTION)).equals(wanted.get(Trait.Kind.ENCRYPTION));
        return matches(suite) && (suite.built() || named);
    }

    private Map<Trait.Kind, Set<Trait>> copy() {
        Map<Trait.Kind, Set<Trait>> copy = new EnumMap<>(Trait.Kind.class);
        copy.putAll(wanted);
        return copy;
    }
}
