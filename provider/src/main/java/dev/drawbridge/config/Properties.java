package dev.drawbridge.config;

import dev.drawbridge.config.conf.OpensslSuite;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.store.Passphrase;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.StoreFile;
import dev.drawbridge.store.TrustSources;
import dev.drawbridge.verify.DisabledAlgorithms;
import dev.drawbridge.verify.VerifyParameters;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The only reader of system properties, security properties and the environment. A value that means nothing is a {@link PropertyException} at
 * the time a context is made, never a silent default.
 */
public final class Properties {
    private static final Pattern SUITE_SHAPE = Pattern.compile("(TLS|SSL)_[A-Z0-9_]+");
    /** Registry names of schemes that other providers speak and we refuse: passed over in a list, not an error. */
    private static final Set<String> REFUSED_SCHEMES = Set.of("rsa_pkcs1_sha1", "ecdsa_sha1", "dsa_sha1", "dsa_sha224", "dsa_sha256",
            "rsa_sha224", "ecdsa_sha224", "rsa_md5");

    /** Conditions of {@code jdk.certpath.disabledAlgorithms} that do not concern TLS, or only chains of the JDK's own authorities. */
    private static final Pattern OTHER_CHAINS = Pattern.compile("\\b(jdkCA|usage\\s+(SignedJAR|TimestampServer))\\b", Pattern.CASE_INSENSITIVE);

    private static final String PREFIX = "drawbridge.";
    private static final String CONF = "drawbridge.conf";

    private final UnaryOperator<String> system;
    private final Supplier<Set<String>> names;
    private final UnaryOperator<String> security;
    private final UnaryOperator<String> environment;
    /** OpenSSL's own, or null for none. */
    private final Path opensslDirectory;

    private Properties(UnaryOperator<String> system, Supplier<Set<String>> names, UnaryOperator<String> security,
            UnaryOperator<String> environment, Path opensslDirectory) {
        this.system = system;
        this.names = names;
        this.security = security;
        this.environment = environment;
        this.opensslDirectory = opensslDirectory;
    }

    /** The properties of this JVM. */
    public static Properties ofJvm() {
        return new Properties(System::getProperty, () -> System.getProperties().stringPropertyNames(), Security::getProperty, System::getenv,
                TrustSources.opensslDirectory());
    }

    /** Properties from elsewhere, without any environment or OpenSSL; both functions give null for what is not set. */
    public static Properties of(UnaryOperator<String> system, UnaryOperator<String> security) {
        return new Properties(system, Set::of, security, name -> null, null);
    }

    /** Properties, environment and OPENSSLDIR from elsewhere. */
    public static Properties of(Map<String, String> system, UnaryOperator<String> security, UnaryOperator<String> environment,
            Path opensslDirectory) {
        return new Properties(system::get, system::keySet, security, environment, opensslDirectory);
    }

    /** {@code jdk.tls.client.protocols} or {@code jdk.tls.server.protocols}, newest first, or null when not set. */
    public List<ProtocolVersion> versions(boolean client) {
        List<ProtocolVersion> versions = list(client ? "jdk.tls.client.protocols" : "jdk.tls.server.protocols", ProtocolVersion::named,
                n -> n.equals("SSLv2Hello"), "protocol names such as TLSv1.3,TLSv1.2");
        if (versions != null) {
            versions.sort(Comparator.reverseOrder());
        }
        return versions;
    }

    /** {@code jdk.tls.client.cipherSuites} or {@code jdk.tls.server.cipherSuites}, or null when not set. */
    public List<CipherSuite> cipherSuites(boolean client) {
        return list(client ? "jdk.tls.client.cipherSuites" : "jdk.tls.server.cipherSuites", CipherSuite::named,
                n -> SUITE_SHAPE.matcher(n).matches() || OpensslSuite.named(n) != null, "names of cipher suites, one of them at least spoken here");
    }

    /** {@code jdk.tls.namedGroups}, or null when not set. */
    public List<NamedGroup> groups() {
        return list("jdk.tls.namedGroups", NamedGroup::named, n -> false, "names of groups such as x25519,secp256r1");
    }

    /** {@code jdk.tls.client.SignatureSchemes} or {@code jdk.tls.server.SignatureSchemes}, or null when not set. */
    public List<SignatureScheme> signatureSchemes(boolean client) {
        return list(client ? "jdk.tls.client.SignatureSchemes" : "jdk.tls.server.SignatureSchemes", SignatureScheme::named,
                n -> REFUSED_SCHEMES.contains(n.toLowerCase(Locale.ROOT)), "names of signature schemes such as rsa_pss_rsae_sha256");
    }

    /** {@code jdk.tls.disabledAlgorithms} of the security properties. */
    public DisabledAlgorithms disabledAlgorithms() {
        return new DisabledAlgorithms(security.apply("jdk.tls.disabledAlgorithms"));
    }

    /**
     * What the keys and signatures of chains may not be: {@code jdk.tls.disabledAlgorithms} and {@code jdk.certpath.disabledAlgorithms}
     * together. Of the latter, entries for signed files or for the JDK's own authorities alone do not count here; others with a condition
     * rule their algorithm out altogether.
     */
    public DisabledAlgorithms disabledInChains() {
        List<String> entries = new ArrayList<>();
        String tls = security.apply("jdk.tls.disabledAlgorithms");
        if (tls != null) {
            entries.add(tls);
        }
        String paths = security.apply("jdk.certpath.disabledAlgorithms");
        for (String entry : paths == null ? new String[0] : paths.split(",", -1)) {
            if (!OTHER_CHAINS.matcher(entry).find()) {
                entries.add(entry);
            }
        }
        return new DisabledAlgorithms(String.join(",", entries));
    }

    /** What the JDK's own properties say beyond versions and algorithms. */
    public JdkSwitches jdk() {
        return new JdkSwitches(this);
    }

    /** Tells of properties of the JDK that have no effect here and are set to have one. */
    public void tellNoEffect() {
        JdkNoEffect.tell(this);
    }

    /** The default bounds of a role with those that properties change. */
    public Limits limits(boolean client) {
        Limits limits = Limits.DEFAULT;
        String message = "jdk.tls.maxHandshakeMessageSize";
        if (text(message) != null) {
            limits = limits.withHandshakeMessage(number(message, 1024, 0xffffff));
        }
        if (text("drawbridge.maxRenegotiations") != null) {
            limits = limits.withRenegotiations(number("drawbridge.maxRenegotiations", 0, 1_000_000));
        }
        if (text("drawbridge.maxRenegotiationsPerMinute") != null) {
            limits = limits.withRenegotiationsPerMinute(number("drawbridge.maxRenegotiationsPerMinute", 0, 1000));
        }
        Integer chain = jdk().chainLength(client);
        return chain == null ? limits : limits.withChainLength(chain);
    }

    /** Whether {@code jdk.tls.allowLegacyMasterSecret} is set to false: a TLS 1.2 peer without RFC 7627 is refused. */
    public boolean requireExtendedMasterSecret() {
        String use = "jdk.tls.useExtendedMasterSecret";
        if (!flag(use, true)) {
            throw new PropertyException(use, text(use), "true, because the extended master secret cannot be turned off here");
        }
        return !flag("jdk.tls.allowLegacyMasterSecret", true);
    }

    /** Whether {@code sun.security.ssl.allowLegacyHelloMessages} accepts TLS 1.2 servers without RFC 5746; refused by default as in OpenSSL 3. */
    public boolean allowUnsafeLegacy() {
        return flag("sun.security.ssl.allowLegacyHelloMessages", false);
    }

    /** {@code jsse.enableSNIExtension}: whether a client sends server_name of its own accord. */
    public boolean sendServerName() {
        return flag("jsse.enableSNIExtension", true);
    }

    /** {@code jdk.tls.client.enableStatusRequestExtension}: whether a client asks servers to staple OCSP responses. */
    public boolean askForStaples() {
        return flag("jdk.tls.client.enableStatusRequestExtension", true);
    }

    /** {@code com.sun.net.ssl.checkRevocation}. */
    public boolean checkRevocation() {
        return flag("com.sun.net.ssl.checkRevocation", false);
    }

    /**
     * {@code com.sun.net.ssl.requireCloseNotify}: whether a socket's end without close_notify is an error even between records.
     *
     * @param unsaid when it is not set
     */
    public boolean requireCloseNotify(boolean unsaid) {
        return flag("com.sun.net.ssl.requireCloseNotify", unsaid);
    }

    /**
     * {@code jdk.tls.acknowledgeCloseNotify}: whether close_notify is answered at once in TLS 1.3 too, which ends both directions as it
     * always does in TLS 1.2.
     */
    public boolean acknowledgeCloseNotify() {
        return flag("jdk.tls.acknowledgeCloseNotify", false);
    }

    /** {@code jsse.enableFFDHE}: whether groups of RFC 7919 are offered and taken as groups. */
    boolean finiteFields() {
        return flag("jsse.enableFFDHE", true);
    }

    /**
     * {@code drawbridge.resumeAfterFailure}: whether sessions of connections that failed, or ended without close_notify where that is an error,
     * may be resumed all the same.
     */
    public boolean resumeAfterFailure() {
        return flag("drawbridge.resumeAfterFailure", false);
    }

    /** {@code drawbridge.maxEarlyData}: how many bytes of early data each ticket of a server is good for; 0, for none, as long as it is not said. */
    public long maxEarlyData() {
        String name = "drawbridge.maxEarlyData";
        return text(name) == null ? 0 : number(name, 0, Integer.MAX_VALUE);
    }

    /** {@code javax.net.ssl.sessionCacheSize}; 0 is without bound, as JSSE has it. */
    public int sessionCacheSize() {
        String name = "javax.net.ssl.sessionCacheSize";
        return text(name) == null ? 20480 : number(name, 0, Integer.MAX_VALUE);
    }

    /** {@code drawbridge.ssl2Hello}: whether servers take a first ClientHello in the form of SSL 2.0 where the program does not say. */
    public boolean ssl2Hello() {
        return flag("drawbridge.ssl2Hello", false);
    }

    /** {@code drawbridge.trace}: the file that gets one line for each handshake, or null. */
    public Path trace() {
        String name = "drawbridge.trace";
        String value = text(name);
        try {
            return value == null ? null : Path.of(value);
        } catch (InvalidPathException e) {
            throw new PropertyException(name, value, "the path of a file to append to");
        }
    }

    /** {@code drawbridge.client.verifyDepth} or its twin for servers, else {@code drawbridge.verifyDepth}: certificates between leaf and anchor. */
    Chosen<Integer> verifyDepth(boolean client) {
        String name = ofRole("verifyDepth", client);
        return name == null ? new Chosen<>(VerifyParameters.DEFAULT_DEPTH, Chosen.DEFAULT) : new Chosen<>(number(name, 0, Integer.MAX_VALUE), name);
    }

    /** {@code drawbridge.client.passin} or its twin for servers, else {@code drawbridge.passin}: what opens encrypted keys. */
    Passphrase passphrase(boolean client) {
        String name = ofRole("passin", client);
        try {
            return name == null ? Passphrase.NONE : Passphrase.parse(name, system.apply(name), environment);
        } catch (StoreException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** {@code drawbridge.client.pskFile} or its twin for servers, else {@code drawbridge.pskFile}: pre-shared keys; the value is null when unset. */
    Chosen<Path> pskFile(boolean client) {
        String name = ofRole("pskFile", client);
        return name == null ? new Chosen<>(null, Chosen.DEFAULT) : new Chosen<>(path(name, text(name)), name);
    }

    /** {@code drawbridge.client.pskIdentity}: which key of the file is a client's; the value is null for the first. */
    Chosen<String> pskIdentity() {
        String name = PREFIX + "client.pskIdentity";
        return new Chosen<>(text(name), name);
    }

    /** The name under which a setting of ours is set for a role, or null. */
    String ofRole(String setting, boolean client) {
        String own = PREFIX + (client ? "client." : "server.") + setting;
        return text(own) != null ? own : text(PREFIX + setting) != null ? PREFIX + setting : null;
    }

    /** The names that are set and begin with {@code drawbridge.}, sorted. */
    SortedSet<String> drawbridgeNames() {
        SortedSet<String> ours = new TreeSet<>();
        for (String name : names.get()) {
            if (name.startsWith(PREFIX)) {
                ours.add(name);
            }
        }
        return ours;
    }

    /** The value of one of {@link #drawbridgeNames}, without blanks around it. */
    String drawbridge(String name) {
        return system.apply(name).strip();
    }

    /** A variable of the environment, or null. */
    String environment(String name) {
        return environment.apply(name);
    }

    /**
     * The openssl.cnf that counts and the section in it: {@code drawbridge.conf}, else {@code OPENSSL_CONF}, else OPENSSLDIR/openssl.cnf when
     * there is one; or null.
     */
    ConfPlace opensslConf() {
        String section = text("drawbridge.conf.section");
        ConfPlace place = confFile(section, flag("drawbridge.conf.strict", true));
        if (place == null && section != null) {
            throw new PropertyException("drawbridge.conf.section", section, "a configuration file too, by drawbridge.conf or OPENSSL_CONF");
        }
        return place;
    }

    private ConfPlace confFile(String section, boolean strict) {
        String property = text(CONF);
        if (property != null) {
            return property.equals("none") ? null : new ConfPlace(path(CONF, property), CONF, section, strict);
        }
        String variable = environment.apply("OPENSSL_CONF");
        if (variable != null) {
            // An empty path is no file to OpenSSL, which then has no configuration.
            return variable.isEmpty() ? null : new ConfPlace(path("OPENSSL_CONF", variable), "OPENSSL_CONF", section, strict);
        }
        Path own = opensslDirectory == null ? null : opensslDirectory.resolve("openssl.cnf");
        return own == null || !Files.exists(own) ? null : new ConfPlace(own, null, section, strict);
    }

    static Path path(String name, String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw new PropertyException(name, value, "the path of a file");
        }
    }

    /** {@code javax.net.ssl.keyStore} and its companions, or null when the program has no key. */
    public StoreFile keyStore() {
        String path = text("javax.net.ssl.keyStore");
        String type = textOr("javax.net.ssl.keyStoreType", KeyStore.getDefaultType());
        // JSSE: NONE stands for a store that is not in a file, such as a token's.
        boolean none = "NONE".equals(path);
        if (path == null) {
            return null;
        }
        return new StoreFile("javax.net.ssl.keyStore", none ? null : path, type, text("javax.net.ssl.keyStoreProvider"),
                system.apply("javax.net.ssl.keyStorePassword"));
    }

    /** {@code javax.net.ssl.trustStore} and its companions, else the JDK's {@code jssecacerts} or {@code cacerts}. */
    public StoreFile trustStore() {
        String path = text("javax.net.ssl.trustStore");
        String type = textOr("javax.net.ssl.trustStoreType", KeyStore.getDefaultType());
        String provider = text("javax.net.ssl.trustStoreProvider");
        String password = text("javax.net.ssl.trustStorePassword");
        if (path != null) {
            return new StoreFile("javax.net.ssl.trustStore", "NONE".equals(path) ? null : path, type, provider, password);
        }
        Path security = Path.of(system.apply("java.home"), "lib", "security");
        Path own = security.resolve("jssecacerts");
        Path file = Files.exists(own) ? own : security.resolve("cacerts");
        return new StoreFile("trust store of the JDK", file.toString(), type, provider, password);
    }

    /** Whether {@code javax.net.ssl.trustStore} is set. */
    public boolean namesTrustStore() {
        return text("javax.net.ssl.trustStore") != null;
    }

    /** The file of trusted certificates by {@code drawbridge.SSL_CERT_FILE}, else by the variable {@code SSL_CERT_FILE}; or null. */
    public String certFile() {
        return ownOrEnvironment("SSL_CERT_FILE");
    }

    /** The directories of trusted certificates by {@code drawbridge.SSL_CERT_DIR}, else by the variable {@code SSL_CERT_DIR}; or null. */
    public String certDirectories() {
        return ownOrEnvironment("SSL_CERT_DIR");
    }

    private String ownOrEnvironment(String name) {
        String value = text(PREFIX + name);
        value = value != null ? value : environment.apply(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** A security property without blanks around it; null when not set or empty. */
    String security(String name) {
        String value = security.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** The value without blanks around it; null when not set. */
    String raw(String name) {
        String value = system.apply(name);
        return value == null ? null : value.strip();
    }

    /** The value without blanks around it; null when not set or empty. */
    String text(String name) {
        String value = system.apply(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    private String textOr(String name, String other) {
        String value = text(name);
        return value == null ? other : value;
    }

    boolean flag(String name, boolean unset) {
        String value = text(name);
        if (value == null) {
            return unset;
        }
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new PropertyException(name, value, "true or false");
        }
        return value.equalsIgnoreCase("true");
    }

    int number(String name, int least, int most) {
        String value = text(name);
        try {
            int n = Integer.decode(value);
            if (n >= least && n <= most) {
                return n;
            }
        } catch (NumberFormatException e) {
            throw wrongNumber(name, value, least, most);
        }
        throw wrongNumber(name, value, least, most);
    }

    private static PropertyException wrongNumber(String name, String value, int least, int most) {
        return new PropertyException(name, value, "a number from " + least + " to " + most);
    }

    /** The values of a comma separated list; names that only others speak are passed over, but not all of them. */
    private <T> List<T> list(String name, Function<String, T> named, Predicate<String> foreign, String expected) {
        String value = text(name);
        if (value == null) {
            return null;
        }
        List<T> items = new ArrayList<>();
        for (String raw : value.replace("\"", "").split(",", -1)) {
            String item = raw.strip();
            T t = named.apply(item);
            if (t == null && !foreign.test(item)) {
                throw new PropertyException(name, value, expected + "; \"" + item + "\" is none");
            }
            if (t != null && !items.contains(t)) {
                items.add(t);
            }
        }
        if (items.isEmpty()) {
            throw new PropertyException(name, value, expected);
        }
        return items;
    }
}
