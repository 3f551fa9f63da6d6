package dev.drawbridge.openssl;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.handshake.ConnectionFacts;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** What can be asked about a connection: the calls {@code SSL_get_...} about the handshake. In a renegotiation it is still that of the one before. */
abstract sealed class SslFacts extends SslConfigurable permits Ssl {
    /** {@code TLSEXT_STATUSTYPE_ocsp}. */
    public static final int STATUS_TYPE_OCSP = 1;

    private volatile int statusType = -1;
    private final AtomicReference<byte[]> statusResponse = new AtomicReference<>();

    SslFacts(Choices choices) {
        super(choices);
    }

    abstract ConnectionFacts facts();

    /** Null before the handshake has begun. */
    abstract PeerJudge judge();

    /** Of the handshake that runs, else the same. */
    abstract ConnectionFacts handshakeFacts();

    // ---- OCSP: SSL_CTX_set_tlsext_status_cb(3)

    /**
     * Has a client ask its server for an OCSP response ({@code SSL_set_tlsext_status_type}).
     *
     * @param type {@link #STATUS_TYPE_OCSP}, or -1 for nothing
     */
    public final void setTlsextStatusType(int type) {
        if (type != STATUS_TYPE_OCSP && type != -1) {
            throw new IllegalArgumentException("a status of type " + type + "; expected 1, or -1 for none");
        }
        statusType = type;
    }

    /** {@link #STATUS_TYPE_OCSP} where a client asks for a response, and in a server whose client asked; else -1 ({@code SSL_get_tlsext_status_type}). */
    public final int getTlsextStatusType() {
        return statusType;
    }

    final void statusIsAsked() {
        statusType = STATUS_TYPE_OCSP;
    }

    /** The OCSP response that a server sends, in the callback that finds it; null for none ({@code SSL_set_tlsext_status_ocsp_resp}). */
    public final void setTlsextStatusOcspResp(byte[] der) {
        statusResponse.set(der == null ? null : der.clone());
    }

    final byte[] statusResponse() {
        return statusResponse.get();
    }

    /** As a client: the OCSP response that came with the server's certificate, not judged; null when none did ({@code SSL_get_tlsext_status_ocsp_resp}). */
    public final byte[] getTlsextStatusOcspResp() {
        List<byte[]> all = handshakeFacts().stapledResponses();
        return all.isEmpty() || all.get(0).length == 0 ? null : all.get(0).clone();
    }

    // ---- the handshake

    /** {@code TLSv1.2}, {@code TLSv1.3}, or null before it is agreed ({@code SSL_get_version}). */
    public final String getVersion() {
        return facts().version() == null ? null : facts().version().toString();
    }

    /** OpenSSL's name of the cipher suite, or null before it is agreed ({@code SSL_get_cipher}). */
    public final String getCipher() {
        return facts().cipherSuite() == null ? null : facts().cipherSuite().opensslName();
    }

    /** The group of the key exchange, or null ({@code SSL_get_negotiated_group}). */
    public final String getNegotiatedGroup() {
        return facts().group() == null ? null : facts().group().toString();
    }

    /** The application protocol that was agreed, "" for none ({@code SSL_get0_alpn_selected}). */
    public final String getAlpnSelected() {
        return facts().applicationProtocol() == null ? "" : facts().applicationProtocol();
    }

    /** The host name that the client asked for, or null ({@code SSL_get_servername}). */
    public final String getServername() {
        return facts().requestedServerName();
    }

    /** The peer's certificate, or null ({@code SSL_get1_peer_certificate}). */
    public final X509Certificate getPeerCertificate() {
        List<X509Certificate> chain = getPeerCertChain();
        return chain.isEmpty() ? null : chain.get(0);
    }

    /** The certificates that the peer showed, its own first; empty when none ({@code SSL_get_peer_cert_chain}, with the own one on servers too). */
    public final List<X509Certificate> getPeerCertChain() {
        return facts().peer().chain();
    }

    /**
     * What was found about the peer's certificate ({@code SSL_get_verify_result}): {@link VerifyResult#OK} also when it showed none. It comes back with
     * a session that is resumed.
     */
    public final VerifyResult getVerifyResult() {
        return judge() == null ? VerifyResult.OK : judge().result();
    }

    /** Whether a session was resumed ({@code SSL_session_reused}). */
    public final boolean sessionReused() {
        return facts().resumed();
    }
}
