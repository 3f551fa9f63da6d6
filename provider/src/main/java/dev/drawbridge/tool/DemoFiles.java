package dev.drawbridge.tool;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A CA and a server certificate for {@code localhost}, valid for a day, as PEM, and the same as the PKCS#12 stores that
 * {@code javax.net.ssl.keyStore} and {@code trustStore} take.
 */
record DemoFiles(Path ca, Path server, Path serverKey, Path keyStore, Path trustStore, String password) {

    private static final Duration LIFETIME = Duration.ofDays(1);

    /** A certificate with the key it certifies. */
    private record Identity(KeyPair keys, X509Certificate certificate) {}

    static DemoFiles write(Path directory) throws IOException, GeneralSecurityException {
        SecureRandom random = new SecureRandom();
        DemoFiles files = new DemoFiles(
                directory.resolve("ca.pem"),
                directory.resolve("server.pem"),
                directory.resolve("server-key.pem"),
                directory.resolve("server.p12"),
                directory.resolve("ca.p12"),
                HexFormat.of().formatHex(random.generateSeed(8)));
        try {
            Identity authority = authority(random);
            Identity server = server(authority, random);
            pem(files.ca, authority.certificate);
            pem(files.server, server.certificate);
            pem(files.serverKey, new JcaPKCS8Generator(server.keys.getPrivate(), null));
            files.store(authority, server);
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException("the demo's certificates could not be signed: " + e.getMessage(), e);
        }
        return files;
    }

    Map<String, String> serverProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("javax.net.ssl.keyStore", keyStore.toString());
        properties.put("javax.net.ssl.keyStorePassword", password);
        properties.put("javax.net.ssl.keyStoreType", "PKCS12");
        return properties;
    }

    Map<String, String> clientProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("javax.net.ssl.trustStore", trustStore.toString());
        properties.put("javax.net.ssl.trustStorePassword", password);
        properties.put("javax.net.ssl.trustStoreType", "PKCS12");
        return properties;
    }

    private void store(Identity authority, Identity server) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        keys.setKeyEntry(
                "server", server.keys.getPrivate(), password.toCharArray(), new Certificate[] {server.certificate, authority.certificate});
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("ca", authority.certificate);
        try (OutputStream keyFile = Files.newOutputStream(keyStore);
                OutputStream trustFile = Files.newOutputStream(trustStore)) {
            keys.store(keyFile, password.toCharArray());
            trust.store(trustFile, password.toCharArray());
        }
    }

    private static Identity authority(SecureRandom random) throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair keys = newKeys(random);
        X500Name name = new X500Name("CN=Drawbridge demo CA");
        X509v3CertificateBuilder certificate = certificate(name, name, keys, random);
        certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
        certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        return new Identity(keys, sign(certificate, keys));
    }

    private static Identity server(Identity authority, SecureRandom random)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair keys = newKeys(random);
        X500Name issuer = X500Name.getInstance(authority.certificate.getSubjectX500Principal().getEncoded());
        X509v3CertificateBuilder certificate = certificate(issuer, new X500Name("CN=localhost"), keys, random);
        certificate.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        certificate.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        certificate.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        certificate.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
            new GeneralName(GeneralName.dNSName, "localhost"), new GeneralName(GeneralName.iPAddress, "127.0.0.1")
        }));
        certificate.addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.keys.getPublic()));
        return new Identity(keys, sign(certificate, authority.keys));
    }

    private static KeyPair newKeys(SecureRandom random) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private static X509v3CertificateBuilder certificate(X500Name issuer, X500Name subject, KeyPair keys, SecureRandom random)
            throws IOException, GeneralSecurityException {
        // An hour back, for clocks that disagree.
        Instant from = Instant.now().minus(Duration.ofHours(1));
        X509v3CertificateBuilder certificate = new JcaX509v3CertificateBuilder(
                issuer, new BigInteger(127, random), Date.from(from), Date.from(from.plus(LIFETIME)), subject, keys.getPublic());
        certificate.addExtension(
                Extension.subjectKeyIdentifier, false, new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
        return certificate;
    }

    private static X509Certificate sign(X509v3CertificateBuilder certificate, KeyPair issuer)
            throws GeneralSecurityException, OperatorCreationException {
        ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate());
        return new JcaX509CertificateConverter().getCertificate(certificate.build(signer));
    }

    private static void pem(Path file, Object content) throws IOException {
        try (Writer text = Files.newBufferedWriter(file, StandardCharsets.US_ASCII);
                JcaPEMWriter pem = new JcaPEMWriter(text)) {
            pem.writeObject(content);
        }
    }
}
