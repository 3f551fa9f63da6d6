package dev.drawbridge.verify;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Finds out whether a chain is trusted, without knowing the connection. Safe for many threads. */
@FunctionalInterface
public interface PathJudge {
    /**
     * Returns the path that was found valid, leaf first, without its anchor; for a leaf that is itself an anchor the leaf alone.
     *
     * @param chain as the peer sent it, leaf first, not empty
     * @param server whether the peer is a server
     */
    List<X509Certificate> judge(List<X509Certificate> chain, boolean server) throws CertificateException;
}
