package dev.drawbridge.start;

import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.Credentials;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Self-signed credentials of each kind of key, made once. */
public enum TestCredentials {
    ECDSA_P256("EC", "secp256r1", "SHA256withECDSA"),
    ECDSA_P384("EC", "secp384r1", "SHA384withECDSA"),
    RSA("RSA", null, "SHA256withRSA"),
    ED25519("Ed25519", null, "Ed25519");

    private final Credentials credentials;

    TestCredentials(String algorithm, String curve, String signature) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            if (curve != null) {
                generator.initialize(new ECGenParameterSpec(curve));
            }
            KeyPair pair = generator.generateKeyPair();
            X500Name name = new X500Name("CN=" + name());
            Instant now = Instant.now();
            X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(new JcaX509v3CertificateBuilder(name,
                    BigInteger.ONE, Date.from(now.minus(1, ChronoUnit.DAYS)), Date.from(now.plus(1, ChronoUnit.DAYS)), name,
                    pair.getPublic()).build(new JcaContentSignerBuilder(signature).build(pair.getPrivate())));
            credentials = Credentials.of(List.of(certificate), pair.getPrivate());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    public Credentials credentials() {
        return credentials;
    }

    /** A source that has these and no others. */
    public CredentialSource source() {
        return request -> credentials;
    }
}
