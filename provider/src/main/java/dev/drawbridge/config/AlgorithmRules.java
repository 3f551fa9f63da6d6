package dev.drawbridge.config;

import dev.drawbridge.config.conf.SecurityLevel;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.DisabledAlgorithms;

/**
 * What may be used at all: both OpenSSL's security level and {@code jdk.tls.disabledAlgorithms} must allow it.
 *
 * @param level of this role
 * @param disabled of the JDK
 */
public record AlgorithmRules(SecurityLevel level, DisabledAlgorithms disabled) {
    /** The sizes of the primes of RFC 7919 and RFC 3526, and those below that servers sign and that OpenSSL's levels below 2 take. */
    private static final int[] FINITE_FIELDS = {1024, 1536, 2048, 3072, 4096, 6144, 8192};

    /** Whether a version may be used. */
    public boolean permits(ProtocolVersion version) {
        return level.permits(version) && disabled.permits(version);
    }

    /** Whether a suite may be used. */
    public boolean permits(CipherSuite suite) {
        return level.permits(suite) && disabled.permits(suite);
    }

    /** Whether a group may be used. */
    public boolean permits(NamedGroup group) {
        return level.permits(group) && disabled.permits(group);
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
        return level.permits(scheme) && disabled.permits(scheme);
    }
}
