package dev.drawbridge.config.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.spec.ProtocolVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConfCommandsTest {
    private static final Set<ConfRole> ALL = EnumSet.allOf(ConfRole.class);
    private static final Origin ORIGIN = new Origin("test.cnf", 7);

    @TempDir
    Path directory;

    private final List<String> warnings = new ArrayList<>();

    private ConfReading reading(boolean strict) {
        return new ConfReading(name -> null, directory, strict, warnings::add);
    }

    /** Runs name, value, name, value. */
    private ConfSettings run(boolean strict, Set<ConfRole> roles, String... commands) throws ConfException {
        ConfCommands all = new ConfCommands(roles, reading(strict));
        for (int i = 0; i < commands.length; i += 2) {
            all.run(commands[i], commands[i + 1], ORIGIN);
        }
        return all.settings();
    }

    private ConfSettings strict(String... commands) throws ConfException {
        return run(true, ALL, commands);
    }

    private ConfSettings lenient(String... commands) throws ConfException {
        return run(false, ALL, commands);
    }

    @Test
    void namesOfCommandsAreComparedWithoutCase() throws Exception {
        assertEquals(3, strict("numtickets", "3").numTickets().orElseThrow().value());
        assertEquals(new Said<>(4, ConfCommand.NUM_TICKETS, ORIGIN), strict("NUMTICKETS", "4").numTickets().orElseThrow());
    }

    @Test
    void listsAndLevels() throws Exception {
        ConfSettings s = strict("CipherString", "HIGH:!RC4:@SECLEVEL=3", "Ciphersuites", "TLS_AES_128_GCM_SHA256",
                "Curves", "X25519:P-256", "SignatureAlgorithms", "ECDSA+SHA256", "ClientSignatureAlgorithms", "ed25519");
        assertEquals(3, s.securityLevel().orElseThrow().value().level());
        assertEquals(1, s.ciphersuites().orElseThrow().value().suites().size());
        assertEquals(2, s.groups().orElseThrow().value().groups().size());
        assertEquals(ConfCommand.CURVES, s.groups().orElseThrow().command());
        assertEquals("ecdsa_secp256r1_sha256", s.signatureAlgorithms().orElseThrow().value().schemes().get(0).name());
        assertEquals("ed25519", s.clientSignatureAlgorithms().orElseThrow().value().schemes().get(0).name());
        assertEquals(Optional.empty(), strict().cipherString());
        assertEquals(Optional.empty(), strict("ECDHParameters", "automatic").groups());
        assertEquals(1, strict("ECDHParameters", "P-384").groups().orElseThrow().value().groups().size());
    }

    @Test
    void theLastOneOfACommandCounts() throws Exception {
        ConfSettings s = strict("MinProtocol", "TLSv1", "MinProtocol", "TLSv1.2", "MinProtocol", "DTLSv1", "MaxProtocol", "None");
        assertEquals(Optional.of(ProtocolVersion.TLS12), s.minProtocol().orElseThrow().value().version(), "bounds of DTLS are others");
        assertEquals(Optional.empty(), s.maxProtocol().orElseThrow().value().version());
    }

    @Test
    void wordsSetAndClear() throws Exception {
        ConfSettings s = strict("Options", "-sessionticket, ServerPreference", "Options", "+SessionTicket,-Compression",
                "Protocol", "-ALL,TLSv1.2", "VerifyMode", "Require,Once,-Once", "SetCertificateFlags", "PartialChain,-CRLCheck",
                "SetHostFlags", "NoWildcards");
        assertEquals(true, s.options().get(ConfOption.SESSION_TICKET).value());
        assertEquals(true, s.options().get(ConfOption.SERVER_PREFERENCE).value());
        assertEquals(false, s.options().get(ConfOption.COMPRESSION).value());
        assertEquals(Map.of(ProtocolVersion.TLS12, true, ProtocolVersion.TLS13, false),
                Map.of(ProtocolVersion.TLS12, s.protocols().get(ProtocolVersion.TLS12).value(),
                        ProtocolVersion.TLS13, s.protocols().get(ProtocolVersion.TLS13).value()));
        assertEquals(Set.of(VerifyBit.FAIL_IF_NO_PEER_CERT), s.verifyMode().orElseThrow().value(), "-Once clears its PEER too, as in OpenSSL");
        assertEquals(false, s.certificateFlags().get(CertificateFlag.CRL_CHECK).value());
        assertEquals(true, s.hostFlags().get(HostWord.NO_WILDCARDS).value());
        assertEquals(Set.of(VerifyBit.PEER, VerifyBit.POST_HANDSHAKE, VerifyBit.FAIL_IF_NO_PEER_CERT),
                strict("VerifyMode", "RequirePostHandshake").verifyMode().orElseThrow().value());
    }

    @Test
    void pathsAndNamesAreKeptInTheirOrder() throws Exception {
        ConfSettings s = strict("Certificate", "rsa.pem", "Certificate", "ec.pem", "PrivateKey", "/k.pem", "VerifyCAStore", "file:///etc/ca",
                "SetExpectedDNSName", "a.example;b.example", "AddExpectedDNSName", "c.example", "AddExpectedIPAddress", "192.0.2.1,2001:db8::1");
        assertEquals(List.of(Path.of("rsa.pem"), Path.of("ec.pem")), s.paths(ConfCommand.CERTIFICATE).stream().map(Said::value).toList());
        assertEquals(Path.of("/etc/ca"), s.paths(ConfCommand.VERIFY_CA_STORE).get(0).value());
        assertEquals(List.of("a.example", "b.example", "c.example"), s.expectedNames().stream().map(Said::value).toList());
        assertEquals(List.of("192.0.2.1", "2001:db8::1"), s.expectedAddresses().stream().map(Said::value).toList());
        assertEquals(1, strict("AddExpectedDNSName", "x", "SetExpectedDNSName", "y").expectedNames().size());
    }

    @Test
    void padding() throws Exception {
        assertEquals(new RecordPadding(512, 512), strict("RecordPadding", "512").recordPadding().orElseThrow().value());
        assertEquals(new RecordPadding(512, 0), strict("RecordPadding", "512, 0").recordPadding().orElseThrow().value());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', value = {
        "NoSuchCommand > x                       > unknown command NoSuchCommand = x",
        "MinProtocol   > tlsv1.3                 > case as here",
        "MinProtocol   > TLSv1.4                 > no such version",
        "MaxProtocol   > ALL                     > no such version",
        "Options       > ServerPreference,Bogus  > character 18, 'Bogus': unknown word",
        "Options       > Compression             > compression is not offered",
        "Options       > SessionTicket,          > unknown word",
        "VerifyMode    > RequiresPostHandshake   > unknown word",
        "CipherString  > HIGH:bogus              > character 6, 'bogus'",
        "CipherString  > RC2                     > no cipher match",
        "Ciphersuites  > TLS_AES_128_GCM_SHA256:b > no such suite",
        "Groups        > X25519:nope             > character 8, 'nope'",
        "SignatureAlgorithms > RSA+MD5           > no such signature algorithm",
        "NumTickets    > two                     > not a number",
        "NumTickets    > -1                      > not a number",
        "RecordPadding > 16385                   > too large",
        "VerifyCAStore > https://example.org/    > a kind of store that is not offered",
        "SetExpectedDNSName > a b                > no host name",
        "AddExpectedIPAddress > 1.2.3            > no IP address",
        "AddExpectedIPAddress > example.org      > no IP address",
        "AddExpectedIPAddress > 1::2::3          > no IP address",
        "ECDHParameters > P-256:P-384            > more than one"})
    void aMistakeIsNamedWithFileLineCommandAndValue(String command, String value, String reason) throws Exception {
        String message = assertThrows(ConfException.class, () -> strict(command, value)).getMessage();
        assertTrue(message.startsWith("test.cnf:7: ") && message.contains(command + " = " + value) && message.contains(reason), message);
        assertEquals(2, message.split("expected ", -1).length, message);
        lenient(command, value);
        assertEquals(1, warnings.size(), warnings.toString());
    }

    @Test
    void leniencyDoesWhatOpensslDoes() throws Exception {
        ConfSettings s = lenient("Options", "ServerPreference,Bogus,-SessionTicket", "MinProtocol", "tlsv1.3", "NumTickets", "3x",
                "CipherString", "HIGH:bogus", "Nonesuch", "x", "MaxProtocol", "TLSv1.2");
        assertEquals(Set.of(ConfOption.SERVER_PREFERENCE), s.options().keySet(), "words count up to the first that is unknown");
        assertEquals(Optional.empty(), s.minProtocol());
        assertEquals(3, s.numTickets().orElseThrow().value());
        assertTrue(s.cipherString().isPresent());
        assertEquals(Optional.of(ProtocolVersion.TLS12), s.maxProtocol().orElseThrow().value().version(), "what follows still counts");
        assertEquals(5, warnings.size(), warnings.toString());
    }

    @Test
    void commandsOfAnotherRoleAreRefused() throws Exception {
        Set<ConfRole> client = EnumSet.of(ConfRole.CLIENT);
        assertTrue(assertThrows(ConfException.class, () -> run(true, client, "NumTickets", "1")).getMessage().contains("only for a server"));
        assertTrue(assertThrows(ConfException.class, () -> run(true, client, "Certificate", "c.pem")).getMessage()
                .contains("only where certificates may be named"));
        assertThrows(ConfException.class, () -> run(true, client, "VerifyMode", "Require"));
        assertThrows(ConfException.class, () -> run(true, client, "Options", "ServerPreference"));
        assertEquals(Set.of(VerifyBit.PEER), run(true, client, "VerifyMode", "Peer").verifyMode().orElseThrow().value());
        assertEquals(Optional.empty(), run(false, client, "NumTickets", "1").numTickets());
    }

    /** Every command takes something, and keeps what it took. */
    @ParameterizedTest
    @EnumSource(ConfCommand.class)
    void everyCommandIsObeyed(ConfCommand command) throws Exception {
        String value = switch (command.kind()) {
            case CIPHER_STRING -> "HIGH";
            case CIPHERSUITES -> "TLS_AES_128_GCM_SHA256";
            case PROTOCOLS -> "-TLSv1.2";
            case VERSION -> "TLSv1.2";
            case GROUPS, ONE_GROUP -> "X25519";
            case SCHEMES -> "ed25519";
            case OPTIONS -> "NoRenegotiation";
            case VERIFY_MODE -> "Peer";
            case PATH, STORE -> "file.pem";
            case PADDING, NUMBER -> "1";
            case CERTIFICATE_FLAGS -> "Strict";
            case HOST_FLAGS -> "NoWildcards";
            case NAMES -> "example.org";
            case ADDRESSES -> "::1";
        };
        ConfSettings s = strict(command.toString(), value);
        int kept = s.options().size() + s.protocols().size() + s.certificateFlags().size() + s.hostFlags().size() + s.expectedNames().size()
                + s.expectedAddresses().size() + s.paths(command).size()
                + (int) List.of(s.cipherString(), s.ciphersuites(), s.minProtocol(), s.maxProtocol(), s.groups(), s.signatureAlgorithms(),
                        s.clientSignatureAlgorithms(), s.numTickets(), s.recordPadding(), s.verifyMode()).stream()
                        .filter(Optional::isPresent).count();
        assertEquals(1, kept, command.toString());
    }

    private Optional<ConfSettings> named(boolean strict, String name, String text) throws Exception {
        ConfReading reading = reading(strict);
        ConfFile file = ConfFile.read(Files.writeString(directory.resolve("ssl.cnf"), text), reading);
        return ConfCommands.named(name, file, ALL, reading);
    }

    private static final String HEAD = "openssl_conf = lib\n[lib]\nssl_conf = ssl\n[ssl]\nsystem_default = sys\nweb = w\n";

    @Test
    void aFileNamesItsSettings() throws Exception {
        String text = HEAD + "[sys]\nMinProtocol = TLSv1.2\n[w]\n1.MinProtocol = TLSv1.3\nRSA.Certificate = rsa.pem\nEC.Certificate = ec.pem\n";
        Said<VersionBound> bound = named(true, "web", text).orElseThrow().minProtocol().orElseThrow();
        assertEquals(Optional.of(ProtocolVersion.TLS13), bound.value().version());
        assertEquals(directory.resolve("ssl.cnf") + ":10", bound.origin().toString());
        assertEquals(2, named(true, "web", text).orElseThrow().paths(ConfCommand.CERTIFICATE).size());
        assertEquals(Optional.of(ProtocolVersion.TLS12),
                named(true, "system_default", text).orElseThrow().minProtocol().orElseThrow().value().version());
        assertEquals(Optional.empty(), named(true, "other", text));
        assertEquals(Optional.empty(), named(true, "web", "x = 1\n"));
        assertEquals(Optional.empty(), named(true, "web", "openssl_conf = lib\n[lib]\nproviders = p\n"));
    }

    @Test
    void sectionsThatAreMissingOrEmptyAndRepeatedNamesAreMistakes() throws Exception {
        String missing = HEAD + "[w]\nMinProtocol = TLSv1.2\n";
        String message = assertThrows(ConfException.class, () -> named(true, "web", missing)).getMessage();
        assertTrue(message.contains("ssl.cnf:5: system_default = sys: the section does not exist"), message);
        assertEquals(Optional.empty(), named(false, "web", missing), "OpenSSL drops all names then");
        String empty = HEAD + "[sys]\n[w]\nMinProtocol = TLSv1.2\n";
        assertTrue(assertThrows(ConfException.class, () -> named(true, "web", empty)).getMessage().contains("is empty"));
        String repeated = HEAD + "[sys]\nNumTickets = 1\n[w]\nMinProtocol = TLSv1.2\nMinProtocol = DTLSv1.2\n";
        message = assertThrows(ConfException.class, () -> named(true, "web", repeated)).getMessage();
        assertTrue(message.contains("ssl.cnf:11: MinProtocol takes the place of the one in line 10"), message);
        assertEquals(Optional.empty(), named(false, "web", repeated).orElseThrow().minProtocol(), "the last one counts, as in OpenSSL");
    }

    @Test
    void anIncludedFileMayReplaceASetting() throws Exception {
        Files.writeString(directory.resolve("policy.cnf"), "MinProtocol = TLSv1.3\n");
        String text = HEAD + "[sys]\nMinProtocol = TLSv1.2\n.include policy.cnf\n[w]\nNumTickets = 1\n";
        assertEquals(Optional.of(ProtocolVersion.TLS13),
                named(true, "system_default", text).orElseThrow().minProtocol().orElseThrow().value().version());
    }

    @Test
    void aPropertyIsAnOriginToo() {
        ConfCommands commands = new ConfCommands(ALL, reading(true));
        ConfException e = assertThrows(ConfException.class, () -> commands.run("MinProtocol", "1.2", Origin.property("drawbridge.MinProtocol")));
        assertTrue(e.getMessage().startsWith("drawbridge.MinProtocol: MinProtocol = 1.2: "), e.getMessage());
    }
}
