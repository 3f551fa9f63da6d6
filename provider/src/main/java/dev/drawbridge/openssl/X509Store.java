package dev.drawbridge.openssl;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.config.Notices;
import dev.drawbridge.config.Properties;
import dev.drawbridge.store.Anchors;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.TrustSource;
import dev.drawbridge.store.TrustSources;
import dev.drawbridge.verify.VerifyParameters;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The certificates and CRLs that peers are verified with: OpenSSL's {@code X509_STORE} (X509_STORE_new(3)), reached by
 * {@link SslContext#getCertStore}. A new one trusts nobody. Safe for many threads; what is added counts for verifications that begin later.
 */
public final class X509Store {
    private final List<TrustSource> sources = new CopyOnWriteArrayList<>();
    private final Set<VerifyFlag> flags = EnumSet.noneOf(VerifyFlag.class);

    /** A store that trusts nobody ({@code X509_STORE_new}). */
    public X509Store() {
        // nobody
    }

    /**
     * Trusts the certificates of a PEM file and takes its CRLs ({@code X509_STORE_load_file}); it is read now, and again when it changes.
     *
     * @throws SslException when it cannot be read or has neither
     */
    public void loadFile(Path file) throws SslException {
        add("X509_STORE_load_file", () -> TrustSources.caFile(file, X509Store::report));
    }

    /**
     * Looks for issuers and CRLs in a directory as {@code openssl rehash} prepares it ({@code X509_STORE_load_path}), whenever one is needed.
     *
     * @param directories one or several, separated as in the variable PATH
     * @throws SslException when one is no directory
     */
    public void loadPath(String directories) throws SslException {
        add("X509_STORE_load_path", () -> TrustSources.caPath(directories, false, X509Store::report));
    }

    /**
     * A file or directory ({@code X509_STORE_load_store}).
     *
     * @param uri a path, or a URI of the scheme {@code file}
     */
    public void loadStore(String uri) throws SslException {
        add("X509_STORE_load_store", () -> TrustSources.caStore(uri, X509Store::report));
    }

    /** Trusts a certificate ({@code X509_STORE_add_cert}). */
    public void addCert(X509Certificate certificate) throws SslException {
        add("X509_STORE_add_cert", () -> TrustSources.anchors(new Anchors(List.of(certificate), "the program's own store")));
    }

    /**
     * Trusts whom OpenSSL trusts on this machine ({@code X509_STORE_set_default_paths}): {@code SSL_CERT_FILE} and {@code SSL_CERT_DIR}, else
     * cert.pem and certs of its directory. What is not there is passed over.
     */
    public void setDefaultPaths() throws SslException {
        Properties properties = Properties.ofJvm();
        add("X509_STORE_set_default_paths", () -> TrustSources.defaults(properties.certFile(), properties.certDirectories(), X509Store::report));
    }

    /** Turns flags of the verification on ({@code X509_STORE_set_flags}). */
    public void setFlags(VerifyFlag... more) {
        synchronized (flags) {
            flags.addAll(List.of(more));
        }
    }

    private interface Source {
        TrustSource open() throws StoreException;
    }

    private void add(String call, Source source) throws SslException {
        try {
            sources.add(source.open());
        } catch (StoreException e) {
            throw Failures.of(call, e);
        }
    }

    private static void report(StoreException e) {
        Notices.tell(e.getMessage());
    }

    void add(TrustSource source) {
        sources.add(source);
    }

    TrustSource trusted() {
        return TrustSources.of(List.copyOf(sources));
    }

    void flags(VerifyParameters.Builder parameters) {
        synchronized (flags) {
            flags.forEach(parameters::flag);
        }
    }

    /** How many places it looks in. */
    @Override
    public String toString() {
        return "X509Store" + sources;
    }
}
