package dev.drawbridge.openssl;

import dev.drawbridge.VerifyCallback;
import dev.drawbridge.VerifyContext;
import dev.drawbridge.VerifyResult;
import java.security.cert.X509Certificate;
import java.util.List;

/** What the verify callback of a connection is told, which knows its connection. */
record SslVerifying(Ssl ssl, VerifyContext of) implements VerifyContext {
    /** The callback, told with its connection; null for none. */
    static VerifyCallback callback(Ssl ssl, VerifyCallback callback) {
        return callback == null ? null : (ok, context) -> callback.verified(ok, new SslVerifying(ssl, context));
    }

    @Override
    public VerifyResult error() {
        return of.error();
    }

    @Override
    public int depth() {
        return of.depth();
    }

    @Override
    public X509Certificate certificate() {
        return of.certificate();
    }

    @Override
    public List<X509Certificate> chain() {
        return of.chain();
    }

    @Override
    public boolean ofCrl() {
        return of.ofCrl();
    }

    @Override
    public void error(VerifyResult result) {
        of.error(result);
    }
}
