package dev.drawbridge.tool;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.conf.CipherOracle;
import dev.drawbridge.config.conf.OpensslSuite;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Against what {@code openssl ciphers} of OpenSSL 3.0.19 printed. */
class CiphersCommandTest {

    private record Ran(int exit, String out, String err) {
    }

    private static Ran run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        List<String> all = new ArrayList<>(List.of("ciphers"));
        all.addAll(List.of(arguments));
        int exit = command.execute(all.toArray(new String[0]));
        return new Ran(exit, out.toString(), err.toString().replace(System.lineSeparator(), "\n"));
    }

    /** But those that name what that openssl is not built with. */
    static Stream<CipherOracle.Row> supported() {
        return CipherOracle.rows("openssl ciphers -tls1_2 -s STRING").stream().filter(row -> !List.of("3DES", "RC4").contains(row.string()));
    }

    static Stream<CipherOracle.Row> all() {
        return CipherOracle.rows("the same without -s").stream();
    }

    @ParameterizedTest
    @MethodSource
    void supported(CipherOracle.Row row) {
        assertRow(row, run("-tls1_2", "-s", row.string()));
    }

    @ParameterizedTest
    @MethodSource
    void all(CipherOracle.Row row) {
        assertRow(row, run(row.string()));
    }

    private static void assertRow(CipherOracle.Row row, Ran ran) {
        assertAll(() -> assertEquals(row.exit(), ran.exit(), ran.err()),
                () -> assertEquals(row.result(), ran.out().strip()),
                () -> assertEquals(row.exit() == 0 ? "\n" : "", ran.out().substring(ran.out().strip().length())));
    }

    @Test
    void theDefaultInColumns() {
        Ran ran = run("-s", "-V");
        assertEquals(CipherOracle.section("openssl ciphers -s -V"),
                ran.out().lines().map(line -> line.strip().replaceAll(" +", " ")).toList());
        assertTrue(ran.out().startsWith("          0x13,0x02 - TLS_AES_256_GCM_SHA384         TLSv1.3 Kx=any      Au=any   "
                + "Enc=AESGCM(256)            Mac=AEAD\n"), ran.out());
    }

    @Test
    void registryNamesComeBeforeOpenssls() {
        assertEquals("          0x00,0x01 - TLS_RSA_WITH_NULL_MD5                         - NULL-MD5                       SSLv3   "
                + "Kx=RSA      Au=RSA   Enc=None                   Mac=MD5 \n", run("-V", "-stdname", "-ciphersuites", "", "NULL-MD5").out());
    }

    @Test
    void namesAreConverted() {
        assertEquals(new Ran(0, "OpenSSL cipher name: AES128-SHA\n", ""), run("-convert", "TLS_RSA_WITH_AES_128_CBC_SHA"));
        assertEquals(new Ran(0, "OpenSSL cipher name: SEED-SHA\n", ""), run("-convert", "TLS_RSA_WITH_SEED_CBC_SHA", "no cipher string"));
        assertEquals(new Ran(0, "OpenSSL cipher name: (NONE)\n", ""), run("-convert", "AES128-SHA"));
    }

    @Test
    void theListOfTls13IsAListOfItsOwn() {
        assertEquals("TLS_AES_128_CCM_SHA256:AES128-SHA\n", run("-ciphersuites", " TLS_AES_128_CCM_SHA256 : bogus", "AES128-SHA").out());
        assertEquals("AES128-SHA\n", run("-ciphersuites", "", "AES128-SHA").out());
        assertEquals("AES128-SHA:AES128-SHA:AES256-SHA\n",
                run("-ciphersuites", "TLS_RSA_WITH_AES_128_CBC_SHA:TLS_RSA_WITH_AES_128_CBC_SHA", "AES256-SHA").out());
        assertEquals("AES128-SHA\n", run("-ciphersuites", "TLS_RSA_WITH_AES_128_CBC_SHA", "bogus").out());
        Ran ran = run("-ciphersuites", ":", "ALL");
        assertEquals(1, ran.exit());
        assertTrue(ran.err().startsWith("Error setting TLSv1.3 ciphersuites\nerror:SSL routines:no cipher match\n"), ran.err());
    }

    @Test
    void aRefusalNamesTheReasonAndThePlace() {
        Ran ran = run("ALL:#");
        assertEquals(1, ran.exit());
        assertEquals("", ran.out());
        assertEquals("Error in cipher list\nerror:SSL routines:invalid command\n"
                + "cipher string, character 5, '#': invalid command; expected a word of letters, digits, '-', '.' and '='\n", ran.err());
    }

    @Test
    void theLastVersionWinsAndLevelsLimitVersions() {
        assertEquals(run("-s", "-tls1_2", "ALL").out(), run("-s", "-tls1", "-tls1_3", "-tls1_2", "ALL").out());
        assertEquals("\n", run("-s", "-tls1", "ALL:@SECLEVEL=3").out());
        assertEquals("\n", run("-s", "-tls1_1", "ALL:@SECLEVEL=4").out());
        assertTrue(run("-s", "-tls1_1", "ALL:@SECLEVEL=3").out().startsWith("ECDHE-ECDSA-AES256-SHA:"));
        assertTrue(run("-s", "-psk", "PSK").out().contains(":PSK-AES256-GCM-SHA384:"));
        assertTrue(run("-s", "-srp", "SRP").out().endsWith(":SRP-AES-128-CBC-SHA\n"));
    }

    @Test
    void aStringMayBeginWithAnAtSign() {
        assertEquals(run("ALL").out(), run("@SECLEVEL=4:ALL").out());
    }

    @Test
    void wrongOptionsAreRefusedInOpensslsWords() {
        assertEquals(new Ran(1, "", "ciphers: Unknown option: -ssl3\nciphers: Use -help for summary.\n"), run("-ssl3"));
        assertEquals(new Ran(1, "", "ciphers: Option -convert needs a value\nciphers: Use -help for summary.\n"), run("-convert"));
        assertEquals(1, run("ALL", "-v").exit());
        assertTrue(run("ALL", "HIGH").err().endsWith("ciphers: Use -help for summary.\n"));
        assertEquals(0, run("-help").exit());
        assertTrue(run("-help").out().contains("-ciphersuites"));
    }

    /** The page is made from the table; when this fails, copy the file that it names. */
    @Test
    void thePageListsWhatDrawbridgeDoesNotSpeak() throws Exception {
        StringBuilder page = new StringBuilder(PAGE_HEAD);
        for (OpensslSuite s : OpensslSuite.all()) {
            String code = String.format(Locale.ROOT, "0x%04X", s.code());
            page.append("| ").append(code).append(" | ").append(s.name()).append(" | ").append(s.ianaName()).append(" | ")
                    .append(s.minimum()).append(" | ").append(s.spoken() != null ? "yes" : "no").append(" |\n");
        }
        page.append(PAGE_END);
        for (OpensslSuite s : OpensslSuite.unbuilt()) {
            page.append(String.format(Locale.ROOT, "| 0x%04X | %s | %s | %s | %s |%n", s.code(), s.name(), s.ianaName(), s.minimum(), s.spoken() != null ? "yes" : "no"));
        }
        Path made = Path.of("target", "ciphers.md");
        Files.createDirectories(made.getParent());
        Files.writeString(made, page, StandardCharsets.UTF_8);
        Path kept = Path.of("..", "src", "site", "markdown", "ciphers.md");
        assertEquals(page.toString(), Files.readString(kept, StandardCharsets.UTF_8),
                "the page is out of date: cp provider/target/ciphers.md src/site/markdown/");
    }

    private static final String PAGE_HEAD = """
            # Cipher strings, and the suites that OpenSSL knows

            `drawbridge ciphers` prints what `openssl ciphers` of OpenSSL 3.0 prints: the same options (`-v -V -stdname -s -psk -srp -tls1
            -tls1_1 -tls1_2 -tls1_3 -ciphersuites LIST -convert NAME`), the same columns, the same exit codes. Not offered are the options about
            providers, and `-ssl3`, which OpenSSL has only where it is built with SSL 3.0. After OpenSSL's words about an error one line
            of its own says where in the string it is and what was expected.

                drawbridge ciphers -s -v 'ECDHE+AESGCM:!ECDSA:@SECLEVEL=3'

            The language is OpenSSL's to the letter. So is what it does in silence: an unknown word is ignored, and so is what follows
            `@STRENGTH` up to the next separator. Where a cipher string is configuration, Drawbridge refuses such mistakes unless it is told to be
            lenient; names of suites that OpenSSL had once (SEED, EXPORT) are not mistakes.

            The command speaks of all 160 suites that OpenSSL 3.0 knows, in its order, not only of those that Drawbridge speaks. This table says which
            those are. A suite that is not spoken is left out of what a cipher string means for a connection. The version is the lowest
            that has the suite in OpenSSL; Drawbridge speaks TLS 1.2 and 1.3, and TLS 1.1 and 1.0 with the suites with SHA-1 or MD5, where they are allowed ([configuration.md](configuration.md#tls-11-and-older)). Suites with PSK are offered and chosen only where there are pre-shared keys. Those in which nobody
            authenticates or nothing is encrypted need more than their name ([configuration.md](configuration.md#suites-that-leave-something-out)).

            | code | OpenSSL's name | name in the registry | from | spoken here |
            |---|---|---|---|---|
            """;

    private static final String PAGE_END = """

            ## RC4 and 3DES

            OpenSSL is usually built without them; where it is built with `enable-weak-ssl-ciphers`, it has these suites too. So has Drawbridge, but a rule adds them only
            where it names one, or the words `RC4` or `3DES`: `ALL`, `MEDIUM`, `CBC` and all other words leave them out, so that every cipher string without those names means what it
            means to OpenSSL as it is usually built. With `!`, `-` and `+` all words count for them. After `DEFAULT` they cannot be added, as in such an OpenSSL. To be used they need
            more than their name ([configuration.md](configuration.md#suites-that-leave-something-out)).

            | code | OpenSSL's name | name in the registry | from | spoken here |
            |---|---|---|---|---|
            """;
}
