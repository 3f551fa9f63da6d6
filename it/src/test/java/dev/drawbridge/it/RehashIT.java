package dev.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code drawbridge rehash} beside {@code openssl rehash}, on two copies of one directory: links, output and exit status are the same. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RehashIT {
    @TempDir
    Path directory;

    private final String openssl = Programs.require("openssl", "openssl");
    private Path ours;
    private Path theirs;
    private KeyPair keys;
    private ContentSigner signer;

    @BeforeEach
    void fill() throws Exception {
        ours = Files.createDirectory(directory.resolve("ours"));
        theirs = Files.createDirectory(directory.resolve("theirs"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        keys = generator.generateKeyPair();
        signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
        names();
        collisions();
        others();
    }

    /** One name in many encodings, and names that must not be taken for it. */
    private void names() throws Exception {
        certificate("utf8.pem", new DERUTF8String("A b"));
        certificate("blanks.pem", new DERUTF8String("  A \t\n  B  "));
        certificate("printable.crt", new DERPrintableString("a B"));
        certificate("t61.cer", new DERT61String("a b"));
        certificate("bmp.pem", new DERBMPString("A B"));
        certificate("umlaut.pem", new DERUTF8String("\u00c4 \u00e4\u00df \u20ac"));
        certificate("umlautBmp.PEM", new DERBMPString("\u00c4 \u00e4\u00df \u20ac"));
        certificate("umlautT61.pem", new DERT61String("\u00c4 \u00e4\u00df"));
        certificate("empty.pem", new DERUTF8String(""));
        certificate("other.txt", new DERUTF8String("other"));
    }

    private void collisions() throws Exception {
        for (int i = 0; i < 12; i++) {
            certificate("same" + i + ".pem", new DERUTF8String("Same"));
        }
        copy("same3.pem", "duplicate.pem");
        link("same4.pem", "link.pem");
        crl("first.crl", "Same");
        crl("second.pem", "SAME");
        crl("alone.crl", "Alone");
    }

    private void others() throws Exception {
        String a = Files.readString(ours.resolve("utf8.pem"));
        String crl = Files.readString(ours.resolve("first.crl"));
        String key = pem("PRIVATE KEY", keys.getPrivate().getEncoded());
        write("two.pem", a + a);
        write("withKey.pem", key + a);
        write("withCrl.pem", crl + a);
        write("key.pem", key);
        write("empty.crt", "");
        write("text.pem", "nothing here\n");
        write("half.pem", a.substring(0, 100));
        write("wrong.pem", pem("CERTIFICATE", new byte[] {0x30, 0}));
        write("request.pem", pem("CERTIFICATE REQUEST", new byte[] {0x30, 0}));
        link("nowhere.pem", "dangling.pem");
        link("nowhere.pem", "deadbeef.0");
        link("nowhere.pem", "DEADBEEF.r7");
        link("same5.pem", "deadbeef.1");
        link("same5.pem", "notahash.0");
        Files.createDirectory(ours.resolve("directory.pem"));
        Files.createDirectory(theirs.resolve("directory.pem"));
    }

    private void certificate(String file, ASN1Encodable commonName) throws Exception {
        X500Name name = new X500NameBuilder().addRDN(BCStyle.O, "Drawbridge").addRDN(BCStyle.CN, commonName).build();
        Instant now = Instant.now();
        byte[] der = new JcaX509v3CertificateBuilder(name, BigInteger.valueOf(file.hashCode()).abs(), Date.from(now),
                Date.from(now.plusSeconds(3600)), name, keys.getPublic()).build(signer).getEncoded();
        write(file, pem("CERTIFICATE", der));
    }

    private void crl(String file, String commonName) throws Exception {
        X500Name issuer = new X500NameBuilder().addRDN(BCStyle.O, "Drawbridge").addRDN(BCStyle.CN, commonName).build();
        write(file, pem("X509 CRL", new X509v2CRLBuilder(issuer, new Date()).build(signer).getEncoded()));
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(ours.resolve(file), text);
        Files.writeString(theirs.resolve(file), text);
    }

    private void copy(String from, String to) throws IOException {
        write(to, Files.readString(ours.resolve(from)));
    }

    private void link(String target, String link) throws IOException {
        Files.createSymbolicLink(ours.resolve(link), Path.of(target));
        Files.createSymbolicLink(theirs.resolve(link), Path.of(target));
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der) + "\n-----END " + label + "-----\n";
    }

    @Test
    void sameLinksSameOutputSameStatus() throws Exception {
        both("-v");
        assertTrue(links(ours).containsValue("same11.pem"), links(ours).toString());
        both("-v"); // everything is right already
        both("-v", "-compat");
        Files.delete(ours.resolve("same0.pem"));
        Files.delete(theirs.resolve("same0.pem"));
        both("-v", "-compat", "-n");
        both("-v", "-old");
        both();
        both("-v", "-old", "-compat");
    }

    @Test
    void severalDirectoriesAndOneThatIsNone() throws Exception {
        Path none = directory.resolve("none");
        Ended a = run(List.of(openssl, "rehash", theirs.toString(), none.toString()), Map.of());
        Ended b = run(tool(ours.toString(), none.toString()), Map.of());
        assertEquals(a.status, b.status);
        assertEquals(a.err, b.err);
        assertEquals(links(theirs), links(ours));
    }

    @Test
    void theEnvironmentNamesDirectories() throws Exception {
        Ended a = run(List.of(openssl, "rehash"), Map.of("SSL_CERT_DIR", theirs + "::"));
        Ended b = run(tool(), Map.of("SSL_CERT_DIR", ours + "::"));
        assertEquals(a.status, b.status);
        assertEquals(links(theirs), links(ours));
        assertTrue(links(ours).size() > 20, links(ours).toString());
    }

    private void both(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(openssl, "rehash"));
        command.addAll(List.of(options));
        command.add(theirs.toString());
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add(ours.toString());
        Ended a = run(command, Map.of());
        Ended b = run(tool(arguments.toArray(new String[0])), Map.of());
        String which = String.join(" ", options);
        assertEquals(a.out.replace(theirs.toString(), "DIR"), b.out.replace(ours.toString(), "DIR"), which);
        assertEquals(a.err.replace(theirs.toString(), "DIR"), b.err.replace(ours.toString(), "DIR"), which);
        assertEquals(a.status, b.status, which);
        assertEquals(links(theirs), links(ours), which);
    }

    private static List<String> tool(String... arguments) {
        List<String> command = Programs.java("-jar", System.getProperty("it.allJar"), "rehash");
        command.addAll(List.of(arguments));
        return command;
    }

    private record Ended(int status, String out, String err) {
    }

    private Ended run(List<String> command, Map<String, String> environment) throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path err = directory.resolve("err");
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().remove("SSL_CERT_DIR");
        builder.environment().remove("JDK_JAVA_OPTIONS");
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        return new Ended(process.waitFor(), Files.readString(out), Files.readString(err));
    }

    private static Map<String, String> links(Path directory) throws IOException {
        Map<String, String> links = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.filter(Files::isSymbolicLink).toList()) {
                links.put(file.getFileName().toString(), Files.readSymbolicLink(file).toString());
            }
        }
        return links;
    }
}
