package dev.drawbridge.verify;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a peer showed of itself.
 *
 * @param chain as it was sent, leaf first, not empty
 * @param server whether the peer is a server
 * @param staples OCSP responses that came with the certificates, DER, by their position; an empty array stands for none, and so does a
 *     list that is shorter than the chain
 */
public record Presented(List<X509Certificate> chain, boolean server, List<byte[]> staples) {
    public Presented {
        chain = List.copyOf(chain);
        staples = List.copyOf(staples);
    }

    /** A chain without any staple. */
    public static Presented of(List<X509Certificate> chain, boolean server) {
        return new Presented(chain, server, List.of());
    }

    @Override
    public String toString() {
        return "Presented[" + (server ? "server " : "client ") + chain.get(0).getSubjectX500Principal() + ", " + chain.size() + " certificates, "
                + staples.size() + " staples]";
    }
}
