package dev.drawbridge.jsse;

import dev.drawbridge.HostFlag;
import dev.drawbridge.VerifyFlag;
import dev.drawbridge.VerifyResult;
import dev.drawbridge.verify.ChainJudge;
import dev.drawbridge.verify.ChainRules;
import dev.drawbridge.verify.DisabledAlgorithms;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.Presented;
import dev.drawbridge.verify.SuiteBRules;
import dev.drawbridge.verify.VerifyException;
import dev.drawbridge.verify.VerifyWishes;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLParameters;
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
    private final Terms terms;

    /**
     * What the connection and its context's configuration say.
     *
     * @param wishes of the connection
     * @param verifyPeer whether a client refuses a server that our own trust manager refuses; what a manager of the program refuses is refused
     * @param hostFlags how names are compared
     * @param demanded what a chain must keep to whoever judges it
     */
    record Terms(VerifyWishes wishes, boolean verifyPeer, Set<HostFlag> hostFlags, Set<VerifyFlag> demanded) {
    }

    ManagedJudge(X509TrustManager manager, Party party, DisabledAlgorithms disabled, Terms terms) {
        this.manager = manager;
        this.party = party;
        this.disabled = disabled;
        this.terms = terms;
    }

    @Override
    public Judgement judge(List<X509Certificate> chain, boolean server, String authType) throws CertificateException {
        Presented peer = Presented.of(chain, server);
        if (manager == null) {
            throw new CertificateException("nobody is trusted: the context was given trust managers, but none for X.509");
        }
        if (manager instanceof PkixTrustManager ours) {
            return judge(ours, peer);
        }
        X509Certificate[] array = chain.toArray(new X509Certificate[0]);
        if (manager instanceof X509ExtendedTrustManager extended) {
            ask(extended, array, server, authType);
            demand(chain);
            return Judgement.OF_PROGRAM;
        }
        if (server) {
            manager.checkServerTrusted(array, authType);
        } else {
            manager.checkClientTrusted(array, authType);
        }
        SSLParameters parameters = party.parameters();
        ChainRules.check(chain, disabled, parameters.getAlgorithmConstraints());
        demand(chain);
        String algorithm = parameters.getEndpointIdentificationAlgorithm();
        if (algorithm != null && !algorithm.isEmpty()) {
            EndpointIdentity.check(peer, algorithm, party.handshakeSession(), terms.hostFlags);
        }
        return Judgement.OF_PROGRAM;
    }

    /**
     * SSL_CTX_set_verify(3) of SSL_VERIFY_NONE in a client: "the server will send a certificate which will be checked. The result of the
     * certificate verification process can be checked after the TLS/SSL handshake [...]. The handshake will be continued regardless of the
     * verification result."
     */
    private Judgement judge(PkixTrustManager ours, Presented peer) throws CertificateException {
        try {
            return ours.judge(peer, party, terms.wishes);
        } catch (CertificateException e) {
            if (terms.verifyPeer || !peer.server()) {
                throw e;
            }
            return new Judgement(e instanceof VerifyException v ? v.result() : VerifyResult.UNSPECIFIED, List.of(), null);
        }
    }

    /** What the configuration demands of chains whoever judges them: of Suite B no other provider's trust manager knows. */
    private void demand(List<X509Certificate> chain) throws CertificateException {
        if (!terms.demanded.isEmpty()) {
            X509Certificate[] trusted = manager.getAcceptedIssuers();
            SuiteBRules.checkSent(chain, trusted == null ? List.of() : List.of(trusted), terms.demanded);
        }
    }

    private void ask(X509ExtendedTrustManager extended, X509Certificate[] chain, boolean server, String authType) throws CertificateException {
        if (party.engine() != null) {
            if (server) {
                extended.checkServerTrusted(chain, authType, party.engine());
            } else {
                extended.checkClientTrusted(chain, authType, party.engine());
            }
        } else if (server) {
            extended.checkServerTrusted(chain, authType, party.socket());
        } else {
            extended.checkClientTrusted(chain, authType, party.socket());
        }
    }
}
