package dev.drawbridge.jsse;

import dev.drawbridge.verify.ChainRules;
import dev.drawbridge.verify.DisabledAlgorithms;
import dev.drawbridge.verify.PathJudge;
import java.net.Socket;
import java.security.AlgorithmConstraints;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/** Our trust manager: the chain, purposes, algorithm constraints and, where asked for, endpoint identification. Serves any provider's engines. */
final class PkixTrustManager extends X509ExtendedTrustManager {
    private final PathJudge judge;
    private final List<X509Certificate> acceptedIssuers;
    private final DisabledAlgorithms disabled;

    PkixTrustManager(PathJudge judge, List<X509Certificate> acceptedIssuers, DisabledAlgorithms disabled) {
        this.judge = judge;
        this.acceptedIssuers = acceptedIssuers;
        this.disabled = disabled;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, authType, false, null);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain, authType, true, null);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        check(chain, authType, false, party(socket));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        check(chain, authType, true, party(socket));
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        check(chain, authType, false, engine == null ? null : Party.of(engine));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        check(chain, authType, true, engine == null ? null : Party.of(engine));
    }

    /** A plain socket has no parameters to check by. */
    private static Party party(Socket socket) {
        return socket instanceof SSLSocket s ? Party.of(s) : null;
    }

    private void check(X509Certificate[] chain, String authType, boolean server, Party party) throws CertificateException {
        if (chain == null || chain.length == 0) {
            throw new IllegalArgumentException("the chain is null or empty");
        }
        if (authType == null || authType.isEmpty()) {
            throw new IllegalArgumentException("the authentication type is null or empty");
        }
        SSLParameters parameters = party == null ? null : party.parameters();
        AlgorithmConstraints constraints = parameters == null ? null : parameters.getAlgorithmConstraints();
        List<X509Certificate> path = judge.judge(List.of(chain), server);
        ChainRules.check(path, disabled, constraints);
        ChainRules.checkPurpose(chain[0], server);
        String algorithm = parameters == null ? null : parameters.getEndpointIdentificationAlgorithm();
        if (algorithm != null && !algorithm.isEmpty()) {
            SSLSession session = party.handshakeSession();
            EndpointIdentity.check(chain[0], algorithm, session, server);
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return acceptedIssuers.toArray(new X509Certificate[0]);
    }

    /** For example {@code OpenSSL's verification against 1 trust anchor from /etc/ca.p12}. */
    @Override
    public String toString() {
        return judge.toString();
    }
}
