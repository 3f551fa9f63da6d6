package dev.drawbridge.jsse;

import dev.drawbridge.config.KeyFiles;
import dev.drawbridge.store.KeyAndChain;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.StoreFile;
import dev.drawbridge.store.Watched;
import dev.drawbridge.verify.ChainRules;
import dev.drawbridge.verify.HostNames;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.UnrecoverableEntryException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.interfaces.EdECKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Our key manager: the keys of key stores, decrypted once. Of those that fit in type and issuer it takes the one whose certificate names
 * the host that the client asked for, is valid now, is meant for its role, and whose curve the peer can verify.
 */
final class StoreKeyManager extends X509ExtendedKeyManager {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";

    /** A key and all that choosing looks at. */
    private record Entry(String alias, PrivateKey key, X509Certificate[] chain, String type, Set<Principal> issuers) {
        static Entry of(String alias, PrivateKey key, X509Certificate[] chain) {
            Set<Principal> issuers = new HashSet<>();
            for (X509Certificate c : chain) {
                issuers.add(c.getIssuerX500Principal());
            }
            return new Entry(alias, key, chain, keyType(chain[0].getPublicKey()), issuers);
        }

        X509Certificate leaf() {
            return chain[0];
        }

        @Override
        public String toString() {
            return alias + " (" + type + ", " + leaf().getSubjectX500Principal() + ")";
        }
    }

    /**
     * The keys that are chosen from, and those of the file before it changed: between the choice of an alias and the request for its chain
     * and key the file may change, and chain and key must be of one reading.
     */
    private record Keys(Map<String, Entry> present, Map<String, Entry> former) {
        Entry named(String alias) {
            Entry e = alias == null ? null : present.get(alias);
            return e != null || alias == null ? e : former.get(alias);
        }

        /** One reading is another than the next, whatever was read. */
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final Supplier<Keys> keys;

    private StoreKeyManager(Supplier<Keys> keys) {
        this.keys = keys;
    }

    /** Which keys there are now: an object that is another when they have changed. */
    Object held() {
        return keys.get();
    }

    private static StoreKeyManager fixed(Map<String, Entry> entries) {
        Keys keys = new Keys(entries, Map.of());
        return new StoreKeyManager(() -> keys);
    }

    /** The keys of one store under its own aliases; {@code password} opens all of them. */
    static StoreKeyManager of(KeyStore store, char[] password)
            throws KeyStoreException, NoSuchAlgorithmException, UnrecoverableEntryException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        if (store != null) {
            addAll(entries, store, n -> n, alias -> (PrivateKey) store.getKey(alias, password));
        }
        return fixed(entries);
    }

    /**
     * The keys of a file or directory, read again when it changes: handshakes from then on use the new ones. When they cannot be read, those
     * from before stay, and {@code report} is told.
     *
     * @param interval how often the file is looked at
     */
    static StoreKeyManager watching(StoreFile file, Consumer<StoreException> report, Duration interval) throws StoreException {
        return watching(entries -> addAll(entries, file), List.of(Path.of(file.path())), report, interval);
    }

    /** The same for keys that OpenSSL's configuration names, under numbers in their order. */
    static StoreKeyManager watching(List<KeyFiles> keys, Consumer<StoreException> report, Duration interval) throws StoreException {
        List<Path> files = keys.stream().flatMap(k -> k.files().stream()).distinct().toList();
        return watching(entries -> {
            for (KeyFiles k : keys) {
                KeyAndChain loaded = k.load();
                String alias = Integer.toString(entries.size() + 1);
                entries.put(alias, Entry.of(alias, loaded.key(), loaded.chain().toArray(new X509Certificate[0])));
            }
        }, files, report, interval);
    }

    /** A pipe or a device says what it has once. */
    private static StoreKeyManager watching(Source source, List<Path> files, Consumer<StoreException> report, Duration interval)
            throws StoreException {
        Reading reading = new Reading(source, files);
        if (!files.stream().allMatch(f -> Files.isRegularFile(f) || Files.isDirectory(f))) {
            Keys keys = reading.make();
            return new StoreKeyManager(() -> keys);
        }
        return new StoreKeyManager(Watched.of(reading, files, report, interval));
    }

    /** Tells the log that changed files cannot be used. */
    static void report(StoreException e) {
        System.getLogger(StoreKeyManager.class.getPackageName()).log(System.Logger.Level.WARNING,
                "the keys read before stay in use, because the changed file cannot be: {0}", e.getMessage());
    }

    /** Where keys are read from. */
    private interface Source {
        void addTo(Map<String, Entry> entries) throws StoreException;
    }

    private static void addAll(Map<String, Entry> entries, StoreFile file) throws StoreException {
        char[] password = file.passwordChars();
        try {
            KeyStore store = file.load();
            addAll(entries, store, alias -> alias, alias -> (PrivateKey) store.getKey(alias, password));
        } catch (UnrecoverableEntryException e) {
            throw new StoreException(file + ": a key does not open with javax.net.ssl.keyStorePassword; expected the password of"
                    + " the store and of all its keys", e);
        } catch (KeyStoreException | NoSuchAlgorithmException e) {
            throw new StoreException(file + ": " + e.getMessage(), e);
        } finally {
            if (password != null) {
                Arrays.fill(password, '\0');
            }
        }
    }

    /** Reads keys from files, each time under other aliases. */
    private static final class Reading implements Watched.Maker<Keys> {
        private final Source source;
        private final List<Path> files;
        private Map<String, Entry> last = Map.of();
        private int number;

        Reading(Source source, List<Path> files) {
            this.source = source;
            this.files = files;
        }

        @Override
        public Keys make() throws StoreException {
            Map<String, Entry> read = new LinkedHashMap<>();
            source.addTo(read);
            if (number > 0 && read.isEmpty()) {
                throw new StoreException(files + ": no private key is in them any more");
            }
            Map<String, Entry> entries = new LinkedHashMap<>();
            for (Entry e : read.values()) {
                String alias = number == 0 ? e.alias : e.alias + "@" + number;
                entries.put(alias, new Entry(alias, e.key, e.chain, e.type, e.issuers));
            }
            Keys keys = new Keys(entries, last);
            last = entries;
            number++;
            return keys;
        }
    }

    /** The keys of several stores; with more than one, an alias is preceded by its store's number. */
    static StoreKeyManager of(List<KeyStore.Builder> builders)
            throws KeyStoreException, NoSuchAlgorithmException, UnrecoverableEntryException {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (int i = 0; i < builders.size(); i++) {
            KeyStore.Builder builder = builders.get(i);
            KeyStore store = builder.getKeyStore();
            String prefix = builders.size() == 1 ? "" : (i + 1) + ".";
            addAll(entries, store, alias -> prefix + alias, alias ->
                    ((KeyStore.PrivateKeyEntry) store.getEntry(alias, builder.getProtectionParameter(alias))).getPrivateKey());
        }
        return fixed(entries);
    }

    private interface KeyOf {
        PrivateKey get(String alias) throws KeyStoreException, NoSuchAlgorithmException, UnrecoverableEntryException;
    }

    private static void addAll(Map<String, Entry> entries, KeyStore store, UnaryOperator<String> ourAlias, KeyOf keyOf)
            throws KeyStoreException, NoSuchAlgorithmException, UnrecoverableEntryException {
        for (String alias : Collections.list(store.aliases())) {
            if (!store.entryInstanceOf(alias, KeyStore.PrivateKeyEntry.class)) {
                continue;
            }
            Certificate[] chain = store.getCertificateChain(alias);
            if (isX509(chain)) {
                X509Certificate[] copy = Arrays.copyOf(chain, chain.length, X509Certificate[].class);
                entries.put(ourAlias.apply(alias), Entry.of(ourAlias.apply(alias), keyOf.get(alias), copy));
            }
        }
    }

    private static boolean isX509(Certificate[] chain) {
        return chain != null && chain.length > 0 && Arrays.stream(chain).allMatch(c -> c instanceof X509Certificate);
    }

    /** The key type as SunJSSE names it to key managers. */
    private static String keyType(PublicKey key) {
        return key instanceof EdECKey ? "EdDSA" : key.getAlgorithm();
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return aliases(keyType, issuers, false);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return aliases(keyType, issuers, true);
    }

    private String[] aliases(String keyType, Principal[] issuers, boolean server) {
        List<Entry> found = candidates(keyType, issuers, server, null);
        return found.isEmpty() ? null : found.stream().map(Entry::alias).toArray(String[]::new);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
        return choose(keyTypes, issuers, false, session(socket));
    }

    @Override
    public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
        return choose(keyTypes, issuers, false, engine == null ? null : engine.getHandshakeSession());
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return choose(new String[] {keyType}, issuers, true, session(socket));
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return choose(new String[] {keyType}, issuers, true, engine == null ? null : engine.getHandshakeSession());
    }

    private static SSLSession session(Socket socket) {
        return socket instanceof SSLSocket s ? s.getHandshakeSession() : null;
    }

    String choose(String[] keyTypes, Principal[] issuers, boolean server, SSLSession session) {
        ExtendedSSLSession extended = session instanceof ExtendedSSLSession e ? e : null;
        for (String type : keyTypes == null ? new String[0] : keyTypes) {
            List<Entry> found = candidates(type, issuers, server, extended);
            if (!found.isEmpty()) {
                return found.get(0).alias();
            }
        }
        return null;
    }

    /** Those that fit, best first. */
    private List<Entry> candidates(String keyType, Principal[] issuers, boolean server, ExtendedSSLSession session) {
        List<Entry> found = new ArrayList<>();
        for (Entry e : keys.get().present.values()) {
            if (e.type.equals(keyType) && acceptable(e, issuers)) {
                found.add(e);
            }
        }
        if (found.size() > 1) {
            String host = server && session != null ? requestedHost(session) : null;
            List<String> algorithms = session == null ? List.of() : peerAlgorithms(session);
            Date now = new Date();
            found.sort(Comparator.comparingInt(e -> demerits(e, server, host, algorithms, now)));
        }
        return found;
    }

    private static boolean acceptable(Entry e, Principal[] issuers) {
        return issuers == null || issuers.length == 0 || Arrays.stream(issuers).anyMatch(e.issuers::contains);
    }

    private static List<String> peerAlgorithms(ExtendedSSLSession session) {
        String[] names = session.getPeerSupportedSignatureAlgorithms();
        return names == null ? List.of() : List.of(names);
    }

    private static String requestedHost(ExtendedSSLSession session) {
        for (SNIServerName n : session.getRequestedServerNames()) {
            if (n instanceof SNIHostName h) {
                return h.getAsciiName();
            }
        }
        return null;
    }

    /** Less is better; what the peer cannot verify outweighs a wrong name, which outweighs a wrong date, and that a wrong purpose. */
    private static int demerits(Entry e, boolean server, String host, List<String> algorithms, Date now) {
        int sum = 0;
        sum += ChainRules.maySign(e.leaf()) ? 0 : 32;
        sum += curveFits(e.leaf().getPublicKey(), algorithms) ? 0 : 16;
        sum += chainFits(e.chain(), algorithms) ? 0 : 8;
        sum += host == null || names(e.leaf(), host) ? 0 : 4;
        sum += now.before(e.leaf().getNotBefore()) || now.after(e.leaf().getNotAfter()) ? 2 : 0;
        sum += isMeantFor(e.leaf(), server ? SERVER_AUTH : CLIENT_AUTH) ? 0 : 1;
        return sum;
    }

    /**
     * RFC 8446 section 4.4.2.2: "All certificates provided by the server MUST be signed by a signature algorithm advertised by the client
     * if it is able to provide such a chain". Section 4.2.3: "TLS 1.3 servers MUST NOT offer a SHA-1 signed certificate unless no valid
     * certificate chain can be produced without it". A root's own signature does not count.
     */
    private static boolean chainFits(X509Certificate[] chain, List<String> algorithms) {
        return algorithms.isEmpty() || Arrays.stream(chain)
                .filter(c -> !c.getSubjectX500Principal().equals(c.getIssuerX500Principal()))
                .allMatch(c -> algorithms.stream().anyMatch(c.getSigAlgName()::equalsIgnoreCase));
    }

    /** TLS 1.3 ties each curve to one hash, so the peer's algorithms tell which curves it verifies. */
    private static boolean curveFits(PublicKey key, List<String> algorithms) {
        if (!(key instanceof ECKey ec) || algorithms.isEmpty()) {
            return true;
        }
        int bits = ec.getParams().getOrder().bitLength();
        return algorithms.contains("SHA" + (bits > 384 ? 512 : bits) + "withECDSA");
    }

    private static boolean names(X509Certificate leaf, String host) {
        try {
            HostNames.check(leaf, host);
            return true;
        } catch (CertificateException e) {
            // The answer "no", which here only means that another certificate may be better.
            return false;
        }
    }

    private static boolean isMeantFor(X509Certificate leaf, String purpose) {
        try {
            List<String> purposes = leaf.getExtendedKeyUsage();
            return purposes == null || purposes.contains(purpose);
        } catch (CertificateException e) {
            // An extension that cannot be read does not speak for the certificate.
            return false;
        }
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        Entry e = keys.get().named(alias);
        return e == null ? null : e.chain.clone();
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        Entry e = keys.get().named(alias);
        return e == null ? null : e.key;
    }

    @Override
    public String toString() {
        return "StoreKeyManager" + keys.get().present.values();
    }
}
