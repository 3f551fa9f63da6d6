package dev.drawbridge.verify;

import dev.drawbridge.VerifyCallback;
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
    private final VerifyParameters parameters;
    private final VerifyCallback callback;

    /** A verifier that asks no callback. */
    public ChainVerifier(TrustSource trust, VerifyParameters parameters) {
        this(trust, parameters, null);
    }

    /**
     * A verifier.
     *
     * @param parameters for all peers; the purpose is that of the peer's role whatever they say
     * @param callback is asked where a connection has none of its own; or null
     */
    public ChainVerifier(TrustSource trust, VerifyParameters parameters, VerifyCallback callback) {
        this.trust = trust;
        this.parameters = parameters;
        this.callback = callback;
    }

    /**
     * See {@link PathJudge#judge}.
     *
     * @throws VerifyException when the chain does not verify
     */
    @Override
    public Judgement judge(Presented peer, VerifyWishes wishes) throws CertificateException {
        VerifyParameters.Builder b = parameters.toBuilder().purpose(peer.server() ? Purpose.SSL_SERVER : Purpose.SSL_CLIENT);
        if (wishes.depth() != null) {
            b.depth(wishes.depth());
        }
        List<Cert> sent = new ArrayList<>(peer.chain().size());
        for (X509Certificate c : peer.chain()) {
            sent.add(Cert.of(c));
        }
        Verification v = new Verification(new Verification.Given(b.build(), trust, sent.subList(1, sent.size()), List.of(), Instant.now(),
                listener(wishes.callback() == null ? callback : wishes.callback()), peer.server() ? peer.staples() : Staples.NOT_ASKED));
        if (!v.run(sent.get(0))) {
            throw new VerifyException(v.error(), v.depth(), sentence(v));
        }
        int last = v.chain().size() - 1;
        List<X509Certificate> path = new ArrayList<>(last + 1);
        for (Cert c : v.chain().subList(0, Math.max(1, last))) {
            path.add(c.x509());
        }
        return new Judgement(v.error(), path, last == 0 ? null : CallbackView.x509(v.chain().get(last)));
    }

    @Override
    public boolean takesWishes() {
        return true;
    }

    @Override
    public Object trusted() {
        return trust.state();
    }

    private static Verification.Listener listener(VerifyCallback callback) {
        return callback == null ? (ok, v) -> ok : (ok, v) -> callback.verified(ok, new CallbackView(v));
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
        if (v.detail() != null) {
            s.append("; ").append(v.detail());
        }
        String advice = advice(v, r, c);
        return advice == null ? s.toString() : s.append("; ").append(advice).toString();
    }

    private String advice(Verification v, VerifyResult r, Cert c) {
        return switch (r) {
            case UNABLE_TO_GET_ISSUER_CERT_LOCALLY -> "the peer has to send the certificate of this issuer, or it has to be trusted here";
            case UNABLE_TO_GET_ISSUER_CERT -> "this certificate is trusted, but it is not self-signed, and its issuer is not trusted";
            case DEPTH_ZERO_SELF_SIGNED_CERT, SELF_SIGNED_CERT_IN_CHAIN -> "if it is the right one, it has to be trusted here";
            case CERT_HAS_EXPIRED -> "it was valid until " + c.asn1().getEndDate().getDate().toInstant();
            case CERT_NOT_YET_VALID -> "it is valid from " + c.asn1().getStartDate().getDate().toInstant();
            case EE_KEY_TOO_SMALL, CA_KEY_TOO_SMALL, CA_MD_TOO_WEAK -> "security level " + parameters.level() + " demands "
                    + KeyStrength.bits(parameters.level()) + " bits of security";
            case HOSTNAME_MISMATCH -> "expected one of " + parameters.hosts();
            case UNABLE_TO_GET_CRL -> "looked for a CRL of its issuer among " + trust;
            case CERT_CHAIN_TOO_LONG -> "at most " + v.parameters().depth() + " certificates between leaf and anchor are allowed";
            case OCSP_VERIFY_NEEDED -> "the certificate demands that a server staples an OCSP response (RFC 7633), and this one did not: it has to";
            case OCSP_VERIFY_FAILED -> "the server has to staple a new one, of the certificate's issuer or of a responder that it designated";
            default -> null;
        };
    }

    @Override
    public String toString() {
        return "OpenSSL's verification against " + trust;
    }
}
