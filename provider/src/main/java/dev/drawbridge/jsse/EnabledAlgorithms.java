package dev.drawbridge.jsse;

import dev.drawbridge.config.AlgorithmRules;
import dev.drawbridge.config.RoleDefaults;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.security.AlgorithmConstraints;
import java.security.CryptoPrimitive;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.net.ssl.SSLHandshakeException;

/**
 * What is left of the algorithms that are wanted once every rule had its say.
 *
 * @param clientSchemes for clients that authenticate
 */
record EnabledAlgorithms(Wanted wanted, List<ProtocolVersion> versions, List<CipherSuite> suites, List<NamedGroup> groups,
        List<SignatureScheme> schemes, List<SignatureScheme> clientSchemes) {
    private static final Set<CryptoPrimitive> KEY_AGREEMENT = EnumSet.of(CryptoPrimitive.KEY_AGREEMENT);
    private static final Set<CryptoPrimitive> SIGNATURE = EnumSet.of(CryptoPrimitive.SIGNATURE);

    /**
     * What a program wants.
     *
     * @param psks whether there are pre-shared keys
     * @param identifies whether a server is to show who it is (endpoint identification), which it does not in an anonymous suite. SunJSSE leaves
     *     the question out then; who asks it gets an answer here
     * @param groups names, or null for the context's
     * @param schemes names, or null for the context's
     */
    record Wanted(List<ProtocolVersion> versions, List<CipherSuite> suites, boolean psks, boolean identifies, List<String> groups,
            List<String> schemes) {
        boolean fits(CipherSuite suite) {
            return (!suite.psk() || psks) && !(suite.anonymous() && identifies);
        }

    }

    /**
     * Asks the rules.
     *
     * @param own the program's rules, or null
     * @throws SSLHandshakeException when they leave nothing to negotiate
     */
    static EnabledAlgorithms of(Wanted w, RoleDefaults defaults, AlgorithmConstraints own) throws SSLHandshakeException {
        AlgorithmRules rules = defaults.rules();
        List<CipherSuite> suites = filter(w.suites, x -> rules.permits(x) && permits(own, KEY_AGREEMENT, x.name()) && w.fits(x));
        List<ProtocolVersion> versions = filter(w.versions, v -> rules.permits(v) && permits(own, KEY_AGREEMENT, v.toString())
                && suites.stream().anyMatch(x -> x.fits(v)));
        List<CipherSuite> fitting = filter(suites, x -> versions.stream().anyMatch(x::fits));
        if (versions.isEmpty()) {
            throw new SSLHandshakeException("No appropriate protocol (protocol is disabled or cipher suites are inappropriate): protocols "
                    + w.versions + whyNot(w.versions, rules) + ", cipher suites " + w.suites
                    + (w.identifies && w.suites.stream().anyMatch(CipherSuite::anonymous) ? " (anonymous ones identify no endpoint)" : ""));
        }
        List<NamedGroup> groups = filter(w.groups == null ? defaults.groups().value() : ParametersMapper.groups(w.groups),
                g -> rules.permits(g) && permits(own, KEY_AGREEMENT, g.toString()));
        if (groups.isEmpty()) {
            throw new SSLHandshakeException("nothing to negotiate: no usable named group is enabled");
        }
        Predicate<SignatureScheme> permitted = x -> rules.permits(x) && permits(own, SIGNATURE, ParametersMapper.algorithmName(x));
        List<SignatureScheme> schemes = filter(w.schemes == null ? defaults.schemes().value() : ParametersMapper.schemes(w.schemes), permitted);
        return new EnabledAlgorithms(w, versions, fitting, groups, requireOne(schemes),
                w.schemes == null ? filter(defaults.clientSchemes().value(), permitted) : schemes);
    }

    private static String whyNot(List<ProtocolVersion> versions, AlgorithmRules rules) {
        return versions.stream().filter(v -> !rules.permits(v)).map(v -> " (" + v + " is forbidden by " + rules.whyNot(v) + ")")
                .collect(Collectors.joining());
    }

    /** The schemes for clients, one at least. */
    List<SignatureScheme> askedSchemes() throws SSLHandshakeException {
        return requireOne(clientSchemes);
    }

    private static List<SignatureScheme> requireOne(List<SignatureScheme> schemes) throws SSLHandshakeException {
        if (schemes.isEmpty()) {
            throw new SSLHandshakeException("nothing to negotiate: no usable signature scheme is enabled");
        }
        return schemes;
    }

    private static <T> List<T> filter(List<T> items, Predicate<T> test) {
        return List.copyOf(items.stream().filter(test).toList());
    }

    private static boolean permits(AlgorithmConstraints constraints, Set<CryptoPrimitive> use, String name) {
        return constraints == null || constraints.permits(use, name, null);
    }
}
