package dev.drawbridge.config;

import dev.drawbridge.config.conf.SecurityLevel;
import dev.drawbridge.config.conf.SuiteB;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.DisabledAlgorithms;
import java.util.ArrayList;
import java.util.List;

/**
 * What may be used at all: OpenSSL's security level and {@code jdk.tls.disabledAlgorithms} must allow it, and a profile of Suite B where there is one.
 *
 * @param level of this role
 * @param disabled of the JDK
 * @param suiteB of the cipher string, or null
 */
public record AlgorithmRules(SecurityLevel level, DisabledAlgorithms disabled, SuiteB suiteB) {
    /** The sizes of the primes of RFC 7919 and RFC 3526, and those below that servers sign and that OpenSSL's levels below 2 take. */
    private static final int[] FINITE_FIELDS = {1024, 1536, 2048, 3072, 4096, 6144, 8192};

    /**
     * Whether a version may be used. One that signs with MD5 and SHA-1 needs a level that takes those, which is 0 alone. OpenSSL 3.0 has that too, but
     * finds it out when something is to be signed, so that its RSA key exchange still works above.
     */
    public boolean permits(ProtocolVersion version) {
        return level.permits(version) && (version.namesSchemes() || SignatureScheme.UNNAMED.stream().allMatch(level::permits))
                && disabled.permits(version) && (suiteB == null || suiteB.permits(version));
    }

    /** Who forbids a version, for those who ask why it is not there. */
    public String whyNot(ProtocolVersion version) {
        List<String> rules = new ArrayList<>();
        if (!new AlgorithmRules(level, new DisabledAlgorithms(null), null).permits(version)) {
            rules.add(level + (version.namesSchemes() ? "" : " where 0 is needed"));
        }
        if (!disabled.permits(version)) {
            rules.add("jdk.tls.disabledAlgorithms");
        }
        if (suiteB != null && !suiteB.permits(version)) {
            rules.add(suiteB + ", which needs TLS 1.2 at least");
        }
        return String.join(" and ", rules);
    }

    /** Whether a suite may be used. */
    public boolean permits(CipherSuite suite) {
        return level.permits(suite) && disabled.permits(suite) && (suiteB == null || suiteB.permits(suite));
    }

    /** Whether a group may be used. */
    public boolean permits(NamedGroup group) {
        return level.permits(group) && disabled.permits(group) && (suiteB == null || suiteB.groups().contains(group));
    }

    /** The fewest bits that a prime of Diffie-Hellman must have; more than any prime has where none may be used. */
    public int finiteFieldBits() {
        for (int bits : FINITE_FIELDS) {
            if (level.permitsDh(bits) && disabled.permitsDh(bits)) {
                return bits;
            }
        }
        return Integer.MAX_VALUE;
    }

    /** Whether a signature scheme may be used in the handshake. */
    public boolean permits(SignatureScheme scheme) {
        return level.permits(scheme) && disabled.permits(scheme) && (suiteB == null || suiteB.schemes().contains(scheme));
    }
}
