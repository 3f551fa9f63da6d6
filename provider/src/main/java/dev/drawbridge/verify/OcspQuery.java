package dev.drawbridge.verify;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;

/** What a server asks an OCSP responder about its own certificate, and whether the answer is one to staple. Never changes. */
public final class OcspQuery {
    private final Cert cert;
    private final Cert issuer;

    /**
     * What came of a response.
     *
     * @param wrong why it is not stapled, as the rest of a sentence about the response; null when it is
     * @param revoked what it says of a revoked certificate, null of a good one
     * @param end until when it is good; that of one that does not say so is when clients find it too old
     * @param saysEnd whether it says so
     */
    public record Answer(String wrong, String revoked, Instant end, boolean saysEnd) {
        /** Of a response that is not stapled. */
        public static Answer unusable(String why) {
            return new Answer(why, null, null, false);
        }
    }

    /**
     * About a certificate.
     *
     * @param issuer whoever signed it
     * @throws CertificateException when one of them cannot be read
     */
    public OcspQuery(X509Certificate certificate, X509Certificate issuer) throws CertificateException {
        this.cert = Cert.of(certificate);
        this.issuer = Cert.of(issuer);
    }

    /**
     * Whether nobody shall ask (id-pkix-ocsp-nocheck), as of a responder's own certificate. RFC 6960 section 4.2.2.2.1: "A CA may specify that an
     * OCSP client can trust a responder for the lifetime of the responder's certificate."
     */
    public boolean needless() {
        return cert.facts().value(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck) != null;
    }

    /** The responder that the certificate names with an http URI (RFC 6960 section 3.1, authorityInfoAccess), or null. */
    public URI responder() {
        byte[] value = cert.facts().value(Extension.authorityInfoAccess);
        try {
            AccessDescription[] all = value == null ? new AccessDescription[0] : AuthorityInformationAccess.getInstance(value).getAccessDescriptions();
            for (AccessDescription each : all) {
                GeneralName at = each.getAccessLocation();
                if (each.getAccessMethod().equals(AccessDescription.id_ad_ocsp) && at.getTagNo() == GeneralName.uniformResourceIdentifier) {
                    URI uri = URI.create(at.getName().toString());
                    if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                        return uri;
                    }
                }
            }
            return null;
        } catch (RuntimeException e) { // the parser throws whatever it stumbles over
            return null;
        }
    }

    /**
     * The DER-encoded OCSPRequest (RFC 6960 section 4.1.1), by SHA-1, which every responder knows (RFC 5019 section 2.1.1).
     *
     * @param extensions DER of its requestExtensions, which may be anybody's; empty for none
     * @throws IOException when these make no sense
     */
    public byte[] request(byte[] extensions) throws IOException {
        AlgorithmIdentifier sha1 = new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1, DERNull.INSTANCE);
        byte[] name = Digests.sha1(cert.asn1().getIssuer().getEncoded(ASN1Encoding.DER));
        byte[] key = Digests.sha1(issuer.asn1().getSubjectPublicKeyInfo().getPublicKeyData().getOctets());
        CertID id = new CertID(sha1, new DEROctetString(name), new DEROctetString(key), cert.asn1().getSerialNumber());
        TBSRequest asked = new TBSRequest(null, new DERSequence(new Request(id, null)), extensions(extensions));
        return new OCSPRequest(asked, null).getEncoded(ASN1Encoding.DER);
    }

    private static Extensions extensions(byte[] der) throws IOException {
        if (der.length == 0) {
            return null;
        }
        if (!Der.isOneSequence(der)) {
            throw new IOException("the client's extensions for the responder are no DER");
        }
        try {
            return Extensions.getInstance(der);
        } catch (RuntimeException e) { // the parser throws whatever it stumbles over
            throw new IOException("the client's extensions for the responder make no sense", e);
        }
    }

    /**
     * Judges an answer as clients do, but for the strength of its signature, which each of them judges for itself. That the certificate is revoked
     * is an answer too: clients shall know.
     *
     * @param response DER, which the caller must not change afterwards
     */
    public Answer judge(byte[] response, Instant now) {
        OcspCheck check = new OcspCheck(cert, issuer, 0, now);
        OcspCheck.Verdict verdict = check.judge(response);
        boolean revoked = verdict.result() == VerifyResult.CERT_REVOKED;
        if (verdict.result() != VerifyResult.OK && !revoked) {
            return Answer.unusable(verdict.why());
        }
        try {
            List<OcspAnswer.Single> ours = check.ours(OcspAnswer.of(response));
            Instant end = ours.stream().map(s -> s.hasNextUpdate() ? s.nextUpdate() : s.thisUpdate().plus(OcspCheck.MOST_AGE))
                    .min(Comparator.naturalOrder()).orElseThrow();
            // Clocks may differ, for which clients have patience; a server has none and asks again.
            if (end.isBefore(now)) {
                return Answer.unusable("it was good until " + end);
            }
            return new Answer(null, revoked ? verdict.why() : null, end, ours.stream().allMatch(OcspAnswer.Single::hasNextUpdate));
        } catch (OcspAnswer.Unusable e) {
            return Answer.unusable(e.getMessage());
        }
    }

    /** Why DER is no OCSP response that says anything of any certificate, as the rest of a sentence about it; or null. */
    public static String unreadable(byte[] response) {
        try {
            OcspAnswer.of(response);
            return null;
        } catch (OcspAnswer.Unusable e) {
            return e.getMessage();
        }
    }

    /** The certificate's subject in one line. */
    @Override
    public String toString() {
        return cert.subjectLine();
    }
}
