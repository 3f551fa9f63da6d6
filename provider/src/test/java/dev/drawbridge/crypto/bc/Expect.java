package dev.drawbridge.crypto.bc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import java.util.HexFormat;
import org.junit.jupiter.api.function.Executable;

/** What the tests of this package share. */
final class Expect {
    private Expect() {}

    /** That {@code action} ends in this fault and nothing else. */
    static void fault(Fault expected, Executable action, String message) {
        assertEquals(expected, assertThrows(TlsFault.class, action, message).fault(), message);
    }

    static void fault(Fault expected, Executable action) {
        fault(expected, action, expected.name());
    }

    static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
