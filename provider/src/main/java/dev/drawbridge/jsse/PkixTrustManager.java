package dev.drawbridge.jsse;

import dev.drawbridge.HostFlag;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.verify.ChainRules;
import dev.drawbridge.verify.DisabledAlgorithms;
import dev.drawbridge.verify.DistrustedAuthorities;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.PathJudge;
import dev.drawbridge.verify.Presented;
import dev.drawbridge.verify.Staples;
import dev.drawbridge.verify.VerifyWishes;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.X509ExtendedTrustManager;

/** Our trust manager: the chain, purposes, algorithm constraints and, where asked for, endpoint identification. Serves any provider's engines. */
final class PkixTrustManager extends X509ExtendedTrustManager {
    private final PathJudge judge;
    private final Supplier<List<X509Certificate>> acceptedIssuers;
    private final DisabledAlgorithms disabled;
    private final DistrustedAuthorities distrusted;
    private final HostFlags hostFlags;

    /** How the names of servers and of clients are compared. */
    record HostFlags(Set<HostFlag> ofServers, Set<HostFlag> ofClients) {
        static final HostFlags NONE = new HostFlags(Set.of(), Set.of());
    }

    PkixTrustManager(PathJudge judge, Supplier<List<X509Certificate>> acceptedIssuers, DisabledAlgorithms disabled,
            DistrustedAuthorities distrusted, HostFlags hostFlags) {
        this.judge = judge;
        this.acceptedIssuers = acceptedIssuers;
        this.disabled = disabled;
        this.distrusted = distrusted;
        this.hostFlags = hostFlags;
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
        judge(Presented.of(List.of(chain), server), party, VerifyWishes.NONE);
    }

    /**
     * The same, and what was found.
     *
     * @param party on whose behalf, or null when its parameters are not known
     */
    Judgement judge(Presented peer, Party party, VerifyWishes wishes) throws CertificateException {
        Judgement judgement = judge.judge(peer.server() && party != null ? peer.with(staples(party.handshakeSession())) : peer, wishes);
        if (peer.server()) {
            distrusted.check(judgement);
        }
        SSLParameters parameters = party == null ? null : party.parameters();
        ChainRules.check(judgement.path(), disabled, parameters == null ? null : parameters.getAlgorithmConstraints());
        ChainRules.checkPurpose(peer.chain().get(0), peer.server(), peer.server() && party != null && keyDecrypts(party.handshakeSession()));
        String algorithm = parameters == null ? null : parameters.getEndpointIdentificationAlgorithm();
        if (algorithm != null && !algorithm.isEmpty()) {
            EndpointIdentity.check(peer, algorithm, party.handshakeSession(), peer.server() ? hostFlags.ofServers : hostFlags.ofClients);
        }
        return judgement;
    }

    /** Whether the server's key is used for RSA key exchange. */
    private static boolean keyDecrypts(SSLSession session) {
        CipherSuite suite = session == null ? null : CipherSuite.named(session.getCipherSuite());
        return suite != null && suite.rsaKeyExchange();
    }

    /** What a server stapled. Sessions of other providers do not tell whether anything was asked for, or do not know of staples at all. */
    private static Staples staples(SSLSession session) {
        if (session instanceof SessionView ours) {
            return ours.staples();
        }
        try {
            return session instanceof ExtendedSSLSession other ? Staples.of(false, other.getStatusResponses()) : Staples.NOT_ASKED;
        } catch (UnsupportedOperationException e) {
            return Staples.NOT_ASKED;
        }
    }

    /** Whom it trusts now: an object that is another when that has changed. */
    Object trusted() {
        return judge.trusted();
    }

    /** Whether a connection can have wishes about the verification. */
    boolean takesWishes() {
        return judge.takesWishes();
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return acceptedIssuers.get().toArray(new X509Certificate[0]);
    }

    /** For example {@code OpenSSL's verification against 1 trust anchor from /etc/ca.p12}. */
    @Override
    public String toString() {
        return judge.toString();
    }
}
