package dev.drawbridge.config.conf;

import dev.drawbridge.spec.ProtocolVersion;
import java.util.Optional;

/**
 * A lowest or a highest version.
 *
 * @param version the version, or empty for none: the word {@code None} takes a bound away
 */
public record VersionBound(Optional<ProtocolVersion> version) {
}
