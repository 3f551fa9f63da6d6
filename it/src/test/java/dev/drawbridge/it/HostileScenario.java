package dev.drawbridge.it;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.CredentialSource;
import dev.drawbridge.config.Credentials;
import dev.drawbridge.config.Limits;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.config.Tuning;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.verify.Judgement;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.util.PrivateKeyInfoFactory;
import org.bouncycastle.crypto.util.SubjectPublicKeyInfoFactory;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * One kind of honest connection, which a mutation then spoils.
 *
 * @param version the only version of both sides
 * @param suite the only suite of both sides
 * @param clientAuth whether the server needs a client certificate
 * @param retry whether the client's first key share is of no use to the server (TLS 1.3)
 */
record HostileScenario(ProtocolVersion version, CipherSuite suite, boolean clientAuth, boolean retry) {
    static final Credentials SERVER = credentials("CN=hostile server", 3);
    static final Credentials CLIENT = credentials("CN=hostile client", 5);

    /** All kinds of a version. */
    static List<HostileScenario> of(ProtocolVersion version) {
        List<HostileScenario> all = new ArrayList<>();
        List<CipherSuite> suites = version == ProtocolVersion.TLS13
                ? List.of(CipherSuite.TLS_AES_128_GCM_SHA256, CipherSuite.TLS_CHACHA20_POLY1305_SHA256)
                : List.of(CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                        CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256);
        for (CipherSuite suite : suites) {
            all.add(new HostileScenario(version, suite, false, false));
            all.add(new HostileScenario(version, suite, true, false));
        }
        if (version == ProtocolVersion.TLS13) {
            all.add(new HostileScenario(version, suites.get(0), false, true));
        }
        return all;
    }

    boolean tls13() {
        return version == ProtocolVersion.TLS13;
    }

    /** The settings of one side: everybody is trusted, so that only the protocol can refuse. */
    TlsConfig config(boolean client, Crypto crypto) {
        CredentialSource source = client ? clientAuth ? request -> CLIENT : CredentialSource.NONE : request -> SERVER;
        List<NamedGroup> groups = retry && !client ? List.of(NamedGroup.SECP256R1) : List.of(NamedGroup.X25519, NamedGroup.SECP256R1);
        List<SignatureScheme> schemes = List.of(SignatureScheme.ED25519, SignatureScheme.ECDSA_SECP256R1_SHA256,
                SignatureScheme.RSA_PSS_RSAE_SHA256);
        return new TlsConfig(client, List.of(version), List.of(suite), true, groups, schemes,
                client ? new TlsConfig.Names("hostile.test", null, List.of(), null) : TlsConfig.Names.NONE,
                new TlsConfig.Authentication(clientAuth ? ClientAuth.NEED : ClientAuth.NONE, schemes, source,
                        (chain, server, authType) -> Judgement.OF_PROGRAM, List::of, true),
                false, false, TlsConfig.Resumption.NONE, Limits.DEFAULT, Tuning.DEFAULT, crypto);
    }

    @Override
    public String toString() {
        return version + " " + suite + (clientAuth ? " with client authentication" : "") + (retry ? " after HelloRetryRequest" : "");
    }

    /** Self-signed and the same in every run: an Ed25519 signature has no chance in it. */
    private static Credentials credentials(String name, int seed) {
        try {
            byte[] secret = new byte[32];
            secret[0] = (byte) seed;
            Ed25519PrivateKeyParameters parameters = new Ed25519PrivateKeyParameters(secret);
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            PrivateKey key = factory.generatePrivate(
                    new PKCS8EncodedKeySpec(PrivateKeyInfoFactory.createPrivateKeyInfo(parameters).getEncoded()));
            PublicKey publicKey = factory.generatePublic(new X509EncodedKeySpec(
                    SubjectPublicKeyInfoFactory.createSubjectPublicKeyInfo(parameters.generatePublicKey()).getEncoded()));
            X500Name subject = new X500Name(name);
            X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(
                    new JcaX509v3CertificateBuilder(subject, BigInteger.valueOf(seed), Date.from(Instant.parse("2020-01-01T00:00:00Z")),
                            Date.from(Instant.parse("2120-01-01T00:00:00Z")), subject, publicKey)
                            .build(new JcaContentSignerBuilder("Ed25519").build(key)));
            return Credentials.of(List.of(certificate), key);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
