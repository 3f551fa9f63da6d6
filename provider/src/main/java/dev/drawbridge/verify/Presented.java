package dev.drawbridge.verify;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a peer showed of itself.
 *
 * @param chain as it was sent, leaf first, not empty
 * @param server whether the peer is a server
 * @param staples OCSP responses that came with the certificates
 */
public record Presented(List<X509Certificate> chain, boolean server, Staples staples) {
    public Presented {
        chain = List.copyOf(chain);
    }

    /** A chain without any staple. */
    public static Presented of(List<X509Certificate> chain, boolean server) {
        return new Presented(chain, server, Staples.NOT_ASKED);
    }

    /** The same with what came with it. */
    public Presented with(Staples stapled) {
        return new Presented(chain, server, stapled);
    }

    @Override
    public String toString() {
        return "Presented[" + (server ? "server " : "client ") + chain.get(0).getSubjectX500Principal() + ", " + chain.size() + " certificates, "
                + staples + "]";
    }
}
