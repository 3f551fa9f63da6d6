package dev.drawbridge.jsse;

import dev.drawbridge.verify.ChainJudge;
import dev.drawbridge.verify.ChainRules;
import dev.drawbridge.verify.DisabledAlgorithms;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Asks a trust manager, ours or any other, about the peer of one connection. An extended manager gets the engine or socket and sees to
 * host names and constraints itself; for a plain one that is done here, as SunJSSE does it.
 */
final class ManagedJudge implements ChainJudge {
    private final X509TrustManager manager;
    private final Party party;
    private final DisabledAlgorithms disabled;

    ManagedJudge(X509TrustManager manager, Party party, DisabledAlgorithms disabled) {
        this.manager = manager;
        this.party = party;
        this.disabled = disabled;
    }

    @Override
    public void judge(List<X509Certificate> chain, boolean server, String authType) throws CertificateException {
        X509Certificate[] array = chain.toArray(new X509Certificate[0]);
        if (manager == null) {
            throw new CertificateException("nobody is trusted: the context was given trust managers, but none for X.509");
        }
        if (manager instanceof X509ExtendedTrustManager extended) {
            if (party.engine() != null) {
                if (server) {
                    extended.checkServerTrusted(array, authType, party.engine());
                } else {
                    extended.checkClientTrusted(array, authType, party.engine());
                }
            } else if (server) {
                extended.checkServerTrusted(array, authType, party.socket());
            } else {
                extended.checkClientTrusted(array, authType, party.socket());
            }
            return;
        }
        if (server) {
            manager.checkServerTrusted(array, authType);
        } else {
            manager.checkClientTrusted(array, authType);
        }
        SSLParameters parameters = party.parameters();
        ChainRules.check(chain, disabled, parameters.getAlgorithmConstraints());
        checkName(chain.get(0), server, parameters);
    }

    private void checkName(X509Certificate leaf, boolean server, SSLParameters parameters) throws CertificateException {
        String algorithm = parameters.getEndpointIdentificationAlgorithm();
        if (algorithm != null && !algorithm.isEmpty()) {
            SSLSession session = party.handshakeSession();
            EndpointIdentity.check(leaf, algorithm, session, server);
        }
    }
}
