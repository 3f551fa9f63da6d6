package dev.drawbridge.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFilesTest {

    @TempDir
    Path directory;

    @Test
    void theServersCertificateIsTheCasAndForLocalhost() throws Exception {
        DemoFiles files = DemoFiles.write(directory);
        X509Certificate ca = certificate(files.ca());
        X509Certificate server = certificate(files.server());
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ca, null)));
        parameters.setRevocationEnabled(false);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(List.of(server)), parameters);
        assertTrue(server.getSubjectAlternativeNames().contains(List.of(2, "localhost")));
        assertEquals(0, ca.getBasicConstraints());
        assertEquals(-1, server.getBasicConstraints());
    }

    @Test
    void thePemKeyAndTheStoreHoldTheKeyOfTheCertificate() throws Exception {
        DemoFiles files = DemoFiles.write(directory);
        X509Certificate server = certificate(files.server());
        try (Reader text = Files.newBufferedReader(files.serverKey());
                PEMParser pem = new PEMParser(text)) {
            assertPair(new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) pem.readObject()), server);
        }
        KeyStore keys = load(files.keyStore(), files);
        assertPair((PrivateKey) keys.getKey("server", files.password().toCharArray()), server);
        assertEquals(2, keys.getCertificateChain("server").length);
        assertEquals(certificate(files.ca()), load(files.trustStore(), files).getCertificate("ca"));
    }

    private static void assertPair(PrivateKey key, X509Certificate certificate) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        byte[] signed = signature.sign();
        signature.initVerify(certificate);
        assertTrue(signature.verify(signed));
    }

    private static KeyStore load(Path file, DemoFiles files) throws Exception {
        return KeyStore.getInstance(file.toFile(), files.password().toCharArray());
    }

    private static X509Certificate certificate(Path file) throws Exception {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }
}
