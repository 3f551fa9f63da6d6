package dev.drawbridge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is a block and what is not, as OpenSSL's PEM_read_bio decides; the cases were run through {@code openssl storeutl} by hand. */
class PemReaderTest {
    private static final String BLOCK = "-----BEGIN X-----\nAAEC\n-----END X-----\n";

    private static List<PemBlock> blocks(String text) throws StoreException {
        PemReader reader = new PemReader("f.pem", Samples.utf8(text));
        List<PemBlock> found = new ArrayList<>();
        for (PemBlock b = reader.next(); b != null; b = reader.next()) {
            found.add(b);
        }
        return found;
    }

    private static void refused(String text, String... expected) {
        String message = assertThrows(StoreException.class, () -> blocks(text)).getMessage();
        for (String e : expected) {
            assertTrue(message.contains(e), message);
        }
    }

    @Test
    void textBetweenBlocksIsPassedOver() throws StoreException {
        List<PemBlock> found = blocks("Hello: world\n----- BEGIN\n\n" + BLOCK + "more\n-----END Y-----\n" + BLOCK);
        assertEquals(2, found.size());
        assertEquals("X", found.get(0).label());
        assertArrayEquals(new byte[] {0, 1, 2}, found.get(0).der());
        assertEquals(new Place("f.pem", 1, 4), found.get(0).place());
        assertEquals(new Place("f.pem", 2, 9), found.get(1).place());
    }

    @Test
    void lineEndsAndBlanksDoNotCount() throws StoreException {
        assertEquals(1, blocks(BLOCK.replace("\n", "\r\n")).size());
        assertEquals(1, blocks(BLOCK.replace("\n", "  \t\n")).size());
        assertEquals(1, blocks(BLOCK.strip()).size());
    }

    @Test
    void aByteOrderMarkIsPassedOver() throws StoreException {
        assertEquals(1, blocks("\uFEFF" + BLOCK).size());
        assertEquals(2, blocks(BLOCK + "\uFEFF" + BLOCK).size());
    }

    @Test
    void nothingIsNothing() throws StoreException {
        assertEquals(List.of(), blocks(""));
        assertEquals(List.of(), blocks("no block here\n"));
        assertEquals(List.of(), blocks("  -----BEGIN X-----\nAAEC\n-----END X-----\n"), "BEGIN stands at the start of a line");
    }

    @Test
    void base64MayBeOneLineOrMany() throws StoreException {
        assertEquals(300, blocks("-----BEGIN X-----\n" + "AAAA".repeat(100) + "\n-----END X-----\n").get(0).der().length);
        assertEquals(6, blocks("-----BEGIN X-----\nAA\nAAAA\nAA\n-----END X-----\n").get(0).der().length);
    }

    @Test
    void aHeaderEndsWithABlankLine() throws StoreException {
        PemBlock b = blocks("-----BEGIN X-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: Y,00\n\nAAEC\n-----END X-----\n").get(0);
        assertEquals("Proc-Type: 4,ENCRYPTED\nDEK-Info: Y,00\n", b.header().replace("\r", "").stripTrailing() + "\n");
        assertArrayEquals(new byte[] {0, 1, 2}, b.der());
    }

    @Test
    void theNameBeforeABlockIsKept() throws StoreException {
        List<PemBlock> found = blocks("Bag Attributes\n    friendlyName: my server\n    localKeyID: 01\n" + BLOCK + BLOCK);
        assertEquals("my server", found.get(0).friendlyName());
        assertNull(found.get(1).friendlyName());
    }

    @Test
    void halfABlockIsAnError() {
        refused("-----BEGIN X-----\nAAEC\n", "f.pem, block 1 at line 1", "the file ends inside this X", "(bad end line)");
        refused(BLOCK + "\n-----BEGIN X-----\nAA", "f.pem, block 2 at line 5", "(bad end line)");
        refused("-----BEGIN X-----\nAAE\n-----END X-----\n", "multiple of 4", "(bad base64 decode)");
        refused("-----BEGIN X-----\n-----END X-----\n", "is empty", "(bad base64 decode)");
    }

    @Test
    void aWrongEndIsAnError() {
        refused("-----BEGIN X-----\nAAEC\n-----END Y-----\n", "ends with -----END Y----- at line 3", "expected -----END X-----");
        refused("-----BEGIN X-----\nAAEC\n-----END X----\n", "(bad end line)");
        refused("-----BEGIN X-----\nAAEC\n\n\n-----END X-----\n", "(bad end line)");
        refused("-----BEGIN X-----\nA: b\nAAEC\n-----END X-----\n", "(short header)");
        refused("-----BEGIN X-----\n\nAA\nAAAA\nAA\n-----END X-----\n", "line 4", "(bad end line)");
    }

    @Test
    void whatIsNotBase64IsNotShown() {
        StoreException e = assertThrows(StoreException.class, () -> blocks("-----BEGIN X-----\nSECR*T==\n-----END X-----\n"));
        assertTrue(e.getMessage().contains("(bad base64 decode)"), e.getMessage());
        assertFalse(e.toString().contains("SECR") || e.getCause() != null, e.getMessage());
    }

    @Test
    void aMessageStaysOnOneLine() {
        StoreException e = assertThrows(StoreException.class, () -> blocks("-----BEGIN X\u0007\u001b[2J-----\nAAEC\n"));
        assertTrue(e.getMessage().chars().allMatch(c -> c >= ' ' && c < 127), e.getMessage());
    }
}
