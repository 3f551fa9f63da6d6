package dev.drawbridge.verify;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;

/** Who judges a peer's chain: a trust manager that the program gave, or our own. Runs in a task, so it may be slow. */
@FunctionalInterface
public interface ChainJudge {
    /**
     * Returns when a connection with this peer may go on.
     *
     * @param chain the certificates as the peer sent them, leaf first, never empty
     * @param server whether the peer is a server
     * @param authType JSSE's name of the key exchange ({@code ECDHE_RSA}, {@code UNKNOWN} in TLS 1.3) for servers, of the key for clients
     * @throws CertificateException when not
     */
    Judgement judge(List<X509Certificate> chain, boolean server, String authType) throws CertificateException;

    /**
     * The same of a peer who resumes a session and shows no certificate: whether today's rules would still let him in.
     *
     * @param before what was found when he did, or null when that is not known
     */
    default Judgement judgeAgain(List<X509Certificate> chain, boolean server, String authType, Judgement before) throws CertificateException {
        return judge(chain, server, authType);
    }
}
