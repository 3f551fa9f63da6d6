package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.StoreFile;
import dev.drawbridge.verify.TestCa;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The key manager of a file: a renewed certificate is used from the next choice on, and a bad file changes nothing. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class KeyReloadTest {
    private static final String[] EC = {"EC"};

    @TempDir
    Path directory;

    private final BlockingQueue<StoreException> reported = new LinkedBlockingQueue<>();

    /** As a careful program replaces a file. */
    private void put(byte[] content) throws Exception {
        Path fresh = directory.resolve("fresh");
        Files.write(fresh, content);
        Files.move(fresh, directory.resolve("keys.p12"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] store(TestCa.Identity id) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TestCa.keyStore(id).store(out, TestCa.PASSWORD);
        return out.toByteArray();
    }

    private StoreKeyManager manager() throws Exception {
        StoreFile file = new StoreFile("javax.net.ssl.keyStore", directory.resolve("keys.p12").toString(), "PKCS12", null,
                new String(TestCa.PASSWORD));
        return StoreKeyManager.watching(file, reported::add, Duration.ofMillis(20));
    }

    private static String awaitOther(StoreKeyManager m, String alias) throws InterruptedException {
        String now = m.choose(EC, null, true, null);
        while (now.equals(alias)) {
            Thread.sleep(20);
            now = m.choose(EC, null, true, null);
        }
        return now;
    }

    @Test
    void theRenewedCertificateIsUsedAndPairsStayPairs() throws Exception {
        TestCa root = TestCa.root("Root");
        TestCa.Identity first = root.issue("EC", TestCa.Leaf.of("first"));
        TestCa.Identity second = root.issue("EC", TestCa.Leaf.of("second"));
        put(store(first));
        StoreKeyManager m = manager();
        String before = m.choose(EC, null, true, null);
        put(store(second));
        String after = awaitOther(m, before);
        assertEquals(second.leaf(), m.getCertificateChain(after)[0]);
        assertPair(m, after);
        // A handshake that chose before the change still gets the chain and the key that belong together.
        assertEquals(first.leaf(), m.getCertificateChain(before)[0]);
        assertPair(m, before);
        assertArrayEquals(new String[] {after}, m.getServerAliases("EC", null));
        put(store(first));
        assertNotEquals(before, awaitOther(m, after));
        assertPair(m, after);
    }

    private static void assertPair(StoreKeyManager m, String alias) throws Exception {
        X509Certificate leaf = m.getCertificateChain(alias)[0];
        Signature s = Signature.getInstance("SHA256withECDSA");
        s.initSign(m.getPrivateKey(alias));
        s.update(new byte[1]);
        byte[] signature = s.sign();
        s.initVerify(leaf.getPublicKey());
        s.update(new byte[1]);
        assertTrue(s.verify(signature));
    }

    @Test
    void aBadFileIsReportedAndChangesNothing() throws Exception {
        TestCa.Identity id = TestCa.root("Root").issue("EC", TestCa.Leaf.of("first"));
        put(store(id));
        StoreKeyManager m = manager();
        String alias = m.choose(EC, null, true, null);
        put("half a file".getBytes(StandardCharsets.US_ASCII));
        StoreException e = reported.take();
        assertTrue(e.getMessage().contains("javax.net.ssl.keyStore=") && e.getMessage().contains("keys.p12"), e.getMessage());
        assertEquals(alias, m.choose(EC, null, true, null));
        assertEquals(id.leaf(), m.getCertificateChain(alias)[0]);
        TestCa.Identity renewed = TestCa.root("Root").issue("EC", TestCa.Leaf.of("renewed"));
        put(store(renewed));
        assertEquals(renewed.leaf(), m.getCertificateChain(awaitOther(m, alias))[0]);
    }

    @Test
    void aFileThatIsBadAtTheBeginningIsAnError() throws Exception {
        put(new byte[] {1, 2, 3});
        assertThrows(StoreException.class, this::manager);
    }
}
