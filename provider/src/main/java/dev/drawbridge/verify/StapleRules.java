package dev.drawbridge.verify;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;

/**
 * The OCSP responses that a server stapled to its chain, and the certificates that demand one (RFC 7633). The last certificate of the chain
 * is trusted without anybody's word.
 */
final class StapleRules {
    /** id-pe-tlsfeature. */
    private static final ASN1ObjectIdentifier TLS_FEATURE = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");
    /** The number of the extension of TLS. */
    private static final BigInteger STATUS_REQUEST = BigInteger.valueOf(5);

    private final Verification v;
    private final int depth;
    private final Cert cert;
    private final Cert issuer;

    private StapleRules(Verification v, int depth) {
        this.v = v;
        this.depth = depth;
        this.cert = v.chain.get(depth);
        this.issuer = v.chain.get(depth + 1);
    }

    static void check(Verification v) throws Verification.Refused {
        if (v.ofCrl() || !v.staples().asked() && v.staples().isEmpty()) {
            return;
        }
        for (int i = 0; i + 1 < v.chain.size(); i++) {
            v.lookAt(i, v.chain.get(i));
            new StapleRules(v, i).check();
        }
    }

    private void check() throws Verification.Refused {
        boolean stapled = false;
        for (int position = 0; position <= v.untrusted().size(); position++) {
            byte[] response = v.staples().at(position);
            if (response != null && cert.equals(position == 0 ? v.chain.get(0) : v.untrusted().get(position - 1))) {
                stapled = true;
                check(response);
            }
        }
        if (v.staples().asked()) {
            checkFeatures(stapled);
        }
    }

    /**
     * RFC 6066 section 8: "Clients requesting an OCSP response and receiving an OCSP response in a "CertificateStatus" message MUST check the OCSP
     * response and abort the handshake if the response is not satisfactory with bad_certificate_status_response(113) alert."
     */
    private void check(byte[] response) throws Verification.Refused {
        OcspCheck.Verdict verdict = new OcspCheck(cert, issuer, v.parameters().level(), v.time()).judge(response);
        if (verdict.result() != VerifyResult.OK) {
            v.fail(verdict.result(), depth, cert, "of the OCSP response that the server stapled: " + verdict.why());
        }
    }

    private void checkFeatures(boolean stapled) throws Verification.Refused {
        Set<BigInteger> features = features(cert);
        // RFC 7633 section 4.2.2: "a certificate that is signed by a Certificate Signing Certificate that contains a TLS feature extension MUST
        // contain a TLS feature extension which MUST offer the same set or a superset of the features advertised in the signing certificate."
        Set<BigInteger> demanded = features(issuer);
        if (features == null || demanded == null || !features.containsAll(demanded)) {
            v.fail(VerifyResult.INVALID_EXTENSION, depth, cert, "its TLS features (RFC 7633) " + (features == null || demanded == null
                    ? "or its issuer's make no sense" : "are not all of its issuer's"));
            return;
        }
        // RFC 7633 section 4.3.3: "A client MUST treat a certificate with a TLS feature extension as an invalid certificate if the features
        // offered by the server do not contain all features present in both the client's ClientHello message and the TLS feature extension."
        // An authority's features are its issued certificates'.
        if (depth == 0 && !stapled && features.contains(STATUS_REQUEST)) {
            v.fail(VerifyResult.OCSP_VERIFY_NEEDED, depth, cert);
        }
    }

    /** What a certificate's TLS feature extension lists; null when that makes no sense. */
    private static Set<BigInteger> features(Cert c) {
        byte[] value = c.facts().value(TLS_FEATURE);
        if (value == null) {
            return Set.of();
        }
        try {
            Set<BigInteger> features = new HashSet<>();
            for (ASN1Encodable e : ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(value))) {
                features.add(ASN1Integer.getInstance(e).getValue());
            }
            return features;
        } catch (IOException | RuntimeException e) { // the parser throws whatever it stumbles over
            return null;
        }
    }
}
