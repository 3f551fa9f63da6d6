package dev.drawbridge.jsse;

import dev.drawbridge.HostFlag;
import dev.drawbridge.verify.HostNames;
import dev.drawbridge.verify.Presented;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLSession;

/** Endpoint identification as {@code SSLParameters.setEndpointIdentificationAlgorithm} asks for it, on any provider's session. */
final class EndpointIdentity {
    private EndpointIdentity() {
    }

    /**
     * Returns normally when the leaf names the peer: by the name that was asked for in server_name, else by the host that was connected to.
     *
     * @param algorithm {@code HTTPS} or {@code LDAPS}, which mean the same today; any other is refused
     * @param session the handshake session, or null when there is none, which is refused
     * @param peer clients are identified by their host alone
     * @param hostFlags how names are compared
     */
    static void check(Presented peer, String algorithm, SSLSession session, Set<HostFlag> hostFlags) throws CertificateException {
        String name = algorithm.toUpperCase(Locale.ROOT);
        if (!name.equals("HTTPS") && !name.equals("LDAPS")) {
            throw new CertificateException("Unknown identification algorithm: " + algorithm + "; expected HTTPS or LDAPS");
        }
        if (session == null) {
            throw new CertificateException("No handshake session");
        }
        X509Certificate leaf = peer.chain().get(0);
        String host = session.getPeerHost();
        String asked = peer.server() ? askedFor(session) : null;
        if (asked == null || asked.equalsIgnoreCase(host)) {
            HostNames.check(leaf, host, hostFlags);
            return;
        }
        try {
            HostNames.check(leaf, asked, hostFlags);
        } catch (CertificateException e) {
            if (host == null || host.isEmpty()) {
                throw e;
            }
            HostNames.check(leaf, host, hostFlags);
        }
    }

    private static String askedFor(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (SNIServerName n : extended.getRequestedServerNames()) {
                if (n instanceof SNIHostName h) {
                    return h.getAsciiName();
                }
            }
        }
        return null;
    }
}
