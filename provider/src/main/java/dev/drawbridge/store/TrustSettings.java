package dev.drawbridge.store;

import java.util.List;

/**
 * What a {@code TRUSTED CERTIFICATE} block says beside its certificate (openssl-x509(1), "Trust Options").
 *
 * @param trusted dotted object identifiers of the uses it is trusted for
 * @param rejected those of the uses it is rejected for
 * @param alias its name, or null
 */
public record TrustSettings(List<String> trusted, List<String> rejected, String alias) {
    /** Nothing is said: what the certificate may do follows from its extensions alone. */
    public static final TrustSettings NONE = new TrustSettings(List.of(), List.of(), null);

    public TrustSettings {
        trusted = List.copyOf(trusted);
        rejected = List.copyOf(rejected);
    }
}
