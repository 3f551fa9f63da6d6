package dev.drawbridge;

import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.ManagerFactoryParameters;

/**
 * Whom to trust and how to verify, for a {@code TrustManagerFactory} of this provider: what {@code SSL_CTX_load_verify_locations},
 * {@code X509_VERIFY_PARAM} and {@code SSL_CTX_set_verify} say in OpenSSL. What is not said is as configured, else as by default.
 *
 * <pre>{@code
 * TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX", "Drawbridge");
 * factory.init(TrustParameters.builder().caFile(Path.of("ca-and-crl.pem")).flag(VerifyFlag.CRL_CHECK, true).build());
 * context.init(null, factory.getTrustManagers(), null);
 * }</pre>
 *
 * Immutable.
 */
public final class TrustParameters implements ManagerFactoryParameters {
    private final KeyStore keyStore;
    private final List<Path> caFiles;
    private final List<Path> caPaths;
    private final Map<VerifyFlag, Boolean> flags;
    private final Map<HostFlag, Boolean> hostFlags;
    private final List<String> hosts;
    private final Integer depth;
    private final Instant time;
    private final VerifyCallback callback;

    private TrustParameters(Builder b) {
        keyStore = b.keyStore;
        caFiles = List.copyOf(b.caFiles);
        caPaths = List.copyOf(b.caPaths);
        flags = Collections.unmodifiableMap(new EnumMap<>(b.flags));
        hostFlags = Collections.unmodifiableMap(new EnumMap<>(b.hostFlags));
        hosts = List.copyOf(b.hosts);
        depth = b.depth;
        time = b.time;
        callback = b.callback;
    }

    /** Parameters that say nothing yet. */
    public static Builder builder() {
        return new Builder();
    }

    /** The key store whose certificates are trusted, or null. */
    public KeyStore keyStore() {
        return keyStore;
    }

    /** Files of trusted certificates and CRLs. */
    public List<Path> caFiles() {
        return caFiles;
    }

    /** Directories with the links of {@code openssl rehash}. */
    public List<Path> caPaths() {
        return caPaths;
    }

    /** The flags that are turned on or off. */
    public Map<VerifyFlag, Boolean> flags() {
        return flags;
    }

    /** The flags for names that are turned on or off. */
    public Map<HostFlag, Boolean> hostFlags() {
        return hostFlags;
    }

    /** The hosts of which a peer must name one; empty for no check. */
    public List<String> hosts() {
        return hosts;
    }

    /** The most certificates between a peer's and its trust anchor, or null. */
    public Integer depth() {
        return depth;
    }

    /** The time to check at, or null for now. */
    public Instant time() {
        return time;
    }

    /** What is asked about each certificate and each error, or null. */
    public VerifyCallback callback() {
        return callback;
    }

    /** Collects parameters; for one thread. */
    public static final class Builder {
        private final List<Path> caFiles = new ArrayList<>();
        private final List<Path> caPaths = new ArrayList<>();
        private final Map<VerifyFlag, Boolean> flags = new EnumMap<>(VerifyFlag.class);
        private final Map<HostFlag, Boolean> hostFlags = new EnumMap<>(HostFlag.class);
        private final List<String> hosts = new ArrayList<>();
        private KeyStore keyStore;
        private Integer depth;
        private Instant time;
        private VerifyCallback callback;

        private Builder() {
        }

        /** Trusts the certificates of a key store; as in JSSE any of them ends a chain, unless {@link VerifyFlag#PARTIAL_CHAIN} is off. */
        public Builder keyStore(KeyStore store) {
            keyStore = store;
            return this;
        }

        /**
         * Trusts the certificates of a PEM file, and uses its CRLs ({@code SSL_CTX_load_verify_file(3)}); may be said more than once. Read by
         * the factory, and again when the file changes.
         */
        public Builder caFile(Path file) {
            caFiles.add(file);
            return this;
        }

        /** Trusts what the links in a directory name ({@code SSL_CTX_load_verify_dir(3)}), looked up when a chain is verified. */
        public Builder caPath(Path directory) {
            caPaths.add(directory);
            return this;
        }

        /** Turns a flag on or off (X509_VERIFY_PARAM_set_flags(3)). */
        public Builder flag(VerifyFlag flag, boolean on) {
            flags.put(flag, on);
            return this;
        }

        /** Turns a flag for names on or off (X509_check_host(3)). */
        public Builder flag(HostFlag flag, boolean on) {
            hostFlags.put(flag, on);
            return this;
        }

        /** A host of which the peer's certificate may be (X509_VERIFY_PARAM_add1_host(3)); may be said more than once, then one is enough. */
        public Builder host(String name) {
            hosts.add(name);
            return this;
        }

        /** At most so many certificates between the peer's and its trust anchor, 0 and more, neither counted (X509_VERIFY_PARAM_set_depth(3)). */
        public Builder depth(int certificates) {
            if (certificates < 0) {
                throw new IllegalArgumentException("a verify depth of " + certificates + " is negative");
            }
            depth = certificates;
            return this;
        }

        /** The time to check at (X509_VERIFY_PARAM_set_time(3)), or null for now. */
        public Builder time(Instant instant) {
            time = instant;
            return this;
        }

        /** Is asked about each certificate and each error, and may override (SSL_CTX_set_verify(3)); called by many threads at once. */
        public Builder callback(VerifyCallback c) {
            callback = c;
            return this;
        }

        /** What was said so far. */
        public TrustParameters build() {
            return new TrustParameters(this);
        }
    }
}
