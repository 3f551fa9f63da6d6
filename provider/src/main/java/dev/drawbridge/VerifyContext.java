package dev.drawbridge;

import java.security.cert.X509Certificate;
import java.util.List;

/** What a {@link VerifyCallback} is told: OpenSSL's {@code X509_STORE_CTX}. Valid only during the call, and on its thread. */
public interface VerifyContext {
    /** What was found, {@link VerifyResult#OK} when nothing was (yet); an error found earlier and overridden stays visible here. */
    VerifyResult error();

    /** Which certificate of the chain it is about: 0 is the peer's, the anchor is last. */
    int depth();

    /** That certificate, or null when there is none or the JDK cannot parse it. */
    X509Certificate certificate();

    /** The chain as far as it was built, leaf first; certificates that the JDK cannot parse are left out. */
    List<X509Certificate> chain();

    /** Whether this is about the signer of a CRL and not about the peer: then depth and chain are the signer's. */
    boolean ofCrl();

    /** Changes the result of the verification, also back to {@link VerifyResult#OK} ({@code X509_STORE_CTX_set_error}). */
    void error(VerifyResult result);
}
