package dev.drawbridge.config.conf;

import dev.drawbridge.spec.ProtocolVersion;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which suites of a list can be used: what {@code openssl ciphers -s} asks.
 *
 * @param level the security level
 * @param lowest the lowest version allowed
 * @param highest the highest version allowed
 * @param suiteB whether a Suite B profile lets nobody sign but with ECDSA
 * @param psk whether there are pre-shared keys of TLS 1.2
 * @param srp whether there are SRP users
 */
public record SuiteUse(SecurityLevel level, ProtocolVersion lowest, ProtocolVersion highest, boolean suiteB, boolean psk,
        boolean srp) {
    private static final Set<Trait> OF_PSK = EnumSet.of(Trait.KX_PSK, Trait.KX_RSA_PSK, Trait.KX_DHE_PSK, Trait.KX_ECDHE_PSK, Trait.AU_PSK);
    private static final Set<Trait> OF_SRP = EnumSet.of(Trait.KX_SRP, Trait.AU_SRP);

    /** The suites of the list that can be used, in its order. */
    public List<OpensslSuite> of(List<OpensslSuite> suites) {
        return suites.stream().filter(this::permits).toList();
    }

    private boolean permits(OpensslSuite suite) {
        return hasVersion(suite)
                && level.permits(suite)
                && (!suiteB || !suite.has(Trait.AU_RSA) && !suite.has(Trait.AU_DSS))
                && (psk || suite.traits().stream().noneMatch(OF_PSK::contains))
                && (srp || suite.traits().stream().noneMatch(OF_SRP::contains));
    }

    private boolean hasVersion(OpensslSuite suite) {
        for (ProtocolVersion version : ProtocolVersion.values()) {
            if (version.atLeast(lowest) && highest.atLeast(version) && level.permits(version)
                    && version.atLeast(suite.minimum()) && suite.maximum().atLeast(version)) {
                return true;
            }
        }
        return false;
    }
}
