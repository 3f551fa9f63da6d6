package dev.drawbridge.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A small PKI made once per test run: a CA and a leaf of each kind, in memory, as PEM files and as key stores. */
public final class Keys {
    /** Kinds of leaf keys. */
    public enum Kind { EC, EC384, EC521, RSA, RSA_PSS, ED25519, ED448 }

    static final char[] PASSWORD = "changeit".toCharArray();

    private static final AtomicLong SERIAL = new AtomicLong(System.nanoTime());
    private static final Path DIRECTORY = directory();
    private static final KeyPair CA_KEYS = generate(Kind.EC);
    static final X509Certificate CA = certificate("CN=Test CA", CA_KEYS, "CN=Test CA", true);
    private static final Map<Kind, Keys> LEAVES = new EnumMap<>(Kind.class);

    final PrivateKey key;
    final X509Certificate certificate;
    private final Path keyFile;
    private final Path certificateFile;

    private Keys(Kind kind) {
        KeyPair pair = generate(kind);
        key = pair.getPrivate();
        certificate = certificate("CN=" + kind.name().toLowerCase(java.util.Locale.ROOT) + ".test", pair, "CN=Test CA", false);
        keyFile = write(kind + "-key.pem", pem("PRIVATE KEY", key.getEncoded()));
        certificateFile = write(kind + "-cert.pem", pem(certificate));
    }

    /** The leaf of a kind, issued by {@link #CA} for localhost, drawbridge.test and 127.0.0.1. */
    public static synchronized Keys of(Kind kind) {
        return LEAVES.computeIfAbsent(kind, Keys::new);
    }

    static synchronized Path caFile() {
        return write("ca.pem", pem(CA));
    }

    /** A CRL of {@link #CA} that is good for a day and revokes some leaves. */
    static String crl(Keys... revoked) {
        try {
            Instant now = Instant.now();
            X509v2CRLBuilder b = new X509v2CRLBuilder(new X500Name("CN=Test CA"), Date.from(now.minus(Duration.ofHours(1))));
            b.setNextUpdate(Date.from(now.plus(Duration.ofDays(1))));
            for (Keys k : revoked) {
                b.addCRLEntry(k.certificate.getSerialNumber(), Date.from(now.minus(Duration.ofHours(2))), CRLReason.keyCompromise);
            }
            return pem("X509 CRL", b.build(new JcaContentSignerBuilder("SHA256withECDSA").build(CA_KEYS.getPrivate())).getEncoded());
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    Path keyFile() {
        return keyFile;
    }

    Path certificateFile() {
        return certificateFile;
    }

    /** A PKCS#12 store with this leaf, for programs that take {@code javax.net.ssl.keyStore}. */
    public Path keyStoreFile() {
        return write(certificate.getSerialNumber() + ".p12", bytes(keyStore()));
    }

    /** A PKCS#12 store with the CA, for programs that take {@code javax.net.ssl.trustStore}. */
    public static Path trustStoreFile() {
        return write("ca.p12", bytes(trustStore()));
    }

    KeyStore keyStore() {
        try {
            KeyStore ks = KeyStore.getInstance("PKCS12");
            ks.load(null, null);
            ks.setKeyEntry("leaf", key, PASSWORD, new Certificate[] {certificate});
            return ks;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyStore trustStore() {
        try {
            KeyStore ks = KeyStore.getInstance("PKCS12");
            ks.load(null, null);
            ks.setCertificateEntry("ca", CA);
            return ks;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The JDK's own factories, so that the same managers serve whatever provider is tested. */
    KeyManagerFactory keyManagers() {
        try {
            KeyManagerFactory f = KeyManagerFactory.getInstance("SunX509", "SunJSSE");
            f.init(keyStore(), PASSWORD);
            return f;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static TrustManagerFactory trustManagers() {
        try {
            TrustManagerFactory f = TrustManagerFactory.getInstance("PKIX", "SunJSSE");
            f.init(trustStore());
            return f;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair generate(Kind kind) {
        try {
            KeyPairGenerator g = KeyPairGenerator.getInstance(switch (kind) {
                case EC, EC384, EC521 -> "EC";
                case RSA -> "RSA";
                case RSA_PSS -> "RSASSA-PSS";
                case ED25519 -> "Ed25519";
                case ED448 -> "Ed448";
            });
            switch (kind) {
                case EC -> g.initialize(new ECGenParameterSpec("secp256r1"));
                case EC384 -> g.initialize(new ECGenParameterSpec("secp384r1"));
                case EC521 -> g.initialize(new ECGenParameterSpec("secp521r1"));
                case RSA, RSA_PSS -> g.initialize(2048);
                case ED25519, ED448 -> { }
            }
            return g.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate certificate(String subject, KeyPair pair, String issuer, boolean ca) {
        try {
            Instant now = Instant.now();
            JcaX509v3CertificateBuilder b = new JcaX509v3CertificateBuilder(new X500Name(issuer),
                    BigInteger.valueOf(SERIAL.incrementAndGet()), Date.from(now.minus(Duration.ofHours(1))),
                    Date.from(now.plus(Duration.ofDays(30))), new X500Name(subject), pair.getPublic());
            b.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
            if (ca) {
                b.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            } else {
                b.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                    new GeneralName(GeneralName.dNSName, "localhost"),
                    new GeneralName(GeneralName.dNSName, "drawbridge.test"),
                    new GeneralName(GeneralName.iPAddress, "127.0.0.1")}));
            }
            PrivateKey signer = ca ? pair.getPrivate() : CA_KEYS.getPrivate();
            return new JcaX509CertificateConverter().getCertificate(
                    b.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
        } catch (CertIOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(X509Certificate c) {
        try {
            return pem("CERTIFICATE", c.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    private static byte[] bytes(KeyStore ks) {
        try {
            java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
            ks.store(out, PASSWORD);
            return out.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path write(String name, String text) {
        return write(name, text.getBytes(StandardCharsets.US_ASCII));
    }

    private static Path write(String name, byte[] bytes) {
        try {
            return Files.write(DIRECTORY.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path directory() {
        try {
            Path d = Files.createTempDirectory("drawbridge-it");
            d.toFile().deleteOnExit();
            return d;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
