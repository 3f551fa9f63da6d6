package dev.drawbridge.openssl;

import dev.drawbridge.TicketKeys;
import dev.drawbridge.config.Notices;
import dev.drawbridge.config.RoleDefaults;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.bc.BcCrypto;
import dev.drawbridge.fault.SslReason;
import dev.drawbridge.session.CacheBounds;
import dev.drawbridge.session.GivenTicketKeys;
import dev.drawbridge.session.RandomTicketKeys;
import dev.drawbridge.session.Session;
import dev.drawbridge.session.SessionCounts;
import dev.drawbridge.session.TicketSessions;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Function;
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
        /** {@code SSL_SESS_CACHE_SERVER}: a server's sessions can be resumed. */
        SERVER
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
    private final ReentrantLock lock = new ReentrantLock();
    private volatile TicketSessions serverSessions;
    private final AtomicReference<byte[]> sessionIdContext = new AtomicReference<>(new byte[0]);
    private volatile TicketKeys ticketKeys;
    private volatile Set<SessionCacheMode> cacheMode = Set.of(SessionCacheMode.SERVER);
    private volatile int timeoutSeconds = 7200;
    private volatile int cacheSize = 20 * 1024;
    private volatile BiConsumer<Ssl, SslSession> newSession;
    private volatile InfoCallback info;
    private volatile ToIntFunction<Ssl> clientCertCb;

    /**
     * A context ({@code SSL_CTX_new}).
     *
     * @throws SslException when openssl.cnf or a property of Drawbridge has a mistake, or leaves the method no version
     */
    public SslContext(SslMethod method) throws SslException {
        super(first(method));
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

    private static Choices first(SslMethod method) {
        Choices choices = new Choices();
        if (method.version() != null) {
            choices.command("MinProtocol", method.version().toString(), method.name());
            choices.command("MaxProtocol", method.version().toString(), method.name());
        }
        return choices;
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

    /** Which sessions count; a new context has {@link SessionCacheMode#SERVER}. */
    public void setSessionCacheMode(Set<SessionCacheMode> modes) {
        cacheMode = modes.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(modes));
    }

    /**
     * Is told of each session that a client gets ({@code SSL_CTX_sess_set_new_cb}), as long as the mode has {@link SessionCacheMode#CLIENT}; in TLS
     * 1.3 sessions come after the handshake, with what is read.
     */
    public void sessSetNewCb(BiConsumer<Ssl, SslSession> callback) {
        newSession = callback;
    }

    /** What sessions of a server must have in common to be resumed ({@code SSL_CTX_set_session_id_context}); at most 32 bytes. */
    public void setSessionIdContext(byte[] context) throws SslException {
        if (context.length > 32) {
            throw Failures.of("SSL_CTX_set_session_id_context", SslReason.SSL_SESSION_ID_CONTEXT_TOO_LONG, context.length + " bytes", null);
        }
        sessionIdContext.set(context.clone());
        serverSessions = null;
    }

    /** For how many seconds a server's sessions may be resumed ({@code SSL_CTX_set_timeout}); 7200 at first. */
    public void setTimeout(int seconds) {
        timeoutSeconds = seconds;
        serverSessions = null;
    }

    /** How many sessions a server remembers ({@code SSL_CTX_sess_set_cache_size}); 20480 at first, 0 for no bound but that of memory. */
    public void sessSetCacheSize(int sessions) {
        cacheSize = sessions;
        serverSessions = null;
    }

    /** How many tickets a server of TLS 1.3 gives out ({@code SSL_CTX_set_num_tickets}). */
    public void setNumTickets(int tickets) throws SslException {
        conf("NumTickets", Integer.toString(tickets));
        serverSessions = null;
    }

    /** Keys that servers share, so that they resume each other's sessions ({@code SSL_CTX_set_tlsext_ticket_key_evp_cb}). */
    public void setTicketKeys(TicketKeys keys) {
        ticketKeys = keys;
        serverSessions = null;
    }

    /** How many sessions a server remembers now ({@code SSL_CTX_sess_number}). */
    public long sessNumber() {
        return counts().number();
    }

    /** How many connections of a server resumed one ({@code SSL_CTX_sess_hits}). */
    public long sessHits() {
        return counts().hits();
    }

    /** How many sessions were asked for and not found ({@code SSL_CTX_sess_misses}). */
    public long sessMisses() {
        return counts().misses();
    }

    private SessionCounts counts() {
        return serverSessions().counts();
    }

    /** Made when the first connection needs it; whatever changes what it is made of begins anew. */
    TicketSessions serverSessions() {
        lock.lock();
        try {
            if (serverSessions == null) {
                RoleDefaults d = choices().defaults(false, crypto);
                InstantSource clock = InstantSource.system();
                boolean tickets = d.sessions().tickets();
                dev.drawbridge.session.TicketKeys keys = !tickets ? null : ticketKeys != null ? new GivenTicketKeys(ticketKeys, Notices::tell)
                        : new RandomTicketKeys(crypto, clock, Session.LONGEST_LIFETIME);
                TicketSessions made = new TicketSessions(crypto, keys, d.sessions().numTickets(),
                        new TicketSessions.EarlyRules(d.sessions().maxEarlyData(), d.sessions().antiReplay()), sessionIdContext.get(), clock);
                made.bounds(new CacheBounds(cacheSize, timeoutSeconds));
                serverSessions = made;
            }
            return serverSessions;
        } finally {
            lock.unlock();
        }
    }

    boolean remembers(SessionCacheMode mode) {
        return cacheMode.contains(mode);
    }

    BiConsumer<Ssl, SslSession> newSession() {
        return newSession;
    }

    byte[] sessionIdContext() {
        return sessionIdContext.get();
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
