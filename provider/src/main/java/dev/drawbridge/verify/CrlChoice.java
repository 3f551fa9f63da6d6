package dev.drawbridge.verify;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.store.CanonicalName;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.Crl;
import dev.drawbridge.store.CrlFacts;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.ReasonFlags;

/**
 * The CRL that suits a certificate best, and how well.
 *
 * @param crl the complete one
 * @param delta its delta, or null
 * @param signer who should have signed it
 * @param score the {@code SCORE_} bits
 * @param reasons the reasons that are covered with it
 * @param deltaInTime whether the delta is within its times, so that the complete one need not be
 */
record CrlChoice(Crl crl, Crl delta, Cert signer, int score, int reasons, boolean deltaInTime) {
    /** The more important a point, the higher its bit, so that scores can be compared. */
    private static final int SCORE_NO_CRITICAL = 0x100;
    private static final int SCORE_SCOPE = 0x080;
    private static final int SCORE_TIME = 0x040;
    private static final int SCORE_ISSUER_NAME = 0x020;
    private static final int SCORE_VALID = SCORE_NO_CRITICAL | SCORE_TIME | SCORE_SCOPE;
    /** Signed by the certificate's issuer, or, alone, by another certificate of its chain. */
    private static final int SCORE_ISSUER_CERT = 0x018;
    private static final int SCORE_SAME_PATH = 0x008;
    private static final int SCORE_SIGNER = 0x004;

    boolean inScope() {
        return (score & SCORE_SCOPE) != 0;
    }

    boolean inTime() {
        return (score & SCORE_TIME) != 0;
    }

    boolean samePath() {
        return (score & SCORE_SAME_PATH) != 0;
    }

    /**
     * The best CRL for the certificate at {@code depth}, or null when none is worth a look.
     *
     * @param covered the reasons that are covered already
     */
    static CrlChoice of(Verification v, int depth, int covered) {
        CrlChoice given = new Search(v, depth, covered).best(v.crls(), null);
        if (given != null && given.score >= SCORE_VALID) {
            return given;
        }
        return new Search(v, depth, covered).best(v.trust().crls(v.chain.get(depth).issuer()), given);
    }

    /** Whether a directoryName among names is this one. */
    static boolean names(GeneralNames names, CanonicalName wanted) {
        return Arrays.stream(names.getNames()).anyMatch(n -> n.getTagNo() == GeneralName.directoryName
                && CanonicalName.of(X500Name.getInstance(n.getName())).equals(wanted));
    }

    /** One look through a list of CRLs. */
    private static final class Search {
        private final Verification v;
        private final int depth;
        private final Cert cert;
        private final int covered;
        // About the CRL that is being scored.
        private Cert signer;
        private int reasons;

        Search(Verification v, int depth, int covered) {
            this.v = v;
            this.depth = depth;
            this.cert = v.chain.get(depth);
            this.covered = covered;
        }

        CrlChoice best(List<Crl> crls, CrlChoice soFar) {
            CrlChoice best = soFar;
            Crl found = null;
            for (Crl crl : crls) {
                signer = null;
                reasons = covered;
                int score = score(crl);
                if (score == 0 || best != null && score < best.score || found != null && score == best.score && !newer(crl, found)) {
                    continue;
                }
                found = crl;
                best = new CrlChoice(crl, null, signer, score, reasons, false);
            }
            return found == null ? best : withDelta(best, crls);
        }

        private static boolean newer(Crl a, Crl b) {
            Instant one = Validity.instant(a.asn1().getThisUpdate());
            Instant other = Validity.instant(b.asn1().getThisUpdate());
            return one != null && other != null && one.isAfter(other);
        }

        private int score(Crl crl) {
            CrlFacts f = crl.facts();
            IssuingDistributionPoint scope = f.scope();
            if (f.invalid() || f.baseNumber() != null) {
                return 0;
            }
            boolean partial = scope != null && (scope.isIndirectCRL() || scope.getOnlySomeReasons() != null);
            if (partial && !v.parameters().has(VerifyFlag.EXTENDED_CRL_SUPPORT) || (reasonsOf(scope) & ~covered) == 0) {
                return 0;
            }
            int score = 0;
            if (crl.issuer().equals(cert.issuer())) {
                score |= SCORE_ISSUER_NAME;
            } else if (scope == null || !scope.isIndirectCRL()) {
                return 0;
            }
            score |= f.unhandledCritical() ? 0 : SCORE_NO_CRITICAL;
            score |= inTime(crl) ? SCORE_TIME : 0;
            int signerScore = findSigner(crl, (score & SCORE_ISSUER_NAME) != 0);
            if (signerScore == 0) {
                return 0;
            }
            score |= signerScore;
            int inScope = reasonsInScope(crl, (score & SCORE_ISSUER_NAME) != 0);
            if (inScope >= 0) {
                if ((inScope & ~covered) == 0) {
                    return 0;
                }
                reasons |= inScope;
                score |= SCORE_SCOPE;
            }
            return score;
        }

        private boolean inTime(Crl crl) {
            Instant now = v.time();
            if (now == null) {
                return true;
            }
            Instant from = Validity.instant(crl.asn1().getThisUpdate());
            if (from == null || from.isAfter(now)) {
                return false;
            }
            if (crl.asn1().getNextUpdate() == null) {
                return true;
            }
            Instant to = Validity.instant(crl.asn1().getNextUpdate());
            return to != null && to.isAfter(now);
        }

        /** Who signed: the certificate's issuer, another certificate further up, or one that the peer sent. */
        private int findSigner(Crl crl, boolean issuersName) {
            int above = Math.min(depth + 1, v.chain.size() - 1);
            Cert issuer = v.chain.get(above);
            if (issuersName && Issuance.identified(issuer, crl.facts().authorityKeyId())) {
                signer = issuer;
                return SCORE_SIGNER | SCORE_ISSUER_CERT;
            }
            for (int i = above + 1; i < v.chain.size(); i++) {
                if (signs(v.chain.get(i), crl)) {
                    signer = v.chain.get(i);
                    return SCORE_SIGNER | SCORE_SAME_PATH;
                }
            }
            if (v.parameters().has(VerifyFlag.EXTENDED_CRL_SUPPORT)) {
                for (Cert c : v.untrusted()) {
                    if (signs(c, crl)) {
                        signer = c;
                        return SCORE_SIGNER;
                    }
                }
            }
            return 0;
        }

        private static boolean signs(Cert c, Crl crl) {
            return c.subject().equals(crl.issuer()) && Issuance.identified(c, crl.facts().authorityKeyId());
        }

        private static int reasonsOf(IssuingDistributionPoint scope) {
            return scope == null ? CrlFacts.ALL_REASONS : bits(scope.getOnlySomeReasons());
        }

        private static int bits(ReasonFlags flags) {
            if (flags == null) {
                return CrlFacts.ALL_REASONS;
            }
            byte[] b = flags.getBytes();
            return ((b.length > 0 ? b[0] & 0xff : 0) | (b.length > 1 ? (b[1] & 0xff) << 8 : 0)) & CrlFacts.ALL_REASONS;
        }

        /** The reasons that the CRL tells of this certificate, or -1 when it is not about it. */
        private int reasonsInScope(Crl crl, boolean issuersName) {
            IssuingDistributionPoint scope = crl.facts().scope();
            if (scope != null && (scope.onlyContainsAttributeCerts()
                    || (cert.facts().authority() ? scope.onlyContainsUserCerts() : scope.onlyContainsCACerts()))) {
                return -1;
            }
            for (DistributionPoint p : cert.facts().distributionPoints()) {
                boolean from = p.getCRLIssuer() == null ? issuersName : names(p.getCRLIssuer(), crl.issuer());
                if (from && (scope == null || samePoint(p, crl, scope))) {
                    return reasonsOf(scope) & bits(p.getReasons());
                }
            }
            return (scope == null || scope.getDistributionPoint() == null) && issuersName ? reasonsOf(scope) : -1;
        }

        /** RFC 5280 section 6.3.3 (b) (2) (i): a name of the certificate's distribution point is one of the CRL's. */
        private boolean samePoint(DistributionPoint point, Crl crl, IssuingDistributionPoint scope) {
            DistributionPointName a = point.getDistributionPoint();
            DistributionPointName b = scope.getDistributionPoint();
            if (a == null || b == null) {
                return true;
            }
            CanonicalName issuer = Issuance.firstDirectoryName(point.getCRLIssuer());
            CanonicalName oneName = relative(a, issuer != null ? issuer : cert.issuer());
            CanonicalName otherName = relative(b, crl.issuer());
            if (oneName != null && otherName != null) {
                return oneName.equals(otherName);
            }
            if (oneName != null) {
                return names(GeneralNames.getInstance(b.getName()), oneName);
            }
            GeneralNames full = GeneralNames.getInstance(a.getName());
            return otherName != null ? names(full, otherName) : anyEqual(full, GeneralNames.getInstance(b.getName()));
        }

        /** The full name of a nameRelativeToCRLIssuer; null for a full name, which needs none. */
        private static CanonicalName relative(DistributionPointName name, CanonicalName issuer) {
            return name.getType() == DistributionPointName.NAME_RELATIVE_TO_CRL_ISSUER ? issuer.with(ASN1Set.getInstance(name.getName())) : null;
        }

        private static boolean anyEqual(GeneralNames some, GeneralNames others) {
            for (GeneralName a : some.getNames()) {
                for (GeneralName b : others.getNames()) {
                    if (a.equals(b) || a.getTagNo() == GeneralName.directoryName && b.getTagNo() == GeneralName.directoryName
                            && CanonicalName.of(X500Name.getInstance(a.getName())).equals(CanonicalName.of(X500Name.getInstance(b.getName())))) {
                        return true;
                    }
                }
            }
            return false;
        }

        private CrlChoice withDelta(CrlChoice best, List<Crl> crls) {
            boolean fresher = cert.facts().has(Extension.freshestCRL) || best.crl.facts().value(Extension.freshestCRL) != null;
            if (v.parameters().has(VerifyFlag.USE_DELTAS) && fresher) {
                for (Crl delta : crls) {
                    if (isDelta(delta, best.crl)) {
                        return new CrlChoice(best.crl, delta, best.signer, best.score, best.reasons, inTime(delta));
                    }
                }
            }
            return best;
        }

        /** RFC 5280 section 5.2.4: what must be the same in a complete CRL and a delta that may be used with it. */
        private static boolean isDelta(Crl delta, Crl complete) {
            CrlFacts d = delta.facts();
            CrlFacts c = complete.facts();
            return !d.invalid() && d.baseNumber() != null && c.number() != null && delta.issuer().equals(complete.issuer())
                    && same(d, c, Extension.authorityKeyIdentifier) && same(d, c, Extension.issuingDistributionPoint)
                    && d.baseNumber().compareTo(c.number()) <= 0 && d.number().compareTo(c.number()) > 0;
        }

        private static boolean same(CrlFacts a, CrlFacts b, ASN1ObjectIdentifier id) {
            return Arrays.equals(a.value(id), b.value(id));
        }
    }
}
