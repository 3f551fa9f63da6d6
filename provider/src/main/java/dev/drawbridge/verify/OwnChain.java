package dev.drawbridge.verify;

import dev.drawbridge.store.Cert;
import dev.drawbridge.store.TrustSource;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Completes the chain that we send with a lone certificate, from issuers at hand. */
public final class OwnChain {
    private OwnChain() {
    }

    /**
     * The certificate and, as far as they are found, its issuers. As in OpenSSL nothing is verified, only built; but the root at the end, which
     * OpenSSL sends too, is left out. RFC 8446 section 4.4.2: "a certificate that specifies a trust anchor MAY be omitted from the chain".
     */
    public static List<X509Certificate> of(X509Certificate leaf, TrustSource issuers) throws CertificateException {
        Verification v = new Verification(new Verification.Given(new VerifyParameters.Builder().build(), issuers, List.of(), List.of(),
                Instant.now(), (ok, x) -> ok, Staples.NOT_ASKED));
        v.run(Cert.of(leaf));
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
        for (Cert c : v.chain().subList(1, v.chain().size())) {
            if (!Issuance.selfSigned(c)) {
                chain.add(c.x509());
            }
        }
        return chain;
    }
}
