package dev.drawbridge.store;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and the certificates that are sent with it.
 *
 * @param chain the certificate of the key, then those of its issuers
 * @param origin the files it comes from, for messages
 */
public record KeyAndChain(List<X509Certificate> chain, PrivateKey key, String origin) {
    public KeyAndChain {
        chain = List.copyOf(chain);
    }

    /** Without the key. */
    @Override
    public String toString() {
        return chain.get(0).getSubjectX500Principal() + " with " + (chain.size() - 1) + " issuers, from " + origin;
    }
}
