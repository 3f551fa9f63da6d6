package dev.drawbridge.verify;

import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the chain: at each certificate first an issuer that is trusted, then one that the peer sent; the first that fits and is valid now,
 * without turning back (openssl-verification-options(1), "Certification Path Building"). Ends where a certificate is trusted.
 */
final class ChainBuilder {
    private final Verification v;
    private final List<Cert> chain;
    private final List<Cert> unused;
    private final int most;

    private ChainBuilder(Verification v) {
        this.v = v;
        this.chain = v.chain;
        this.unused = new ArrayList<>(v.untrusted());
        // One longer than allowed, so that the error can tell the chain that is too long.
        this.most = v.parameters().depth() + 1;
    }

    static void build(Verification v) throws Verification.Refused {
        new ChainBuilder(v).build();
    }

    private void build() throws Verification.Refused {
        if (!extend() && !(chain.size() <= most && chain.size() == v.fromPeer && leafItself())) {
            leadsNowhere();
        }
    }

    /** Whether the chain came to a trusted end. */
    private boolean extend() throws Verification.Refused {
        boolean peersToo = !unused.isEmpty();
        while (true) {
            Cert last = last();
            v.lookAt(chain.size() - 1, last);
            Cert issuer = chain.size() > most ? null : best(v.trust().named(last.issuer()), last, List.of());
            if (issuer != null && adopt(last, issuer)) {
                peersToo = false;
                if (trusted(chain.size() - 1)) {
                    return true;
                }
                if (!Issuance.selfSigned(last())) {
                    continue;
                }
            }
            if (!peersToo) {
                return false;
            }
            Cert sent = selfSigned(last) || chain.size() > most ? null : best(unused, last, chain);
            if (sent == null) {
                peersToo = false;
            } else {
                unused.remove(sent);
                chain.add(sent);
                v.fromPeer++;
            }
        }
    }

    /** Takes a trusted issuer into the chain; a self-signed certificate is replaced by the trusted one that is the same. */
    private boolean adopt(Cert last, Cert issuer) throws Verification.Refused {
        requireSense(last);
        if (!Issuance.selfSigned(last)) {
            requireSense(issuer);
            chain.add(issuer);
            return true;
        }
        // Only the very same certificate: another with its name would be an impostor's.
        if (!last.equals(issuer)) {
            return false;
        }
        chain.set(chain.size() - 1, issuer);
        v.fromPeer = chain.size() - 1;
        return true;
    }

    private void requireSense(Cert c) throws Verification.Refused {
        if (c.facts().invalid() || !Issuance.hasKey(c)) {
            throw v.senseless();
        }
    }

    private static boolean selfSigned(Cert c) {
        return !c.facts().invalid() && Issuance.selfSigned(c);
    }

    /** The first issuer that is valid now, else the one that expires last, among those that are not {@code taken}; or null. */
    private Cert best(List<Cert> candidates, Cert subject, List<Cert> taken) {
        Cert best = null;
        for (Cert c : candidates) {
            boolean free = !taken.contains(c) || subject.selfIssued() && taken.size() == 1;
            if (free && Issuance.likely(c, subject)) {
                if (Validity.holds(c, v.time())) {
                    return c;
                }
                if (best == null || Validity.expiresLater(c, best)) {
                    best = c;
                }
            }
        }
        return best;
    }

    /** Whether a certificate of the trust store may end the chain. */
    private boolean trusted(int at) throws Verification.Refused {
        Trust.Verdict verdict = v.parameters().trust().of(chain.get(at), true);
        if (verdict == Trust.Verdict.REJECTED) {
            v.fail(VerifyResult.CERT_REJECTED, at, chain.get(at));
            return false;
        }
        return verdict == Trust.Verdict.TRUSTED || v.parameters().has(VerifyFlag.PARTIAL_CHAIN);
    }

    /** A leaf may be trusted itself, when chains may be partial. */
    private boolean leafItself() throws Verification.Refused {
        if (!v.parameters().has(VerifyFlag.PARTIAL_CHAIN)) {
            return false;
        }
        List<Cert> namesakes = v.trust().named(chain.get(0).subject());
        int i = namesakes.indexOf(chain.get(0));
        if (i < 0) {
            return false;
        }
        Cert same = namesakes.get(i);
        if (v.parameters().trust().of(same, true) == Trust.Verdict.REJECTED) {
            v.fail(VerifyResult.CERT_REJECTED, 0, chain.get(0));
            return false;
        }
        chain.set(0, same);
        v.fromPeer = 0;
        return true;
    }

    /** Says why there is no trusted end; when the listener does not mind, the checks go on with the chain as it is. */
    private void leadsNowhere() throws Verification.Refused {
        int end = chain.size() - 1;
        if (v.error() != VerifyResult.OK) {
            v.fail(v.error(), end, last()); // passed over when it was found, but without a trusted end it is not
            return;
        }
        if (chain.size() > most) {
            v.fail(VerifyResult.CERT_CHAIN_TOO_LONG, end, last());
        }
        if (selfSigned(last())) {
            v.fail(end == 0 ? VerifyResult.DEPTH_ZERO_SELF_SIGNED_CERT : VerifyResult.SELF_SIGNED_CERT_IN_CHAIN, end, last());
        } else {
            v.fail(v.fromPeer <= end ? VerifyResult.UNABLE_TO_GET_ISSUER_CERT : VerifyResult.UNABLE_TO_GET_ISSUER_CERT_LOCALLY, end, last());
        }
    }

    private Cert last() {
        return chain.get(chain.size() - 1);
    }
}
