package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.config.Chosen;
import dev.drawbridge.config.Credentials;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.verify.TestCa;
import dev.drawbridge.verify.TestResponder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FileStatusTest {
    private static TestCa ca;
    private static Credentials ours;
    private static Credentials others;

    @TempDir
    private Path directory;
    private volatile Instant now = Instant.now();

    @BeforeAll
    static void make() throws Exception {
        ca = TestCa.root("Root");
        ours = ca.credentials("ours");
        others = ca.credentials("others");
    }

    private static byte[] good(Credentials about) throws Exception {
        return TestResponder.of(ca).good(about.leaf(), ca.certificate()).answer();
    }

    private Path file(byte[] content) throws IOException {
        return Files.write(directory.resolve("status.der"), content);
    }

    private FileStatus status(byte[] content) throws Exception {
        return FileStatus.of(file(content), Duration.ofMillis(20), () -> now);
    }

    private static byte[] response(FileStatus status, Credentials about) {
        return status.response(about, StatusRequest.forOcsp());
    }

    @Test
    void itIsStapledToTheCertificateThatItIsAbout() throws Exception {
        byte[] good = good(ours);
        FileStatus status = status(good);
        for (int i = 0; i < 2; i++) {
            assertArrayEquals(good, response(status, ours));
            assertNull(response(status, others));
        }
        assertNull(response(status, Credentials.of(List.of(ours.leaf()), ours.key())), "nobody's signature can be verified");
    }

    @Test
    void asLongAsItIsGood() throws Exception {
        FileStatus status = status(good(ours));
        assertNotNull(response(status, ours));
        now = now.plusSeconds(3700);
        assertNull(response(status, ours));
    }

    @Test
    void revokedIsStapled() throws Exception {
        byte[] revoked = TestResponder.of(ca).revoked(ours.leaf(), ca.certificate()).answer();
        assertArrayEquals(revoked, response(status(revoked), ours));
    }

    /** By the rules of Watched, whose test has files that cannot be read. */
    @Test
    void itIsReadAgainWhenItChanges() throws Exception {
        FileStatus status = status(good(ours));
        assertNotNull(response(status, ours));
        byte[] other = good(others);
        replace(other);
        while (response(status, others) == null) {
            Thread.onSpinWait();
        }
        replace(TestResponder.of(ca).revoked(ours.leaf(), ca.certificate()).answer());
        while (response(status, ours) == null) {
            Thread.onSpinWait();
        }
    }

    private void replace(byte[] content) throws IOException {
        Files.move(Files.write(directory.resolve("new"), content), directory.resolve("status.der"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void whatIsNoResponseIsRefusedAtOnce() throws Exception {
        for (byte[] content : List.of(new byte[0], "-----BEGIN".getBytes(StandardCharsets.US_ASCII),
                TestResponder.error(OCSPRespBuilder.INTERNAL_ERROR))) {
            Chosen<Path> file = new Chosen<>(file(content), "drawbridge.statusFile");
            StoreException e = assertThrows(StoreException.class, () -> FileStatus.of(file));
            assertTrue(e.getMessage().startsWith("drawbridge.statusFile=" + file.value() + ": ")
                    && e.getMessage().endsWith("; expected an OCSP response in DER"), e.getMessage());
        }
        assertThrows(StoreException.class, () -> FileStatus.of(new Chosen<>(directory.resolve("none"), "drawbridge.statusFile")));
        assertNull(FileStatus.of(new Chosen<>(null, "default")));
    }
}
