package dev.drawbridge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyPairFileTest {
    @TempDir
    Path directory;

    private static String refusal(KeyPairFile files) {
        return assertThrows(StoreException.class, files::load).getMessage();
    }

    @ParameterizedTest
    @CsvSource({"ec-cert.pem,ec-sec1.pem", "rsa-cert.pem,rsa-pkcs1.pem", "rsapss-cert.pem,rsapss.pem", "ed25519-cert.pem,ed25519.pem",
        "ed448-cert.pem,ed448.pem", "ec-cert.pem,ec-pbes2.pem"})
    void leafFirstThenTheOthersAsTheyStand(String certificate, String key) throws Exception {
        Path chain = Samples.file(directory, "chain.pem", certificate, "root.pem", "intermediate.pem");
        KeyAndChain loaded = new KeyPairFile(chain, Samples.file(directory, "key.pem", key), Samples.GEHEIM).load();
        assertEquals(3, loaded.chain().size());
        assertEquals("CN=Root,O=Drawbridge", loaded.chain().get(1).getSubjectX500Principal().getName());
        assertTrue(loaded.toString().contains("chain.pem and ") && !loaded.toString().contains("Private"), loaded.toString());
    }

    @Test
    void bothInOneFileInAnyOrder() throws Exception {
        Path both = Samples.file(directory, "server.pem", "ec-sec1.pem", "ec-cert.pem", "intermediate.pem");
        assertEquals(2, KeyPairFile.of(both, Passphrase.NONE).load().chain().size());
        both = Samples.file(directory, "server.pem", "ec-cert.pem", "intermediate.pem", "trusted.pem", "ec-pkcs8.pem");
        assertEquals(2, KeyPairFile.of(both, Passphrase.NONE).load().chain().size());
    }

    @Test
    void pkcs12IsOneFileToo() throws Exception {
        Path file = Files.write(directory.resolve("server.p12"), Samples.bytes("server.p12"));
        KeyAndChain loaded = KeyPairFile.of(file, Samples.GEHEIM).load();
        assertEquals("CN=EC leaf", loaded.chain().get(0).getSubjectX500Principal().getName());
        assertEquals(3, loaded.chain().size());
    }

    @Test
    void keyAndCertificateMustBelongTogether() throws Exception {
        Path certificate = Samples.file(directory, "c.pem", "ec-cert.pem");
        String type = refusal(new KeyPairFile(certificate, Samples.file(directory, "k.pem", "rsa-pkcs1.pem"), Passphrase.NONE));
        assertTrue(type.contains("c.pem, block 1 at line 1: this certificate (CN=EC leaf)"), type);
        assertTrue(type.contains("k.pem, block 1 at line 1") && type.contains("(key type mismatch)"), type);
        Path chain = Samples.file(directory, "c.pem", "intermediate.pem", "ec-cert.pem");
        String values = refusal(new KeyPairFile(chain, Samples.file(directory, "k.pem", "ec-pkcs8.pem"), Passphrase.NONE));
        assertTrue(values.contains("(key values mismatch)") && values.contains("expected the certificate of the key first"), values);
    }

    @Test
    void whatIsMissingIsNamed() throws Exception {
        Path certificate = Samples.file(directory, "c.pem", "ec-cert.pem");
        Path key = Samples.file(directory, "k.pem", "ec-sec1.pem");
        assertTrue(refusal(new KeyPairFile(certificate, certificate, Passphrase.NONE)).contains("c.pem: has no private key"));
        assertTrue(refusal(new KeyPairFile(key, key, Passphrase.NONE)).contains("k.pem: has no certificate"));
        Path encrypted = Samples.file(directory, "e.pem", "ec-pbes2.pem");
        assertTrue(refusal(new KeyPairFile(certificate, encrypted, Passphrase.NONE)).contains("(bad password read)"));
    }
}
