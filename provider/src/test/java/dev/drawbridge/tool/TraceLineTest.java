package dev.drawbridge.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceLineTest {

    @Test
    void readsStringsNumbersLiteralsAndArrays() {
        TraceLine line = TraceLine.parse("{\"event\":\"handshake\", \"millis\": 12.5,\"alpn\":null,\"resumed\":false,"
                + "\"peerChain\":[\"CN=a, O=\\\"x\\\"\", \"CN=\\u00e9\\\\\"],\"localChain\":[]}");
        assertTrue(line.is("handshake"));
        assertEquals("12.5", line.text("millis"));
        assertNull(line.text("alpn"));
        assertEquals("false", line.text("resumed"));
        assertEquals(List.of("CN=a, O=\"x\"", "CN=\u00e9\\"), line.list("peerChain"));
        assertEquals(List.of(), line.list("localChain"));
        assertEquals(List.of(), line.list("absent"));
    }

    @Test
    void readsAnEmptyObject() {
        assertEquals(0, TraceLine.parse("{}").values().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "", "{", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":\"b}", "{\"a\":1}x", "{\"a\":{}}", "{\"a\":\"\\", "{\"a\":\"\\u12", "{\"a\":[1", "[]"
    })
    void refusesWhatIsNoFlatObject(String text) {
        assertThrows(IllegalArgumentException.class, () -> TraceLine.parse(text));
    }

    /** Found by fuzzing: what Integer.parseInt takes for hexadecimal digits is more than JSON has, and its message says no place. */
    @ParameterizedTest
    @ValueSource(strings = {"+123", "-123", "12 4", "wxyz", "\uff11\uff12\uff13\uff14"})
    void refusesDigitsThatAreNone(String digits) {
        Exception e = assertThrows(IllegalArgumentException.class, () -> TraceLine.parse("{\"a\":\"\\u" + digits + "\"}"));
        assertEquals("expected four hexadecimal digits at character 8", e.getMessage());
    }

    @Test
    void namesFileAndLineOfAnError(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("trace");
        Files.writeString(file, "{\"a\":1}\n{\"a\"\n");
        IOException e = assertThrows(IOException.class, () -> TraceLine.readAll(file));
        assertEquals(file + ", line 2: expected ':' at character 4", e.getMessage());
    }
}
