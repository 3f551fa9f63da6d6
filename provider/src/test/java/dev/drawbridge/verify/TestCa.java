package dev.drawbridge.verify;

import dev.drawbridge.config.Credentials;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority that signs what a test asks for. */
public final class TestCa {
    public static final char[] PASSWORD = "password".toCharArray();
    private static final AtomicLong SERIAL = new AtomicLong(1000);

    /** A key and its certificates, leaf first, root not included. */
    public record Identity(KeyPair keys, List<X509Certificate> chain) {
        public X509Certificate leaf() {
            return chain.get(0);
        }
    }

    /** What a leaf says. */
    public record Leaf(String subject, List<GeneralName> names, List<KeyPurposeId> purposes, Integer keyUsage, Instant from, Instant to) {
        public static Leaf of(String commonName, String... dnsNames) {
            List<GeneralName> names = new ArrayList<>();
            for (String n : dnsNames) {
                names.add(new GeneralName(GeneralName.dNSName, n));
            }
            Instant now = Instant.now();
            return new Leaf("CN=" + commonName, names, List.of(), KeyUsage.digitalSignature | KeyUsage.keyEncipherment, now.minus(1, ChronoUnit.DAYS),
                    now.plus(30, ChronoUnit.DAYS));
        }

        public Leaf address(String ip) {
            List<GeneralName> more = new ArrayList<>(names);
            more.add(new GeneralName(GeneralName.iPAddress, ip));
            return new Leaf(subject, more, purposes, keyUsage, from, to);
        }

        public Leaf subject(String dn) {
            return new Leaf(dn, names, purposes, keyUsage, from, to);
        }

        public Leaf purposes(KeyPurposeId... p) {
            return new Leaf(subject, names, List.of(p), keyUsage, from, to);
        }

        /** null for no such extension. */
        public Leaf keyUsage(Integer bits) {
            return new Leaf(subject, names, purposes, bits, from, to);
        }

        public Leaf valid(Instant begin, Instant end) {
            return new Leaf(subject, names, purposes, keyUsage, begin, end);
        }
    }

    private final KeyPair keys;
    private final X509Certificate certificate;
    private final List<X509Certificate> above;
    private final String algorithm;

    private TestCa(KeyPair keys, X509Certificate certificate, List<X509Certificate> above, String algorithm) {
        this.keys = keys;
        this.algorithm = algorithm;
        this.certificate = certificate;
        this.above = above;
    }

    /** A root with an EC key. */
    public static TestCa root(String name) throws Exception {
        return root(name, "SHA256withECDSA");
    }

    /** A root with an EC key that signs by {@code algorithm}. */
    public static TestCa root(String name, String algorithm) throws Exception {
        return root(name, "EC", algorithm);
    }

    /** A root with a key of a type, see {@link #issue}, that signs by {@code algorithm}. */
    public static TestCa root(String name, String keyType, String algorithm) throws Exception {
        KeyPair k = keyPair(keyType);
        X509Certificate c = sign(Leaf.of(name).subject("CN=" + name), k.getPublic(), "CN=" + name, new Signing(k, algorithm),
                b -> authority(b));
        return new TestCa(k, c, List.of(), algorithm);
    }

    /** An authority below this one. */
    public TestCa intermediate(String name) throws Exception {
        return intermediate(name, UnaryOperator.identity());
    }

    /** An authority below this one, with more extensions. */
    public TestCa intermediate(String name, UnaryOperator<JcaX509v3CertificateBuilder> more) throws Exception {
        return intermediate(name, keyPair("EC"), algorithm, more);
    }

    /** An authority below this one with a key of a type, see {@link #issue}, that signs by {@code itsAlgorithm}. */
    public TestCa intermediate(String name, String keyType, String itsAlgorithm) throws Exception {
        return intermediate(name, keyPair(keyType), itsAlgorithm, UnaryOperator.identity());
    }

    private TestCa intermediate(String name, KeyPair k, String itsAlgorithm, UnaryOperator<JcaX509v3CertificateBuilder> more) throws Exception {
        X509Certificate c = sign(Leaf.of(name).subject("CN=" + name), k.getPublic(), subject(), new Signing(keys, algorithm),
                b -> more.apply(authority(b)));
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(c);
        chain.addAll(above);
        return new TestCa(k, c, chain, itsAlgorithm);
    }

    /** An identity with a key of type EC, EC384, EC521, RSA, RSASSA-PSS or Ed25519. */
    public Identity issue(String keyType, Leaf leaf) throws Exception {
        return issue(keyPair(keyType), leaf);
    }

    /** Those of a server a.test with a key of type EC, whose chain has this authority at its end. */
    public Credentials credentials(String commonName) throws Exception {
        Identity i = issue("EC", Leaf.of(commonName, "a.test"));
        return Credentials.of(List.of(i.leaf(), certificate()), i.keys().getPrivate());
    }

    /** An identity with a key of the test's. */
    public Identity issue(KeyPair k, Leaf leaf) throws Exception {
        return issue(k, leaf, UnaryOperator.identity());
    }

    /** An identity with more extensions. */
    public Identity issue(KeyPair k, Leaf leaf, UnaryOperator<JcaX509v3CertificateBuilder> more) throws Exception {
        List<X509Certificate> chain = new ArrayList<>();
        chain.add(sign(leaf, k.getPublic(), subject(), new Signing(keys, algorithm), b -> more.apply(extensions(b, leaf))));
        chain.addAll(above);
        return new Identity(k, chain);
    }

    /** A certificate that signs itself. */
    public static Identity selfSigned(Leaf leaf) throws Exception {
        KeyPair k = keyPair("EC");
        return new Identity(k, List.of(sign(leaf, k.getPublic(), leaf.subject(), new Signing(k, "SHA256withECDSA"),
                b -> extensions(b, leaf))));
    }

    public X509Certificate certificate() {
        return certificate;
    }

    /** The authority's own keys. */
    public KeyPair keys() {
        return keys;
    }

    /** The TLS feature extension (RFC 7633) with these numbers; 5 is status_request. */
    public static UnaryOperator<JcaX509v3CertificateBuilder> features(int... numbers) {
        ASN1EncodableVector features = new ASN1EncodableVector();
        for (int n : numbers) {
            features.add(new ASN1Integer(n));
        }
        return b -> with(b, new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24"), false, new DERSequence(features));
    }

    private String subject() {
        return certificate.getSubjectX500Principal().getName();
    }

    public static KeyPair keyPair(String type) throws GeneralSecurityException {
        String algorithm = type.startsWith("EC") ? "EC" : type;
        KeyPairGenerator g = KeyPairGenerator.getInstance(algorithm);
        switch (type) {
            case "EC" -> g.initialize(new ECGenParameterSpec("secp256r1"));
            case "EC384" -> g.initialize(new ECGenParameterSpec("secp384r1"));
            case "EC521" -> g.initialize(new ECGenParameterSpec("secp521r1"));
            case "RSA", "RSASSA-PSS" -> g.initialize(2048);
            default -> { }
        }
        return g.generateKeyPair();
    }

    /** A key store with these certificates as trusted entries. */
    public static KeyStore trustStore(X509Certificate... certificates) throws Exception {
        KeyStore s = KeyStore.getInstance("PKCS12");
        s.load(null, null);
        for (int i = 0; i < certificates.length; i++) {
            s.setCertificateEntry("ca" + i, certificates[i]);
        }
        return s;
    }

    /** A key store with these identities under the aliases k0, k1, ... */
    public static KeyStore keyStore(Identity... identities) throws Exception {
        KeyStore s = KeyStore.getInstance("PKCS12");
        s.load(null, null);
        for (int i = 0; i < identities.length; i++) {
            s.setKeyEntry("k" + i, identities[i].keys().getPrivate(), PASSWORD, identities[i].chain().toArray(new X509Certificate[0]));
        }
        return s;
    }

    private static JcaX509v3CertificateBuilder authority(JcaX509v3CertificateBuilder b) {
        return with(b, Extension.basicConstraints, true, new BasicConstraints(true));
    }

    private static JcaX509v3CertificateBuilder extensions(JcaX509v3CertificateBuilder b, Leaf leaf) {
        if (!leaf.names().isEmpty()) {
            with(b, Extension.subjectAlternativeName, false, new GeneralNames(leaf.names().toArray(new GeneralName[0])));
        }
        if (!leaf.purposes().isEmpty()) {
            with(b, Extension.extendedKeyUsage, false, new ExtendedKeyUsage(leaf.purposes().toArray(new KeyPurposeId[0])));
        }
        return leaf.keyUsage() == null ? b : with(b, Extension.keyUsage, true, new KeyUsage(leaf.keyUsage()));
    }

    static JcaX509v3CertificateBuilder with(JcaX509v3CertificateBuilder b, ASN1ObjectIdentifier id, boolean critical, ASN1Encodable value) {
        try {
            b.addExtension(id, critical, value);
            return b;
        } catch (CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private record Signing(KeyPair keys, String algorithm) {
    }

    private static X509Certificate sign(Leaf leaf, PublicKey key, String issuer, Signing signer,
            UnaryOperator<JcaX509v3CertificateBuilder> more) throws GeneralSecurityException, OperatorCreationException {
        JcaX509v3CertificateBuilder b = new JcaX509v3CertificateBuilder(new X500Name(issuer), BigInteger.valueOf(SERIAL.incrementAndGet()),
                Date.from(leaf.from()), Date.from(leaf.to()), new X500Name(leaf.subject()), key);
        return new JcaX509CertificateConverter().getCertificate(
                more.apply(b).build(new JcaContentSignerBuilder(signer.algorithm()).build(signer.keys().getPrivate())));
    }
}
