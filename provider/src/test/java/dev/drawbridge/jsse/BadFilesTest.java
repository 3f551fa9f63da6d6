package dev.drawbridge.jsse;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.drawbridge.PemParameter;
import dev.drawbridge.verify.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files that cannot be used, in every place where a program or a user can name one: each is an error that names the place and the file and says
 * what is wrong, and none takes more memory or time than a good one. The time limit is there for what would never end.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BadFilesTest {
    private static final char[] PASSPHRASE = "geheim".toCharArray();
    private static final long HUGE = 100L << 20;

    @TempDir
    static Path directory;

    private static String certificate;
    private static String key;
    private final Map<String, String> before = new LinkedHashMap<>();

    /** What is wrong with a file. */
    enum Kind {
        MISSING, EMPTY, DIRECTORY, UNREADABLE, UNREADABLE_TO_ROOT, GARBAGE, CUT_IN_A_BLOCK, CUT_IN_BASE64, CUT_IN_DER, HUGE_FILE, ENDLESS, PIPE;

        Path make() throws Exception {
            Path file = directory.resolve(name());
            Files.deleteIfExists(file);
            switch (this) {
                case MISSING -> { }
                case EMPTY -> Files.createFile(file);
                case DIRECTORY -> Files.createDirectory(file);
                case UNREADABLE -> {
                    assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"), "permissions of POSIX");
                    Files.setPosixFilePermissions(Files.writeString(file, certificate), PosixFilePermissions.fromString("---------"));
                    assumeFalse(Files.isReadable(file), "root reads everything");
                }
                case UNREADABLE_TO_ROOT -> {
                    assumeTrue(Files.exists(Path.of("/proc/self/mem")), "a file that nobody can read from its beginning");
                    return Path.of("/proc/self/mem");
                }
                case GARBAGE -> Files.write(file, garbage());
                case CUT_IN_A_BLOCK -> Files.writeString(file, key + certificate.substring(0, certificate.indexOf("-----END")));
                case CUT_IN_BASE64 -> Files.writeString(file, (key + certificate).replaceAll(".\n-----END", "\n-----END"));
                case CUT_IN_DER -> Files.writeString(file, pem("PRIVATE KEY", cut(key)) + pem("CERTIFICATE", cut(certificate)));
                case HUGE_FILE -> {
                    try (RandomAccessFile f = new RandomAccessFile(file.toFile(), "rw")) {
                        f.setLength(HUGE);
                    }
                }
                case ENDLESS -> {
                    assumeTrue(Files.exists(Path.of("/dev/zero")), "a device that never ends");
                    return Path.of("/dev/zero");
                }
                case PIPE -> pipe(file);
            }
            return file;
        }
    }

    private static byte[] garbage() {
        byte[] garbage = new byte[5000];
        new Random(7).nextBytes(garbage);
        return garbage;
    }

    private static byte[] cut(String pem) {
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^\n]*\n", ""));
        return Arrays.copyOf(der, der.length / 2);
    }

    /** A named pipe, which nobody writes to: whoever opens it waits. */
    private static void pipe(Path file) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")), "named pipes");
        assertEquals(0, new ProcessBuilder("/usr/bin/mkfifo", file.toString()).start().waitFor());
    }

    /** Where a file is named. */
    enum Place {
        KEY_STORE_PEM, KEY_STORE_PKCS12, TRUST_STORE_PEM, TRUST_STORE_PKCS12, CA_FILE, CERT_FILE, CERTIFICATE, PRIVATE_KEY, CONF, CONF_INCLUDE,
        PEM_FILES, PEM_STREAM;

        /** Uses the file. */
        void open(Path file) throws Exception {
            switch (this) {
                case KEY_STORE_PEM, KEY_STORE_PKCS12 -> {
                    set("javax.net.ssl.keyStore", file, "javax.net.ssl.keyStoreType", store(), "javax.net.ssl.keyStorePassword", "geheim");
                    useDefaultContext();
                }
                case TRUST_STORE_PEM, TRUST_STORE_PKCS12 -> {
                    set("javax.net.ssl.trustStore", file, "javax.net.ssl.trustStoreType", store());
                    initContext();
                }
                case CA_FILE -> {
                    set("drawbridge.VerifyCAFile", file);
                    initContext();
                }
                case CERT_FILE -> {
                    set("drawbridge.SSL_CERT_FILE", file);
                    initContext();
                }
                case CERTIFICATE -> {
                    set("drawbridge.Certificate", file, "drawbridge.PrivateKey", good("key.pem", key));
                    initContext();
                }
                case PRIVATE_KEY -> {
                    set("drawbridge.Certificate", good("certificate.pem", certificate), "drawbridge.PrivateKey", file);
                    initContext();
                }
                case CONF -> {
                    set("drawbridge.conf", file);
                    initContext();
                }
                case CONF_INCLUDE -> {
                    set("drawbridge.conf", good("including.cnf", "a = b\n.include " + file + "\n"));
                    initContext();
                }
                case PEM_FILES -> keyStore().load(PemParameter.ofFiles(List.of(file), null));
                case PEM_STREAM -> {
                    try (InputStream in = Files.newInputStream(file)) {
                        keyStore().load(in, null);
                    }
                }
            }
        }

        /** What begins the message. */
        String prefix(Path file) {
            return switch (this) {
                case KEY_STORE_PEM, KEY_STORE_PKCS12 -> "javax.net.ssl.keyStore=" + file + ": ";
                case TRUST_STORE_PEM, TRUST_STORE_PKCS12 -> "javax.net.ssl.trustStore=" + file + ": ";
                case CA_FILE -> "drawbridge.VerifyCAFile: VerifyCAFile = " + file + ": ";
                case CERT_FILE -> "SSL_CERT_FILE=" + file + ": ";
                case CERTIFICATE -> "drawbridge.Certificate: Certificate = " + file + ": ";
                case PRIVATE_KEY -> "drawbridge.Certificate: Certificate = " + directory.resolve("certificate.pem") + ": " + file;
                case CONF -> "drawbridge.conf=" + file + ": ";
                case CONF_INCLUDE -> "drawbridge.conf=" + directory.resolve("including.cnf") + ": ";
                case PEM_FILES -> file.toString();
                case PEM_STREAM -> "";
            };
        }

        private String store() {
            return name().endsWith("PEM") ? "PEM" : "PKCS12";
        }

        boolean conf() {
            return this == CONF || this == CONF_INCLUDE;
        }

        boolean pkcs12() {
            return this == KEY_STORE_PKCS12 || this == TRUST_STORE_PKCS12;
        }

        /** A CAfile is PEM and nothing else, as in OpenSSL. */
        boolean caFile() {
            return this == CA_FILE || this == CERT_FILE;
        }
    }

    /** What is said of a file there; null where it is no mistake. */
    private static String expected(Kind kind, Place place) {
        String what = place.conf() ? "a configuration file" : place.pkcs12() ? "a key store" : "a file with certificates or keys";
        return switch (kind) {
            case MISSING -> place == Place.CONF_INCLUDE ? ":2: .include " : "there is no such file; expected " + what;
            case EMPTY -> place.conf() ? null : place.pkcs12() ? "cannot be read as a key store" : place.caFile()
                    ? "has neither a certificate nor a CRL" : "is empty; expected PEM, DER or PKCS#12 (no start line)";
            case DIRECTORY -> place == Place.CONF_INCLUDE ? null : place == Place.KEY_STORE_PEM || place == Place.TRUST_STORE_PEM
                    || place == Place.PEM_FILES ? "has no file that ends with .pem, .crt, .cer or .key" : "is a directory; expected " + what;
            case UNREADABLE -> "this process may not read it; expected " + what + " (Permission denied)";
            case UNREADABLE_TO_ROOT -> "cannot be read: ";
            case GARBAGE -> place.conf() ? "has a byte 0" : place.pkcs12() ? "cannot be read as a key store" : place.caFile()
                    ? "has neither a certificate nor a CRL" : "has no line that begins with -----BEGIN and is not DER";
            case CUT_IN_A_BLOCK -> place.conf() ? "missing equal sign" : place.pkcs12() ? "cannot be read as a key store"
                    : "the file ends inside this CERTIFICATE; expected -----END CERTIFICATE-----";
            case CUT_IN_BASE64 -> place.conf() ? "missing equal sign" : place.pkcs12() ? "cannot be read as a key store" : "(bad base64 decode)";
            case CUT_IN_DER -> place.conf() ? "missing equal sign" : place.pkcs12() ? "cannot be read as a key store" : "this CERTIFICATE is not one";
            case HUGE_FILE -> place.conf() ? "is larger than 1 MiB; expected a configuration file"
                    : "is larger than 64 MiB; expected " + (place == Place.PEM_STREAM ? "certificates or keys" : what) + " up to that size";
            case ENDLESS -> place == Place.PEM_STREAM ? "is larger than 64 MiB" : "is a pipe or a device; expected " + what;
            case PIPE -> "is a pipe or a device; expected " + what;
        };
    }

    static Stream<Object[]> files() {
        return Arrays.stream(Kind.values()).flatMap(k -> Arrays.stream(Place.values()).map(p -> new Object[] {k, p}))
                // A stream has no name, and the program opens it itself.
                .filter(row -> row[1] != Place.PEM_STREAM || row[0] != Kind.MISSING && row[0] != Kind.DIRECTORY && row[0] != Kind.UNREADABLE
                        && row[0] != Kind.UNREADABLE_TO_ROOT && row[0] != Kind.PIPE);
    }

    @BeforeEach
    void pair() throws Exception {
        if (key == null) {
            TestCa.Identity identity = TestCa.root("Root").issue("EC", TestCa.Leaf.of("localhost", "localhost"));
            certificate = pem(identity.chain().toArray(new Certificate[0]));
            key = pem("PRIVATE KEY", identity.keys().getPrivate().getEncoded());
        }
        Stream.of("javax.net.ssl.keyStore", "javax.net.ssl.keyStoreType", "javax.net.ssl.keyStorePassword", "javax.net.ssl.trustStore",
                "javax.net.ssl.trustStoreType", "drawbridge.VerifyCAFile", "drawbridge.SSL_CERT_FILE", "drawbridge.Certificate",
                "drawbridge.PrivateKey", "drawbridge.conf", "drawbridge.VerifyCAPath").forEach(name -> before.put(name, System.getProperty(name)));
        set("drawbridge.conf", "none");
    }

    @AfterEach
    void propertiesAsBefore() {
        before.forEach((name, value) -> {
            if (value == null) {
                System.clearProperty(name);
            } else {
                System.setProperty(name, value);
            }
        });
    }

    // ---- the public ways

    private static void set(Object... namesAndValues) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            System.setProperty(namesAndValues[i].toString(), namesAndValues[i + 1].toString());
        }
    }

    private static Path good(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    private static SSLContext initContext() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS", Contexts.OURS);
        context.init(null, null, null);
        return context;
    }

    private static void useDefaultContext() throws Exception {
        SSLContext.getInstance("Default", Contexts.OURS).createSSLEngine();
    }

    private static KeyStore keyStore() throws Exception {
        return KeyStore.getInstance("PEM", Contexts.OURS);
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    private static String pem(Certificate... chain) throws Exception {
        StringBuilder all = new StringBuilder();
        for (Certificate c : chain) {
            all.append(pem("CERTIFICATE", c.getEncoded()));
        }
        return all.toString();
    }

    /** Key and chain as one file, the key encrypted. */
    private static Path encrypted(TestCa.Identity identity) throws Exception {
        KeyStore store = keyStore();
        store.load(null, null);
        store.setKeyEntry("k", identity.keys().getPrivate(), PASSPHRASE, identity.chain().toArray(new Certificate[0]));
        Path file = directory.resolve("encrypted.pem");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSPHRASE);
        }
        return file;
    }

    private static String refusal(Place place, Path file) {
        return assertThrows(Exception.class, () -> place.open(file)).getMessage().replace("the default SSLContext cannot be made: ", "");
    }

    // ---- tests

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("files")
    void eachIsAnErrorThatSaysWhere(Kind kind, Place place) throws Exception {
        Path file = kind.make();
        String expected = expected(kind, place);
        if (expected == null) {
            place.open(file);
            return;
        }
        String message = refusal(place, file);
        assertTrue(message.startsWith(place.prefix(file)), message);
        assertTrue(message.contains(expected), message);
        assertTrue(message.length() < 800 && !message.contains("\n"), message);
        String secret = key.substring(key.indexOf('\n') + 1).substring(0, 20);
        assertFalse(message.contains(secret), message);
    }

    @Test
    void anEncryptedKeyNeedsItsPassphrase() throws Exception {
        Path file = encrypted(TestCa.root("Root").issue("EC", TestCa.Leaf.of("localhost", "localhost")));
        set("drawbridge.Certificate", file, "drawbridge.PrivateKey", file);
        String none = assertThrows(Exception.class, BadFilesTest::initContext).getMessage();
        assertTrue(none.startsWith("drawbridge.Certificate: Certificate = " + file + ": ") && none.contains("(bad password read)"), none);
        System.clearProperty("drawbridge.Certificate");
        System.clearProperty("drawbridge.PrivateKey");

        Place.KEY_STORE_PEM.open(file);
        set("javax.net.ssl.keyStorePassword", "falsch");
        String wrong = assertThrows(Exception.class, BadFilesTest::useDefaultContext).getMessage();
        assertTrue(wrong.contains("javax.net.ssl.keyStore=" + file + ": " + file + ", block ") && wrong.contains("(bad decrypt)"), wrong);
        assertFalse(wrong.contains("falsch"), wrong);
        System.clearProperty("javax.net.ssl.keyStorePassword");
        String noPassword = assertThrows(Exception.class, BadFilesTest::useDefaultContext).getMessage();
        assertTrue(noPassword.contains("javax.net.ssl.keyStore=" + file + ": a key does not open with javax.net.ssl.keyStorePassword"), noPassword);
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        TestCa.Identity other = TestCa.root("Root").issue("EC", TestCa.Leaf.of("other", "other"));
        Path both = good("both.pem", key + pem(other.chain().toArray(new Certificate[0])));
        for (Place place : List.of(Place.CERTIFICATE, Place.KEY_STORE_PEM, Place.PEM_FILES)) {
            String message = refusal(place, both);
            assertTrue(message.startsWith(place.prefix(both)), message);
            assertTrue(message.contains("(key values mismatch)") || message.contains("has no certificate"), message);
        }
    }

    /** OpenSSL loads it, and so do we: the peer judges. */
    @Test
    void anExpiredCertificateOfOurOwnIsLoaded() throws Exception {
        Instant now = Instant.now();
        TestCa.Identity expired = TestCa.root("Root").issue("EC",
                TestCa.Leaf.of("localhost", "localhost").valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(2))));
        Path file = good("expired.pem", pem("PRIVATE KEY", expired.keys().getPrivate().getEncoded())
                + pem(expired.chain().toArray(new Certificate[0])));
        set("drawbridge.Certificate", file, "drawbridge.PrivateKey", file);
        initContext();
        Place.KEY_STORE_PEM.open(file);
    }

    /** What is between blocks does not count; where no block is left, there is nobody to trust. */
    @Test
    void onlyGarbageBetweenNoBlocks() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(garbage());
        out.write(("\n" + certificate).getBytes(StandardCharsets.US_ASCII));
        out.write(garbage());
        Place.CA_FILE.open(Files.write(directory.resolve("between.pem"), out.toByteArray()));
        String message = refusal(Place.CA_FILE, good("words.pem", "-- BEGIN CERTIFICATE --\nnobody\n".repeat(1000)));
        assertTrue(message.contains("has neither a certificate nor a CRL"), message);
        message = refusal(Place.CA_FILE, good("key-only.pem", key));
        assertTrue(message.contains("has neither a certificate nor a CRL"), message);
    }

    @Test
    void includesComeToAnEnd() throws Exception {
        Path loop = directory.resolve("loop.cnf");
        String message = refusal(Place.CONF, Files.writeString(loop, ".include " + loop + "\n"));
        assertTrue(message.startsWith("drawbridge.conf=" + loop + ": " + loop + ":1: .include ") && message.contains("without end"), message);

        Path chain = Files.createDirectory(directory.resolve("chain"));
        for (int i = 0; i < 1000; i++) {
            Files.writeString(chain.resolve(i + ".cnf"), ".include " + chain.resolve((i + 1) + ".cnf") + "\n");
        }
        message = refusal(Place.CONF, chain.resolve("0.cnf"));
        assertTrue(message.contains("16.cnf:1: .include ") && message.contains("at most 16 files within each other"), message);

        Path self = Files.createDirectory(directory.resolve("self"));
        Files.writeString(self.resolve("a.cnf"), ".include " + self + "\n");
        message = refusal(Place.CONF_INCLUDE, self);
        assertTrue(message.contains("a.cnf:1: .include ") && message.contains("recursive directory include"), message);
    }

    /** Many files of a size that each may have. */
    @Test
    void includedFilesTogetherAreBoundedToo() throws Exception {
        Path big = good("big.cnf", ("#" + "x".repeat(1022) + "\n").repeat(1000));
        String message = refusal(Place.CONF, good("many.cnf", (".include " + big + "\n").repeat(100)));
        assertTrue(message.contains("many.cnf:") && message.contains("16 MiB"), message);
    }

    /** {@code OPENSSL_CONF=/dev/null} is how people turn the configuration off. */
    @Test
    void nothingIsAConfiguration() throws Exception {
        Path nothing = Path.of("/dev/null");
        assumeTrue(Files.exists(nothing), "a device that is empty");
        Place.CONF.open(nothing);
        assertTrue(refusal(Place.CA_FILE, nothing).contains("has neither a certificate nor a CRL"));
    }

    /** What lies in a directory of PEM files is not opened when it is no file. */
    @Test
    void pipesInDirectoriesAreNotOpened() throws Exception {
        Path store = Files.createDirectory(directory.resolve("store"));
        Files.writeString(store.resolve("a.pem"), key + certificate);
        pipe(store.resolve("b.pem"));
        Place.KEY_STORE_PEM.open(store);
    }
}
