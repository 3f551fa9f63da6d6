package dev.drawbridge.jsse;

import dev.drawbridge.config.ContextDefaults;
import dev.drawbridge.config.Notices;
import dev.drawbridge.config.Properties;
import dev.drawbridge.config.PropertyException;
import dev.drawbridge.config.RoleFiles;
import dev.drawbridge.config.conf.Said;
import dev.drawbridge.store.Anchors;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.StoreFile;
import dev.drawbridge.store.TrustSource;
import dev.drawbridge.store.TrustSources;
import dev.drawbridge.verify.ChainVerifier;
import dev.drawbridge.verify.PathJudge;
import dev.drawbridge.verify.PkixJudge;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Whom a context trusts when its program gives no trust manager. The first that is said counts: {@code javax.net.ssl.trustStore};
 * {@code VerifyCAFile}, {@code VerifyCAPath} and {@code VerifyCAStore}, as properties, then in openssl.cnf; {@code SSL_CERT_FILE} and
 * {@code SSL_CERT_DIR}; the JDK's store.
 */
final class DefaultTrust {
    /**
     * Trust from one place.
     *
     * @param anchors those of a key store, or null: OpenSSL's places are only searched, and no names of theirs are sent to clients
     * @param source the same to look up names in
     * @param partialChains whether any certificate ends a chain, as in JSSE, or as in OpenSSL only a self-signed one
     */
    private record Place(Anchors anchors, TrustSource source, boolean partialChains) {
        static Place of(Anchors anchors) throws StoreException {
            return new Place(anchors, TrustSources.anchors(anchors), true);
        }
    }

    /** Servers and clients are judged by the defaults of the role that faces them. */
    private record RoleJudge(PathJudge ofServers, PathJudge ofClients) implements PathJudge {
        @Override
        public List<X509Certificate> judge(List<X509Certificate> chain, boolean server) throws CertificateException {
            return (server ? ofServers : ofClients).judge(chain, server);
        }

        @Override
        public String toString() {
            String servers = ofServers.toString();
            String clients = ofClients.toString();
            return servers.equals(clients) ? servers : "of servers: " + servers + "; of clients: " + clients;
        }
    }

    private DefaultTrust() {
    }

    /** The trust manager of the present properties and configuration. */
    static PkixTrustManager of(Properties properties) throws StoreException {
        List<Said<Path>> asClient = named(properties, true);
        List<Said<Path>> asServer = named(properties, false);
        Place servers = place(properties, asClient);
        Place clients = asServer.equals(asClient) ? servers : place(properties, asServer);
        return manager(properties, servers, clients);
    }

    /** The trust manager of anchors that the program chose. */
    static PkixTrustManager of(Properties properties, Anchors anchors) throws StoreException {
        Place place = Place.of(anchors);
        return manager(properties, place, place);
    }

    private static List<Said<Path>> named(Properties properties, boolean client) {
        return properties.namesTrustStore() ? List.of() : RoleFiles.of(properties, client).trust();
    }

    private static Place place(Properties properties, List<Said<Path>> named) throws StoreException {
        if (!named.isEmpty()) {
            List<TrustSource> sources = new ArrayList<>();
            for (Said<Path> said : named) {
                sources.add(source(said));
            }
            return new Place(null, TrustSources.of(sources), false);
        }
        String file = properties.certFile();
        String directories = properties.certDirectories();
        if (!properties.namesTrustStore() && (file != null || directories != null)) {
            return new Place(null, TrustSources.defaults(file, directories, DefaultTrust::report), false);
        }
        StoreFile store = properties.trustStore();
        return TrustSources.linked(store) ? new Place(null, TrustSources.of(store, DefaultTrust::report), true) : Place.of(Anchors.of(store));
    }

    private static void report(StoreException e) {
        Notices.tell(e.getMessage());
    }

    private static TrustSource source(Said<Path> said) throws StoreException {
        String path = said.value().toString();
        try {
            return switch (said.command()) {
                case VERIFY_CA_FILE -> TrustSources.caFile(said.value());
                case VERIFY_CA_PATH -> TrustSources.caPath(path, false, DefaultTrust::report);
                default -> TrustSources.caStore(path, DefaultTrust::report);
            };
        } catch (StoreException e) {
            throw new StoreException(said.origin() + ": " + said.command() + " = " + path + ": " + e.getMessage(), e);
        }
    }

    private static PkixTrustManager manager(Properties properties, Place servers, Place clients) throws StoreException {
        PathJudge judge = new RoleJudge(judge(properties, servers, true), judge(properties, clients, false));
        List<X509Certificate> issuers = clients.anchors == null ? List.of() : clients.anchors.certificates();
        return new PkixTrustManager(judge, issuers, properties.disabledInChains());
    }

    /**
     * Chains are verified as OpenSSL does. Revocation by {@code com.sun.net.ssl.checkRevocation} is the JDK's own, with what its properties say
     * of OCSP and of downloads.
     */
    private static PathJudge judge(Properties properties, Place place, boolean client) throws StoreException {
        if (!properties.checkRevocation()) {
            return new ChainVerifier(place.source, place.partialChains, ContextDefaults.level(properties, client).level());
        }
        if (place.anchors == null) {
            throw new PropertyException("com.sun.net.ssl.checkRevocation", "true", "trust from a key store, such as javax.net.ssl.trustStore:"
                    + " revocation is not checked yet with " + place.source);
        }
        return new PkixJudge(place.anchors, true);
    }
}
