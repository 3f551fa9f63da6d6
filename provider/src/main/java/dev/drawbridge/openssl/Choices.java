package dev.drawbridge.openssl;

import dev.drawbridge.HostFlag;
import dev.drawbridge.PskKey;
import dev.drawbridge.VerifyCallback;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.config.ContextDefaults;
import dev.drawbridge.config.DhChoice;
import dev.drawbridge.config.DhFile;
import dev.drawbridge.config.KeyFiles;
import dev.drawbridge.config.Notices;
import dev.drawbridge.config.Properties;
import dev.drawbridge.config.RoleDefaults;
import dev.drawbridge.config.TrustDefaults;
import dev.drawbridge.config.conf.ConfCommands;
import dev.drawbridge.config.conf.ConfException;
import dev.drawbridge.config.conf.ConfReading;
import dev.drawbridge.config.conf.ConfRole;
import dev.drawbridge.config.conf.ConfSettings;
import dev.drawbridge.config.conf.Origin;
import dev.drawbridge.config.conf.SuiteB;
import dev.drawbridge.config.conf.VerifyBit;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.FiniteField;
import dev.drawbridge.fault.SslReason;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.store.DhParameters;
import dev.drawbridge.store.KeyAndChain;
import dev.drawbridge.store.OwnKey;
import dev.drawbridge.store.Passphrase;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.TrustSource;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** What was said to a context, or to a connection, as it is at one time. Whoever changes it changes a copy. */
final class Choices {
    /** Commands of SSL_CONF_cmd, in their order. */
    private final List<Command> commands;
    /** A pair of each kind of key. */
    final Map<String, KeyAndChain> keys;
    OwnKey keyWithoutCertificate;
    List<X509Certificate> chainWithoutKey = List.of();
    /** More certificates of the chain that are sent with each. */
    List<X509Certificate> extraChain = List.of();
    Passphrase passphrase = Passphrase.NONE;
    String cipherList = "DEFAULT";
    /** The profile of Suite B that was set before {@link #cipherList} and stays; null for none. */
    private String suiteB;
    /** The one version of the method, or null. */
    private final ProtocolVersion only;
    Integer securityLevel;
    /** Null as long as openssl.cnf decides. */
    Set<VerifyMode> verifyMode;
    VerifyCallback verifyCallback;
    /** Null as long as nobody says. */
    Integer verifyDepth;
    List<String> hosts = List.of();
    byte[] address;
    Set<HostFlag> hostFlags = Set.of();
    BiFunction<Ssl, List<X509Certificate>, VerifyResult> certVerify;
    List<byte[]> authorities = List.of();
    List<String> alpn = List.of();
    Function<List<String>, String> alpnSelector;
    boolean quietShutdown;
    boolean postHandshakeAuth;
    Set<SslMode> modes = Set.of(SslMode.AUTO_RETRY);
    BiFunction<Ssl, byte[], PskKey> pskClient;
    BiFunction<Ssl, byte[], PskKey> pskServer;
    String pskHint;
    MsgCallback msgCallback;
    ToIntFunction<Ssl> certCb;
    /** OpenSSL's default. */
    long recvMaxEarlyData = 16384;
    FragmentLimit limit = FragmentLimit.NONE;
    /** Null as long as a command or openssl.cnf decides. */
    DhParameters tmpDh;
    /** Null as long as nobody says. */
    Boolean dhAuto;
    private volatile Known client;
    private volatile Known server;

    /** What follows for a role: computed when it is first asked for. */
    private record Known(RoleDefaults defaults, Set<VerifyMode> verifyMode, List<KeyAndChain> keys, TrustSource trusted,
            FiniteField dh) {
    }

    private record Command(String name, String value, String call) {
    }

    /** Those of a method, which may have one version alone. */
    Choices(SslMethod method) {
        commands = new ArrayList<>();
        keys = new LinkedHashMap<>();
        only = method.version();
        if (only != null) {
            command("MinProtocol", only.toString(), method.name());
            command("MaxProtocol", only.toString(), method.name());
        }
    }

    private Choices(Choices before) {
        commands = new ArrayList<>(before.commands);
        keys = new LinkedHashMap<>(before.keys);
        keyWithoutCertificate = before.keyWithoutCertificate;
        chainWithoutKey = before.chainWithoutKey;
        extraChain = before.extraChain;
        passphrase = before.passphrase;
        cipherList = before.cipherList;
        suiteB = before.suiteB;
        only = before.only;
        securityLevel = before.securityLevel;
        verifyMode = before.verifyMode;
        verifyCallback = before.verifyCallback;
        verifyDepth = before.verifyDepth;
        hosts = before.hosts;
        address = before.address;
        hostFlags = before.hostFlags;
        certVerify = before.certVerify;
        authorities = before.authorities;
        alpn = before.alpn;
        alpnSelector = before.alpnSelector;
        quietShutdown = before.quietShutdown;
        postHandshakeAuth = before.postHandshakeAuth;
        modes = before.modes;
        pskClient = before.pskClient;
        pskServer = before.pskServer;
        pskHint = before.pskHint;
        msgCallback = before.msgCallback;
        certCb = before.certCb;
        recvMaxEarlyData = before.recvMaxEarlyData;
        limit = before.limit;
        tmpDh = before.tmpDh;
        dhAuto = before.dhAuto;
    }

    Choices copy() {
        return new Choices(this);
    }

    /**
     * Adds a command of SSL_CONF_cmd.
     *
     * @param call in which it was said, for messages
     */
    void command(String name, String value, String call) {
        commands.add(new Command(name, value, call));
    }

    /** A certificate with its issuers; makes a pair with the key that was loaded before. */
    void certificate(List<X509Certificate> chain) throws StoreException {
        if (keyWithoutCertificate == null) {
            chainWithoutKey = chain;
        } else {
            pair(chain, keyWithoutCertificate);
        }
    }

    /** A key; makes a pair with the certificate that was loaded before. */
    void key(OwnKey key) throws StoreException {
        if (chainWithoutKey.isEmpty()) {
            keyWithoutCertificate = key;
        } else {
            pair(chainWithoutKey, key);
        }
    }

    private void pair(List<X509Certificate> chain, OwnKey key) throws StoreException {
        key.requireFits(chain.get(0));
        keys.put(chain.get(0).getPublicKey().getAlgorithm(), new KeyAndChain(chain, key.key(), "the program"));
        keyWithoutCertificate = null;
        chainWithoutKey = List.of();
    }

    /** Checks what was said. */
    void check() throws ConfException, SslException {
        Optional<SuiteB> profile = settings().cipherString().flatMap(s -> s.value().suiteB());
        if (only != null && profile.isPresent() && !profile.get().permits(only)) {
            throw Failures.of("SSL_CTX_set_cipher_list", SslReason.AT_LEAST_TLS_1_2_NEEDED_IN_SUITEB_MODE, profile.get() + " with " + only, null);
        }
    }

    private ConfSettings settings() throws ConfException {
        ConfReading reading = new ConfReading(name -> null, Path.of(""), true, Notices::tell);
        ConfCommands all = new ConfCommands(EnumSet.allOf(ConfRole.class), reading); // what does not concern a role has no effect on it
        for (Command c : commands) {
            all.run(c.name, c.value, new Origin(c.call, 0));
        }
        cipherLists(all);
        return all.settings();
    }

    /** Nothing that follows the name of a profile of Suite B counts, so a level is said before it. */
    private void cipherLists(ConfCommands all) throws ConfException {
        Origin list = new Origin("SSL_CTX_set_cipher_list", 0);
        if (suiteB != null) {
            all.run("CipherString", suiteB, list);
        }
        if (SuiteB.at(cipherList) != null) {
            if (securityLevel != null) {
                all.run("CipherString", "DEFAULT:@SECLEVEL=" + securityLevel, new Origin("SSL_CTX_set_security_level", 0));
            }
            all.run("CipherString", cipherList, list);
        } else if (securityLevel != null) {
            all.run("CipherString", cipherList + ":@SECLEVEL=" + securityLevel, new Origin("SSL_CTX_set_security_level", 0));
        } else if (!cipherList.equals("DEFAULT")) {
            all.run("CipherString", cipherList, list);
        }
    }

    /** Another cipher list; a profile of Suite B that was set before stays. */
    void cipherList(String list) {
        suiteB = SuiteB.at(cipherList) != null ? cipherList : suiteB;
        cipherList = list;
    }

    /** What holds for a role: what was said, else openssl.cnf, else OpenSSL's defaults. */
    RoleDefaults defaults(boolean asClient, Crypto crypto) {
        return known(asClient, crypto).defaults;
    }

    /** The flags of a role. */
    Set<VerifyMode> verifyMode(boolean asClient, Crypto crypto) {
        return verifyMode != null ? verifyMode : known(asClient, crypto).verifyMode;
    }

    /** The pairs of a role: those that were loaded, else those that a command or openssl.cnf names. */
    Collection<KeyAndChain> keys(boolean asClient, Crypto crypto) {
        return keys.isEmpty() ? known(asClient, crypto).keys : keys.values();
    }

    /** Which group of Diffie-Hellman a server takes. As in OpenSSL what is automatic comes first. */
    DhChoice dh(Crypto crypto) {
        FiniteField given = tmpDh != null ? DhFile.field(crypto, tmpDh) : known(false, crypto).dh;
        boolean automatic = dhAuto != null ? dhAuto : given == null;
        return automatic ? DhChoice.AUTOMATIC : given == null ? DhChoice.NONE : DhChoice.of(given);
    }

    /** Whom a command or openssl.cnf has trusted; nobody where none does. */
    TrustSource trusted(boolean asClient, Crypto crypto) {
        return known(asClient, crypto).trusted;
    }

    /** Finds mistakes in what is named, for a role. */
    void check(boolean asClient, Crypto crypto) throws SslException {
        try {
            known(asClient, crypto);
        } catch (IllegalArgumentException e) {
            throw Failures.of("SSL_CONF_cmd", SslReason.NO_PROTOCOLS_AVAILABLE, e.getMessage(), e);
        } catch (IllegalStateException e) {
            if (e.getCause() instanceof StoreException s) {
                throw Failures.of("SSL_CONF_cmd", s);
            }
            throw e;
        }
    }

    private Known known(boolean asClient, Crypto crypto) {
        Known k = asClient ? client : server;
        if (k == null) {
            k = learn(asClient, crypto);
            if (asClient) {
                client = k;
            } else {
                server = k;
            }
        }
        return k;
    }

    private Known learn(boolean asClient, Crypto crypto) {
        Properties properties = Properties.ofJvm();
        ConfSettings said;
        try {
            said = settings();
        } catch (ConfException e) {
            throw new IllegalStateException("what was refused when it was said is not kept", e);
        }
        Set<VerifyMode> mode = EnumSet.noneOf(VerifyMode.class);
        for (VerifyBit bit : ContextDefaults.verifyMode(properties, asClient, said)) {
            mode.add(VerifyMode.valueOf(bit.name()));
        }
        RoleDefaults defaults = ContextDefaults.of(properties, asClient, said);
        try {
            List<KeyAndChain> named = new ArrayList<>();
            for (KeyFiles files : defaults.keys()) {
                named.add(files.load());
            }
            FiniteField dh = defaults.dhFile() == null ? null : defaults.dhFile().load(crypto);
            return new Known(defaults, mode, named, TrustDefaults.source(defaults.trust().files(), e -> Notices.tell(e.getMessage())), dh);
        } catch (StoreException e) {
            throw new IllegalStateException("files that are named cannot be read", e); // see check
        }
    }
}
