package dev.drawbridge.config;

import dev.drawbridge.spec.AeadAlgorithm;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.FragmentLimit;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What the JDK's own properties change about handshakes and keys (see {@link JdkSwitches}), and what OpenSSL's options do.
 *
 * @param disabledExtensions neither sent nor understood
 * @param compatibilityMode as a client: whether TLS 1.3 is made to look like TLS 1.2 to those between (RFC 8446 appendix D.4)
 * @param lastResort as a server: suites that are chosen only when there is no other
 * @param keyBytes after how many protected bytes keys are updated in TLS 1.3; what is not in it is left to RFC 8446
 * @param options of OpenSSL
 * @param dh which group of Diffie-Hellman a server takes
 * @param limit as a client: what it asks its servers to limit records to (max_fragment_length)
 */
public record Tuning(Set<ExtensionType> disabledExtensions, boolean compatibilityMode, Set<CipherSuite> lastResort,
        Map<AeadAlgorithm, Long> keyBytes, SslOptions options, DhChoice dh, FragmentLimit limit) {
    /** As without any property. */
    public static final Tuning DEFAULT = new Tuning(Set.of(), true, Set.of(), Map.of());

    /** What the JDK's properties say alone. */
    public Tuning(Set<ExtensionType> disabledExtensions, boolean compatibilityMode, Set<CipherSuite> lastResort,
            Map<AeadAlgorithm, Long> keyBytes) {
        this(disabledExtensions, compatibilityMode, lastResort, keyBytes, SslOptions.DEFAULT, DhChoice.AUTOMATIC, FragmentLimit.NONE);
    }

    /** The same with other options of OpenSSL. */
    public Tuning with(SslOptions other) {
        return new Tuning(disabledExtensions, compatibilityMode && other.middleboxCompat(), lastResort, keyBytes, other, dh, limit);
    }

    /** The same with another choice of groups of Diffie-Hellman. */
    public Tuning with(DhChoice other) {
        return new Tuning(disabledExtensions, compatibilityMode, lastResort, keyBytes, options, other, limit);
    }

    /** The same of a client that asks for a limit of records. */
    public Tuning with(FragmentLimit other) {
        return new Tuning(disabledExtensions, compatibilityMode, lastResort, keyBytes, options, dh, other);
    }

    /** The same of a server that takes hellos in the form of SSL 2.0, or not. */
    public Tuning withSsl2Hello(boolean takes) {
        return takes == options.ssl2Hello() ? this : with(options.withSsl2Hello(takes));
    }

    /** The same without an extension. */
    public Tuning without(ExtensionType extension) {
        Set<ExtensionType> disabled = new HashSet<>(disabledExtensions);
        disabled.add(extension);
        return new Tuning(disabled, compatibilityMode, lastResort, keyBytes, options, dh, limit);
    }

    public Tuning {
        disabledExtensions = Set.copyOf(disabledExtensions);
        lastResort = Set.copyOf(lastResort);
        keyBytes = Map.copyOf(keyBytes);
    }
}
