package dev.drawbridge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PassphraseTest {
    @TempDir
    Path directory;

    private static Passphrase parse(String value) throws StoreException {
        return Passphrase.parse("option", value, Map.of("SECRET", "from env")::get);
    }

    @Test
    void asOpensslSaysIt() throws Exception {
        assertArrayEquals("a:b".toCharArray(), parse("pass:a:b").of("key"));
        assertArrayEquals("".toCharArray(), parse("pass:").of("key"));
        assertArrayEquals("from env".toCharArray(), parse("env:SECRET").of("key"));
        Path file = Files.writeString(directory.resolve("pw"), "geh\u00e9im\nsecond line\n");
        assertArrayEquals("geh\u00e9im".toCharArray(), parse("file:" + file).of("key"));
    }

    @Test
    void whatIsNotThereIsNamed() {
        assertTrue(refusal("env:OTHER").contains("option: the environment variable OTHER is not set"));
        assertTrue(refusal("file:" + directory.resolve("none")).contains("there is no such file"));
        assertTrue(refusal("fd:3").contains("expected pass:, env: or file:"));
        assertTrue(refusal("stdin").contains("expected pass:, env: or file:"));
        String plain = refusal("geheim");
        assertTrue(plain.contains("expected pass:PASSPHRASE"), plain);
        assertFalse(plain.contains("geheim"), "a value without a prefix may be the passphrase: " + plain);
    }

    private static String refusal(String value) {
        return assertThrows(StoreException.class, () -> parse(value).of("key")).getMessage();
    }

    @Test
    void eachCallerGetsACopyToWipe() throws Exception {
        Passphrase p = Passphrase.plain("x".toCharArray());
        assertNotSame(p.of("a"), p.of("b"));
        assertNull(Passphrase.NONE.of("a"));
        assertFalse(p.toString().contains("x]"));
    }

    @Test
    void fromACallback() throws Exception {
        Passphrase p = Passphrase.from(callbacks -> {
            assertTrue(((PasswordCallback) callbacks[0]).getPrompt().contains("server.pem"));
            ((PasswordCallback) callbacks[0]).setPassword("called".toCharArray());
        });
        assertArrayEquals("called".toCharArray(), p.of("server.pem"));
        Passphrase refuses = Passphrase.from(callbacks -> {
            throw new UnsupportedCallbackException(callbacks[0], "no console");
        });
        assertTrue(assertThrows(StoreException.class, () -> refuses.of("server.pem")).getMessage().contains("no console"));
    }
}
