package dev.drawbridge.tls12;

import dev.drawbridge.config.Credentials;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates of every kind of key, all issued by one P-256 authority; made once. */
enum Identity {
    P256("EC", "secp256r1"),
    P384("EC", "secp384r1"),
    ED25519("Ed25519", null),
    RSA("RSA", null),
    RSA_PSS("RSASSA-PSS", null),
    DSA("DSA", null);

    private final Credentials credentials;

    Identity(String algorithm, String curve) {
        KeyPair keys = keys(algorithm, curve);
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(new X500Principal("CN=Issuer"),
                    BigInteger.valueOf(ordinal() + 1L), new Date(0), new Date(4_000_000_000_000L), new X500Principal("CN=" + name()),
                    keys.getPublic());
            X509Certificate certificate = new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(issuer().getPrivate())));
            credentials = Credentials.of(List.of(certificate), keys.getPrivate());
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    Credentials credentials() {
        return credentials;
    }

    /** An enum's constants are made before its other static fields. */
    private static KeyPair issuer() {
        return Issuer.KEYS;
    }

    private static final class Issuer {
        static final KeyPair KEYS = keys("EC", "secp256r1");
    }

    private static KeyPair keys(String algorithm, String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (curve != null) {
                generator.initialize(new ECGenParameterSpec(curve));
            } else if (!algorithm.startsWith("Ed")) {
                generator.initialize(2048);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
