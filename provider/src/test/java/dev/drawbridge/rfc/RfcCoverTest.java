package dev.drawbridge.rfc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every demand of the RFCs has its code and its test, or an exception with a reason; the page says the same. */
class RfcCoverTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path PAGE = ROOT.resolve("src/site/markdown/rfc-cover.md");

    @Test
    void everyDemandHasCodeAndTestOrAnException() throws IOException {
        assertEquals("", String.join("\n", new RfcCover(ROOT).problems()));
    }

    @Test
    void thePageIsWhatTheSourcesSay() throws IOException {
        Path generated = Path.of("target/rfc-cover.md");
        Files.writeString(generated, new RfcCover(ROOT).markdown());
        assertEquals(Files.readString(generated), Files.readString(PAGE),
                "cp provider/target/rfc-cover.md src/site/markdown/ takes over the new page");
    }

    @Test
    void aQuotationMustBeInItsSectionAndInOnePlaceOnly() throws IOException {
        RfcList rfc = RfcList.read(ROOT.resolve("src/rfc/rfc8446.txt"));
        assertThrows(IllegalArgumentException.class, () -> rfc.match("4.1.3", "A client which receives a suite that was not offered"));
        assertThrows(IllegalArgumentException.class, () -> rfc.match("4.1.2", "legacy_compression_method: A single byte"));
        assertThrows(IllegalArgumentException.class,
                () -> rfc.match("4.1.3", "MUST abort the handshake with an \"illegal_parameter\" alert"));
        assertEquals(1, rfc.match("4.1.3", "A client which receives a cipher suite [...] MUST abort the handshake").size());
        assertEquals(2,
                rfc.match("4.1.3", "MUST check that the last 8 bytes are not equal [...] If a match is found, the client MUST").size());
    }

    @Test
    void aCitationIsFoundInBothKindsOfComment() {
        String source = """
                class A {
                    // NUMBER 8446 section 4.1.3: "the first
                    // line of an "inner" alert." And: "the second one", which is a "name". NUMBER 9999: "not in a section".
                    int a;
                    /** NUMBER 5246 section 7.4.1: "one &lt; two". Section 7.4.2: "three four". */
                    int b;
                }
                """.replace("NUMBER", "RFC");
        assertEquals(List.of("8446 4.1.3 the first line of an \"inner\" alert.", "8446 4.1.3 the second one", "5246 7.4.1 one < two",
                "5246 7.4.2 three four"),
                Citation.inJava(source).stream().map(c -> c.rfc() + " " + c.section() + " " + c.quote()).toList());
    }
}
