package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.drawbridge.DrawbridgeProvider;
import dev.drawbridge.PemParameter;
import dev.drawbridge.store.StoreException;
import dev.drawbridge.store.TrustSources;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** PEM beside {@code openssl}: what it writes is read, what it refuses is refused. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class PemIT {
    /** Always the same, so that the bends are too. */
    private static final String ROOT = String.join("\n",
            "-----BEGIN CERTIFICATE-----",
            "MIIBrDCCAVKgAwIBAgIUZKTiPIwIYFVtIb/eeIvFos7tZrcwCgYIKoZIzj0EAwIw",
            "JDETMBEGA1UECgwKRHJhd2JyaWRnZTENMAsGA1UEAwwEUm9vdDAgFw0yNjExMjUy",
            "MjQ1NDlaGA8yMTI2MTEwMTIyNDU0OVowJDETMBEGA1UECgwKRHJhd2JyaWRnZTEN",
            "MAsGA1UEAwwEUm9vdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKt8AQqQYw/Z",
            "3N3UjoiSpJ/BjQvr8VZ8LYMJcmjguTvCAHFNHFdHRtUEE+o/iC+eYbcKMCElUR0s",
            "oNKhY1Ah1++jYDBeMB0GA1UdDgQWBBSPtYRoKtkqWznspKwOYqQIe0oaSDAfBgNV",
            "HSMEGDAWgBSPtYRoKtkqWznspKwOYqQIe0oaSDAPBgNVHRMBAf8EBTADAQH/MAsG",
            "A1UdDwQEAwIBBjAKBggqhkjOPQQDAgNIADBFAiEAv5p7sOn7Gx7sTtkrvhHeI7Q8",
            "VKc1PAboM/Fiod0Azc8CICdOjtS8DI4DdLSFNi2p7Gvsi1IssQSs4OCUOAWqLo7t",
            "-----END CERTIFICATE-----", "");

    @TempDir
    Path directory;

    private final String openssl = Programs.require("openssl", "openssl");

    private void openssl(String... arguments) throws IOException, InterruptedException {
        assertEquals(0, status(arguments), String.join(" ", arguments));
    }

    private int status(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(openssl));
        command.addAll(List.of(arguments));
        Process p = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(directory.resolve("openssl.out").toFile()).start();
        p.getOutputStream().close();
        return p.waitFor();
    }

    private KeyStore load(String password, String... files) throws Exception {
        KeyStore store = KeyStore.getInstance("PEM", new DrawbridgeProvider());
        store.load(PemParameter.ofFiles(List.of(files).stream().map(directory::resolve).toList(),
                new KeyStore.PasswordProtection(password.toCharArray())));
        return store;
    }

    @Test
    void keysInAllFormsThatOpensslWrites() throws Exception {
        for (String[] kind : new String[][] {{"EC", "ec_paramgen_curve:prime256v1"}, {"EC", "ec_paramgen_curve:secp521r1"},
            {"EC", "ec_paramgen_curve:brainpoolP256r1"}, {"RSA", "rsa_keygen_bits:2048"}, {"RSA-PSS", "rsa_keygen_bits:2048"},
            {"ED25519", null}, {"ED448", null}}) {
            List<String> generate = new ArrayList<>(List.of("genpkey", "-algorithm", kind[0], "-out", "key.pem"));
            if (kind[1] != null) {
                generate.addAll(List.of("-pkeyopt", kind[1]));
            }
            openssl(generate.toArray(new String[0]));
            openssl("req", "-x509", "-key", "key.pem", "-subj", "/CN=" + kind[0], "-out", "cert.pem", "-days", "1");
            openssl("pkcs8", "-topk8", "-in", "key.pem", "-passout", "pass:geheim", "-out", "pbes2.pem");
            openssl("pkcs8", "-topk8", "-in", "key.pem", "-passout", "pass:geheim", "-scrypt", "-out", "scrypt.pem");
            openssl("pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem", "-passout", "pass:geheim", "-out", "both.p12");
            List<String> forms = new ArrayList<>(List.of("key.pem", "pbes2.pem", "scrypt.pem"));
            if (status("pkey", "-in", "key.pem", "-traditional", "-aes128", "-passout", "pass:geheim", "-out", "dek.pem") == 0) {
                forms.add("dek.pem");
            }
            byte[] first = null;
            for (String form : forms) {
                KeyStore store = load("geheim", "cert.pem", form);
                byte[] encoded = store.getKey("1", "geheim".toCharArray()).getEncoded();
                first = first == null ? encoded : first;
                assertEquals(Base64.getEncoder().encodeToString(first), Base64.getEncoder().encodeToString(encoded), kind[0] + " " + form);
            }
            assertEquals(1, load("geheim", "both.p12").getCertificateChain("1").length);
        }
    }

    /** What a PEM key store writes, openssl reads. */
    @Test
    void opensslReadsWhatIsStored() throws Exception {
        KeyStore store = KeyStore.getInstance("PEM", new DrawbridgeProvider());
        store.load(null, null);
        Keys keys = Keys.of(Keys.Kind.EC);
        store.setKeyEntry("server", keys.key, "geheim".toCharArray(), new Certificate[] {keys.certificate, Keys.CA});
        try (OutputStream out = Files.newOutputStream(directory.resolve("stored.pem"))) {
            store.store(out, null);
        }
        openssl("pkey", "-in", "stored.pem", "-passin", "pass:geheim", "-noout");
        openssl("x509", "-in", "stored.pem", "-noout");
        openssl("pkcs12", "-export", "-in", "stored.pem", "-passin", "pass:geheim", "-passout", "pass:x", "-out", "x.p12");
    }

    /** A CAfile of two certificates, bent in many ways: it is read by both or by neither. */
    @Test
    void bentTextsAreJudgedAsByOpenssl() throws Exception {
        String one = ROOT;
        String two = Files.readString(Keys.of(Keys.Kind.EC).certificateFile());
        List<String> texts = new ArrayList<>(List.of(one, one + two, "\uFEFF" + one + "\uFEFF" + two, one.replace("\n", "\r\n"),
                one.replace("\n", " \t\n"), one.replace("\n", "\r"), "text\n" + one + "more\n", " " + one, one.strip(),
                one.replace("-----\n", "-----\n\n"), one.replace("-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\n\n"),
                one.replace("-----END", "\n-----END"), one.replace("-----END CERT", "-----END X509 CERT"), one.replace("CERT", "X509 CERT"),
                one.replace("CERT", "TRUSTED CERT"), one.replace("CERT", "NEW CERT"), one.replace("-----END CERTIFICATE-----", ""),
                one.replace("-----END CERTIFICATE-----", "-----END CERTIFICATE-----x"),
                one.replace("-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----x"),
                one.replace("-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\nProc-Type: 4,CLEAR"),
                one.replace("-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----\nProc-Type: 4,CLEAR\n"),
                one + "-----BEGIN X-----\nAAEC\n-----END X-----\n", one + "-----BEGIN X-----\nAAE\n-----END X-----\n",
                one + "-----BEGIN X-----\n-----END X-----\n", one + "-----BEGIN X-----\nnot base64!\n-----END X-----\n", "", "x",
                joined(one), one.substring(0, 300)));
        Random random = new Random(20260101);
        for (int i = 0; i < 60; i++) {
            StringBuilder bent = new StringBuilder(one);
            int at = random.nextInt(bent.length());
            switch (i % 4) {
                case 0 -> bent.deleteCharAt(at);
                case 1 -> bent.insert(at, "=\n :A".charAt(random.nextInt(5)));
                case 2 -> bent.setCharAt(at, "=\n :A".charAt(random.nextInt(5)));
                default -> bent.setLength(at);
            }
            texts.add(bent + (i % 8 < 4 ? two : ""));
        }
        List<String> different = new ArrayList<>();
        int taken = 0;
        for (String text : texts) {
            Path file = Files.writeString(directory.resolve("ca.pem"), text);
            boolean theirs = status("crl2pkcs7", "-nocrl", "-certfile", "ca.pem", "-out", "p7.pem") == 0
                    && Files.size(directory.resolve("p7.pem")) > 200;
            taken += theirs ? 1 : 0;
            boolean ours = true;
            String why = "";
            try {
                TrustSources.caFile(file);
            } catch (StoreException e) {
                ours = false;
                why = e.getMessage();
                assertTrue(why.startsWith(file.toString()), why);
            }
            if (ours != theirs) {
                different.add("openssl " + theirs + ", ours " + ours + " " + why + "\n" + text);
            }
        }
        assertTrue(taken >= 15 && taken < texts.size() - 15, taken + " of " + texts.size());
        assertEquals(List.of(), different, different.size() + " texts are judged differently");
    }

    /**
     * A hyphen ends base64 for OpenSSL, without an error: with one too many before END, the next certificate is taken for more of this one
     * and is lost. A file that trusts less than its reader thinks is an error here.
     */
    @Test
    void aHyphenTooManyIsAnError() throws Exception {
        Path file = Files.writeString(directory.resolve("ca.pem"), ROOT.replace("-----END", "------END") + ROOT);
        assertEquals(0, status("crl2pkcs7", "-nocrl", "-certfile", "ca.pem", "-out", "p7.pem"));
        assertThrows(StoreException.class, () -> TrustSources.caFile(file));
    }

    /** All of the base64 in one line. */
    private static String joined(String pem) {
        List<String> lines = pem.lines().toList();
        return lines.get(0) + "\n" + String.join("", lines.subList(1, lines.size() - 1)) + "\n" + lines.get(lines.size() - 1) + "\n";
    }

    @Test
    void aFileIsKnownByItsContent() throws Exception {
        Security.addProvider(new DrawbridgeProvider());
        try {
            Keys keys = Keys.of(Keys.Kind.EC);
            Path both = Files.writeString(directory.resolve("server.pem"),
                    Files.readString(keys.keyFile()) + Files.readString(keys.certificateFile()), StandardCharsets.US_ASCII);
            KeyStore store = KeyStore.getInstance(both.toFile(), (char[]) null);
            assertEquals("PEM", store.getType());
            assertEquals(keys.key, store.getKey("1", null));
        } finally {
            Security.removeProvider("Drawbridge");
        }
    }
}
