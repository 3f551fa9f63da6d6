package dev.drawbridge.openssl;

import dev.drawbridge.EarlyDataStatus;
import dev.drawbridge.VerifyContext;
import dev.drawbridge.fault.SslReason;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.openssl.SslContext.InfoCallback;
import dev.drawbridge.spec.ContentType;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * One TLS connection: OpenSSL's {@code SSL} (SSL_new(3)), over {@link Bio}s. {@link #connect}, {@link #accept}, {@link #doHandshake},
 * {@link #read}, {@link #write} and {@link #shutdown} return what their namesakes do, 1 or a number of bytes when they succeed, and
 * {@link #getError} says what to do about anything else; they block when the BIO does. What went wrong is in the {@link ErrorQueue}. Nothing that
 * the peer sends makes them throw.
 *
 * <p>For one thread at a time, as in OpenSSL. What is undefined there is an {@code IllegalStateException} here: calls that move bytes or change the
 * connection while another thread is in one, or after {@link #close}, and a change of the role after the handshake has begun.
 */
public final class Ssl extends SslFacts implements SecureStream, AutoCloseable {
    /** {@code SSL_SENT_SHUTDOWN}: we have said close_notify. */
    public static final int SENT_SHUTDOWN = SslGoodbyes.SENT;
    /** {@code SSL_RECEIVED_SHUTDOWN}: the peer has. */
    public static final int RECEIVED_SHUTDOWN = SslGoodbyes.RECEIVED;

    private final SslContext context;
    private final SslIo io = new SslIo();
    private final Queue<HeardMessage> messages = new ArrayDeque<>();
    private SslDriver driver = new SslDriver(new Owner(), io);
    private Boolean client;
    private String serverName;
    private final ConnectionSessions sessions;
    private volatile boolean freed;
    /** Who is in a call. */
    private final AtomicReference<Thread> user = new AtomicReference<>();

    /** A connection of a context, with all that the context has now ({@code SSL_new}). */
    public Ssl(SslContext context) {
        super(context.choices());
        this.context = context;
        this.sessions = new ConnectionSessions(this);
        this.client = context.method().client();
    }

    // ---- setting up

    /** {@code SSL_get_SSL_CTX}. */
    public SslContext getSslCtx() {
        return context;
    }

    /** Reads from and writes to a socket, which stays open when this is freed ({@code SSL_set_fd}). */
    public void setFd(Socket socket) {
        Bio bio = Bio.socket(socket, CloseFlag.NOCLOSE);
        setBio(bio, bio);
    }

    /** The same of a channel, which may be non-blocking. */
    public void setFd(SocketChannel channel) {
        Bio bio = Bio.socket(channel, CloseFlag.NOCLOSE);
        setBio(bio, bio);
    }

    /**
     * Reads from one Bio and writes to another, or the same ({@code SSL_set_bio}). Both belong to the connection from then on, and those that it
     * had are freed.
     */
    @Override
    public void setBio(Bio rbio, Bio wbio) {
        requireAlive();
        io.bios(rbio, wbio);
    }

    /** {@code SSL_get_rbio}; null when there is none. */
    @Override
    public Bio rbio() {
        return io.rbio();
    }

    /** {@code SSL_get_wbio}; null when there is none. */
    @Override
    public Bio wbio() {
        return io.wbio();
    }

    /** The next I/O or {@link #doHandshake} makes the handshake as a client ({@code SSL_set_connect_state}). */
    @Override
    public void setConnectState() {
        role(true);
    }

    private void role(boolean ofClient) {
        requireAlive();
        if (driver.begun() && ofClient == isServer()) {
            throw new IllegalStateException("the handshake has begun in the other role; SSL_clear comes before a change");
        }
        client = ofClient;
    }

    /** The next I/O or {@link #doHandshake} makes the handshake as a server ({@code SSL_set_accept_state}). */
    @Override
    public void setAcceptState() {
        role(false);
    }

    /** The host name that a client asks for ({@code SSL_set_tlsext_host_name}), or null. */
    public void setTlsextHostName(String name) {
        serverName = name;
    }

    /**
     * Resumes a session in the handshake that is to come ({@code SSL_set_session}), if the server agrees. One that cannot be proposed, as it is too old or
     * of a version that is not wanted, is passed over then.
     *
     * @param resumed null for none
     * @return 1
     */
    public int setSession(SslSession resumed) {
        requireAlive();
        sessions.propose(resumed);
        return 1;
    }

    @Override
    void check() throws SslException {
        if (client != null) {
            choices().check(client, context.crypto());
        }
    }

    @Override
    public Set<VerifyMode> getVerifyMode() {
        return choices().verifyMode(!isServer(), context.crypto());
    }

    // ---- handshake

    /** Makes the handshake as a client ({@code SSL_connect}). Returns 1 when it is done. */
    public int connect() {
        if (!driver.begun()) {
            setConnectState();
        }
        return doHandshake();
    }

    /** Makes the handshake as a server ({@code SSL_accept}). Returns 1 when it is done. */
    public int accept() {
        if (!driver.begun()) {
            setAcceptState();
        }
        return doHandshake();
    }

    /** Makes the handshake in the role that was chosen ({@code SSL_do_handshake}). Returns 1 when it is done. */
    @Override
    public int doHandshake() {
        return alone(driver::doHandshake);
    }

    /** The connection whose peer is verified, in a verify callback ({@code SSL_get_ex_data_X509_STORE_CTX_idx}). */
    public static Ssl of(VerifyContext context) {
        if (context instanceof SslVerifying verifying) {
            return verifying.ssl();
        }
        throw new IllegalArgumentException("this was not told to the verify callback of an Ssl");
    }

    /**
     * In the verify callback of a client: if it lets the server pass, the handshake waits all the same ({@code SSL_set_retry_verify}). The call that makes
     * it returns with {@link SslError#WANT_RETRY_VERIFY}, and the next one verifies once more.
     *
     * @return 1; elsewhere it has no effect
     */
    public int setRetryVerify() {
        driver.suspension().retryVerify(true);
        return 1;
    }

    /**
     * Has the next call that moves bytes negotiate the connection again, with a full handshake ({@code SSL_renegotiate}): a client sends its ClientHello
     * then, a server asks for it. {@link #doHandshake} is done with that in a server; what the client answers comes in with {@link #read}.
     *
     * @return 1, or 0 where that cannot be: TLS 1.3 knows no renegotiation, and {@link SslOption#NO_RENEGOTIATION} forbids it
     */
    public int renegotiate() {
        return renegotiate(Renewals.Renewal.FULL);
    }

    /** The same, and a client proposes to resume the session ({@code SSL_renegotiate_abbreviated}). */
    public int renegotiateAbbreviated() {
        return renegotiate(Renewals.Renewal.ABBREVIATED);
    }

    private int renegotiate(Renewals.Renewal how) {
        requireAlive();
        return driver.renewals().renegotiate(how, choices().defaults(!isServer(), context.crypto()).options().renegotiation().none());
    }

    /** Whether a renegotiation is wanted or under way ({@code SSL_renegotiate_pending}). */
    public boolean renegotiatePending() {
        return driver.renewals().pending();
    }

    /**
     * In TLS 1.3 has the next call that moves bytes change the keys of what we send ({@code SSL_key_update}).
     *
     * @param requestPeer whether the peer is to do the same ({@code SSL_KEY_UPDATE_REQUESTED})
     * @return 1, or 0 in other versions and before the handshake is done
     */
    public int keyUpdate(boolean requestPeer) {
        requireAlive();
        return driver.renewals().keyUpdate(requestPeer);
    }

    /**
     * As a server of TLS 1.3 has the next call that moves bytes ask the client for a certificate ({@code SSL_verify_client_post_handshake}), by the verify
     * mode of now. It comes with {@link #read}.
     *
     * @return 1, or 0 where that cannot be, as when the client did not say {@code SSL_set_post_handshake_auth}
     */
    public int verifyClientPostHandshake() {
        requireAlive();
        return driver.renewals().verifyClientPostHandshake(isServer(), choices().verifyMode(false, context.crypto()));
    }

    /** What the driver asks. */
    private final class Owner implements SslOwner {
        @Override
        public SslReason notReady() {
            return client == null ? SslReason.CONNECTION_TYPE_NOT_SET
                    : !context.method().allows(client) ? SslReason.SHOULD_NOT_HAVE_BEEN_CALLED
                    : io.rbio() == null || io.wbio() == null ? SslReason.READ_BIO_NOT_SET : null;
        }

        @Override
        public ConnectionConfig.Frozen freeze() throws SslException {
            ConnectionConfig.Frozen frozen = ConnectionConfig.of(Ssl.this, client, serverName, driver.suspension(), sessions, driver.done() ? null : driver.early().data());
            context.sessions().tally(client).begins(driver.done());
            return frozen;
        }

        @Override
        public void connected(ConnectionFacts facts, PeerJudge judge) {
            if (facts.resumed() && facts.peer().judgement() != null) {
                judge.result(facts.peer().judgement().result());
            }
            sessions.connected(facts);
        }

        @Override
        public void tell() {
            for (HeardMessage m = messages.poll(); m != null; m = messages.poll()) {
                m.tell(Ssl.this);
            }
            sessions.tell();
        }

        @Override
        public void heard(boolean sent, ContentType type, byte[] content) {
            MsgCallback callback = choices().msgCallback;
            if (callback != null) {
                messages.add(new HeardMessage(callback, sent, type.code(), content.clone()));
            }
        }

        @Override
        public void info(int where, int value) {
            InfoCallback callback = context.info();
            if (callback != null) {
                callback.info(Ssl.this, where, value);
            }
        }
    }

    // ---- data

    /** Application data ({@code SSL_read}); makes the handshake first where it was not made. */
    @Override
    public int read(byte[] buf, int off, int len) {
        Objects.checkFromIndexSize(off, len, buf.length);
        return alone(() -> driver.reads().read(buf, off, len, false, choices().modes));
    }

    /** The same for a whole array. */
    public int read(byte[] buf) {
        return read(buf, 0, buf.length);
    }

    /** The same, and it stays to be read again ({@code SSL_peek}). */
    public int peek(byte[] buf, int off, int len) {
        Objects.checkFromIndexSize(off, len, buf.length);
        return alone(() -> driver.reads().read(buf, off, len, true, choices().modes));
    }

    /** Application data that can be read without the BIO ({@code SSL_pending}). */
    @Override
    public int pending() {
        return driver.reads().pending();
    }

    /** Whether there is anything that has arrived and was not read, decrypted or not ({@code SSL_has_pending}). */
    public boolean hasPending() {
        return driver.reads().pending() > 0 || io.arrived().hasRemaining();
    }

    /**
     * Sends application data, all of it unless {@link SslMode#ENABLE_PARTIAL_WRITE} says otherwise ({@code SSL_write}); makes the handshake first where it
     * was not made. After {@link SslError#WANT_READ} or {@link SslError#WANT_WRITE} the same call is to be repeated: a part may be on its way.
     */
    @Override
    public int write(byte[] buf, int off, int len) {
        Objects.checkFromIndexSize(off, len, buf.length);
        return alone(() -> driver.writes().write(buf, off, len, choices().modes));
    }

    /** The same for a whole array. */
    public int write(byte[] buf) {
        return write(buf, 0, buf.length);
    }

    // ---- early data: SSL_read_early_data(3)

    /**
     * As a client that proposes a session with {@link SslSession#getMaxEarlyData}, and before the handshake: says something with the ClientHello
     * ({@code SSL_write_early_data}). Whoever records it can send it again, so it should change nothing. As a server that has read early data: answers before
     * the handshake is done. The handshake itself is made by {@link #connect} or {@link #accept} afterwards.
     *
     * @return 1 when all was sent, or 0: after {@link SslError#WANT_WRITE} the same call is to be repeated
     */
    public int writeEarlyData(byte[] buf, int off, int len) {
        ByteBuffer src = ByteBuffer.wrap(buf, off, len);
        return alone(() -> isServer() ? driver.early().answer(src) : driver.early().write(src, sessions.maxEarlyData()));
    }

    /**
     * As a server, and before the handshake: reads what a client says early, if {@link SslContext#setMaxEarlyData} allows it ({@code SSL_read_early_data}).
     * To be repeated until it returns 0; {@link #accept} makes the rest of the handshake then.
     *
     * @return a number of bytes ({@code SSL_READ_EARLY_DATA_SUCCESS}), 0 when none will come any more ({@code SSL_READ_EARLY_DATA_FINISH}), or -1
     *     ({@code SSL_READ_EARLY_DATA_ERROR}): {@link #getError} tells
     */
    public int readEarlyData(byte[] buf, int off, int len) {
        Predicate<Ssl> permitted = context.allowEarlyData();
        ByteBuffer dst = ByteBuffer.wrap(buf, off, len);
        return alone(() -> driver.early().read(isServer() ? dst : null, choices().recvMaxEarlyData, () -> permitted == null || permitted.test(this)));
    }

    /** What became of early data ({@code SSL_get_early_data_status}); as long as a server has not answered a client that said some, it is REJECTED. */
    public EarlyDataStatus getEarlyDataStatus() {
        return driver.early().status();
    }

    // ---- the end

    /**
     * Says close_notify, or hears the peer's ({@code SSL_shutdown}): 0 when ours is on its way and the peer's has not come, 1 when both have, else
     * {@link #getError} tells. Called again after 0 it waits for the peer's; what the peer still has to say is then an error, so read until
     * {@link SslError#ZERO_RETURN} before.
     */
    @Override
    public int shutdown() {
        return alone(() -> driver.goodbyes().shutdown(choices().quietShutdown));
    }

    /** {@link #SENT_SHUTDOWN} and {@link #RECEIVED_SHUTDOWN} ({@code SSL_get_shutdown}). */
    public int getShutdown() {
        return driver.goodbyes().state();
    }

    /** Counts as said or heard without being so ({@code SSL_set_shutdown}). */
    public void setShutdown(int mode) {
        driver.goodbyes().state(mode);
    }

    /**
     * Frees the connection with its Bios ({@code SSL_free}), without a word to the peer. SSL_free(3): "If a session is still open, it is considered bad
     * and will be removed from the session cache, as required by RFC2246", and what {@link #get1Session} gave is not resumable any more; so
     * {@link #shutdown} comes first.
     */
    @Override
    public void close() {
        if (freed) {
            return;
        }
        alone(() -> {
            freed = true;
            spoil();
            driver.free();
            io.free();
            return 1;
        });
    }

    private void spoil() {
        if (driver.done() && driver.goodbyes().state() == 0) {
            sessions.spoil(driver.facts());
        }
    }

    /**
     * Ready for another connection with the same settings ({@code SSL_clear}), which resumes the session of this one when it was shut down. Bios
     * stay.
     */
    @Override
    public boolean clear() {
        return alone(() -> {
            spoil();
            driver.free();
            sessions.clear();
            driver = new SslDriver(new Owner(), io);
            return 1;
        }) == 1;
    }

    // ---- what is known

    /** What to do about a call that returned {@code result} ({@code SSL_get_error}); about the last call only. */
    @Override
    public SslError getError(int result) {
        return result > 0 ? SslError.NONE : driver.error();
    }

    /** Whether the handshake is still to come or under way ({@code SSL_in_init}). */
    @Override
    public boolean inInit() {
        return driver.inInit();
    }

    /** {@code SSL_is_init_finished}. */
    public boolean isInitFinished() {
        return !driver.inInit();
    }

    /** {@code SSL_is_server}. */
    public boolean isServer() {
        return client != null && !client;
    }

    @Override
    ConnectionFacts facts() {
        return driver.facts();
    }

    @Override
    ConnectionFacts handshakeFacts() {
        return driver.handshakeFacts();
    }

    @Override
    PeerJudge judge() {
        return driver.judge();
    }

    /**
     * The session, to be resumed in another connection, or null ({@code SSL_get1_session}). A client of TLS 1.3 has one when the first ticket has
     * come, with what is read; a server has one when it gave out a ticket of TLS 1.3, or an id.
     */
    public SslSession get1Session() {
        return sessions.latest();
    }

    /** A call that no other thread may meet; callbacks may, as they are on its thread. */
    private int alone(IntSupplier call) {
        requireAlive();
        Thread me = Thread.currentThread();
        boolean outermost = user.compareAndSet(null, me);
        if (!outermost && !me.equals(user.get())) {
            throw new IllegalStateException("another thread is in a call of this connection, which is for one at a time");
        }
        try {
            return call.getAsInt();
        } finally {
            if (outermost) {
                user.set(null);
            }
        }
    }

    private void requireAlive() {
        if (freed) {
            throw new IllegalStateException("the connection was freed");
        }
    }

    @Override
    public String toString() {
        return "Ssl[" + (client == null ? "no role" : client ? "client" : "server") + (driver.done() ? ", " + getVersion() + ", " + getCipher() : ", in init") + "]";
    }
}
