package dev.drawbridge.verify;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import dev.drawbridge.store.TrustSource;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Verifies the chains of TLS peers as OpenSSL does, and says in a sentence what is wrong with one. Safe for many threads. */
public final class ChainVerifier implements PathJudge {
    private final TrustSource trust;
    private final boolean partialChains;
    private final int level;

    /**
     * A verifier.
     *
     * @param partialChains whether any trusted certificate ends a chain, as in JSSE's key stores, or only a self-signed one
     * @param level OpenSSL's security level, 0 to 5, which keys and signatures of the chain must reach
     */
    public ChainVerifier(TrustSource trust, boolean partialChains, int level) {
        this.trust = trust;
        this.partialChains = partialChains;
        this.level = level;
    }

    /**
     * See {@link PathJudge#judge}.
     *
     * @throws VerifyException when the chain does not verify
     */
    @Override
    public List<X509Certificate> judge(List<X509Certificate> chain, boolean server) throws CertificateException {
        VerifyParameters.Builder b = new VerifyParameters.Builder().level(level)
                .purpose(server ? Purpose.SSL_SERVER : Purpose.SSL_CLIENT);
        if (partialChains) {
            b.flag(VerifyFlag.PARTIAL_CHAIN);
        }
        List<Cert> sent = new ArrayList<>(chain.size());
        for (X509Certificate c : chain) {
            sent.add(Cert.of(c));
        }
        Verification v = new Verification(new Verification.Given(b.build(), trust, sent.subList(1, sent.size()), List.of(), Instant.now(),
                (ok, x) -> ok));
        if (!v.run(sent.get(0))) {
            throw new VerifyException(v.error(), v.depth(), sentence(v));
        }
        List<X509Certificate> path = new ArrayList<>(v.chain().size());
        for (Cert c : v.chain().subList(0, Math.max(1, v.chain().size() - 1))) {
            path.add(c.x509());
        }
        return path;
    }

    /** For example {@code unable to get local issuer certificate (X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 20) at depth 0: ...}. */
    private String sentence(Verification v) {
        VerifyResult r = v.error();
        StringBuilder s = new StringBuilder(300).append(r.text()).append(" (").append(r.opensslName()).append(", ").append(r.number())
                .append(") at depth ").append(v.depth());
        Cert c = v.current();
        if (c != null) {
            s.append(": ").append(c);
        }
        if (VerifyException.leadsNowhere(r)) {
            s.append("; looked among ").append(trust);
        }
        String advice = advice(r, c);
        return advice == null ? s.toString() : s.append("; ").append(advice).toString();
    }

    private String advice(VerifyResult r, Cert c) {
        return switch (r) {
            case UNABLE_TO_GET_ISSUER_CERT_LOCALLY -> "the peer has to send the certificate of this issuer, or it has to be trusted here";
            case UNABLE_TO_GET_ISSUER_CERT -> "this certificate is trusted, but it is not self-signed, and its issuer is not trusted";
            case DEPTH_ZERO_SELF_SIGNED_CERT, SELF_SIGNED_CERT_IN_CHAIN -> "if it is the right one, it has to be trusted here";
            case CERT_HAS_EXPIRED -> "it was valid until " + c.asn1().getEndDate().getDate().toInstant();
            case CERT_NOT_YET_VALID -> "it is valid from " + c.asn1().getStartDate().getDate().toInstant();
            case EE_KEY_TOO_SMALL, CA_KEY_TOO_SMALL, CA_MD_TOO_WEAK -> "security level " + level + " demands "
                    + KeyStrength.bits(level) + " bits of security";
            default -> null;
        };
    }

    @Override
    public String toString() {
        return "OpenSSL's verification against " + trust;
    }
}
