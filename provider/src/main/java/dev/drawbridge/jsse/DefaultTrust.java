package dev.drawbridge.jsse;

import dev.drawbridge.HostFlag;
import dev.drawbridge.TrustParameters;
import dev.drawbridge.VerifyFlag;
import dev.drawbridge.config.ContextDefaults;
import dev.drawbridge.config.Notices;
import dev.drawbridge.config.Properties;
import dev.drawbridge.config.PropertyException;
import dev.drawbridge.config.TrustDefaults;
import dev.drawbridge.config.VerifySettings;
import dev.drawbridge.config.conf.Said;
import dev.drawbridge.store.Anchors;
import dev.drawbridge.store.KeyStoreTrust;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.StoreFile;
import dev.drawbridge.store.TrustSource;
import dev.drawbridge.store.TrustSources;
import dev.drawbridge.verify.ChainVerifier;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.PathJudge;
import dev.drawbridge.verify.PkixJudge;
import dev.drawbridge.verify.Presented;
import dev.drawbridge.verify.SuiteBRules;
import dev.drawbridge.verify.VerifyParameters;
import dev.drawbridge.verify.VerifyWishes;
import java.nio.file.Path;
import java.security.KeyStoreException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whom a context trusts when its program gives no trust manager. The first that is said counts: {@code javax.net.ssl.trustStore};
 * {@code VerifyCAFile}, {@code VerifyCAPath} and {@code VerifyCAStore}, as properties, then in openssl.cnf; {@code SSL_CERT_FILE} and
 * {@code SSL_CERT_DIR}; the JDK's store. Files are read again when they change.
 */
final class DefaultTrust {
    /**
     * Trust from one place.
     *
     * @param anchors those of a key store, or null: OpenSSL's places are only searched, and no names of theirs are sent to clients
     * @param source the same to look up names in
     * @param keyStore whether any certificate of it ends a chain, as in JSSE, or as in OpenSSL only a self-signed one
     */
    private record Place(Supplier<Anchors> anchors, TrustSource source, boolean keyStore) {
        static Place of(Supplier<KeyStoreTrust> trust) {
            return new Place(() -> trust.get().anchors(), KeyStoreTrust.source(trust), true);
        }

        static Place of(Anchors anchors) throws StoreException {
            KeyStoreTrust trust = KeyStoreTrust.of(anchors);
            return of(() -> trust);
        }

        List<X509Certificate> certificates() {
            return anchors == null ? List.of() : anchors.get().certificates();
        }
    }

    /** Whom one role trusts and how it verifies. */
    private record Side(Place place, VerifySettings verification) {
    }

    /** Servers and clients are judged by the defaults of the role that faces them. */
    private record RoleJudge(PathJudge ofServers, PathJudge ofClients) implements PathJudge {
        @Override
        public Judgement judge(Presented peer, VerifyWishes wishes) throws CertificateException {
            return (peer.server() ? ofServers : ofClients).judge(peer, wishes);
        }

        @Override
        public Object trusted() {
            return List.of(ofServers.trusted(), ofClients.trusted());
        }

        @Override
        public boolean takesWishes() {
            return ofServers.takesWishes() && ofClients.takesWishes();
        }

        @Override
        public String toString() {
            String servers = ofServers.toString();
            String clients = ofClients.toString();
            return servers.equals(clients) ? servers : "of servers: " + servers + "; of clients: " + clients;
        }
    }

    /** The JDK's validator knows nothing of Suite B. */
    private record SuiteBJudge(PathJudge judge, Set<VerifyFlag> flags) implements PathJudge {
        @Override
        public Judgement judge(Presented peer, VerifyWishes wishes) throws CertificateException {
            Judgement judgement = judge.judge(peer, wishes);
            SuiteBRules.check(judgement.chain(), flags);
            return judgement;
        }

        @Override
        public Object trusted() {
            return judge.trusted();
        }

        @Override
        public boolean takesWishes() {
            return judge.takesWishes();
        }

        @Override
        public String toString() {
            return judge.toString();
        }
    }

    private DefaultTrust() {
    }

    /** The trust manager of the present properties and configuration. */
    static PkixTrustManager of(Properties properties) throws StoreException {
        return of(properties, ContextDefaults.trust(properties, true), ContextDefaults.trust(properties, false));
    }

    /**
     * The same for a context whose defaults are known.
     *
     * @param client how the client verifies
     * @param server how the server verifies
     */
    static PkixTrustManager of(Properties properties, TrustDefaults client, TrustDefaults server) throws StoreException {
        Place servers = place(properties, client);
        Place clients = named(properties, server).equals(named(properties, client)) ? servers : place(properties, server);
        return manager(properties, new Side(servers, client.verification()), new Side(clients, server.verification()), null);
    }

    /** The trust manager of anchors that the program chose. */
    static PkixTrustManager of(Properties properties, Anchors anchors) throws StoreException {
        return of(properties, Place.of(anchors), null);
    }

    /** The trust manager that a program describes; what it does not say is as configured. */
    static PkixTrustManager of(Properties properties, TrustParameters given) throws StoreException, KeyStoreException {
        List<TrustSource> sources = new ArrayList<>();
        for (Path file : given.caFiles()) {
            sources.add(TrustSources.caFile(file, DefaultTrust::report));
        }
        for (Path directory : given.caPaths()) {
            sources.add(TrustSources.caPath(directory.toString(), false, DefaultTrust::report));
        }
        Place store = given.keyStore() == null ? null : Place.of(Anchors.of(given.keyStore(), "a key store of the program"));
        if (store == null) {
            return of(properties, sources.isEmpty() ? null : new Place(null, TrustSources.of(sources), false), given);
        }
        sources.add(0, store.source);
        return of(properties, new Place(store.anchors, TrustSources.of(sources), true), given);
    }

    /** The trust manager of the program's own PKIX parameters. */
    static PkixTrustManager of(Properties properties, PkixJudge judge) {
        List<X509Certificate> issuers = judge.anchors().certificates();
        VerifySettings client = ContextDefaults.trust(properties, true).verification();
        VerifySettings server = ContextDefaults.trust(properties, false).verification();
        return new PkixTrustManager(new RoleJudge(keeping(client, judge), keeping(server, judge)), () -> issuers, properties.disabledAlgorithms(),
                properties.jdk().distrustedAuthorities(), PkixTrustManager.HostFlags.NONE);
    }

    private static PathJudge keeping(VerifySettings verification, PkixJudge judge) {
        return verification.demanded().isEmpty() ? judge : new SuiteBJudge(judge, verification.demanded());
    }

    /** By the configuration but for what is given; null is nothing given. */
    private static PkixTrustManager of(Properties properties, Place place, TrustParameters given) throws StoreException {
        TrustDefaults client = ContextDefaults.trust(properties, true);
        TrustDefaults server = ContextDefaults.trust(properties, false);
        return manager(properties, new Side(place == null ? place(properties, client) : place, client.verification()),
                new Side(place == null ? place(properties, server) : place, server.verification()), given);
    }

    private static List<Said<Path>> named(Properties properties, TrustDefaults defaults) {
        return properties.namesTrustStore() ? List.of() : defaults.files();
    }

    private static Place place(Properties properties, TrustDefaults defaults) throws StoreException {
        List<Said<Path>> named = named(properties, defaults);
        if (!named.isEmpty()) {
            return new Place(null, TrustDefaults.source(named, DefaultTrust::report), false);
        }
        String file = properties.certFile();
        String directories = properties.certDirectories();
        if (!properties.namesTrustStore() && (file != null || directories != null)) {
            return new Place(null, TrustSources.defaults(file, directories, DefaultTrust::report), false);
        }
        StoreFile store = properties.trustStore();
        return TrustSources.linked(store) ? new Place(null, TrustSources.links(store, DefaultTrust::report), true)
                : Place.of(KeyStoreTrust.of(store, DefaultTrust::report));
    }

    private static void report(StoreException e) {
        Notices.tell(e.getMessage());
    }

    private static PkixTrustManager manager(Properties properties, Side servers, Side clients, TrustParameters given) throws StoreException {
        PathJudge judge = new RoleJudge(judge(properties, servers, given), judge(properties, clients, given));
        return new PkixTrustManager(judge, clients.place::certificates, properties.disabledInChains(),
                properties.jdk().distrustedAuthorities(), new PkixTrustManager.HostFlags(hostFlags(servers, given), hostFlags(clients, given)));
    }

    private static Set<HostFlag> hostFlags(Side side, TrustParameters given) {
        Set<HostFlag> on = side.verification.hostFlagsOn();
        if (given != null) {
            given.hostFlags().forEach((flag, set) -> {
                on.remove(flag);
                if (set) {
                    on.add(flag);
                }
            });
        }
        return on;
    }

    /**
     * Chains are verified as OpenSSL does. Revocation by {@code com.sun.net.ssl.checkRevocation} is the JDK's own, with what its properties say
     * of OCSP and of downloads; a program that says itself how to verify has to ask for it too.
     */
    private static PathJudge judge(Properties properties, Side side, TrustParameters given) throws StoreException {
        Place place = side.place;
        if (given != null) {
            if (properties.checkRevocation() && !given.flags().getOrDefault(VerifyFlag.CRL_CHECK, false)) {
                throw new PropertyException("com.sun.net.ssl.checkRevocation", "true", "TrustParameters with VerifyFlag.CRL_CHECK and CRLs, because"
                        + " the JDK's check of revocation does not go with them");
            }
            return new ChainVerifier(place.source, parameters(side, given), given.callback());
        }
        if (!properties.checkRevocation()) {
            return new ChainVerifier(place.source, side.verification.parameters(place.keyStore));
        }
        if (place.anchors == null) {
            throw new PropertyException("com.sun.net.ssl.checkRevocation", "true", "trust from a key store, such as javax.net.ssl.trustStore;"
                    + " with " + place.source + " revocation is checked by CRLs, and SetCertificateFlags = CRLCheck asks for it");
        }
        return keeping(side.verification, new PkixJudge(place.anchors, true));
    }

    private static VerifyParameters parameters(Side side, TrustParameters given) {
        VerifyParameters.Builder b = side.verification.parameters(side.place.keyStore).toBuilder().time(given.time());
        given.flags().forEach(b::flag);
        given.hostFlags().forEach(b::flag);
        if (!given.hosts().isEmpty()) {
            b.hosts(given.hosts());
        }
        side.verification.demand(b);
        return (given.depth() == null ? b : b.depth(given.depth())).build();
    }
}
