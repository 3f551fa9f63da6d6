package dev.drawbridge.openssl;

import dev.drawbridge.VerifyResult;
import dev.drawbridge.fault.SslReason;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.SessionCodec;
import dev.drawbridge.session.SessionException;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.store.SessionPem;
import dev.drawbridge.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What can be resumed: OpenSSL's {@code SSL_SESSION} (d2i_SSL_SESSION(3)). A client gets it by {@link Ssl#get1Session} or
 * {@link SslContext#sessSetNewCb}, and resumes it by {@link Ssl#setSession}, as often as it likes; RFC 8446 appendix C.4 advises to use one of
 * TLS 1.3 once. References are the garbage collector's business, so there is no {@code SSL_SESSION_up_ref}; {@link #close} wipes the secret.
 * Safe for many threads.
 */
public final class SslSession implements AutoCloseable {
    private static final byte[] NO_CONTEXT = {};

    private final Session session;
    private final byte[] context;
    private volatile Duration timeout;
    private volatile boolean spoiled;

    /** Takes over the secret. */
    SslSession(Session session, byte[] context) {
        this.session = session;
        this.context = context;
        this.timeout = session.lifetime();
    }

    /** The session of DER ({@code d2i_SSL_SESSION}). The array stays the caller's to wipe. */
    public static SslSession ofDer(byte[] der) throws SslException {
        try {
            SessionCodec.Decoded decoded = SessionCodec.decode(der);
            return new SslSession(decoded.session(), decoded.context());
        } catch (SessionException e) {
            throw Failures.of("d2i_SSL_SESSION", SslReason.LENGTH_MISMATCH, e.getMessage(), e);
        }
    }

    /** The session of PEM ({@code PEM_read_bio_SSL_SESSION}). */
    public static SslSession ofPem(String pem) throws SslException {
        try {
            return ofDer(SessionPem.der("the session", pem.getBytes(StandardCharsets.US_ASCII)));
        } catch (StoreException e) {
            throw Failures.of("PEM_read_bio_SSL_SESSION", e);
        }
    }

    /**
     * Its DER, OpenSSL's own ({@code i2d_SSL_SESSION}).
     *
     * @return holds the secret: whoever has it can read the connections that are resumed from it
     */
    public byte[] toDer() throws SslException {
        try {
            return SessionCodec.encode(session.lasting(timeout), context.length == 0 ? NO_CONTEXT : context);
        } catch (SessionException e) {
            throw Failures.of("i2d_SSL_SESSION", SslReason.INTERNAL_ERROR, e.getMessage(), e);
        }
    }

    /** Its PEM ({@code PEM_write_bio_SSL_SESSION}), with the secret. */
    public String toPem() throws SslException {
        return new String(SessionPem.pem(toDer()), StandardCharsets.US_ASCII);
    }

    /** The id, at most 32 bytes ({@code SSL_SESSION_get_id}); in TLS 1.3 a digest of the ticket. */
    public byte[] getId() {
        return session.id().clone();
    }

    /** {@code SSL_SESSION_get0_id_context}. */
    public byte[] getIdContext() {
        return context.clone();
    }

    /** When the full handshake was ({@code SSL_SESSION_get_time}). */
    public Instant getTime() {
        return session.created();
    }

    /** For how long from then on it may be resumed ({@code SSL_SESSION_get_timeout}). */
    public Duration getTimeout() {
        return timeout;
    }

    /** Another one ({@code SSL_SESSION_set_timeout}); never longer than RFC 8446 section 4.6.1 allows, a week. */
    public void setTimeout(Duration other) {
        timeout = other.compareTo(Session.LONGEST_LIFETIME) > 0 ? Session.LONGEST_LIFETIME : other;
    }

    /** {@code TLSv1.2}, {@code TLSv1.3} ({@code SSL_SESSION_get_protocol_version}). */
    public String getProtocolVersion() {
        return session.version().toString();
    }

    /** OpenSSL's name of the cipher suite ({@code SSL_SESSION_get0_cipher}). */
    public String getCipher() {
        return session.suite().opensslName();
    }

    /** The host name that the client asked for, or null ({@code SSL_SESSION_get0_hostname}). */
    public String getHostname() {
        return session.serverName();
    }

    /** The peer's certificate, or null ({@code SSL_SESSION_get0_peer}). */
    public X509Certificate getPeer() {
        List<X509Certificate> chain = session.peer().chain();
        return chain.isEmpty() ? null : chain.get(0);
    }

    /** Whether a ticket stands for it ({@code SSL_SESSION_has_ticket}). */
    public boolean hasTicket() {
        return session.ticket() != null && session.ticket().bytes().length > 0;
    }

    /** The most early data that the ticket is good for ({@code SSL_SESSION_get_max_early_data}). */
    public long getMaxEarlyData() {
        return session.ticket() == null ? 0 : session.ticket().maxEarlyData();
    }

    /** What its records are limited to, also when it is resumed ({@code SSL_SESSION_get_max_fragment_length}). */
    public MaxFragmentLength getMaxFragmentLength() {
        return MaxFragmentLength.of(session.limit());
    }

    /**
     * Whether it may be resumed ({@code SSL_SESSION_is_resumable}): there is an id or a ticket, and its connection was not freed without
     * {@link Ssl#shutdown} ({@code SSL_free(3)}).
     */
    public boolean isResumable() {
        return !spoiled && (session.id().length > 0 || hasTicket());
    }

    SslSession spoil() {
        spoiled = true;
        return this;
    }

    VerifyResult verifyResult() {
        return session.peer().judgement() == null ? VerifyResult.OK : session.peer().judgement().result();
    }

    /** What a connection resumes, with a secret of its own; null when it may not be resumed. */
    Session toResume() {
        return isResumable() ? session.copy().lasting(timeout) : null;
    }

    /** The same for a server of a session_id_context; null also when it is of another one, or of a version for which ids are not looked up so. */
    Session toResume(byte[] idContext, boolean tls13) {
        boolean fits = MessageDigest.isEqual(context, idContext) && tls13 == (session.version() == ProtocolVersion.TLS13);
        return fits ? toResume() : null;
    }

    /** Wipes the secret ({@code SSL_SESSION_free}); nothing is resumed from it afterwards. */
    @Override
    public void close() {
        spoiled = true;
        session.secret().wipe();
    }

    /** Without the secret. */
    @Override
    public String toString() {
        return "SslSession[" + session + (spoiled ? ", not resumable]" : "]");
    }
}
