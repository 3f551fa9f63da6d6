package dev.drawbridge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class WatchedTest {
    @TempDir
    Path directory;

    private Path certificate;
    private Path key;
    private final List<StoreException> reported = new ArrayList<>();

    @BeforeEach
    void write() throws Exception {
        certificate = Samples.file(directory, "cert.pem", "ec-cert.pem");
        key = Samples.file(directory, "key.pem", "ec-sec1.pem");
    }

    private Watched<KeyAndChain> watched() throws StoreException {
        KeyPairFile files = new KeyPairFile(certificate, key, Passphrase.NONE);
        return Watched.unattended(files::load, files.files(), reported::add);
    }

    private static String subject(Watched<KeyAndChain> watched) {
        return watched.get().chain().get(0).getSubjectX500Principal().getName();
    }

    /** As a careful program replaces a file. */
    private void rename(Path file, String sample) throws IOException {
        Files.move(Samples.file(directory, "new", sample), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void nothingChangesNothingIsRead() throws Exception {
        AtomicInteger made = new AtomicInteger();
        Watched<Integer> w = Watched.unattended(made::incrementAndGet, List.of(certificate, key, directory), reported::add);
        w.check();
        w.check();
        assertEquals(1, w.get());
        Files.setLastModifiedTime(certificate, FileTime.from(Instant.now().minusSeconds(100)));
        w.check();
        assertEquals(1, w.get(), "another time with the same content is no change");
    }

    @Test
    void bothFilesAreRenamedIntoPlace() throws Exception {
        Watched<KeyAndChain> w = watched();
        rename(certificate, "rsa-cert.pem");
        w.check();
        assertEquals("CN=EC leaf", subject(w), "the key is still the old one");
        rename(key, "rsa-pkcs1.pem");
        w.check();
        assertEquals("CN=RSA leaf", subject(w));
        assertEquals("RSA", w.get().key().getAlgorithm());
        assertEquals(List.of(), reported, "the moment between the two is not an error");
    }

    /** Kubernetes: cert.pem is a link to ..data/cert.pem, and ..data a link that is swapped. */
    @Test
    void aLinkOnTheWayIsSwapped() throws Exception {
        for (String[] version : new String[][] {{"v1", "ec-cert.pem", "ec-sec1.pem"}, {"v2", "rsa-cert.pem", "rsa-pkcs1.pem"}}) {
            Path d = Files.createDirectory(directory.resolve(version[0]));
            Samples.file(d, "cert.pem", version[1]);
            Samples.file(d, "key.pem", version[2]);
        }
        Path data = Files.createSymbolicLink(directory.resolve("..data"), Path.of("v1"));
        Path secret = Files.createDirectory(directory.resolve("secret"));
        certificate = Files.createSymbolicLink(secret.resolve("cert.pem"), data.resolve("cert.pem"));
        key = Files.createSymbolicLink(secret.resolve("key.pem"), data.resolve("key.pem"));
        Watched<KeyAndChain> w = watched();
        Path swap = Files.createSymbolicLink(directory.resolve("..swap"), Path.of("v2"));
        Files.move(swap, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        w.check();
        assertEquals("CN=RSA leaf", subject(w));
    }

    /** The same size and the same time: only the content tells. */
    @Test
    void aFileThatIsWrittenTwiceAtOnceIsSeen() throws Exception {
        Path file = Files.writeString(directory.resolve("f"), "one");
        FileTime now = Files.getLastModifiedTime(file);
        Watched<String> w = Watched.unattended(() -> text(file), List.of(file), reported::add);
        Files.writeString(file, "two");
        Files.setLastModifiedTime(file, now);
        w.check();
        assertEquals("two", w.get());
    }

    private static String text(Path file) throws StoreException {
        return new String(FileBytes.read(file), java.nio.charset.StandardCharsets.UTF_8);
    }

    @Test
    void aBadFileIsReportedOnceAndTheOldStays() throws Exception {
        Watched<KeyAndChain> w = watched();
        KeyAndChain old = w.get();
        Files.writeString(certificate, Samples.text("rsa-cert.pem").substring(0, 300)); // half-written
        for (int i = 0; i < 5; i++) {
            w.check();
        }
        assertSame(old, w.get());
        assertEquals(1, reported.size());
        assertTrue(reported.get(0).getMessage().contains("the file ends inside this CERTIFICATE"), reported.get(0).getMessage());
        Files.delete(certificate);
        w.check();
        w.check();
        w.check();
        assertEquals(2, reported.size(), "another content, another report");
        rename(certificate, "rsa-cert.pem");
        rename(key, "rsa-pkcs1.pem");
        w.check();
        assertEquals("CN=RSA leaf", subject(w));
        assertEquals(2, reported.size());
    }

    @Test
    void theOldContentComesBack() throws Exception {
        Watched<KeyAndChain> w = watched();
        KeyAndChain old = w.get();
        Files.writeString(key, "");
        w.check();
        w.check();
        rename(key, "ec-sec1.pem");
        w.check();
        assertSame(old, w.get());
        Files.writeString(key, "");
        w.check();
        w.check();
        assertEquals(2, reported.size());
    }

    @Test
    void aMakerThatStumblesIsReportedToo() throws Exception {
        AtomicBoolean stumble = new AtomicBoolean();
        Watched<String> w = Watched.unattended(() -> {
            if (stumble.get()) {
                throw new IllegalStateException("stumbled");
            }
            return text(key);
        }, List.of(key), reported::add);
        stumble.set(true);
        Files.writeString(key, "other");
        w.check();
        w.check();
        assertTrue(reported.get(0).getMessage().contains("stumbled"));
    }

    @Test
    void whatCannotBeMadeAtFirstIsAnError() throws Exception {
        Files.delete(key);
        assertThrows(StoreException.class, this::watched);
    }

    @Test
    @Timeout(60)
    void theThreadSeesChangesWhileOthersRead() throws Exception {
        KeyPairFile files = new KeyPairFile(certificate, key, Passphrase.NONE);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch renewed = new CountDownLatch(2);
        try (Watched<KeyAndChain> w = Watched.of(files::load, files.files(), e -> { }, Duration.ofMillis(5))) {
            List<Thread> readers = new ArrayList<>();
            KeyAndChain first = w.get(); // not in the threads, which may begin when the files have changed already
            for (int i = 0; i < 2; i++) {
                Thread t = new Thread(() -> {
                    while (!stop.get()) {
                        KeyAndChain now = w.get();
                        boolean ec = now.key().getAlgorithm().equals("EC");
                        if (ec != now.chain().get(0).getPublicKey().getAlgorithm().equals("EC")) {
                            failure.set(new AssertionError("a key with another's certificate"));
                        }
                        if (now != first && !ec) {
                            break;
                        }
                        Thread.onSpinWait();
                    }
                    renewed.countDown();
                });
                t.start();
                readers.add(t);
            }
            rename(certificate, "rsa-cert.pem");
            rename(key, "rsa-pkcs1.pem");
            assertTrue(renewed.await(50, TimeUnit.SECONDS));
            stop.set(true);
            for (Thread t : readers) {
                t.join();
            }
            assertNotSame("EC", w.get().key().getAlgorithm());
        } finally {
            stop.set(true);
        }
        assertEquals(null, failure.get());
    }
}
