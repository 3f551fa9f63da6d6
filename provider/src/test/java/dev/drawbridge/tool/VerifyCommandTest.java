package dev.drawbridge.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What openssl verify says of its arguments; of chains VerifyAgreementIT compares it with the real one. */
class VerifyCommandTest {
    private final StringWriter err = new StringWriter();
    private final StringWriter out = new StringWriter();

    private int verify(String... arguments) {
        return Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(
                Stream.concat(Stream.of("verify"), Stream.of(arguments)).toArray(String[]::new));
    }

    private static Stream<Arguments> wrong() {
        String more = "\nverify: Use -help for summary.\n";
        return Stream.of(Arguments.of("verify: Unknown option: -bogus" + more, new String[] {"-bogus"}),
                Arguments.of("verify: Option -verify_depth needs a value" + more, new String[] {"-verify_depth"}),
                Arguments.of("verify: Cannot use -trusted with -CAfile, -CApath or -CAstore\n",
                        new String[] {"-CAfile", "pom.xml", "-trusted", "TRUSTED"}));
    }

    @ParameterizedTest
    @MethodSource("wrong")
    void saysWhatIsWrongInOpensslsWords(String expected, String[] arguments, @TempDir Path directory) throws Exception {
        Path trusted = Files.writeString(directory.resolve("trusted.pem"), resource("root.pem"));
        String[] a = Stream.of(arguments).map(s -> s.equals("TRUSTED") ? trusted.toString() : s).toArray(String[]::new);
        assertEquals(1, verify(a));
        assertEquals(expected, err.toString());
    }

    private static String resource(String name) throws Exception {
        try (var in = VerifyCommandTest.class.getResourceAsStream("/dev/drawbridge/store/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void manyCertificatesAreOneCall(@TempDir Path directory) throws Exception {
        Path root = Files.writeString(directory.resolve("root.pem"), resource("root.pem"));
        Path middle = Files.writeString(directory.resolve("middle.pem"), resource("intermediate.pem"));
        Path missing = directory.resolve("missing.pem");
        assertEquals(2, verify("-trusted", root.toString(), "-no_check_time", root.toString(), missing.toString(), middle.toString()));
        assertEquals(root + ": OK\n" + middle + ": OK\n", out.toString());
        assertTrue(err.toString().contains(missing + ": there is no such file"), err.toString());
    }

    /** As {@code openssl x509 -noout -subject -nameopt oneline} prints them. */
    @Test
    void namesInOneLine() {
        assertEquals("C = AU, O = \"Zoo, Inc.\", CN = a\\\"b\\\\c", NameLine.of(new X500Name("C=AU,O=Zoo\\, Inc.,CN=a\\\"b\\\\c")));
        assertEquals("CN = y + OU = x, emailAddress = m@x.org", NameLine.of(new X500Name("OU=x+CN=y,E=m@x.org")));
        X500NameBuilder b = new X500NameBuilder();
        b.addRDN(BCStyle.CN, new DERBMPString("B\u00fccher"));
        assertEquals("CN = B\\C3\\BCcher", NameLine.of(b.build()));
    }
}
