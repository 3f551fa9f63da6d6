package dev.drawbridge.verify;

import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.DigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** An OCSP responder that says what a test wants it to. */
public final class TestResponder {
    public static final ASN1ObjectIdentifier SHA1 = OIWObjectIdentifiers.idSHA1;
    public static final ASN1ObjectIdentifier SHA256 = NISTObjectIdentifiers.id_sha256;

    private final DigestCalculatorProvider digests;
    private final KeyPair keys;
    private final BasicOCSPRespBuilder builder;
    private X509Certificate[] sent = {};
    private String algorithm = "SHA256withECDSA";

    private TestResponder(KeyPair keys, String name) throws Exception {
        this.digests = new JcaDigestCalculatorProviderBuilder().build();
        this.keys = keys;
        this.builder = name != null ? new BasicOCSPRespBuilder(new RespID(new X500Name(name)))
                : new BasicOCSPRespBuilder(SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()),
                        digests.get(RespID.HASH_SHA1));
    }

    /** Signs with these keys and says that it is so called. */
    public static TestResponder named(KeyPair keys, X509Certificate whose) throws Exception {
        return new TestResponder(keys, whose.getSubjectX500Principal().getName());
    }

    /** Signs with these keys and says that it has them. */
    public static TestResponder hashed(KeyPair keys) throws Exception {
        return new TestResponder(keys, null);
    }

    /** An authority that answers for itself. */
    public static TestResponder of(TestCa ca) throws Exception {
        return named(ca.keys(), ca.certificate());
    }

    public TestResponder sending(X509Certificate... certificates) {
        sent = certificates;
        return this;
    }

    public TestResponder signing(String by) {
        algorithm = by;
        return this;
    }

    /** Good, since an hour and for another. */
    public TestResponder good(X509Certificate certificate, X509Certificate issuer) throws Exception {
        return says(certificate, issuer, CertificateStatus.GOOD, -3600, 3600);
    }

    public TestResponder revoked(X509Certificate certificate, X509Certificate issuer) throws Exception {
        return says(certificate, issuer, new RevokedStatus(new Date(1_700_000_000_000L), 1), -3600, 3600);
    }

    /** A status from now and so many seconds; without an end when {@code to} is null. */
    public TestResponder says(X509Certificate certificate, X509Certificate issuer, CertificateStatus status, int from, Integer to) throws Exception {
        return says(id(SHA1, certificate, issuer), status, from, to, null);
    }

    public TestResponder says(CertificateID id, CertificateStatus status, int from, Integer to, Extension extension) {
        Instant now = Instant.now();
        builder.addResponse(id, status, Date.from(now.plusSeconds(from)), to == null ? null : Date.from(now.plusSeconds(to)),
                extension == null ? null : new Extensions(extension));
        return this;
    }

    public CertificateID id(ASN1ObjectIdentifier digest, X509Certificate certificate, X509Certificate issuer) throws Exception {
        return new CertificateID(digests.get(new AlgorithmIdentifier(digest)), new JcaX509CertificateHolder(issuer), certificate.getSerialNumber());
    }

    /** An extension of the whole response. */
    public TestResponder with(Extension extension) {
        builder.setResponseExtensions(new Extensions(extension));
        return this;
    }

    /** The signed response. */
    public BasicOCSPResp basic() throws Exception {
        X509CertificateHolder[] certificates = new X509CertificateHolder[sent.length];
        for (int i = 0; i < sent.length; i++) {
            certificates[i] = new JcaX509CertificateHolder(sent[i]);
        }
        return builder.build(new JcaContentSignerBuilder(algorithm).build(keys.getPrivate()), certificates, new Date());
    }

    /** The signed response as it is stapled. */
    public byte[] answer() throws Exception {
        return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic()).getEncoded();
    }

    /** A responder's error, such as {@link OCSPRespBuilder#TRY_LATER}. */
    public static byte[] error(int status) throws Exception {
        return new OCSPRespBuilder().build(status, null).getEncoded();
    }

    /** What is stapled to the first certificates of a chain. */
    public static Staples staples(byte[]... responses) {
        return Staples.of(true, List.of(responses));
    }
}
