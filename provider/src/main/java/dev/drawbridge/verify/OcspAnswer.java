package dev.drawbridge.verify;

import dev.drawbridge.store.CanonicalName;
import dev.drawbridge.store.Cert;
import java.io.IOException;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.Time;

/**
 * A basic OCSP response (RFC 6960 section 4.2.1), read to the end so that nothing in it can surprise whoever judges it.
 *
 * @param responder who says that he signed it
 * @param singles what it says, one certificate each
 * @param signed the DER of what is signed
 * @param certificates sent along to verify the signature with
 * @param unhandled whether an extension is critical and not known
 */
record OcspAnswer(Responder responder, List<Single> singles, AlgorithmIdentifier algorithm, byte[] signed, byte[] signature,
        List<Cert> certificates, boolean unhandled) {
    private static final Set<ASN1ObjectIdentifier> HANDLED = Set.of(OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
            OCSPObjectIdentifiers.id_pkix_ocsp_crl, OCSPObjectIdentifiers.id_pkix_ocsp_archive_cutoff,
            OCSPObjectIdentifiers.id_pkix_ocsp_extended_revoke);
    /** The names of OCSPResponseStatus (RFC 6960 section 4.2.1); 4 is not used. */
    private static final String[] STATUS = {"successful", "malformedRequest", "internalError", "tryLater", "4", "sigRequired", "unauthorized"};

    /** Why a response cannot be used. */
    static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String why) {
            super(why);
        }
    }

    /** Either a name or the SHA-1 hash of a key; the other is null. */
    record Responder(CanonicalName name, byte[] keyHash, String text) {
        /** Whether this is the subject of a certificate. */
        boolean is(Cert c) {
            return name != null ? name.equals(c.subject())
                    : Arrays.equals(keyHash, Digests.sha1(c.asn1().getSubjectPublicKeyInfo().getPublicKeyData().getOctets()));
        }
    }

    /** CertStatus. */
    enum Status { GOOD, REVOKED, UNKNOWN }

    /**
     * The status of one certificate.
     *
     * @param revoked since when and why, in words; null unless it is revoked
     * @param thisUpdate null when it has not the form that it must have
     * @param nextUpdate likewise, or because there is none
     * @param unhandled whether an extension is critical and not known
     */
    record Single(CertID id, Status status, String revoked, Instant thisUpdate, Instant nextUpdate, boolean hasNextUpdate, boolean unhandled) {
    }

    /** Reads a DER-encoded OCSPResponse, which the caller must not change afterwards. */
    static OcspAnswer of(byte[] der) throws Unusable {
        try {
            if (!Der.isOneSequence(der)) {
                throw new Unusable("it is no DER encoding of an OCSP response");
            }
            OCSPResponse response = OCSPResponse.getInstance(der);
            int status = response.getResponseStatus().getIntValue();
            if (status != OCSPResponseStatus.SUCCESSFUL) {
                throw new Unusable("it is the responder's error " + (status > 0 && status < STATUS.length ? STATUS[status] : status));
            }
            if (response.getResponseBytes() == null
                    || !response.getResponseBytes().getResponseType().equals(OCSPObjectIdentifiers.id_pkix_ocsp_basic)) {
                throw new Unusable("it is not of the type id-pkix-ocsp-basic");
            }
            byte[] content = response.getResponseBytes().getResponse().getOctets();
            if (!Der.isOneSequence(content)) {
                throw new Unusable("it is no DER encoding of an OCSP response");
            }
            return of(BasicOCSPResponse.getInstance(content));
        } catch (IOException | CertificateException | RuntimeException e) { // the parser throws whatever it stumbles over
            throw new Unusable("it cannot be read as an OCSP response");
        }
    }

    private static OcspAnswer of(BasicOCSPResponse basic) throws IOException, CertificateException {
        ResponseData data = basic.getTbsResponseData();
        if (data.getVersion().getValue().signum() != 0) {
            throw new IOException("a version that is not known");
        }
        List<Single> singles = new ArrayList<>();
        for (ASN1Encodable single : data.getResponses()) {
            singles.add(single(SingleResponse.getInstance(single)));
        }
        List<Cert> certificates = new ArrayList<>();
        ASN1Sequence sent = basic.getCerts();
        for (int i = 0; sent != null && i < sent.size(); i++) {
            certificates.add(Cert.of(sent.getObjectAt(i).toASN1Primitive().getEncoded(ASN1Encoding.DER)));
        }
        return new OcspAnswer(responder(data.getResponderID()), singles, basic.getSignatureAlgorithm(), data.getEncoded(ASN1Encoding.DER),
                basic.getSignature().getOctets(), certificates, unhandled(data.getResponseExtensions()));
    }

    private static Responder responder(ResponderID id) {
        return id.getName() != null ? new Responder(CanonicalName.of(id.getName()), null, Cert.line(id.getName().toString()))
                : new Responder(null, id.getKeyHash(), "a key's hash");
    }

    private static Single single(SingleResponse s) throws IOException {
        Status[] all = Status.values();
        int tag = s.getCertStatus().getTagNo();
        if (tag < 0 || tag >= all.length) {
            throw new IOException("a status that is not known");
        }
        return new Single(s.getCertID(), all[tag], all[tag] == Status.REVOKED ? revoked(RevokedInfo.getInstance(s.getCertStatus().getStatus())) : null,
                instant(s.getThisUpdate()), s.getNextUpdate() == null ? null : instant(s.getNextUpdate()), s.getNextUpdate() != null,
                unhandled(s.getSingleExtensions()));
    }

    private static String revoked(RevokedInfo info) {
        Instant since = instant(info.getRevocationTime());
        return (since == null ? "" : " since " + since) + (info.getRevocationReason() == null ? "" : ", " + info.getRevocationReason());
    }

    /** RFC 6960 section 4.2.2.1 on times: "The format for GeneralizedTime is as specified in Section 4.1.2.5.2 of [RFC5280]." */
    private static Instant instant(ASN1GeneralizedTime time) {
        return Validity.instant(Time.getInstance(time));
    }

    /** RFC 6960 section 4.1.2: "Unrecognized extensions MUST be ignored (unless they have the critical flag set and are not understood)." */
    private static boolean unhandled(Extensions extensions) {
        return extensions != null && Arrays.stream(extensions.getCriticalExtensionOIDs()).anyMatch(o -> !HANDLED.contains(o));
    }
}
