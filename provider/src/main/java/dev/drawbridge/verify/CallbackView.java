package dev.drawbridge.verify;

import dev.drawbridge.VerifyContext;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.store.Cert;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** A verification as a callback of the program sees it. */
record CallbackView(Verification v) implements VerifyContext {
    @Override
    public VerifyResult error() {
        return v.error();
    }

    @Override
    public void error(VerifyResult result) {
        v.error(result);
    }

    @Override
    public int depth() {
        return v.depth();
    }

    @Override
    public X509Certificate certificate() {
        return v.current() == null ? null : x509(v.current());
    }

    @Override
    public List<X509Certificate> chain() {
        List<X509Certificate> chain = new ArrayList<>(v.chain().size());
        for (Cert c : v.chain()) {
            X509Certificate x = x509(c);
            if (x != null) {
                chain.add(x);
            }
        }
        return chain;
    }

    @Override
    public boolean ofCrl() {
        return v.ofCrl();
    }

    /** Trust stores of OpenSSL's may hold certificates that the JDK does not take; then its answer is null. */
    static X509Certificate x509(Cert c) {
        try {
            return c.x509();
        } catch (CertificateException e) {
            return null;
        }
    }
}
