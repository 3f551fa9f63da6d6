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

    /** Whether a signature scheme may be used in the handshake. */
    public boolean permits(SignatureScheme scheme) {
        return level.permits(scheme) && disabled.permits(scheme);
    }
}
