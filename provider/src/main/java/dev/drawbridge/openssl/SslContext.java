package dev.drawbridge.openssl;

import dev.drawbridge.TicketKeys;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.SslReason;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * What connections have in common: OpenSSL's {@code SSL_CTX} (SSL_CTX_new(3)). A new one trusts nobody, verifies nobody, has no certificate,
 * and otherwise what openssl.cnf's {@code system_default} says, else OpenSSL's defaults.
 *
 * <pre>{@code
 * SslContext ctx = new SslContext(SslMethod.TLS_CLIENT);
 * ctx.loadVerifyLocations(Path.of("ca.pem"), null);
 * ctx.setVerify(Set.of(VerifyMode.PEER), null);
 * try (Ssl ssl = new Ssl(ctx)) {
 *     ssl.setFd(socket);
 *     ssl.set1Host("www.example.org");
 *     if (ssl.connect() != 1) {
 *         ErrorQueue.print(System.err);
 *     }
 * }
 * }</pre>
 */
public final class SslContext extends SslConfigurable implements AutoCloseable {
    /** Where a server remembers sessions, and whether a client's are told of ({@code SSL_SESS_CACHE_...}). */
    public enum SessionCacheMode {
        /** {@code SSL_SESS_CACHE_CLIENT}: the callback of {@link #sessSetNewCb} is told of a client's sessions. */
        CLIENT,
        /** {@code SSL_SESS_CACHE_SERVER}: a server remembers sessions, and the callback of {@link #sessSetNewCb} is told of them. */
        SERVER,
        /** {@code SSL_SESS_CACHE_NO_INTERNAL_LOOKUP}: sessions are not looked up here, only by {@link #sessSetGetCb}. */
        NO_INTERNAL_LOOKUP,
        /** {@code SSL_SESS_CACHE_NO_INTERNAL_STORE}: sessions do not come in here by themselves. Both together are {@code SSL_SESS_CACHE_NO_INTERNAL}. */
        NO_INTERNAL_STORE
    }

    /** What happens to a connection ({@code SSL_CTX_set_info_callback}). */
    public interface InfoCallback {
        /** {@code SSL_CB_HANDSHAKE_START}. */
        int HANDSHAKE_START = 0x10;
        /** {@code SSL_CB_HANDSHAKE_DONE}. */
        int HANDSHAKE_DONE = 0x20;
        /** {@code SSL_CB_READ_ALERT}. */
        int READ_ALERT = 0x4004;
        /** {@code SSL_CB_WRITE_ALERT}. */
        int WRITE_ALERT = 0x4008;

        /**
         * Something happened; called on the thread of the call in which it did.
         *
         * @param where one of the numbers above
         * @param value for alerts level times 256 and the alert's number, else 1
         */
        void info(Ssl ssl, int where, int value);
    }

    private final SslMethod method;
    private final Crypto crypto = new BcCrypto(null);
    private final X509Store store = new X509Store();
    private final SessionCache sessions = new SessionCache(this);
    private volatile InfoCallback info;
    private volatile ToIntFunction<Ssl> clientCertCb;
    private volatile Predicate<Ssl> allowEarlyData;
    private volatile StatusCallback tlsextStatusCb;

    /**
     * A context ({@code SSL_CTX_new}).
     *
     * @throws SslException when openssl.cnf or a property of Drawbridge has a mistake, or leaves the method no version
     */
    public SslContext(SslMethod method) throws SslException {
        super(new Choices(method));
        this.method = method;
        check();
    }

    /** Mistakes in what is said or configured are found when they are said, for each role that the method allows. */
    @Override
    void check() throws SslException {
        for (boolean client : new boolean[] {true, false}) {
            if (method.allows(client)) {
                choices().check(client, crypto);
            }
        }
    }

    @Override
    public Set<VerifyMode> getVerifyMode() {
        return choices().verifyMode(!method.allows(false), crypto);
    }

    SslMethod method() {
        return method;
    }

    Crypto crypto() {
        return crypto;
    }

    // ---- trust: SSL_CTX_load_verify_locations(3)

    /**
     * Whom to trust ({@code SSL_CTX_load_verify_locations}).
     *
     * @param caFile a PEM file, read now and again when it changes; or null
     * @param caPath directories with the links of {@code openssl rehash}, looked at when an issuer is needed; or null
     * @throws SslException when one cannot be read, or both are null
     */
    public void loadVerifyLocations(Path caFile, String caPath) throws SslException {
        if (caFile == null && caPath == null) {
            throw Failures.of("SSL_CTX_load_verify_locations", SslReason.INTERNAL_ERROR, "neither a file nor a directory is named", null);
        }
        if (caFile != null) {
            store.loadFile(caFile);
        }
        if (caPath != null) {
            store.loadPath(caPath);
        }
    }

    /** Trusts whom OpenSSL trusts on this machine ({@code SSL_CTX_set_default_verify_paths}). */
    public void setDefaultVerifyPaths() throws SslException {
        store.setDefaultPaths();
    }

    /** The store that peers are verified with ({@code SSL_CTX_get_cert_store}). */
    public X509Store getCertStore() {
        return store;
    }

    // ---- sessions: SSL_CTX_set_session_cache_mode(3)

    /** Which sessions count, and where they are kept; a new context has {@link SessionCacheMode#SERVER}. Without a mode only tickets are resumed. */
    public void setSessionCacheMode(Set<SessionCacheMode> modes) {
        sessions.mode(modes);
    }

    /** {@code SSL_CTX_get_session_cache_mode}. */
    public Set<SessionCacheMode> getSessionCacheMode() {
        return sessions.mode();
    }

    /**
     * Is told of each new session of a role that the mode has ({@code SSL_CTX_sess_set_new_cb}). A client in TLS 1.3 has one for each ticket, after the
     * handshake, with what is read; a server one for each ticket of TLS 1.3 and in TLS 1.2 those that are found by an id.
     */
    public void sessSetNewCb(BiConsumer<Ssl, SslSession> callback) {
        sessions.newSession(callback);
    }

    /**
     * Is asked for a session that a client names by its id and that is not found here ({@code SSL_CTX_sess_set_get_cb}). What it returns stays its own, so that
     * there is no flag for a reference; null when it has none. A session that is here afterwards is not asked for again, unless the mode has
     * {@link SessionCacheMode#NO_INTERNAL_STORE}.
     */
    public void sessSetGetCb(BiFunction<Ssl, byte[], SslSession> callback) {
        sessions.getSession(callback);
    }

    /**
     * Is told of sessions that may not be resumed any more ({@code SSL_CTX_sess_set_remove_cb}): that are too old or too many, that
     * {@link #removeSession} names, whose connection ended without {@link Ssl#shutdown}, and, in a client with {@link SessionCacheMode#CLIENT}, that
     * TLS 1.3 has used. It is shown those of the cache without their secret.
     */
    public void sessSetRemoveCb(BiConsumer<SslContext, SslSession> callback) {
        sessions.removeSession(callback);
    }

    /** Puts a session where servers find it by its id ({@code SSL_CTX_add_session}). Returns 1, or 0 when it is there already or may not be resumed. */
    public int addSession(SslSession session) {
        return sessions.add(session);
    }

    /** Nobody resumes this session any more ({@code SSL_CTX_remove_session}). Returns 1, or 0 when it was not here. */
    public int removeSession(SslSession session) {
        return sessions.remove(session);
    }

    /** Lets those sessions go that are too old at this time in seconds since 1970, or all for 0 ({@code SSL_CTX_flush_sessions}). */
    public void flushSessions(long time) {
        sessions.flush(time);
    }

    /** What sessions of a server must have in common to be resumed ({@code SSL_CTX_set_session_id_context}); at most 32 bytes. */
    public void setSessionIdContext(byte[] context) throws SslException {
        if (context.length > 32) {
            throw Failures.of("SSL_CTX_set_session_id_context", SslReason.SSL_SESSION_ID_CONTEXT_TOO_LONG, context.length + " bytes", null);
        }
        sessions.idContext(context);
    }

    /** For how many seconds a server's sessions may be resumed ({@code SSL_CTX_set_timeout}); 7200 at first. */
    public void setTimeout(int seconds) {
        sessions.bounds(sessions.bounds().withTimeout(seconds));
    }

    /** {@code SSL_CTX_get_timeout}. */
    public int getTimeout() {
        return sessions.bounds().timeoutSeconds();
    }

    /** How many sessions a server remembers ({@code SSL_CTX_sess_set_cache_size}); 20480 at first, 0 for no bound but that of memory. */
    public void sessSetCacheSize(int most) {
        sessions.bounds(sessions.bounds().withSize(most));
    }

    /** {@code SSL_CTX_sess_get_cache_size}. */
    public int sessGetCacheSize() {
        return sessions.bounds().size();
    }

    /** How many tickets a server of TLS 1.3 gives out ({@code SSL_CTX_set_num_tickets}). */
    public void setNumTickets(int tickets) throws SslException {
        conf("NumTickets", Integer.toString(tickets));
        sessions.startAnew();
    }

    /**
     * Keys that servers share, so that they resume each other's sessions ({@code SSL_CTX_set_tlsext_ticket_key_evp_cb}); null for some at random.
     *
     * @throws IllegalArgumentException when those of now cannot be used
     */
    public void setTicketKeys(TicketKeys keys) {
        sessions.ticketKeys(keys);
    }

    /**
     * How much early data the tickets of a server are good for; 0 for none, as at first ({@code SSL_CTX_set_max_early_data}). Such a ticket is used once, for which
     * the server remembers its sessions, unless {@link SslOption#NO_ANTI_REPLAY} leaves that to the program.
     *
     * @param bytes up to 4294967295
     */
    public void setMaxEarlyData(long bytes) {
        if (bytes < 0 || bytes > 0xffffffffL) {
            throw new IllegalArgumentException(bytes + " bytes of early data; expected 0 to 4294967295");
        }
        sessions.maxEarlyData(bytes);
    }

    /** {@code SSL_CTX_get_max_early_data}. */
    public long getMaxEarlyData() {
        return sessions.maxEarlyData();
    }

    /** As a server: may refuse early data that would be taken otherwise ({@code SSL_CTX_set_allow_early_data_cb}); null for nobody. */
    public void setAllowEarlyDataCb(Predicate<Ssl> callback) {
        allowEarlyData = callback;
    }

    Predicate<Ssl> allowEarlyData() {
        return allowEarlyData;
    }

    /** How many sessions a server remembers now ({@code SSL_CTX_sess_number}). */
    public long sessNumber() {
        return sessions.ofServers().counts().number();
    }

    /** How many handshakes clients began, but for renegotiations ({@code SSL_CTX_sess_connect}). */
    public long sessConnect() {
        return sessions.tally(true).begun();
    }

    /** How many clients ended, with renegotiations ({@code SSL_CTX_sess_connect_good}). */
    public long sessConnectGood() {
        return sessions.tally(true).good();
    }

    /** How many renegotiations clients began ({@code SSL_CTX_sess_connect_renegotiate}). */
    public long sessConnectRenegotiate() {
        return sessions.tally(true).renegotiations();
    }

    /** How many handshakes servers began, but for renegotiations ({@code SSL_CTX_sess_accept}). */
    public long sessAccept() {
        return sessions.tally(false).begun();
    }

    /** How many servers ended, with renegotiations ({@code SSL_CTX_sess_accept_good}). */
    public long sessAcceptGood() {
        return sessions.tally(false).good();
    }

    /** How many renegotiations servers began ({@code SSL_CTX_sess_accept_renegotiate}). */
    public long sessAcceptRenegotiate() {
        return sessions.tally(false).renegotiations();
    }

    /** How many handshakes resumed a session ({@code SSL_CTX_sess_hits}). */
    public long sessHits() {
        return sessions.hits();
    }

    /** How many sessions the callback of {@link #sessSetGetCb} had ({@code SSL_CTX_sess_cb_hits}). */
    public long sessCbHits() {
        return sessions.callbackHits();
    }

    /** How many sessions a server did not find here, and how many of a client its server did not want ({@code SSL_CTX_sess_misses}). */
    public long sessMisses() {
        return sessions.misses();
    }

    /** How many were found and too old ({@code SSL_CTX_sess_timeouts}). */
    public long sessTimeouts() {
        return sessions.ofServers().counts().timeouts();
    }

    /** How many left because there were too many ({@code SSL_CTX_sess_cache_full}). */
    public long sessCacheFull() {
        return sessions.ofServers().counts().full();
    }

    SessionCache sessions() {
        return sessions;
    }

    // ---- callbacks

    /** Is told what happens to connections ({@code SSL_CTX_set_info_callback}), or null. */
    public void setInfoCallback(InfoCallback callback) {
        info = callback;
    }

    InfoCallback info() {
        return info;
    }

    /**
     * Is asked when a server asks for a certificate and the client has none that suits, after {@link #setCertCb} ({@code SSL_CTX_set_client_cert_cb}); null
     * for nobody.
     *
     * @param callback sets certificate and key of the connection and returns 1, or 0 for none; less suspends the handshake as there
     */
    public void setClientCertCb(ToIntFunction<Ssl> callback) {
        clientCertCb = callback;
    }

    ToIntFunction<Ssl> clientCertCb() {
        return clientCertCb;
    }

    /** Finds OCSP responses for servers, and judges them for clients ({@code SSL_CTX_set_tlsext_status_cb}); null for nobody. */
    public void setTlsextStatusCb(StatusCallback callback) {
        tlsextStatusCb = callback;
    }

    StatusCallback tlsextStatusCb() {
        return tlsextStatusCb;
    }

    /**
     * As a server: chooses among the application protocols that a client offers ({@code SSL_CTX_set_alpn_select_cb}).
     *
     * @param callback returns one of them, "" to ignore the extension, null to end the handshake
     */
    public void setAlpnSelectCb(Function<List<String>, String> callback) {
        set(c -> c.alpnSelector = callback);
    }

    /** Nothing is held that the garbage collector does not see ({@code SSL_CTX_free}); connections go on. */
    @Override
    public void close() {
        // so that programs can pair SSL_CTX_new with SSL_CTX_free
    }

    @Override
    public String toString() {
        return "SslContext[" + method + "]";
    }
}
