package dev.drawbridge.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrustSourcesTest {
    @TempDir
    Path directory;

    private Cert root;
    private final List<StoreException> reported = new ArrayList<>();

    @BeforeEach
    void readRoot() throws Exception {
        root = cert("root.pem");
    }

    private static Cert cert(String sample) throws Exception {
        return ((StoreItem.OfCertificate) StoreReader.read(Samples.bytes(sample), sample, Passphrase.NONE).get(0)).cert();
    }

    private TrustSource path(Path... directories) throws StoreException {
        return TrustSources.caPath(String.join(File.pathSeparator, List.of(directories).stream().map(Path::toString).toList()), false,
                reported::add);
    }

    private void write(String name, String... samples) throws IOException {
        Samples.file(directory, name, samples);
    }

    private static String refusal(org.junit.jupiter.api.function.Executable action) {
        return assertThrows(StoreException.class, action).getMessage();
    }

    @Test
    void aFileIsReadAtOnce() throws Exception {
        Path file = Samples.file(directory, "ca.pem", "root.pem", "root-crl.pem", "intermediate.pem", "root.pem");
        TrustSource source = TrustSources.caFile(file);
        Files.delete(file);
        assertEquals(List.of(root), source.named(root.subject()));
        assertEquals(1, source.crls(root.subject()).size());
        assertEquals(List.of(), source.named(cert("ec-cert.pem").subject()));
        assertEquals("2 trust anchors and 1 CRL from " + file, source.toString());
    }

    @Test
    void trustSettingsAreKept() throws Exception {
        TrustSource source = TrustSources.caFile(Samples.file(directory, "ca.pem", "trusted.pem"));
        assertEquals("the root", source.named(root.subject()).get(0).settings().alias());
    }

    @Test
    void aFileWithoutCertificatesIsAnError() throws Exception {
        Path key = Samples.file(directory, "key.pem", "ec-sec1.pem");
        assertTrue(refusal(() -> TrustSources.caFile(key)).contains("(no certificate or crl found)"));
        Path half = Files.writeString(directory.resolve("half.pem"), Samples.text("root.pem").substring(0, 400));
        assertTrue(refusal(() -> TrustSources.caFile(half)).contains("block 1 at line 1"));
    }

    @Test
    void aPathIsLookedUpByName() throws Exception {
        TrustSource source = path(directory);
        assertEquals(List.of(), source.named(root.subject()), "not there yet");
        String hash = root.subject().linkName();
        write("root", "root.pem");
        Files.createSymbolicLink(directory.resolve(hash + ".0"), Path.of("root"));
        assertEquals(List.of(root), source.named(root.subject()), "seen without restart");
        assertEquals(List.of(), source.crls(root.subject()));
        write(hash + ".r0", "root-crl.pem");
        assertEquals(1, source.crls(root.subject()).size());
        assertEquals(1, source.named(root.subject()).size());
        assertEquals("CApath " + directory, source.toString());
        assertEquals(List.of(), reported);
    }

    @Test
    void numbersCountUntilOneIsMissing() throws Exception {
        String hash = root.subject().linkName();
        write(hash + ".0", "ec-cert.pem"); // another name under this hash
        Files.createSymbolicLink(directory.resolve(hash + ".1"), Path.of("nowhere"));
        Files.writeString(directory.resolve(hash + ".2"), "damaged\n-----BEGIN CERTIFICATE-----\nAA\n");
        write(hash + ".3", "root.pem");
        write(hash + ".5", "trusted.pem");
        TrustSource source = path(directory);
        assertEquals(1, source.named(root.subject()).size());
        assertEquals(1, reported.size());
        assertTrue(reported.get(0).getMessage().contains(hash + ".2, block 1 at line 2"), reported.get(0).getMessage());
        source.named(root.subject());
        assertEquals(1, reported.size(), "a damaged file is read once");
        Files.writeString(directory.resolve(hash + ".r0"), "no PEM");
        assertEquals(List.of(), source.crls(root.subject()));
        assertTrue(reported.get(1).getMessage().contains(hash + ".r0: has neither a certificate nor a CRL"), reported.get(1).getMessage());
        write(hash + ".4", "root.pem");
        assertEquals(1, source.named(root.subject()).size(), "equal certificates count once");
        assertSame(TrustSettings.NONE, source.named(root.subject()).get(0).settings());
    }

    @Test
    void oldHashesOnlyWhenAskedFor() throws Exception {
        write(root.subject().oldLinkName() + ".0", "root.pem");
        assertEquals(List.of(), path(directory).named(root.subject()));
        assertEquals(List.of(root), TrustSources.caPath(directory.toString(), true, reported::add).named(root.subject()));
    }

    /** None of them is opened but those of the name in question: each other leads to a file that would be reported. */
    @Test
    void aHundredThousandLinksCostNothing() throws Exception {
        Path target = Files.writeString(directory.resolve("ca"), "nothing");
        int links = Integer.getInteger("capath.links", 100_000);
        int own = Integer.parseUnsignedInt(root.subject().linkName(), 16);
        for (int i = 0; i < links; i++) {
            if (i != own) {
                Files.createSymbolicLink(directory.resolve(String.format("%08x.0", i)), target);
            }
        }
        write(root.subject().linkName() + ".0", "root.pem");
        TrustSource source = path(directory);
        // Reading them all would take thousands of times as long as this loop may.
        for (int i = 0; i < 10_000; i++) {
            assertEquals(1, source.named(root.subject()).size());
        }
        assertEquals(List.of(), reported);
    }

    @Test
    void whatIsKeptIsBounded() throws Exception {
        for (int i = 0; i < 1200; i++) {
            CanonicalName name = CanonicalName.of(new org.bouncycastle.asn1.x500.X500Name("CN=" + i));
            write(name.linkName() + ".0", "root.pem");
        }
        CaPath source = new CaPath(directory, false, reported::add);
        for (int i = 0; i < 1200; i++) {
            source.named(CanonicalName.of(new org.bouncycastle.asn1.x500.X500Name("CN=" + i)));
        }
        assertEquals(1000, source.namesKept());
    }

    @Test
    void severalInOrder() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        Samples.file(other, root.subject().linkName() + ".0", "trusted.pem");
        Samples.file(other, cert("intermediate.pem").subject().linkName() + ".0", "intermediate.pem");
        TrustSource file = TrustSources.caFile(Samples.file(directory, "ca.pem", "root.pem"));
        TrustSource both = TrustSources.of(List.of(file, path(directory, other)));
        assertSame(TrustSettings.NONE, both.named(root.subject()).get(0).settings(), "the first counts");
        assertEquals(1, both.named(root.subject()).size());
        assertEquals(1, both.named(cert("intermediate.pem").subject()).size());
        assertEquals("1 trust anchor from " + directory.resolve("ca.pem") + ", CApath " + directory + ", CApath " + other, both.toString());
    }

    @Test
    void aStoreIsAFileOrADirectory() throws Exception {
        Path file = Samples.file(directory, "ca.pem", "root.pem");
        write(root.subject().linkName() + ".0", "root.pem");
        for (String uri : List.of(file.toString(), "file:" + file, "file://" + file, "file://localhost" + file, directory.toUri().toString())) {
            assertEquals(List.of(root), TrustSources.caStore(uri, reported::add).named(root.subject()), uri);
        }
        assertTrue(refusal(() -> TrustSources.caStore("pkcs11:token", reported::add)).contains("expected file: or a path"));
        assertTrue(refusal(() -> TrustSources.caStore("file:///none.pem", reported::add)).contains("no such file"));
    }

    @Test
    void theDefaultsOfOpenssl() throws Exception {
        Path certs = Files.createDirectory(directory.resolve("certs"));
        Samples.file(certs, root.subject().linkName() + ".0", "root.pem");
        assertEquals("CApath " + certs, TrustSources.defaults(null, null, directory, reported::add).toString());
        Path file = Samples.file(directory, "cert.pem", "intermediate.pem");
        assertEquals("1 trust anchor from " + file + ", CApath " + certs,
                TrustSources.defaults(null, null, directory, reported::add).toString());
        TrustSource given = TrustSources.defaults(file.toString(), "/nowhere", directory, reported::add);
        assertEquals(List.of(), given.named(root.subject()));
        assertTrue(refusal(() -> TrustSources.defaults("/nowhere/x", null, reported::add)).startsWith("SSL_CERT_FILE=/nowhere/x: "));
        assertTrue(refusal(() -> TrustSources.defaults(null, file.toString(), reported::add)).contains("is not a directory"));
        assertEquals(directory, TrustSources.opensslDirectory(List.of(directory.resolve("x"), directory)));
        assertEquals(directory.resolve("x"), TrustSources.opensslDirectory(List.of(directory.resolve("x"))));
    }

    @Test
    void trustStoresOfTheProperties() throws Exception {
        Path file = Samples.file(directory, "ca.pem", "root.pem");
        StoreFile pem = new StoreFile("javax.net.ssl.trustStore", file.toString(), "PEM", null, null);
        assertEquals("1 trust anchor from " + file, KeyStoreTrust.source(KeyStoreTrust.of(pem, reported::add)).toString());
        StoreFile dir = new StoreFile("javax.net.ssl.trustStore", directory.toString(), "PEM", null, null);
        assertEquals("CApath " + directory, TrustSources.links(dir, reported::add).toString());
        StoreFile none = new StoreFile("javax.net.ssl.trustStore", "/none", "PEM", null, null);
        assertTrue(refusal(() -> KeyStoreTrust.of(none, reported::add)).startsWith("javax.net.ssl.trustStore=/none: "));
        Anchors anchors = new Anchors(List.of(root.x509()), "a key store");
        assertEquals(List.of(root), TrustSources.anchors(anchors).named(root.subject()));
        assertEquals("1 trust anchor from a key store", TrustSources.anchors(anchors).toString());
    }
}
