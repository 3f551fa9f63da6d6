package dev.drawbridge.verify;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.CertFacts;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** Extensions, from the leaf up: who may be an authority, for what, and how long the path below it may be. */
final class ExtensionRules {
    private final Verification v;
    private final List<Cert> chain;
    private final boolean strict;
    private final Purpose purpose;
    /** Certificates of the path so far that count for pathLenConstraint. */
    private int pathLength;
    private int proxies;

    /** What a certificate must be, by the one below it. */
    private enum Place { LEAF, BELOW_A_PROXY, AUTHORITY }

    private ExtensionRules(Verification v) {
        this.v = v;
        this.chain = v.chain;
        this.strict = v.parameters().has(VerifyFlag.X509_STRICT);
        this.purpose = v.ofCrl() ? Purpose.CRL_SIGN : v.parameters().purpose();
    }

    static void check(Verification v) throws Verification.Refused {
        ExtensionRules rules = new ExtensionRules(v);
        Place place = Place.LEAF;
        for (int i = 0; i < v.chain.size(); i++) {
            place = rules.check(i, place);
        }
    }

    private Place check(int i, Place place) throws Verification.Refused {
        Cert c = chain.get(i);
        CertFacts f = c.facts();
        // RFC 5280 section 4.2: "A certificate-using system MUST reject the certificate if it encounters a critical extension it does not
        // recognize or a critical extension that contains information that it cannot process."
        if (f.unhandledCritical() && !v.parameters().has(VerifyFlag.IGNORE_CRITICAL)) {
            v.fail(VerifyResult.UNHANDLED_CRITICAL_EXTENSION, i, c);
        }
        if (f.proxy() && (v.ofCrl() || !v.parameters().has(VerifyFlag.ALLOW_PROXY_CERTS))) {
            v.fail(VerifyResult.PROXY_CERTIFICATES_NOT_ALLOWED, i, c);
        }
        checkAuthority(i, c, place);
        if (chain.size() > 1) {
            checkKey(i, c);
            if (strict) {
                checkStrictly(i, c);
            }
        }
        if (purpose != null) {
            checkPurpose(i, c, place == Place.AUTHORITY);
        }
        // RFC 5280 section 6.1.4 (l): "If the certificate was not self-issued, verify that max_path_length is greater than zero".
        if (i > 1 && f.pathLength() >= 0 && pathLength > f.pathLength() + proxies) {
            v.fail(VerifyResult.PATH_LENGTH_EXCEEDED, i, c);
        }
        if (i > 0 && !c.selfIssued()) {
            pathLength++;
        }
        if (!f.proxy()) {
            return Place.AUTHORITY;
        }
        // RFC 3820 section 4.1.3 (b): the constraint of a proxy counts the proxies below it.
        if (f.proxyPathLength() >= 0) {
            if (proxies > f.proxyPathLength()) {
                v.fail(VerifyResult.PROXY_PATH_LENGTH_EXCEEDED, i, c);
            }
            proxies = f.proxyPathLength();
        }
        proxies++;
        return Place.BELOW_A_PROXY;
    }

    private void checkAuthority(int i, Cert c, Place place) throws Verification.Refused {
        int authority = Purpose.authority(c);
        switch (place) {
            case LEAF -> {
                if (strict && authority > 1) {
                    v.fail(VerifyResult.INVALID_CA, i, c);
                }
            }
            case BELOW_A_PROXY -> {
                if (authority != 0) {
                    v.fail(VerifyResult.INVALID_NON_CA, i, c);
                }
            }
            case AUTHORITY -> {
                // RFC 5280 section 6.1.4 (k): "verify that the basicConstraints extension is present and that cA is set to TRUE". An anchor
                // may be an authority by other signs.
                boolean byBasicConstraintsOnly = i + 1 < chain.size() || strict;
                if (authority == 0 || byBasicConstraintsOnly && authority != 1) {
                    v.fail(VerifyResult.INVALID_CA, i, c);
                }
            }
        }
    }

    private void checkKey(int i, Cert c) throws Verification.Refused {
        if (!Issuance.hasKey(c)) {
            v.fail(VerifyResult.UNSPECIFIED, i, c);
            return;
        }
        // RFC 5480 section 2.1.1: "specifiedCurve [...] MUST NOT be used in PKIX." A curve of one's own can be one that breaks another key.
        var algorithm = c.asn1().getSubjectPublicKeyInfo().getAlgorithm();
        ASN1Encodable curve = algorithm.getParameters();
        if (algorithm.getAlgorithm().equals(X9ObjectIdentifiers.id_ecPublicKey) && !(curve instanceof ASN1ObjectIdentifier)) {
            v.fail(VerifyResult.EC_KEY_EXPLICIT_PARAMS, i, c);
        }
    }

    private void checkPurpose(int i, Cert c, boolean asAuthority) throws Verification.Refused {
        Trust.Verdict said = i >= v.fromPeer && purpose == v.parameters().purpose() ? v.parameters().trust().of(c, false)
                : Trust.Verdict.UNTRUSTED;
        if (said == Trust.Verdict.TRUSTED) {
            return; // what is said beside a trusted certificate outweighs its extensions
        }
        if (said == Trust.Verdict.UNTRUSTED) {
            // Extensions that make no sense permit nothing when it must be strict; otherwise other rules refuse them where they matter.
            int suits = c.facts().invalid() ? -1 : purpose.check(c, asAuthority);
            if (suits == 1 || suits != 0 && !strict) {
                return;
            }
        }
        v.fail(VerifyResult.INVALID_PURPOSE, i, c);
    }

    /** What RFC 5280 demands beyond what a path needs (openssl-verification-options(1), {@code -x509_strict}). */
    private void checkStrictly(int i, Cert c) throws Verification.Refused {
        CertFacts f = c.facts();
        int usage = Math.max(f.keyUsage(), 0);
        boolean noSubject = c.asn1().getSubject().size() == 0;
        boolean certSign = f.keyUsage() < 0 || (usage & KeyUsage.keyCertSign) != 0;
        failIf(f.pathLength() >= 0 && !f.authority(), VerifyResult.PATHLEN_INVALID_FOR_NON_CA, i, c);
        failIf(f.pathLength() >= 0 && (usage & KeyUsage.keyCertSign) == 0, VerifyResult.PATHLEN_WITHOUT_KU_KEY_CERT_SIGN, i, c);
        failIf(f.authority() && f.basicConstraints() && !f.critical(Extension.basicConstraints), VerifyResult.CA_BCONS_NOT_CRITICAL, i, c);
        failIf(f.authority() && f.keyUsage() < 0, VerifyResult.CA_CERT_MISSING_KEY_USAGE, i, c);
        failIf(!f.authority() && f.keyUsage() >= 0 && certSign, VerifyResult.KU_KEY_CERT_SIGN_INVALID_FOR_NON_CA, i, c);
        failIf(c.asn1().getIssuer().size() == 0, VerifyResult.ISSUER_NAME_EMPTY, i, c);
        failIf(noSubject && (f.authority() || (usage & KeyUsage.cRLSign) != 0 || f.alternativeNames() == null),
                VerifyResult.SUBJECT_NAME_EMPTY, i, c);
        failIf(noSubject && f.alternativeNames() != null && !f.critical(Extension.subjectAlternativeName),
                VerifyResult.EMPTY_SUBJECT_SAN_NOT_CRITICAL, i, c);
        failIf(f.alternativeNames() != null && f.alternativeNames().getNames().length == 0, VerifyResult.EMPTY_SUBJECT_ALT_NAME, i, c);
        failIf(!c.asn1().getSignatureAlgorithm().equals(c.asn1().getTBSCertificate().getSignature()),
                VerifyResult.SIGNATURE_ALGORITHM_INCONSISTENCY, i, c);
        // That a key identifier may not be critical is found before: a critical one is unhandled.
        if (c.asn1().getVersionNumber() < 3) {
            failIf(f.count() > 0, VerifyResult.EXTENSIONS_REQUIRE_VERSION_3, i, c);
            return;
        }
        failIf(i + 1 < chain.size() && (f.authorityKeyId() == null || f.authorityKeyId().getKeyIdentifierOctets() == null),
                VerifyResult.MISSING_AUTHORITY_KEY_IDENTIFIER, i, c);
        failIf(f.authority() && f.subjectKeyId() == null, VerifyResult.MISSING_SUBJECT_KEY_IDENTIFIER, i, c);
    }

    private void failIf(boolean wrong, VerifyResult result, int i, Cert c) throws Verification.Refused {
        if (wrong) {
            v.fail(result, i, c);
        }
    }
}
