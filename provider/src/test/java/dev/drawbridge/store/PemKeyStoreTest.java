package dev.drawbridge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.PemParameter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.List;
import javax.security.auth.callback.PasswordCallback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PemKeyStoreTest {
    private static final char[] GEHEIM = "geheim".toCharArray();

    @TempDir
    Path directory;

    private static KeyStore load(String text, char[] password) throws Exception {
        KeyStore store = PemKeyStoreSpi.keyStore();
        store.load(new ByteArrayInputStream(Samples.utf8(text)), password);
        return store;
    }

    private static List<String> aliases(KeyStore store) throws KeyStoreException {
        return Collections.list(store.aliases());
    }

    @Test
    void keyAndChainInAnyOrder() throws Exception {
        KeyStore store = load(Samples.text("root.pem", "ec-cert.pem", "ed25519-cert.pem", "ec-sec1.pem", "intermediate.pem", "rsa-cert.pem",
                "ed25519.pem"), null);
        assertEquals(List.of("1", "2", "3"), aliases(store));
        assertTrue(store.isKeyEntry("1") && store.isKeyEntry("2") && store.isCertificateEntry("3"));
        assertEquals(3, store.getCertificateChain("1").length);
        assertEquals(3, store.getCertificateChain("2").length);
        assertEquals("EC", store.getKey("1", null).getAlgorithm());
        assertEquals("EdDSA", store.getKey("2", "whatever".toCharArray()).getAlgorithm());
        assertEquals(store.getCertificate("3"), load(Samples.text("rsa-cert.pem"), null).getCertificate("1"));
        KeyStore.PrivateKeyEntry entry = assertInstanceOf(KeyStore.PrivateKeyEntry.class, store.getEntry("1", null));
        assertEquals(3, entry.getCertificateChain().length);
    }

    @Test
    void aliasesAreTheNamesOfTheFile() throws Exception {
        KeyStore store = load(Samples.text("server-bags.pem", "trusted-alias.pem").replace("my server", "My Server"), GEHEIM);
        assertEquals(List.of("my server", "the root"), aliases(store));
        assertTrue(store.isKeyEntry("MY SERVER"));
        assertEquals(3, store.getCertificateChain("my server").length);
        assertTrue(store.isCertificateEntry("the root"), "a trusted certificate is an entry, also when it is part of a chain");
    }

    @Test
    void aPasswordOpensWhatIsEncrypted() throws Exception {
        String text = Samples.text("ec-cert.pem", "ec-pbes2.pem");
        KeyStore store = load(text, GEHEIM);
        assertEquals("EC", store.getKey("1", GEHEIM).getAlgorithm());
        for (char[] wrong : new char[][] {null, "falsch".toCharArray(), {}}) {
            assertThrows(UnrecoverableKeyException.class, () -> store.getKey("1", wrong));
        }
        IOException e = assertThrows(IOException.class, () -> load(text, "falsch".toCharArray()));
        assertInstanceOf(UnrecoverableKeyException.class, e.getCause());
        assertTrue(e.getMessage().contains("PEM, block 2 at line") && !e.getMessage().contains("falsch"), e.getMessage());
    }

    @Test
    void aKeyThatIsNotOpenedYetIsOpenedLater() throws Exception {
        KeyStore store = load(Samples.text("root.pem", "ec-pbes2.pem", "intermediate.pem", "ec-cert.pem"), null);
        assertEquals(3, store.getCertificateChain("1").length);
        assertEquals("EC", store.getKey("1", GEHEIM).getAlgorithm());
        KeyStore other = load(Samples.text("ec-pbes2.pem", "ed25519-cert.pem"), null);
        assertTrue(assertThrows(UnrecoverableKeyException.class, () -> other.getKey("1", GEHEIM)).getMessage().contains("key values mismatch"));
    }

    @Test
    void aKeyNeedsItsCertificate() {
        String message = assertThrows(IOException.class, () -> load(Samples.text("ec-sec1.pem", "rsa-cert.pem"), null)).getMessage();
        assertTrue(message.contains("there is no certificate of this key among the 1"), message);
        assertTrue(assertThrows(IOException.class, () -> load(Samples.text("ec-pbes2.pem"), null)).getMessage().contains("among the 0"));
    }

    @Test
    void whatIsEmptyOrForeignIsAnError() {
        assertTrue(assertThrows(IOException.class, () -> load("", null)).getMessage().contains("is empty"));
        assertTrue(assertThrows(IOException.class, () -> load("text", null)).getMessage().contains("no start line"));
        assertTrue(assertThrows(IOException.class, () -> load(Samples.text("root-crl.pem"), null)).getMessage().contains("neither"));
    }

    @Test
    void aLimitedTrustIsNotWidened() throws Exception {
        String message = assertThrows(IOException.class, () -> load(Samples.text("trusted.pem"), null)).getMessage();
        assertTrue(message.contains("trusted for some uses only"), message);
        assertEquals(1, load(Samples.text("trusted-alias.pem"), null).size());
    }

    @Test
    void aFullKeyStore() throws Exception {
        KeyStore from = load(Samples.text("ec-sec1.pem", "ec-cert.pem", "intermediate.pem", "rsa-cert.pem"), null);
        Key key = from.getKey("1", null);
        Certificate[] chain = from.getCertificateChain("1");
        KeyStore store = PemKeyStoreSpi.keyStore();
        store.load(null, null);
        assertEquals(0, store.size());
        store.setKeyEntry("Plain", key, null, chain);
        store.setEntry("protected", new KeyStore.PrivateKeyEntry((java.security.PrivateKey) key, chain),
                new KeyStore.PasswordProtection(GEHEIM));
        store.setCertificateEntry("ca", chain[1]);
        store.setCertificateEntry("gone", from.getCertificate("2"));
        store.deleteEntry("gone");
        assertEquals(List.of("plain", "protected", "ca"), aliases(store));
        assertEquals(key, store.getKey("protected", GEHEIM));
        assertThrows(UnrecoverableKeyException.class, () -> store.getKey("protected", "x".toCharArray()));
        assertEquals("ca", store.getCertificateAlias(chain[1]));
        assertNull(store.getCertificateAlias(from.getCertificate("2")));
        assertNotNull(store.getCreationDate("ca"));
        assertThrows(KeyStoreException.class, () -> store.setCertificateEntry("plain", chain[1]));

        KeyStore again = load(stored(store, "neu".toCharArray()), null);
        assertEquals(List.of("plain", "protected", "ca"), aliases(again));
        assertEquals(key, again.getKey("plain", "neu".toCharArray()));
        assertEquals(key, again.getKey("protected", GEHEIM), "what was encrypted stays as it was");
        assertArrayEquals(chain, again.getCertificateChain("plain"));
        assertEquals(chain[1], again.getCertificate("ca"));
    }

    @Test
    void storedKeysAreEncryptedByThePassword() throws Exception {
        KeyStore store = load(Samples.text("ec-sec1.pem", "ec-cert.pem"), null);
        store.setKeyEntry("1", store.getKey("1", null), null, store.getCertificateChain("1"));
        String text = stored(store, GEHEIM);
        assertTrue(text.contains("BEGIN ENCRYPTED PRIVATE KEY") && !text.contains("BEGIN PRIVATE KEY"), text);
        assertTrue(stored(store, null).contains("BEGIN PRIVATE KEY"));
    }

    private static String stored(KeyStore store, char[] password) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        store.store(out, password);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void filesDirectoriesAndText() throws Exception {
        Path key = Samples.file(directory, "server.key", "ec-pbes2.pem");
        Path certificate = Samples.file(directory, "server.crt", "ec-cert.pem", "intermediate.pem");
        Files.writeString(directory.resolve("notes.txt"), "nothing");
        Files.createSymbolicLink(directory.resolve("01234567.0"), Path.of("server.crt"));
        Files.createSymbolicLink(directory.resolve("dangling.pem"), Path.of("none"));
        KeyStore.ProtectionParameter handler = new KeyStore.CallbackHandlerProtection(
                c -> ((PasswordCallback) c[0]).setPassword("geheim".toCharArray()));
        for (PemParameter p : List.of(PemParameter.ofFiles(List.of(certificate, key), handler),
                PemParameter.ofFiles(List.of(directory), new KeyStore.PasswordProtection(GEHEIM)),
                PemParameter.ofText(List.of(Samples.text("ec-cert.pem"), Samples.text("ec-pbes2.pem", "intermediate.pem")), handler))) {
            KeyStore store = PemKeyStoreSpi.keyStore();
            store.load(p);
            assertEquals(List.of("1"), aliases(store));
            assertEquals(2, store.getCertificateChain("1").length);
        }
    }

    @Test
    void storeFilesOfTypePem() throws Exception {
        Path server = Samples.file(directory, "server.pem", "ec-pbes2.pem", "ec-cert.pem");
        StoreFile keys = new StoreFile("javax.net.ssl.keyStore", server.toString(), "pem", null, "geheim");
        assertNotNull(keys.load().getKey("1", GEHEIM));
        StoreFile wrong = new StoreFile("javax.net.ssl.keyStore", server.toString(), "PEM", null, "falsch");
        String message = assertThrows(StoreException.class, wrong::load).getMessage();
        assertTrue(message.startsWith("javax.net.ssl.keyStore=" + server + ": " + server + ", block 1 at line 1: "), message);
        assertFalse(message.contains("falsch"), message);
        Path roots = Files.createDirectory(directory.resolve("roots"));
        Samples.file(roots, "root.pem", "root.pem");
        Samples.file(roots, "more.crt", "rsa-cert.pem", "root.pem");
        StoreFile trust = new StoreFile("javax.net.ssl.trustStore", roots.toString(), "PEM", null, null);
        assertEquals("2 trust anchors from " + roots, Anchors.of(trust).toString());
    }

    @Test
    void probing() throws Exception {
        PemKeyStoreSpi spi = new PemKeyStoreSpi();
        assertTrue(spi.engineProbe(new ByteArrayInputStream(Samples.bytes("server-bags.pem"))));
        assertFalse(spi.engineProbe(new ByteArrayInputStream(Samples.bytes("server.p12"))));
        assertFalse(spi.engineProbe(new ByteArrayInputStream(new byte[0])));
    }
}
