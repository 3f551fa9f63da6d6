package dev.drawbridge.config.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same language is compared with a live OpenSSL in {@code ConfIT}. */
class ConfFileTest {

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>(Map.of("HOME_OF_TEST", "/home/x"));
    private final List<String> warnings = new ArrayList<>();

    private ConfFile read(boolean strict, String text) throws ConfException, IOException {
        Path file = Files.writeString(directory.resolve("main.cnf"), text);
        return ConfFile.read(file, new ConfReading(environment::get, directory, strict, warnings::add));
    }

    private ConfFile strict(String text) throws ConfException, IOException {
        return read(true, text);
    }

    private String value(String text) throws ConfException, IOException {
        return strict(text).value("s", "v").text();
    }

    private String refusal(String text) {
        return assertThrows(ConfException.class, () -> strict(text)).getMessage();
    }

    @Test
    void sectionsNamesAndValuesKnowTheirPlace() throws Exception {
        ConfFile conf = strict("a = 1\n# comment\n\n[ one ]\nb.c=2 # comment\n[two]\r\nd = 3\r\none::e = 4\n[one]\nf=5\n");
        assertEquals(List.of("default", "one", "two"), conf.sections());
        assertEquals(List.of("b.c=2@5", "e=4@8", "f=5@10"),
                conf.section("one").stream().map(v -> v.name() + '=' + v.text() + '@' + v.origin().line()).toList());
        assertEquals(directory.resolve("main.cnf") + ":7", conf.value("two", "d").origin().toString());
        assertEquals("1", conf.value("two", "a").text(), "the default section stands behind every other");
        assertNull(conf.section("three"));
        assertNull(conf.value("one", "d"));
    }

    @Test
    void theLastOfARepeatedNameCountsAndStandsLast() throws Exception {
        ConfFile conf = strict("[s]\na = 1\nb = 2\na = 3\n");
        assertEquals(List.of("b", "a"), conf.section("s").stream().map(ConfFile.Value::name).toList());
        assertEquals("3", conf.value("s", "a").text());
        assertEquals(2, conf.value("s", "a").replaces().line());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '~', value = {
        "a  b       > a  b",
        "'a  # b' c > a  # b c",
        "\"x\\\"y\" > x\"y",
        "`a'b`      > a'b",
        "a\\#b # c  > a#b",
        "a\\\\b\\q  > a\\bq",
        "'a\\nb'    > anb",
        "$x-$x.y    > X-X.y",
        "${x}y$(x)z > XyXz",
        "$o::x${o::x}$(o::w) > OOD",
        "$ENV::HOME_OF_TEST/y > /home/x/y",
        "'$x'\\$x   > $x$x",
        "$w         > D"})
    void quotesEscapesAndVariables(String text, String expected) throws Exception {
        assertEquals(expected, value("w = D\n[o]\nx = O\n[s]\nx = X\nv = " + text + "\n"));
    }

    @Test
    void namedEscapesAndContinuedLines() throws Exception {
        assertEquals("a\tb\nc\rd\be", value("[s]\nv = a\\tb\\nc\\rd\\be"));
        assertEquals("a   b c", value("[s]\nv = a \\\n  b \\\r\nc"));
        assertEquals("a\\", value("[s]\nv = a\\\\\nw = 1"));
        assertEquals("", value("[s]\nv ="));
    }

    @Test
    void anEnvSectionStandsBeforeTheEnvironmentAndTheDefaultSectionBehind() throws Exception {
        assertEquals("file", value("[ENV]\nHOME_OF_TEST = file\n[s]\nv = $ENV::HOME_OF_TEST"));
        assertEquals("spare", value("NONESUCH = spare\n[s]\nv = $ENV::NONESUCH"));
    }

    @Test
    void dollarsAreLettersByPragma() throws Exception {
        assertEquals("a$x-X", value(".pragma dollarid:on\n[s]\nx = X\nv = a$x-${x}"));
        assertEquals("7", value(".pragma = dollarid : TRUE\n[s]\na$b = 7\nv = ${a$b}"));
        assertEquals("aX", value(".pragma dollarid:true\n.pragma dollarid:off\n[s]\nx = X\nv = a$x"));
    }

    @Test
    void filesAndDirectoriesAreIncludedWhereTheyAreNamed() throws Exception {
        Path sub = Files.createDirectory(directory.resolve("sub"));
        Files.writeString(sub.resolve("b.conf"), "two = 2\n[late]\nx = $one$two\n");
        Files.writeString(sub.resolve("a.CNF"), "one = 1\n");
        Files.writeString(sub.resolve("c.txt"), "not read");
        Files.writeString(sub.resolve(".cnf"), "not read");
        ConfFile conf = strict(".include sub\ny = 3\n.include = " + sub.resolve("a.CNF") + "\n");
        assertEquals("12", conf.value("late", "x").text());
        assertEquals("3", conf.value("late", "y").text(), "an included file's last section goes on");
        assertEquals(sub.resolve("b.conf") + ":1", conf.value("default", "two").origin().toString());
    }

    @Test
    void relativePathsAreRelativeToWhatIsSaid() throws Exception {
        Files.writeString(Files.createDirectory(directory.resolve("p")).resolve("i.cnf"), "w = pragma");
        Files.writeString(Files.createDirectory(directory.resolve("e")).resolve("i.cnf"), "w = environment");
        assertEquals("pragma", value(".pragma includedir:" + directory.resolve("p") + "\n.include i.cnf\n[s]\nv = $w"));
        environment.put("OPENSSL_CONF_INCLUDE", directory.resolve("e").toString());
        assertEquals("environment", value(".pragma includedir:" + directory.resolve("p") + "\n.include i.cnf\n[s]\nv = $w"));
        environment.remove("OPENSSL_CONF_INCLUDE");
        assertTrue(refusal(".pragma abspath:on\n.include i.cnf\n").contains("main.cnf:2: .include i.cnf: relative path; expected"));
    }

    @Test
    void filesThatIncludeEachOtherAreRefused() throws Exception {
        Files.writeString(directory.resolve("loop.cnf"), ".include loop.cnf\n");
        String refusal = refusal(".include loop.cnf\n");
        assertTrue(refusal.contains("loop.cnf:1: .include ") && refusal.contains("without end"), refusal);
        Files.writeString(directory.resolve("twice.cnf"), "");
        strict(".include twice.cnf\n".repeat(100));
        assertTrue(refusal(".include twice.cnf\n".repeat(1001)).contains("without end"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '>', quoteCharacter = '~', value = {
        "name                > missing equal sign",
        "na{me = x           > missing equal sign",
        "[s                  > missing close square bracket",
        "[s(]                > missing close square bracket",
        "v = $nosuch         > variable has no value: $nosuch",
        "v = $o::y           > variable has no value: $o::y",
        "v = ${x             > no close brace",
        "v = ${x)            > no close brace",
        "v = $               > variable has no value",
        ".pragma dollarid    > invalid pragma",
        ".pragma abspath:yes > invalid pragma"})
    void whatOpensslRefusesIsRefusedEitherWay(String line, String reason) throws Exception {
        String text = "x = 1\n" + line + "\n";
        assertTrue(refusal(text).contains("main.cnf:2: " + reason), refusal(text));
        assertThrows(ConfException.class, () -> read(false, text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"v = 'open", "v = a\\ ", "[s] rest", "= x", ".pragma unknown:on", ".include nosuch.cnf", ".includes nosuch.cnf",
        "v = a\\"})
    void whatOpensslPassesOverIsRefusedOrWarnedOf(String line) throws Exception {
        String refusal = refusal("x = 1\n" + line);
        assertTrue(refusal.contains("main.cnf:2: ") && refusal.contains("; expected "), refusal);
        read(false, "x = 1\n" + line);
        assertTrue(warnings.contains(refusal), () -> refusal + " in " + warnings);
    }

    @Test
    void leniencyGivesWhatOpensslWouldGive() throws Exception {
        ConfFile conf = read(false, "a = 'open # not a comment\nb = a\\ \n[s] rest\nc = 1\n.include nosuch\nd=x\\");
        assertEquals("open # not a comment", conf.value("s", "a").text());
        assertEquals("a", conf.value("s", "b").text());
        assertEquals("1", conf.value("s", "c").text());
        assertEquals("x", conf.value("s", "d").text());
    }

    @Test
    void aDirectoryWithinADirectoryIsPassedOver() throws Exception {
        Path outer = Files.createDirectory(directory.resolve("outer"));
        Files.createDirectory(directory.resolve("inner"));
        Files.writeString(outer.resolve("o.cnf"), ".include inner\n");
        assertTrue(refusal(".include outer\n").contains("recursive directory include"));
        read(false, ".include outer\n");
    }

    @Test
    void valuesAreBoundedEvenIfTheyDoubleOnEveryLine() throws Exception {
        StringBuilder text = new StringBuilder("v0 = 0123456789\n");
        for (int i = 1; i < 40; i++) {
            text.append("v").append(i).append(" = $v").append(i - 1).append("$v").append(i - 1).append('\n');
        }
        assertTrue(refusal(text.toString()).contains("variable expansion too long"), refusal(text.toString()));
        assertEquals(60000, value("[s]\nv = " + "x".repeat(60000)).length());
    }

    @Test
    void textIsUtf8AndMayBeginWithItsMark() throws Exception {
        assertEquals("\u00fc", value("\ufeff[s]\nv = \u00fc\n"));
        Path file = Files.write(directory.resolve("latin.cnf"), "[s]\nv = \u00fc\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThrows(ConfException.class, () -> ConfFile.read(file, new ConfReading(environment::get, directory, true, warnings::add)));
        assertEquals("\u00fc", ConfFile.read(file, new ConfReading(environment::get, directory, false, warnings::add)).value("s", "v").text());
        Path binary = Files.write(directory.resolve("zero.cnf"), new byte[] {'a', '=', 0});
        assertThrows(ConfException.class, () -> ConfFile.read(binary, new ConfReading(environment::get, directory, false, warnings::add)));
        assertThrows(ConfException.class, () -> ConfFile.read(directory.resolve("nosuch"),
                new ConfReading(environment::get, directory, true, warnings::add)));
    }
}
