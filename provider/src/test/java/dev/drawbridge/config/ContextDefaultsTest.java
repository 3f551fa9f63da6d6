package dev.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.config.conf.OpensslSuite;
import dev.drawbridge.config.conf.Said;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContextDefaultsTest {
    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    private Properties properties(String... namesAndValues) {
        Map<String, String> m = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            m.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return Properties.of(m, m::get, environment::get, directory.resolve("ssl"));
    }

    private static RoleDefaults defaults(Properties p, boolean client) {
        return ContextDefaults.of(p, client, ProtocolVersion.TLS13, true);
    }

    private RoleDefaults client(String... namesAndValues) {
        return defaults(properties(namesAndValues), true);
    }

    private RoleDefaults server(String... namesAndValues) {
        return defaults(properties(namesAndValues), false);
    }

    /** A file with these commands for {@code system_default}, from line 7 on. */
    private Path conf(String... commands) throws IOException {
        return Files.writeString(directory.resolve("test.cnf"), "openssl_conf = lib\n[lib]\nssl_conf = names\n[names]\nsystem_default = web\n"
                + "[web]\n" + String.join("\n", commands) + "\n");
    }

    private static void assertRefused(org.junit.jupiter.api.function.Executable run, String... parts) {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class, run);
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), e.getMessage());
        }
    }

    @Test
    void whatNobodySaysIsOurDefault() {
        RoleDefaults d = client();
        assertEquals(new Chosen<>(List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12), "default"), d.versions());
        assertEquals(new Chosen<>(Arrays.stream(CipherSuite.values()).filter(s -> s.byDefault() && d.rules().permits(s)).toList(), "default"), d.suites());
        assertEquals(new Chosen<>(Defaults.GROUPS, "default"), d.groups());
        assertEquals(new Chosen<>(Defaults.SIGNATURE_SCHEMES, "default"), d.schemes());
        assertEquals(2, d.level().value().level());
        assertEquals(new Chosen<>(true, "default"), d.serverPreference());
        assertEquals(new Chosen<>(ClientAuth.NONE, "default"), d.clientAuth());
    }

    @Test
    void whatDebianSaysChangesNothing() throws Exception {
        RoleDefaults d = client("drawbridge.conf", conf("MinProtocol = TLSv1.2", "CipherString = DEFAULT@SECLEVEL=2").toString());
        assertEquals(client().versions().value(), d.versions().value());
        assertEquals(client().suites().value().stream().filter(s -> !s.psk()).toList(),
                d.suites().value().stream().filter(s -> !s.psk()).toList());
        // Of pre-shared keys OpenSSL does not know those of RFC 8442, and its order does not put key exchange first.
        assertEquals(client().suites().value().stream().filter(s -> OpensslSuite.ofIana(s.name()) != null).collect(Collectors.toSet()),
                Set.copyOf(d.suites().value()));
        assertEquals(client().groups(), d.groups());
        assertEquals(directory.resolve("test.cnf") + ":7", d.versions().source());
        assertEquals(directory.resolve("test.cnf") + ":8", d.suites().source());
    }

    /** From the highest to the lowest; each says something else. */
    @Test
    void theFirstThatSaysSomethingCounts() throws Exception {
        String conf = conf("Groups = P-384", "MinProtocol = TLSv1.3", "SignatureAlgorithms = ed25519").toString();
        String[] all = {"drawbridge.conf", conf, "drawbridge.Groups", "X25519", "drawbridge.client.Groups", "P-256",
                "jdk.tls.namedGroups", "x25519mlkem768"};
        assertEquals(new Chosen<>(List.of(NamedGroup.X25519MLKEM768), "jdk.tls.namedGroups"), client(all).groups());
        assertEquals(new Chosen<>(List.of(NamedGroup.SECP256R1), "drawbridge.client.Groups"), client(Arrays.copyOf(all, 6)).groups());
        assertEquals(new Chosen<>(List.of(NamedGroup.X25519), "drawbridge.Groups"), server(Arrays.copyOf(all, 6)).groups());
        assertEquals(new Chosen<>(List.of(NamedGroup.X25519), "drawbridge.Groups"), client(Arrays.copyOf(all, 4)).groups());
        assertEquals(new Chosen<>(List.of(NamedGroup.SECP384R1), conf + ":7"), client(Arrays.copyOf(all, 2)).groups());
        assertEquals(List.of(ProtocolVersion.TLS13), client(all).versions().value());
        assertEquals(List.of(SignatureScheme.ED25519), client(all).schemes().value());
        assertEquals(List.of(ProtocolVersion.TLS12), client("drawbridge.conf", conf, "jdk.tls.client.protocols", "TLSv1.2").versions().value());
    }

    @Test
    void versionsByBoundsAndByWords() {
        assertEquals(List.of(ProtocolVersion.TLS13), client("drawbridge.MinProtocol", "TLSv1.3").versions().value());
        assertEquals(List.of(ProtocolVersion.TLS12), client("drawbridge.MaxProtocol", "TLSv1.2").versions().value());
        assertEquals(List.of(ProtocolVersion.TLS12), client("drawbridge.Protocol", "-TLSv1.3").versions().value());
        assertEquals(2, client("drawbridge.client.MinProtocol", "None", "drawbridge.MinProtocol", "TLSv1.3").versions().value().size());
        assertRefused(() -> client("drawbridge.MaxProtocol", "TLSv1.1"), "drawbridge.MaxProtocol: MaxProtocol = TLSv1.1: leaves no version to the client: ",
                "TLSv1.1 is forbidden by security level 2 where 0 is needed", "expected");
        assertRefused(() -> client("drawbridge.Protocol", "ALL,-TLSv1.3,-TLSv1.2"), "leaves no version to the client: TLSv1.1 is forbidden by");
        assertRefused(() -> client("drawbridge.MaxProtocol", "SSLv3"), "drawbridge.MaxProtocol: MaxProtocol = SSLv3: leaves no version to the client");
        assertRefused(() -> ContextDefaults.of(properties("drawbridge.MinProtocol", "TLSv1.3"), true, ProtocolVersion.TLS12, false),
                "drawbridge.MinProtocol: MinProtocol = TLSv1.3: leaves no version to the client");
        assertEquals(List.of(ProtocolVersion.TLS13), ContextDefaults.of(properties("drawbridge.MinProtocol", "TLSv1.3"), false,
                ProtocolVersion.TLS12, false).versions().value());
    }

    /**
     * RFC 8446 appendix D.5: "The security of SSL 3.0 [RFC6101] is considered insufficient for the reasons enumerated in [RFC7568], and it MUST NOT be
     * negotiated for any reason." Nobody has it who does not name it, at whatever level.
     */
    @Test
    void ssl30HasToBeNamed() {
        String[][] silent = {{}, {"drawbridge.MinProtocol", "None"}, {"drawbridge.MinProtocol", "TLSv1"}, {"drawbridge.Protocol", "ALL"},
            {"drawbridge.Protocol", "ALL,-SSLv3"}, {"drawbridge.Protocol", "-TLSv1.3"}, {"drawbridge.Protocol", "SSLv3,-SSLv3"}};
        String[][] naming = {{"drawbridge.MinProtocol", "SSLv3"}, {"drawbridge.Protocol", "SSLv3"}, {"drawbridge.Protocol", "ALL,SSLv3"}};
        for (boolean client : new boolean[] {true, false}) {
            for (String[] said : silent) {
                assertFalse(atLevel0(client, said).contains(ProtocolVersion.SSL30), () -> Arrays.toString(said));
            }
            for (String[] said : naming) {
                assertTrue(atLevel0(client, said).contains(ProtocolVersion.SSL30), () -> Arrays.toString(said));
            }
            assertEquals(List.of(ProtocolVersion.SSL30), atLevel0(client, "drawbridge.MinProtocol", "SSLv3", "drawbridge.MaxProtocol", "SSLv3"));
            assertEquals(List.of(ProtocolVersion.SSL30), atLevel0(client, client ? "jdk.tls.client.protocols" : "jdk.tls.server.protocols", "SSLv3"));
        }
        // Both rules must allow it, which by default neither does.
        assertFalse(client("drawbridge.MinProtocol", "SSLv3").versions().value().contains(ProtocolVersion.SSL30));
        assertRefused(() -> client("drawbridge.MinProtocol", "SSLv3", "drawbridge.MaxProtocol", "SSLv3"), "SSLv3 is forbidden by security level 2 where 0 is needed");
        assertRefused(() -> client("drawbridge.Protocol", "-ALL,SSLv3"), "SSLv3 is forbidden by security level 2 where 0 is needed");
    }

    private List<ProtocolVersion> atLevel0(boolean client, String... said) {
        String[] all = Arrays.copyOf(said, said.length + 2);
        all[said.length] = "drawbridge.CipherString";
        all[said.length + 1] = "ALL:@SECLEVEL=0";
        return ContextDefaults.of(properties(all), client, ProtocolVersion.TLS13, true).versions().value();
    }

    @Test
    void suitesOfBothKinds() {
        RoleDefaults d = client("drawbridge.CipherString", "CAMELLIA128-SHA:ECDHE-RSA-AES128-GCM-SHA256", "drawbridge.Ciphersuites",
                "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384");
        assertEquals(List.of(CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_AES_256_GCM_SHA384,
                CipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256), d.suites().value());
        assertEquals("drawbridge.CipherString, drawbridge.Ciphersuites", d.suites().source());
        assertRefused(() -> client("drawbridge.CipherString", "CAMELLIA128-SHA"), "drawbridge.CipherString: CipherString = [CAMELLIA128-SHA]: leaves no suite");
        assertEquals(3, client("drawbridge.CipherString", "CAMELLIA128-SHA", "drawbridge.MinProtocol", "TLSv1.3").suites().value().size());
        assertTrue(client("drawbridge.Ciphersuites", "").suites().value().stream().noneMatch(CipherSuite::tls13));
        assertRefused(() -> client("drawbridge.Groups", "brainpoolP256r1"),
                "drawbridge.Groups: Groups = [brainpoolP256r1]: leaves no group");
        assertRefused(() -> client("drawbridge.SignatureAlgorithms", "rsa_pkcs1_sha1"), "leaves no signature algorithm");
    }

    @Test
    void finiteFieldsAreGroupsUnlessTheJdksPropertySaysNo() {
        assertTrue(client().groups().value().contains(NamedGroup.FFDHE2048));
        assertTrue(client("jsse.enableFFDHE", "false").groups().value().stream().noneMatch(NamedGroup::finiteField));
        assertEquals(List.of(NamedGroup.FFDHE3072), client("drawbridge.Groups", "ffdhe3072").groups().value());
    }

    @Test
    void theLevelLeavesOutWhatIsBelow() {
        RoleDefaults d = server("drawbridge.CipherString", "DEFAULT@SECLEVEL=4");
        assertEquals(4, d.level().value().level());
        assertTrue(d.suites().value().contains(CipherSuite.TLS_AES_256_GCM_SHA384));
        assertFalse(d.suites().value().contains(CipherSuite.TLS_AES_128_GCM_SHA256));
        assertEquals(List.of(NamedGroup.X25519MLKEM768, NamedGroup.X448, NamedGroup.SECP384R1, NamedGroup.SECP521R1), d.groups().value());
        assertFalse(d.schemes().value().contains(SignatureScheme.ED25519));
        assertTrue(d.schemes().value().contains(SignatureScheme.ED448));
        assertFalse(d.schemes().value().contains(SignatureScheme.RSA_PSS_RSAE_SHA256));
        RoleDefaults both = server("drawbridge.CipherString", "DEFAULT@SECLEVEL=4", "jdk.tls.disabledAlgorithms", "secp384r1, x448");
        assertEquals(List.of(NamedGroup.X25519MLKEM768, NamedGroup.SECP521R1), both.groups().value());
    }

    /** As in OpenSSL, where a program's cipher string without a level leaves the system's level. */
    @Test
    void theLevelStaysWhenACipherStringAboveNamesNone() throws Exception {
        String conf = conf("CipherString = DEFAULT@SECLEVEL=3").toString();
        assertEquals(3, client("drawbridge.conf", conf, "drawbridge.CipherString", "HIGH").level().value().level());
    }

    @Test
    void serversAskAndPrefer() {
        assertEquals(ClientAuth.WANT, server("drawbridge.VerifyMode", "Request").clientAuth().value());
        assertEquals(ClientAuth.NEED, server("drawbridge.server.VerifyMode", "Require").clientAuth().value());
        assertEquals(ClientAuth.NEED, server("drawbridge.VerifyMode", "RequirePostHandshake").clientAuth().value());
        assertEquals(new Chosen<>(false, "drawbridge.Options"), server("drawbridge.Options", "-ServerPreference").serverPreference());
        assertRefused(() -> client("drawbridge.client.VerifyMode", "Require"), "drawbridge.client.VerifyMode");
    }

    @ParameterizedTest
    @CsvSource({
        "drawbridge.MinProtocl, drawbridge.MinProtocol",
        "drawbridge.minprotocol, drawbridge.MinProtocol",
        "drawbridge.client.cipherString, drawbridge.client.CipherString",
        "drawbridge.server.Certifcate, drawbridge.server.Certificate",
        "drawbridge.config, drawbridge.conf"})
    void anUnknownNameIsAnErrorWithTheNearest(String name, String nearest) {
        assertRefused(() -> client(name, "x"), name + "=x", "the nearest name is " + nearest);
    }

    @Test
    void valuesThatMeanNothingNameTheirProperty() {
        assertRefused(() -> client("drawbridge.MinProtocol", "1.2"), "drawbridge.MinProtocol: MinProtocol = 1.2: ", "expected None");
        assertRefused(() -> client("drawbridge.client.NumTickets", "2"), "drawbridge.client.NumTickets", "only for a server");
        assertRefused(() -> client("drawbridge.conf.strict", "maybe", "drawbridge.conf", "none"), "drawbridge.conf.strict=maybe");
    }

    @Test
    void whereTheFileIs() throws Exception {
        Path ssl = Files.createDirectory(directory.resolve("ssl"));
        assertEquals("default", client().groups().source());
        Files.copy(conf("Groups = P-256"), ssl.resolve("openssl.cnf"));
        assertEquals(ssl.resolve("openssl.cnf") + ":7", client().groups().source());
        environment.put("OPENSSL_CONF", conf("Groups = P-384").toString());
        assertEquals(List.of(NamedGroup.SECP384R1), client().groups().value());
        assertEquals(Defaults.GROUPS, client("drawbridge.conf", "none").groups().value());
        environment.put("OPENSSL_CONF", "");
        assertEquals(Defaults.GROUPS, client().groups().value());
        environment.put("OPENSSL_CONF", directory.resolve("gone.cnf").toString());
        assertRefused(() -> client(), "OPENSSL_CONF=" + directory.resolve("gone.cnf"), "there is no such file");
        assertRefused(() -> client("drawbridge.conf", "/gone"), "drawbridge.conf=/gone");
        assertRefused(() -> client("drawbridge.conf", "none", "drawbridge.conf.section", "web"), "drawbridge.conf.section=web");
    }

    /** Debian's file has a section for the library in which everything may be commented out. */
    @Test
    void aFileThatSaysNothingOfTls() throws Exception {
        Path file = Files.writeString(directory.resolve("none.cnf"), "openssl_conf = lib\n[lib]\n");
        assertEquals(Defaults.GROUPS, client("drawbridge.conf", file.toString()).groups().value());
    }

    /** The file that users are given to copy. */
    @Test
    void theExampleIsRight() {
        String example = Path.of("..", "conf", "drawbridge.cnf").toString();
        assertEquals(List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12), client("drawbridge.conf", example).versions().value());
        RoleDefaults service = server("drawbridge.conf", example, "drawbridge.conf.section", "service");
        assertEquals(ClientAuth.NEED, service.clientAuth().value());
        assertEquals(NamedGroup.X25519MLKEM768, service.groups().value().get(0));
        assertEquals(List.of(Path.of("/etc/ssl/service/ca-and-crl.pem")), service.trust().files().stream().map(Said::value).toList());
        assertEquals(1, service.keys().size());
    }

    @Test
    void aSectionByName() throws Exception {
        Path file = Files.writeString(directory.resolve("two.cnf"), "openssl_conf = lib\n[lib]\nssl_conf = names\n[names]\nsystem_default = a\n"
                + "web = b\n[a]\nGroups = P-256\n[b]\nGroups = P-384\nCertificate = /x.pem\n");
        assertEquals(List.of(NamedGroup.SECP256R1), client("drawbridge.conf", file.toString()).groups().value());
        assertEquals(List.of(NamedGroup.SECP384R1), client("drawbridge.conf", file.toString(), "drawbridge.conf.section", "web").groups().value());
        assertRefused(() -> client("drawbridge.conf", file.toString(), "drawbridge.conf.section", "wob"),
                "drawbridge.conf.section=wob", file.toString());
    }

    @Test
    void aMistakeIsAnErrorUnlessLenient() throws Exception {
        String file = conf("Groups = P-256", "MinProtokol = TLSv1.3").toString();
        assertRefused(() -> client("drawbridge.conf", file), file + ":8", "MinProtokol");
        assertEquals(List.of(NamedGroup.SECP256R1), client("drawbridge.conf", file, "drawbridge.conf.strict", "false").groups().value());
    }

    @Test
    void aChangedFileIsReadAgainAndAnIncludedOneToo() throws Exception {
        Path included = Files.writeString(directory.resolve("more.cnf"), "Groups = P-256\n");
        String file = conf(".include " + included).toString();
        assertEquals(List.of(NamedGroup.SECP256R1), client("drawbridge.conf", file).groups().value());
        Files.writeString(included, "Groups = P-384:P-256\n"); // of another size, so that the time need not tell
        assertEquals(List.of(NamedGroup.SECP384R1, NamedGroup.SECP256R1), client("drawbridge.conf", file).groups().value());
    }

    @ParameterizedTest
    @CsvSource({"SUITEB128, AES_128 AES_256, SECP256R1 SECP384R1, ECDSA_SECP256R1_SHA256 ECDSA_SECP384R1_SHA384, SUITEB_128_LOS",
        "SUITEB128C2, AES_256, SECP256R1 SECP384R1, ECDSA_SECP256R1_SHA256 ECDSA_SECP384R1_SHA384, SUITEB_128_LOS",
        "SUITEB128ONLY, AES_128, SECP256R1, ECDSA_SECP256R1_SHA256, SUITEB_128_LOS_ONLY",
        "SUITEB192, AES_256, SECP384R1, ECDSA_SECP384R1_SHA384, SUITEB_192_LOS"})
    void suiteBSaysEverything(String profile, String ciphers, String groups, String schemes, VerifyFlag flag) throws Exception {
        String file = conf("CipherString = " + profile, "Groups = P-521", "SignatureAlgorithms = RSA+SHA256", "MinProtocol = TLSv1").toString();
        for (RoleDefaults d : List.of(client("drawbridge.conf", file), server("drawbridge.conf", file))) {
            assertEquals(List.of(ProtocolVersion.TLS13, ProtocolVersion.TLS12), d.versions().value());
            assertEquals(ciphers, d.suites().value().stream().filter(s -> !s.tls13()).map(s -> s.name().replaceAll(".*_(AES_...).*", "$1")).collect(Collectors.joining(" ")));
            assertTrue(d.suites().value().containsAll(List.of(CipherSuite.TLS_AES_256_GCM_SHA384, CipherSuite.TLS_CHACHA20_POLY1305_SHA256)));
            assertEquals(groups, d.groups().value().stream().map(Enum::name).collect(Collectors.joining(" ")));
            assertEquals(schemes, d.schemes().value().stream().map(Enum::name).collect(Collectors.joining(" ")));
            assertEquals(d.schemes().value(), d.clientSchemes().value());
            assertEquals(file + ":7", d.groups().source());
            assertEquals(Set.of(flag), d.trust().verification().demanded());
        }
    }

    /** Whatever else asks for something; what is said nearer replaces the profile itself, as everything. */
    @Test
    void suiteBBindsWhatIsSaidElsewhere() throws Exception {
        String file = conf("CipherString = SUITEB192", "2.CipherString = HIGH").toString();
        RoleDefaults d = client("drawbridge.conf", file, "jdk.tls.namedGroups", "secp256r1,secp384r1", "jdk.tls.client.cipherSuites",
                "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
        assertEquals(List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384), d.suites().value());
        assertEquals(List.of(NamedGroup.SECP384R1), d.groups().value());
        assertFalse(d.rules().permits(NamedGroup.X25519));
        assertFalse(d.rules().permits(SignatureScheme.ED25519));
        assertEquals(Set.of(), client("drawbridge.conf", file, "drawbridge.CipherString", "HIGH").trust().verification().demanded());
    }

    @Test
    void suiteBNeedsTls12() throws Exception {
        String file = conf("CipherString = SUITEB128", "MaxProtocol = TLSv1.1").toString();
        assertRefused(() -> client("drawbridge.conf", file), file + ":8", "SUITEB128, which needs TLS 1.2 at least");
    }

    @Test
    void whatHasNoEffectIsToldOnce() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord r) {
                told.add(r.getMessage());
            }

            @Override
            public void flush() {
                // nothing is kept back
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        Logger logger = Logger.getLogger("dev.drawbridge.config");
        logger.addHandler(handler);
        try {
            String file = conf("Options = -ExtendedMasterSecret", "1.Options = Bugs,-Compression,-SessionTicket", "2.Options = KTLS").toString();
            client("drawbridge.conf", file);
            server("drawbridge.conf", file);
            assertEquals(1, told.stream().filter((file + ":7: Options = -ExtendedMasterSecret has no effect in Drawbridge yet")::equals).count(), told.toString());
            assertEquals(1, told.stream().filter(t -> t.startsWith(file + ":8: Options = Bugs ")).count(), told.toString());
            assertEquals(1, told.stream().filter(t -> t.startsWith(file + ":9: Options = KTLS")).count(), told.toString());
            client("drawbridge.conf", conf("CipherString = SUITEB128", "Groups = P-521").toString());
            assertTrue(told.contains(file + ":8: Groups has no effect, because CipherString = SUITEB128 says it"), told.toString());
            assertTrue(told.stream().noneMatch(t -> t.contains("Compression") || t.contains("SessionTicket")), told.toString());
        } finally {
            logger.removeHandler(handler);
        }
    }
}
