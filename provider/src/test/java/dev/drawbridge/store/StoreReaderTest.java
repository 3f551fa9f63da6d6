package dev.drawbridge.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that openssl wrote, and what is wrong with files. */
class StoreReaderTest {
    @TempDir
    Path directory;

    private static List<StoreItem> read(byte[] bytes, Passphrase passphrase) throws StoreException {
        return StoreReader.read(bytes, "f", passphrase);
    }

    private static EncodedKey.Opened key(byte[] bytes, Passphrase passphrase) throws StoreException {
        for (StoreItem item : read(bytes, passphrase)) {
            if (item instanceof StoreItem.OfKey k) {
                return k.key().open(passphrase);
            }
        }
        throw new AssertionError("no key");
    }

    private static String refusal(byte[] bytes, Passphrase passphrase) {
        return assertThrows(StoreException.class, () -> key(bytes, passphrase)).getMessage();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec-sec1.pem", "ec-pkcs8.pem", "ec-pbes2.pem", "ec-scrypt.pem", "ec-pbes1-3des.pem", "ec-pbes1-2des.pem",
        "ec-pbes2-camellia.pem", "ec-dek-aes256.pem", "ec-sec1.der", "ec-pkcs8.der", "ec-pbes2.der", "server.p12", "server-bags.pem"})
    void oneKeyInManyForms(String file) throws Exception {
        PrivateKey expected = key(Samples.bytes("ec-pkcs8.pem"), Passphrase.NONE).key();
        EncodedKey.Opened opened = key(Samples.bytes(file), Samples.GEHEIM);
        assertEquals(expected, opened.key());
        StoreItem.OfCertificate cert = (StoreItem.OfCertificate) read(Samples.bytes("ec-cert.pem"), Passphrase.NONE).get(0);
        assertEquals(KeyPairFile.identity(cert), opened.identity());
    }

    @Test
    void aPassphraseIsItsUtf8() throws Exception {
        byte[] file = Samples.bytes("ec-dek-des3-utf8.pem");
        assertEquals("EC", key(file, Passphrase.plain("geh\u00e9im".toCharArray())).key().getAlgorithm());
        assertTrue(refusal(file, Samples.GEHEIM).contains("bad decrypt"));
    }

    @ParameterizedTest
    @CsvSource({"rsa-pkcs1.pem,RSA,rsa-cert.pem", "rsa-pkcs1.der,RSA,rsa-cert.pem", "rsapss.pem,RSASSA-PSS,rsapss-cert.pem",
        "ed25519.pem,EdDSA,ed25519-cert.pem", "ed448.pem,EdDSA,ed448-cert.pem", "ec-sec1.pem,EC,ec-cert.pem"})
    void keysAreTheJdksWhereItKnowsThem(String file, String algorithm, String certificate) throws Exception {
        EncodedKey.Opened opened = key(Samples.bytes(file), Passphrase.NONE);
        assertEquals(algorithm, opened.key().getAlgorithm());
        assertTrue(opened.key().getClass().getName().startsWith("sun."), opened.key().getClass().getName());
        StoreItem.OfCertificate cert = (StoreItem.OfCertificate) read(Samples.bytes(certificate), Passphrase.NONE).get(0);
        assertEquals(KeyPairFile.identity(cert), opened.identity());
        assertTrue(cert.cert().publicKey().getClass().getName().startsWith("sun."), cert.cert().publicKey().getClass().getName());
    }

    @Test
    void mlDsaAndCurvesTheJdkDoesNotKnow() throws Exception {
        for (String[] kind : new String[][] {{"ML-DSA-65", null}, {"EC", "brainpoolP256r1"}, {"EC", "secp256k1"}}) {
            KeyPairGenerator g = KeyPairGenerator.getInstance(kind[0], new BouncyCastleProvider());
            if (kind[1] != null) {
                g.initialize(new java.security.spec.ECGenParameterSpec(kind[1]));
            }
            KeyPair pair = g.generateKeyPair();
            EncodedKey.Opened opened = key(pem("PRIVATE KEY", pair.getPrivate().getEncoded()), Passphrase.NONE);
            assertEquals(KeyIdentity.of(SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded())), opened.identity());
        }
    }

    @Test
    void dsaIsRefusedByName() {
        assertTrue(refusal(Samples.bytes("dsa.pem"), Passphrase.NONE).contains("this is a DSA key"));
        assertTrue(refusal(Samples.bytes("dsa-pkcs8.pem"), Passphrase.NONE).contains("this is a DSA key"));
    }

    @Test
    void whatOpensslLeavesToItsLegacyProviderIsRefused() {
        assertTrue(refusal(Samples.bytes("ec-pbes1-md5des.pem"), Samples.GEHEIM).contains("1.2.840.113549.1.5.3"));
        assertTrue(refusal(Samples.bytes("server-legacy.p12"), Samples.GEHEIM).contains("1.2.840.113549.1.12.1.6"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec-pbes2.pem", "ec-scrypt.pem", "ec-pbes1-3des.pem", "ec-dek-aes256.pem", "ec-pbes2.der", "server.p12"})
    void encryptedAndNotOpened(String file) {
        byte[] bytes = Samples.bytes(file);
        String none = refusal(bytes, Passphrase.NONE);
        assertTrue(none.contains("(bad password read)") || none.contains("none was given (mac verify failure)"), none);
        String wrong = refusal(bytes, Passphrase.plain("falsch".toCharArray()));
        assertTrue(wrong.contains("(bad decrypt)") || wrong.contains("(mac verify failure)"), wrong);
        assertFalse(wrong.contains("falsch"), wrong);
        assertTrue(wrong.startsWith(file.endsWith(".pem") ? "f, block 1 at line 1: " : "f: "), wrong);
    }

    /** What is encrypted comes in whole blocks of the cipher. */
    @ParameterizedTest
    @ValueSource(strings = {"ec-dek-aes256.pem", "ec-dek-des3-utf8.pem"})
    void encryptedAndCutIsAnErrorToo(String file) {
        String[] lines = Samples.text(file).split("\n");
        lines[lines.length - 2] = "AAAA";
        String refusal = refusal(Samples.utf8(String.join("\n", lines) + "\n"), Samples.GEHEIM);
        assertTrue(refusal.startsWith("f, block 1 at line 1: the passphrase does not open it"), refusal);
    }

    @Test
    void aPlainKeyAsksForNothing() throws Exception {
        key(Samples.bytes("ec-pkcs8.pem"), what -> {
            throw new AssertionError("asked for " + what);
        });
    }

    @Test
    void aPassphraseIsAskedOnceAndWiped() throws Exception {
        char[] given = "geheim".toCharArray();
        int[] asked = {0};
        key(Samples.bytes("ec-pbes2.pem"), what -> {
            asked[0]++;
            assertEquals("f, block 1 at line 1", what);
            return given;
        });
        assertEquals(1, asked[0]);
        assertArrayEquals(new char[6], given);
    }

    @Test
    void pkcs12WithItsNames() throws Exception {
        List<StoreItem> items = read(Samples.bytes("server.p12"), Samples.GEHEIM);
        assertEquals(4, items.size());
        assertEquals(2, items.stream().filter(i -> "my server".equals(i.name())).count());
        assertEquals(2, read(Samples.bytes("server-nopass.p12"), Passphrase.NONE).size());
    }

    @Test
    void certificatesAndCrls() throws Exception {
        String old = Samples.text("root.pem").replace("BEGIN CERT", "BEGIN X509 CERT").replace("END CERT", "END X509 CERT");
        List<StoreItem> items = read(Samples.utf8(old + Samples.text("root-crl.pem", "trusted.pem", "ec-cert.pem")), Passphrase.NONE);
        assertEquals(4, items.size());
        StoreItem.OfCertificate root = assertInstanceOf(StoreItem.OfCertificate.class, items.get(0));
        assertEquals(root.cert().subject(), assertInstanceOf(StoreItem.OfCrl.class, items.get(1)).crl().issuer());
        StoreItem.OfCertificate trusted = assertInstanceOf(StoreItem.OfCertificate.class, items.get(2));
        assertEquals(root.cert(), trusted.cert());
        assertTrue(trusted.trusted());
        assertEquals(new TrustSettings(List.of("1.3.6.1.5.5.7.3.1"), List.of("1.3.6.1.5.5.7.3.2"), "the root"), trusted.cert().settings());
        assertEquals("the root", trusted.name());
        assertInstanceOf(StoreItem.OfCrl.class, read(Samples.bytes("root-crl.der"), Passphrase.NONE).get(0));
        assertInstanceOf(StoreItem.OfCertificate.class, read(Samples.bytes("ec-cert.der"), Passphrase.NONE).get(0));
    }

    @Test
    void aTrustedCertificateMayHaveNoSettings() throws Exception {
        byte[] der = ((StoreItem.OfCertificate) read(Samples.bytes("root.pem"), Passphrase.NONE).get(0)).cert().encoded();
        StoreItem.OfCertificate c = (StoreItem.OfCertificate) read(pem("TRUSTED CERTIFICATE", der), Passphrase.NONE).get(0);
        assertEquals(TrustSettings.NONE, c.cert().settings());
    }

    @Test
    void whatIsNoStore() {
        assertTrue(refusal(new byte[0], Passphrase.NONE).contains("f: is empty; expected PEM, DER or PKCS#12 (no start line)"));
        assertTrue(refusal(new byte[] {1, 2, 3}, Passphrase.NONE).contains("(no start line)"));
        assertTrue(refusal("-----BEGIN".getBytes(StandardCharsets.UTF_16), Passphrase.NONE).contains("UTF-16"));
        assertTrue(refusal(new byte[] {0x30, 1, 5}, Passphrase.NONE).contains("f: begins like DER"));
        assertTrue(refusal(Arrays.copyOf(Samples.bytes("ec-cert.der"), 200), Passphrase.NONE).contains("cut off"));
        assertTrue(refusal(pem("CERTIFICATE", new byte[] {0x30, 0}), Passphrase.NONE).contains("block 1 at line 1: this CERTIFICATE"));
        assertTrue(refusal(pem("PRIVATE KEY", new byte[] {0x30, 0}), Passphrase.NONE).contains("(wrong tag)"));
        assertTrue(refusal(pem("ENCRYPTED PRIVATE KEY", new byte[] {0x30, 0}), Samples.GEHEIM).contains("(wrong tag)"));
        assertTrue(refusal(pem("HPKE PRIVATE KEY", new byte[] {0x30, 0}), Samples.GEHEIM).contains("this is a HPKE PRIVATE KEY"));
    }

    /** No damage may end in anything but a StoreException. */
    @ParameterizedTest
    @ValueSource(strings = {"server.p12", "ec-cert.der", "root-crl.der", "ec-pbes2.der", "rsa-pkcs1.der", "trusted.pem"})
    void damageIsAnError(String file) throws Exception {
        byte[] whole = Samples.bytes(file);
        for (int i = 0; i < whole.length; i += 3) {
            byte[] damaged = whole.clone();
            damaged[i] ^= (byte) (1 << i % 8);
            try {
                for (StoreItem item : read(damaged, what -> "x".toCharArray())) {
                    if (item instanceof StoreItem.OfKey k) {
                        k.key().open(Passphrase.NONE);
                    }
                }
            } catch (StoreException e) {
                assertTrue(e.getMessage().startsWith("f"), e.getMessage());
            }
        }
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        Path none = directory.resolve("none");
        assertTrue(fileRefusal(none).contains(none + ": there is no such file"));
        assertTrue(fileRefusal(directory).contains("is a directory"));
        Path huge = directory.resolve("huge.pem");
        try (RandomAccessFile f = new RandomAccessFile(huge.toFile(), "rw")) {
            f.setLength(100L << 20);
        }
        assertTrue(fileRefusal(huge).contains("is larger than 64 MiB"));
        Files.delete(huge);
    }

    private static String fileRefusal(Path file) {
        return assertThrows(StoreException.class, () -> StoreReader.read(file, Passphrase.NONE)).getMessage();
    }

    static byte[] pem(String label, byte[] der) {
        return Samples.utf8("-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n");
    }
}
