package dev.drawbridge.config;

import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * Our chain and the key that signs for it.
 *
 * @param chain leaf first, never empty
 * @param encoded the same, DER
 * @param key the leaf's private key; may live in hardware
 */
public record Credentials(List<X509Certificate> chain, List<byte[]> encoded, PrivateKey key) {
    /** Credentials of a chain, encoded here once. */
    public static Credentials of(List<X509Certificate> chain, PrivateKey key) throws CertificateEncodingException {
        List<byte[]> encoded = new ArrayList<>(chain.size());
        for (X509Certificate c : chain) {
            encoded.add(c.getEncoded());
        }
        return new Credentials(List.copyOf(chain), List.copyOf(encoded), key);
    }

    public X509Certificate leaf() {
        return chain.get(0);
    }

    @Override
    public String toString() {
        return "Credentials[" + leaf().getSubjectX500Principal() + ", " + chain.size() + " certificates]";
    }
}
