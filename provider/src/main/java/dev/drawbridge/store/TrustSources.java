package dev.drawbridge.store;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Makes the sources of trust that OpenSSL has, and those that it has not. */
public final class TrustSources {
    /**
     * Where OpenSSL was built to look, first that of Debian and Ubuntu, then of Fedora and Red Hat, of Alpine, Arch, SUSE and macOS, of
     * OpenSSL's own build, and of Homebrew.
     */
    private static final List<String> OPENSSL_DIRECTORIES = List.of("/usr/lib/ssl", "/etc/pki/tls", "/etc/ssl", "/usr/local/ssl",
            "/opt/homebrew/etc/openssl@3", "/usr/local/etc/openssl@3");

    private static final Pattern LINK = Pattern.compile("[0-9a-f]{8}\\.[0-9]+");

    private TrustSources() {
    }

    /** A CAfile: certificates, trusted certificates and CRLs in one PEM file, read now. */
    public static TrustSource caFile(Path file) throws StoreException {
        List<Cert> certificates = new ArrayList<>();
        List<Crl> crls = new ArrayList<>();
        for (StoreItem item : StoreReader.pem(FileBytes.read(file), file.toString())) {
            if (item instanceof StoreItem.OfCertificate c) {
                certificates.add(c.cert());
            } else if (item instanceof StoreItem.OfCrl c) {
                crls.add(c.crl());
            }
        }
        if (certificates.isEmpty() && crls.isEmpty()) {
            throw Place.whole(file.toString()).error("has neither a certificate nor a CRL; expected CERTIFICATE,"
                    + " TRUSTED CERTIFICATE or X509 CRL", "no certificate or crl found");
        }
        return new MemorySource(certificates, crls, file.toString());
    }

    /**
     * The same, read again when the file changes; {@code report} is told when it cannot be, and what was read before stays. Of a pipe or a
     * device only what it says now counts.
     */
    public static TrustSource caFile(Path file, Consumer<StoreException> report) throws StoreException {
        if (!Files.isRegularFile(file)) {
            return caFile(file);
        }
        return new Reloading(Watched.shared(List.of("CAfile", file), TrustSource.class, () -> caFile(file), List.of(file), report));
    }

    /**
     * A CApath: directories with the links of {@code openssl rehash}, looked at when a name is asked for. They need not exist.
     *
     * @param directories one or several, separated as in the variable PATH
     * @param oldHashes whether links of the hash of OpenSSL before 1.0 count too, which OpenSSL itself no longer looks for
     * @param report gets what is wrong with a file that was looked up
     */
    public static TrustSource caPath(String directories, boolean oldHashes, Consumer<StoreException> report) throws StoreException {
        Set<Path> distinct = new LinkedHashSet<>();
        for (String directory : directories.split(File.pathSeparator)) {
            if (!directory.isEmpty()) {
                distinct.add(searchable(path(directory)));
            }
        }
        if (distinct.isEmpty()) {
            throw new StoreException("the CApath '" + directories + "' names no directory; expected one or several, separated by "
                    + File.pathSeparator + " (invalid directory)");
        }
        return of(distinct.stream().<TrustSource>map(d -> new CaPath(d, oldHashes, report)).toList());
    }

    /** A directory that is not there may come; one that can never be looked into is a mistake. */
    private static Path searchable(Path directory) throws StoreException {
        if (Files.exists(directory) && !(Files.isDirectory(directory) && Files.isExecutable(directory))) {
            throw Place.whole(directory.toString()).error("is not a directory that this process may search; expected one with the links of"
                    + " 'openssl rehash'", "invalid directory");
        }
        return directory;
    }

    /** A CAstore: a {@code file:} URI or a path; a file is a {@link #caFile}, a directory a CApath. */
    public static TrustSource caStore(String uri, Consumer<StoreException> report) throws StoreException {
        Path path = uri.regionMatches(true, 0, "file:", 0, 5) ? pathOf(uri) : path(uri);
        if (!uri.regionMatches(true, 0, "file:", 0, 5) && uri.matches("[A-Za-z][A-Za-z0-9+.-]+:.*") && !Files.exists(path)) {
            throw new StoreException("the CAstore " + uri + " has a scheme that is not known; expected file: or a path (unregistered scheme)");
        }
        return Files.isDirectory(path) ? new CaPath(path, false, report) : caFile(path, report);
    }

    private static Path pathOf(String uri) throws StoreException {
        String rest = uri.substring("file:".length());
        try {
            // file:relative is allowed to OpenSSL; the JDK wants a URI with a slash.
            if (!rest.startsWith("/")) {
                return path(rest);
            }
            return Path.of(new URI(uri.startsWith("file://localhost/") ? "file://" + uri.substring("file://localhost".length()) : uri));
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            throw new StoreException("the CAstore " + uri + " is not a file: URI: " + e.getMessage(), e);
        }
    }

    /**
     * What {@code SSL_CTX_set_default_verify_paths} trusts: a file and a directory. A place that is not named and not there is passed over; a
     * file that is named must be readable.
     *
     * @param certFile the value of {@code SSL_CERT_FILE}, or null
     * @param certDirectories the value of {@code SSL_CERT_DIR}, or null
     */
    public static TrustSource defaults(String certFile, String certDirectories, Consumer<StoreException> report) throws StoreException {
        return defaults(certFile, certDirectories, opensslDirectory(), report);
    }

    static TrustSource defaults(String certFile, String certDirectories, Path openssl, Consumer<StoreException> report) throws StoreException {
        List<TrustSource> sources = new ArrayList<>();
        if (certFile != null) {
            try {
                sources.add(caFile(path(certFile), report));
            } catch (StoreException e) {
                throw new StoreException("SSL_CERT_FILE=" + certFile + ": " + e.getMessage(), e.reason(), e);
            }
        } else if (Files.exists(openssl.resolve("cert.pem"))) {
            sources.add(caFile(openssl.resolve("cert.pem"), report));
        }
        sources.add(caPath(certDirectories != null ? certDirectories : openssl.resolve("certs").toString(), false, report));
        return of(sources);
    }

    /** OPENSSLDIR of this machine's OpenSSL, as far as the usual places tell: where openssl.cnf, cert.pem and certs are. */
    public static Path opensslDirectory() {
        return opensslDirectory(OPENSSL_DIRECTORIES.stream().map(Path::of).toList());
    }

    static Path opensslDirectory(List<Path> candidates) {
        for (Path directory : candidates) {
            if (Files.exists(directory.resolve("cert.pem")) || Files.isDirectory(directory.resolve("certs"))) {
                return directory;
            }
        }
        return candidates.get(0);
    }

    /** The anchors of a key store. */
    public static TrustSource anchors(Anchors anchors) throws StoreException {
        return anchors(anchors, List.of());
    }

    static TrustSource anchors(Anchors anchors, List<Crl> crls) throws StoreException {
        List<Cert> certificates = new ArrayList<>();
        for (X509Certificate c : anchors.certificates()) {
            try {
                certificates.add(Cert.of(c));
            } catch (CertificateException e) {
                throw new StoreException(anchors + ": " + e.getMessage(), e);
            }
        }
        return new MemorySource(certificates, crls, anchors.origin());
    }

    /** Whether a trust store is a directory of type PEM with the links of {@code openssl rehash}, which then are all that is looked at. */
    public static boolean linked(StoreFile file) throws StoreException {
        if (!file.pem() || file.path() == null || !Files.isDirectory(path(file.path()))) {
            return false;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(path(file.path()))) {
            for (Path entry : all) {
                if (LINK.matcher(String.valueOf(entry.getFileName())).matches()) {
                    return true;
                }
            }
            return false;
        } catch (IOException | DirectoryIteratorException e) {
            throw new StoreException(file + ": cannot be listed (" + e + "); expected a directory that this process may read", e);
        }
    }

    /** A CApath for a trust store that is {@link #linked}. */
    public static TrustSource links(StoreFile file, Consumer<StoreException> report) throws StoreException {
        return new CaPath(path(file.path()), false, report);
    }

    /** A source that may become another between two questions. */
    record Reloading(Supplier<TrustSource> source) implements TrustSource {
        @Override
        public List<Cert> named(CanonicalName subject) {
            return source.get().named(subject);
        }

        @Override
        public List<Crl> crls(CanonicalName issuer) {
            return source.get().crls(issuer);
        }

        @Override
        public Object state() {
            return source.get().state();
        }

        @Override
        public String toString() {
            return source.get().toString();
        }
    }

    /** Several, in order: each is asked, and what more than one of them has counts once. */
    public static TrustSource of(List<TrustSource> sources) {
        return sources.size() == 1 ? sources.get(0) : new Several(List.copyOf(sources));
    }

    private record Several(List<TrustSource> sources) implements TrustSource {
        @Override
        public List<Cert> named(CanonicalName subject) {
            return all(s -> s.named(subject));
        }

        @Override
        public List<Crl> crls(CanonicalName issuer) {
            return all(s -> s.crls(issuer));
        }

        private <T> List<T> all(Function<TrustSource, List<T>> look) {
            Set<T> found = new LinkedHashSet<>();
            for (TrustSource s : sources) {
                found.addAll(look.apply(s));
            }
            return List.copyOf(found);
        }

        @Override
        public Object state() {
            return sources.stream().map(TrustSource::state).toList();
        }

        @Override
        public String toString() {
            return sources.isEmpty() ? "nothing: no source of trust is configured"
                    : String.join(", ", sources.stream().map(TrustSource::toString).toList());
        }
    }

    private static Path path(String path) throws StoreException {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new StoreException(e.getMessage(), e);
        }
    }
}
