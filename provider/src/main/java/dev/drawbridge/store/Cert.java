package dev.drawbridge.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.Certificate;

/**
 * A certificate that was parsed only as far as needed. It is as lenient as OpenSSL's parser: an extension that makes no sense is found by
 * whoever looks at it, so that a verdict can tell it by its number, and the public key is decoded when it is first used.
 */
public final class Cert {
    private final byte[] encoded;
    private final Certificate asn1;
    private final CanonicalName subject;
    private final CanonicalName issuer;
    private final TrustSettings settings;
    private final int hash;
    private volatile X509Certificate x509;
    private volatile PublicKey key;
    private volatile CertFacts facts;

    private Cert(byte[] encoded, Certificate asn1, TrustSettings settings) {
        this.encoded = encoded;
        this.asn1 = asn1;
        this.subject = CanonicalName.of(asn1.getSubject());
        this.issuer = CanonicalName.of(asn1.getIssuer());
        this.settings = settings;
        this.hash = Arrays.hashCode(encoded);
    }

    /** Parses DER, which the caller must not change afterwards. */
    public static Cert of(byte[] der) throws CertificateException {
        return of(der, TrustSettings.NONE);
    }

    /** Parses DER, which the caller must not change afterwards, with what a {@code TRUSTED CERTIFICATE} block says beside it. */
    public static Cert of(byte[] der, TrustSettings settings) throws CertificateException {
        try {
            return new Cert(der, Certificate.getInstance(der), settings);
        } catch (RuntimeException e) { // the parser throws whatever it stumbles over
            throw new CertificateException("not a certificate: " + e.getMessage(), e);
        }
    }

    /** The same certificate of the JDK's. */
    public static Cert of(X509Certificate c) throws CertificateException {
        Cert cert = of(c.getEncoded());
        cert.x509 = c;
        return cert;
    }

    /** The DER; not a copy, not to be changed. */
    public byte[] encoded() {
        return encoded;
    }

    /** Its structure. */
    public Certificate asn1() {
        return asn1;
    }

    public CanonicalName subject() {
        return subject;
    }

    public CanonicalName issuer() {
        return issuer;
    }

    /** The subject as it is in the certificate, DER. */
    public byte[] encodedSubject() {
        try {
            return asn1.getSubject().getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("a name that was parsed cannot be encoded", e);
        }
    }

    /** What its extensions say. */
    public CertFacts facts() {
        CertFacts f = facts;
        if (f == null) {
            f = new CertFacts(this);
            facts = f;
        }
        return f;
    }

    /** What was said beside it in the file it comes from; {@link TrustSettings#NONE} mostly. */
    public TrustSettings settings() {
        return settings;
    }

    /** Whether subject and issuer are one name. */
    public boolean selfIssued() {
        return subject.equals(issuer);
    }

    /** The subject in one line, as messages show it: {@code CN=example.org,O=Example}. */
    public String subjectLine() {
        return line(asn1.getSubject().toString());
    }

    /** The issuer in one line. */
    public String issuerLine() {
        return line(asn1.getIssuer().toString());
    }

    /** A name comes from the peer: nothing in it may break a line of a log. */
    public static String line(String name) {
        return name.replaceAll("\\p{Cntrl}", "?");
    }

    /**
     * The JDK's view of it.
     *
     * @throws CertificateException when the JDK's stricter parser refuses it
     */
    public X509Certificate x509() throws CertificateException {
        X509Certificate c = x509;
        if (c == null) {
            c = (X509Certificate) Factory.X509.generateCertificate(new ByteArrayInputStream(encoded));
            x509 = c;
        }
        return c;
    }

    /**
     * The public key: the JDK's where it knows the algorithm, else Bouncy Castle's.
     *
     * @throws GeneralSecurityException when neither can decode it
     */
    public PublicKey publicKey() throws GeneralSecurityException {
        PublicKey k = key;
        if (k == null) {
            k = decodeKey();
            key = k;
        }
        return k;
    }

    private PublicKey decodeKey() throws GeneralSecurityException {
        try {
            return KeyDecoder.publicKey(asn1.getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm(),
                    asn1.getSubjectPublicKeyInfo().getEncoded());
        } catch (IOException e) {
            throw new CertificateException("public key cannot be encoded: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof Cert c && Arrays.equals(encoded, c.encoded);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** For example {@code CN=example.org, issued by CN=Example CA}. */
    @Override
    public String toString() {
        return subjectLine() + ", issued by " + issuerLine();
    }

    /** Loaded when the first certificate is needed in the JDK's form. */
    private static final class Factory {
        static final CertificateFactory X509;

        static {
            try {
                X509 = CertificateFactory.getInstance("X.509");
            } catch (CertificateException e) {
                throw new IllegalStateException("this JVM has no X.509", e);
            }
        }
    }
}
