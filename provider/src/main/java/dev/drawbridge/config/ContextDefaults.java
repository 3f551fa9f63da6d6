package dev.drawbridge.config;

import dev.drawbridge.config.conf.CipherString;
import dev.drawbridge.config.conf.Ciphersuites;
import dev.drawbridge.config.conf.ConfCommand;
import dev.drawbridge.config.conf.ConfOption;
import dev.drawbridge.config.conf.ConfSettings;
import dev.drawbridge.config.conf.GroupList;
import dev.drawbridge.config.conf.OpensslSuite;
import dev.drawbridge.config.conf.Said;
import dev.drawbridge.config.conf.SchemeList;
import dev.drawbridge.config.conf.SecurityLevel;
import dev.drawbridge.config.conf.SuiteB;
import dev.drawbridge.config.conf.VerifyBit;
import dev.drawbridge.config.conf.VersionBound;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Decides what a context has as long as its program says nothing. Of each setting the first that says something counts:
 *
 * <ol>
 * <li>{@code jdk.tls.*}
 * <li>{@code drawbridge.client.COMMAND} or {@code drawbridge.server.COMMAND}
 * <li>{@code drawbridge.COMMAND}
 * <li>the section of openssl.cnf
 * <li>{@link Defaults}
 * </ol>
 *
 * <p>What a program sets by {@code SSLParameters} and its managers stands above all of them and is not seen here.
 */
public final class ContextDefaults {
    /** What this provider speaks, newest first. */
    public static final List<ProtocolVersion> SUPPORTED = List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12,
            ProtocolVersion.TLS11, ProtocolVersion.TLS10, ProtocolVersion.SSL30);

    /** Of the layers, so many are properties; openssl.cnf comes after them. */
    private static final int PROPERTY_LAYERS = 2;

    private final Properties properties;
    private final boolean client;
    /** Best first; the order is that of the table above. */
    private final List<ConfSettings> layers;
    private final AlgorithmRules rules;
    private final Optional<Said<CipherString>> cipherString;
    /** The profile of Suite B that the cipher string is, or null. */
    private final Chosen<SuiteB> suiteB;
    private final Chosen<SecurityLevel> level;

    /** Whether the program speaks OpenSSL's language itself: then what the JDK's properties say to programs of JSSE does not count. */
    private final boolean jdkSilent;

    private ContextDefaults(Properties properties, boolean client) {
        this(properties, client, layers(properties, client), false);
    }

    private ContextDefaults(Properties properties, boolean client, List<ConfSettings> layers, boolean jdkSilent) {
        this.properties = properties;
        this.client = client;
        this.layers = layers;
        this.jdkSilent = jdkSilent;
        this.level = first(ConfSettings::securityLevel).map(s -> new Chosen<>(s.value(), s.origin().toString()))
                .orElse(new Chosen<>(SecurityLevel.DEFAULT, Chosen.DEFAULT));
        this.cipherString = cipherString();
        this.suiteB = cipherString.flatMap(s -> s.value().suiteB().map(p -> new Chosen<>(p, s.origin().toString()))).orElse(null);
        this.rules = new AlgorithmRules(level.value(), properties.disabledAlgorithms(), suiteB == null ? null : suiteB.value());
    }

    /**
     * The defaults of a role.
     *
     * @param newest the newest version that the name of the context allows to a client
     * @param followsProperties whether {@code jdk.tls.client.protocols} and {@code jdk.tls.server.protocols} count
     * @throws IllegalArgumentException when a property or the configuration has a value that means nothing or leaves nothing
     */
    public static RoleDefaults of(Properties properties, boolean client, ProtocolVersion newest, boolean followsProperties) {
        return new ContextDefaults(properties, client).all(newest, followsProperties);
    }

    /**
     * The defaults of a role for a program that speaks OpenSSL's language itself. Of each setting what it says comes first, and {@code jdk.tls.*}
     * is left out but for {@code jdk.tls.disabledAlgorithms}, which always counts.
     *
     * @param program what it says
     * @throws IllegalArgumentException as the other
     */
    public static RoleDefaults of(Properties properties, boolean client, ConfSettings program) {
        return new ContextDefaults(properties, client, layers(program, properties, client), true).all(SUPPORTED.get(0), false);
    }

    /** The bits of {@code VerifyMode} for such a program; none when nobody says, as in OpenSSL. */
    public static Set<VerifyBit> verifyMode(Properties properties, boolean client, ConfSettings program) {
        return new ContextDefaults(properties, client, layers(program, properties, client), true).first(ConfSettings::verifyMode)
                .map(Said::value).orElse(Set.of());
    }

    private static List<ConfSettings> layers(ConfSettings program, Properties properties, boolean client) {
        List<ConfSettings> layers = new ArrayList<>(List.of(program));
        layers.addAll(layers(properties, client));
        return layers;
    }

    private RoleDefaults all(ProtocolVersion newest, boolean followsProperties) {
        layers.forEach(layer -> NoEffect.tell(layer, rules.suiteB()));
        if (!verifyPeer().value()) {
            Notices.tell(verifyPeer().source() + ": VerifyMode = -Peer: clients go on whoever the server is");
        }
        Chosen<List<ProtocolVersion>> versions = versions(newest, followsProperties);
        Chosen<List<SignatureScheme>> schemes = schemes();
        return new RoleDefaults(versions, suites(versions.value()), groups(), schemes, clientSchemes(schemes), level,
                serverPreference(), clientAuth(), asksLater(), trust(), KeyFiles.of(layers, properties.passphrase(client), level.value().level()),
                dhFile(),
                AuthorityNames.files(layers, client), option(ConfOption.CA_NAMES, true).value(), options(),
                sessions(), rules);
    }

    /** Of the defaults of a role only what concerns the judgement of its peers. */
    public static TrustDefaults trust(Properties properties, boolean client) {
        return new ContextDefaults(properties, client).trust();
    }

    /** What OpenSSL's language says for a role, best first. */
    private static List<ConfSettings> layers(Properties properties, boolean client) {
        CommandProperties.refuseUnknown(properties);
        List<ConfSettings> layers = new ArrayList<>();
        layers.add(CommandProperties.ofRole(properties, client));
        layers.add(CommandProperties.ofBoth(properties));
        OpensslConf.settings(properties).ifPresent(layers::add);
        return layers;
    }

    private <T> Optional<Said<T>> first(Function<ConfSettings, Optional<Said<T>>> setting) {
        return layers.stream().map(setting).flatMap(Optional::stream).findFirst();
    }

    private Chosen<List<ProtocolVersion>> versions(ProtocolVersion newest, boolean followsProperties) {
        List<ProtocolVersion> named = followsProperties ? properties.versions(client) : null;
        if (named != null) {
            String property = client ? "jdk.tls.client.protocols" : "jdk.tls.server.protocols";
            List<ProtocolVersion> spoken = keep(named, SUPPORTED::contains);
            if (spoken.isEmpty()) {
                throw new PropertyException(property, named.toString(), "one of " + SUPPORTED + " at least");
            }
            List<ProtocolVersion> permitted = keep(spoken, rules::permits);
            if (permitted.isEmpty()) {
                throw new PropertyException(property, named.toString(), "a version that may be used; " + spoken.get(0) + " is forbidden by "
                        + rules.whyNot(spoken.get(0)));
            }
            return new Chosen<>(permitted, property);
        }
        Optional<Said<VersionBound>> min = first(ConfSettings::minProtocol);
        Optional<Said<VersionBound>> max = first(ConfSettings::maxProtocol);
        Set<String> sources = new TreeSet<>();
        List<ProtocolVersion> left = new ArrayList<>(keep(SUPPORTED, v -> (!client || newest.atLeast(v)) && (!v.ssl() || namesSsl30(min))));
        narrow(left, min, (v, bound) -> v.atLeast(bound), sources);
        narrow(left, max, (v, bound) -> bound.atLeast(v), sources);
        Said<?> said = max.isPresent() ? max.get() : min.orElse(null);
        for (ProtocolVersion v : List.copyOf(left)) {
            Optional<Said<Boolean>> word = first(s -> Optional.ofNullable(s.protocols().get(v)));
            if (word.isPresent()) {
                sources.add(word.get().origin().toString());
                said = said != null ? said : word.get();
                if (!word.get().value()) {
                    left.remove(v);
                    refuseEmpty(left, word.get(), "-" + v);
                }
            }
        }
        List<ProtocolVersion> permitted = keep(left, rules::permits);
        if (permitted.isEmpty() && said != null && !jdkSilent) { // programs of OpenSSL may lower the level later; their handshakes tell
            throw new SettingException(said, left.get(0), "leaves no version to the " + (client ? "client" : "server") + ": " + left.get(0)
                    + " is forbidden by " + rules.whyNot(left.get(0)), "a version that may be used, or other rules");
        }
        return new Chosen<>(permitted, text(sources));
    }

    /**
     * Whether somebody names SSL 3.0: without that no rule enables it, however little it forbids. RFC 7568 section 3: "SSLv3 MUST NOT be used.
     * Negotiation of SSLv3 from any version of TLS MUST NOT be permitted." RFC 8446 appendix D.5: "The security of SSL 3.0 [RFC6101] is considered
     * insufficient for the reasons enumerated in [RFC7568], and it MUST NOT be negotiated for any reason." There are machines that speak nothing else,
     * and that nobody will update; whoever must talk to one takes that upon himself.
     */
    private boolean namesSsl30(Optional<Said<VersionBound>> min) {
        boolean asBound = min.isPresent() && min.get().value().version().equals(Optional.of(ProtocolVersion.SSL30));
        return asBound || first(s -> Optional.ofNullable(s.protocols().get(ProtocolVersion.SSL30))).map(Said::value).orElse(false);
    }

    /** Whether a version lies on the right side of a bound. */
    private interface Side {
        boolean holds(ProtocolVersion version, ProtocolVersion bound);
    }

    private void narrow(List<ProtocolVersion> left, Optional<Said<VersionBound>> said, Side side, Set<String> sources) {
        if (said.isEmpty()) {
            return;
        }
        sources.add(said.get().origin().toString());
        Optional<ProtocolVersion> bound = said.get().value().version();
        if (bound.isPresent()) {
            left.removeIf(v -> !side.holds(v, bound.get()));
            refuseEmpty(left, said.get(), bound.get());
        }
    }

    private void refuseEmpty(List<ProtocolVersion> left, Said<?> said, Object value) {
        if (left.isEmpty()) {
            throw new SettingException(said, value, "leaves no version to the " + (client ? "client" : "server"),
                    "one of " + SUPPORTED + " at least that the context's name allows");
        }
    }

    private Chosen<List<CipherSuite>> suites(List<ProtocolVersion> versions) {
        List<CipherSuite> named = jdkSilent ? null : properties.cipherSuites(client);
        List<CipherSuite> all;
        Set<String> sources = new TreeSet<>();
        if (named != null) {
            all = named;
            sources.add(client ? "jdk.tls.client.cipherSuites" : "jdk.tls.server.cipherSuites");
        } else {
            Optional<Said<Ciphersuites>> new13 = first(ConfSettings::ciphersuites);
            new13.ifPresent(s -> sources.add(s.origin().toString()));
            cipherString.ifPresent(s -> sources.add(s.origin().toString()));
            all = new ArrayList<>(spoken(new13, Ciphersuites::suites, true, versions));
            all.addAll(spoken(cipherString, CipherString::suites, false, versions));
        }
        return new Chosen<>(keep(all, s -> rules.permits(s) && versions.stream().anyMatch(s::fits)), text(sources));
    }

    /** The suites of TLS 1.3, or of older versions, that are said and that we speak. */
    private <T> List<CipherSuite> spoken(Optional<Said<T>> said, Function<T, List<OpensslSuite>> suites, boolean tls13,
            List<ProtocolVersion> enabled) {
        if (said.isEmpty()) {
            return keep(Arrays.asList(CipherSuite.values()), s -> s.tls13() == tls13 && s.byDefault());
        }
        List<OpensslSuite> named = suites.apply(said.get().value());
        List<CipherSuite> spoken = named.stream().map(OpensslSuite::spoken).filter(Objects::nonNull).filter(s -> s.tls13() == tls13).distinct()
                .toList();
        List<ProtocolVersion> wanting = keep(enabled, v -> (v == ProtocolVersion.TLS13) == tls13);
        // An empty list of TLS 1.3 suites is how OpenSSL is told to have none.
        if (spoken.isEmpty() && !named.isEmpty() && !wanting.isEmpty()) {
            String version = wanting.get(0).toString();
            throw new SettingException(said.get(), named, "leaves no suite of " + version + " that Drawbridge speaks",
                    "one of " + keep(Arrays.asList(CipherSuite.values()), s -> s.fits(wanting.get(0))) + " at least, or no " + version);
        }
        return spoken;
    }

    private Chosen<List<NamedGroup>> groups() {
        List<NamedGroup> property = jdkSilent ? null : properties.groups();
        Optional<Said<GroupList>> said = first(ConfSettings::groups);
        Chosen<List<NamedGroup>> chosen;
        if (property != null) {
            chosen = new Chosen<>(property, "jdk.tls.namedGroups");
        } else if (suiteB != null) {
            chosen = new Chosen<>(suiteB.value().groups(), suiteB.source());
        } else {
            chosen = chosen(said, g -> g.among(Arrays.asList(NamedGroup.values())), Defaults.GROUPS);
            if (chosen.value().isEmpty()) {
                throw new SettingException(said.get(), said.get().value().groups(), "leaves no group that Drawbridge speaks",
                        "one of " + Defaults.GROUPS + " at least");
            }
        }
        return new Chosen<>(keep(chosen.value(), g -> rules.permits(g) && (finiteFields() || !g.finiteField())),
                chosen.source());
    }

    private boolean finiteFields() {
        return jdkSilent || properties.finiteFields();
    }

    private Chosen<List<SignatureScheme>> schemes() {
        List<SignatureScheme> property = jdkSilent ? null : properties.signatureSchemes(client);
        Optional<Said<SchemeList>> said = first(ConfSettings::signatureAlgorithms);
        Chosen<List<SignatureScheme>> chosen;
        if (property != null) {
            chosen = new Chosen<>(property, client ? "jdk.tls.client.SignatureSchemes" : "jdk.tls.server.SignatureSchemes");
        } else if (suiteB != null) {
            chosen = new Chosen<>(suiteB.value().schemes(), suiteB.source());
        } else {
            chosen = chosen(said, s -> s.among(SignatureScheme.NEGOTIABLE), Defaults.SIGNATURE_SCHEMES);
            if (chosen.value().isEmpty()) {
                throw new SettingException(said.get(), said.get().value().schemes(), "leaves no signature algorithm that Drawbridge speaks",
                        "one of " + Defaults.SIGNATURE_SCHEMES + " at least");
            }
        }
        return new Chosen<>(keep(chosen.value(), rules::permits), chosen.source());
    }

    /** What a client may sign with to authenticate; what nobody says is as for all signatures. */
    private Chosen<List<SignatureScheme>> clientSchemes(Chosen<List<SignatureScheme>> all) {
        Optional<Said<SchemeList>> said = suiteB != null ? Optional.empty() : first(ConfSettings::clientSignatureAlgorithms);
        Chosen<List<SignatureScheme>> chosen = chosen(said, s -> s.among(SignatureScheme.NEGOTIABLE), all.value());
        if (chosen.value().isEmpty()) {
            throw new SettingException(said.get(), said.get().value().schemes(), "leaves no signature algorithm that Drawbridge speaks",
                    "one of " + Defaults.SIGNATURE_SCHEMES + " at least");
        }
        return new Chosen<>(keep(chosen.value(), rules::permits), chosen.source());
    }

    private TrustDefaults trust() {
        return new TrustDefaults(TrustDefaults.files(layers), VerifySettings.of(layers, properties.verifyDepth(client), verifyPeer(), level).with(rules.suiteB()));
    }

    /**
     * A client that is not to verify is told so by {@code VerifyMode = -Peer} in a property or in a section that was asked for. In
     * system_default it is what OpenSSL begins with anyway, before programs set their own mode, which those of JSSE cannot.
     */
    private Chosen<Boolean> verifyPeer() {
        ConfPlace place = properties.opensslConf();
        boolean systemDefault = place != null && place.section() == null;
        for (int i = 0; i < layers.size() && client && !jdkSilent; i++) {
            Optional<Said<Boolean>> said = layers.get(i).verifyPeer();
            if (said.isPresent() && systemDefault && i == PROPERTY_LAYERS && !said.get().value()) {
                Notices.tell(said.get().origin() + ": VerifyMode = -Peer in system_default does not turn off the verification of servers");
            } else if (said.isPresent()) {
                return new Chosen<>(said.get().value(), said.get().origin().toString());
            }
        }
        return new Chosen<>(true, Chosen.DEFAULT);
    }

    /** Of those of a program of OpenSSL a profile of Suite B stays whatever is set after it; in JSSE the first that says something counts, as always. */
    private Optional<Said<CipherString>> cipherString() {
        Said<CipherString> standing = null;
        for (int i = layers.size() - 1; i >= 0; i--) {
            Said<CipherString> next = layers.get(i).cipherString().orElse(standing);
            standing = standing == null || !jdkSilent ? next : ConfSettings.after(standing, next);
        }
        return Optional.ofNullable(standing);
    }

    /** OpenSSL's default is the client's order, JSSE's the server's; ours is JSSE's. */
    private Chosen<Boolean> serverPreference() {
        return option(ConfOption.SERVER_PREFERENCE, true);
    }

    /** Of tickets, the JDK's properties first. */
    private SessionSettings sessions() {
        Boolean property = jdkSilent ? null : properties.jdk().sessionTickets(client);
        Integer count = jdkSilent ? null : properties.jdk().ticketCount();
        return new SessionSettings(property != null ? property : option(ConfOption.SESSION_TICKET, true).value(),
                count != null ? count : chosen(first(ConfSettings::numTickets), n -> n, 2).value(), properties.jdk().sessionTimeout(client),
                properties.maxEarlyData(), option(ConfOption.ANTI_REPLAY, true).value());
    }

    private SslOptions options() {
        return new SslOptions(first(ConfSettings::recordPadding).map(Said::value).orElse(SslOptions.DEFAULT.padding()),
                suiteB == null && option(ConfOption.PRIORITIZE_CHACHA, false).value(), option(ConfOption.MIDDLEBOX_COMPAT, true).value(),
                option(ConfOption.IGNORE_UNEXPECTED_EOF, null).value(), option(ConfOption.ALLOW_NO_DHE_KEX, false).value(),
                option(ConfOption.PREFER_NO_DHE_KEX, false).value(), option(ConfOption.ENCRYPT_THEN_MAC, true).value(),
                splitRecords(), false, false, renegotiation(), properties.ssl2Hello(), rules.suiteB());
    }

    /** {@code jsse.enableCBCProtection} and OpenSSL's {@code EmptyFragments}, which guard against the same: either takes it away. */
    private boolean splitRecords() {
        return (jdkSilent || properties.jdk().cbcProtection()) && option(ConfOption.EMPTY_FRAGMENTS, true).value();
    }

    /** {@code jdk.tls.rejectClientInitiatedRenegotiation=true} counts whatever Options say; what it says of {@code false} only without them. */
    private RenegotiationRules renegotiation() {
        Boolean rejected = properties.jdk().rejectsClientRenegotiation();
        boolean unsafe = option(ConfOption.UNSAFE_LEGACY_RENEGOTIATION, properties.jdk().allowUnsafeRenegotiation()).value();
        boolean byClient = option(ConfOption.CLIENT_RENEGOTIATION, Boolean.FALSE.equals(rejected)).value();
        return new RenegotiationRules(byClient && !Boolean.TRUE.equals(rejected), option(ConfOption.NO_RENEGOTIATION, false).value(), unsafe,
                option(ConfOption.NO_RESUMPTION_ON_RENEGOTIATION, false).value(),
                unsafe || option(ConfOption.UNSAFE_LEGACY_SERVER_CONNECT, properties.allowUnsafeLegacy()).value(), verifyMode(VerifyBit.CLIENT_ONCE));
    }

    private Chosen<Boolean> option(ConfOption option, Boolean unsaid) {
        return chosen(first(s -> Optional.ofNullable(s.options().get(option))), b -> b, unsaid);
    }

    private Chosen<ClientAuth> clientAuth() {
        return chosen(first(ConfSettings::verifyMode), flags -> !flags.contains(VerifyBit.PEER) ? ClientAuth.NONE
                : flags.contains(VerifyBit.FAIL_IF_NO_PEER_CERT) ? ClientAuth.NEED : ClientAuth.WANT, ClientAuth.NONE);
    }

    private DhFile dhFile() {
        List<Said<Path>> said = client ? List.of() : TrustDefaults.first(layers, List.of(ConfCommand.DH_PARAMETERS));
        return said.isEmpty() ? null : new DhFile(said.get(said.size() - 1), level.value().level(), rules.finiteFieldBits());
    }

    /** {@code VerifyMode = RequestPostHandshake} or {@code RequirePostHandshake}. */
    private boolean asksLater() {
        return verifyMode(VerifyBit.POST_HANDSHAKE);
    }

    private boolean verifyMode(VerifyBit bit) {
        return first(ConfSettings::verifyMode).map(said -> said.value().contains(bit)).orElse(false);
    }

    private static <T, R> Chosen<R> chosen(Optional<Said<T>> said, Function<T, R> value, R other) {
        return said.map(s -> new Chosen<>(value.apply(s.value()), s.origin().toString())).orElse(new Chosen<>(other, Chosen.DEFAULT));
    }

    private static String text(Set<String> sources) {
        return sources.isEmpty() ? Chosen.DEFAULT : String.join(", ", sources);
    }

    private static <T> List<T> keep(List<T> items, Predicate<T> test) {
        return items.stream().filter(test).toList();
    }
}
