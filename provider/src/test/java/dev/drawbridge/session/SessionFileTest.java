package dev.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.store.SessionPem;
import dev.drawbridge.store.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionFileTest {
    @TempDir
    Path directory;

    @Test
    void aFileIsReplacedAsAWholeAndForOurEyesOnly() throws Exception {
        Path file = directory.resolve("session.pem");
        SessionFile.write(file, TestSessions.tls12(1));
        SessionFile.write(file, TestSessions.tls13(2));
        assertArrayEquals(TestSessions.tls13(2).secret().bytes(), SessionFile.read(file).secret().bytes());
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        try (var all = Files.list(directory)) {
            assertEquals(List.of(file), all.toList());
        }
    }

    @Test
    void whatIsNoSessionIsToldWithItsFile() throws Exception {
        Path file = Files.writeString(directory.resolve("session.pem"), "nothing");
        assertTrue(refused(file).contains("there is no session; expected a session in PEM (SSL SESSION PARAMETERS)"));
        Files.write(file, SessionPem.pem(new byte[] {0x30, 0}));
        assertTrue(refused(file).contains("no SSL_SESSION_ASN1"));
        assertTrue(refused(directory.resolve("missing")).contains("no such file"));
    }

    private static String refused(Path file) {
        String message = assertThrows(StoreException.class, () -> SessionFile.read(file)).getMessage();
        assertTrue(message.startsWith(file.toString()), message);
        return message;
    }
}
