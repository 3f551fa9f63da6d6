package dev.drawbridge;

import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.jsse.Controllable;
import dev.drawbridge.jsse.Resumable;
import dev.drawbridge.jsse.SessionWishes;
import dev.drawbridge.session.EarlyData;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.VerifyWishes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/**
 * What JSSE has no word for, on an engine or socket of this provider.
 *
 * <pre>{@code
 * SslControl control = SslControl.of(socket);
 * log(control.group() + ", signed with " + control.peerSignatureScheme());
 * }</pre>
 */
public final class SslControl {
    private final Controllable target;

    private SslControl(Controllable target) {
        this.target = target;
    }

    /**
     * The control of an engine.
     *
     * @param engine made by an {@code SSLContext} of this provider
     * @return a view of the engine; it may be taken before the handshake and used after it
     * @throws IllegalArgumentException when the engine is of another provider
     */
    public static SslControl of(SSLEngine engine) {
        return ofAny(engine);
    }

    /**
     * The control of a socket.
     *
     * @param socket made or accepted by a factory of this provider
     * @return a view of the socket; it may be taken before the handshake and used after it
     * @throws IllegalArgumentException when the socket is of another provider
     */
    public static SslControl of(SSLSocket socket) {
        return ofAny(socket);
    }

    private static SslControl ofAny(Object target) {
        Objects.requireNonNull(target);
        if (target instanceof Controllable c) {
            return new SslControl(c);
        }
        throw new IllegalArgumentException(target.getClass().getName() + " is not of provider " + DrawbridgeProvider.NAME);
    }

    /**
     * The group of the key exchange by its IANA name, for example {@code X25519MLKEM768}.
     *
     * @return the name, or null before it is agreed
     */
    public String group() {
        ConnectionFacts facts = target.facts();
        return facts == null ? null : nameOf(facts.group());
    }

    /**
     * The signature scheme that we authenticated with by its IANA name, for example {@code rsa_pss_rsae_sha256}. Before TLS 1.2, where nothing
     * names one, it is {@code rsa_pkcs1_md5_sha1} (which IANA has no name for) or {@code ecdsa_sha1}.
     *
     * @return the name, or null when we did not authenticate, or not yet
     */
    public String localSignatureScheme() {
        ConnectionFacts facts = target.facts();
        return facts == null ? null : nameOf(facts.localScheme());
    }

    /**
     * The signature scheme that the peer authenticated with, named as {@link #localSignatureScheme} names it.
     *
     * @return the name, or null when the peer did not authenticate, or not yet
     */
    public String peerSignatureScheme() {
        ConnectionFacts facts = target.facts();
        return facts == null ? null : nameOf(facts.peer().scheme());
    }

    /**
     * The signature schemes that the peer offered to verify, in its order, as far as they are known here.
     *
     * @return IANA names; empty when it has not said
     */
    public List<String> peerOfferedSignatureSchemes() {
        ConnectionFacts facts = target.facts();
        return facts == null ? List.of() : facts.peerSignatureSchemes().stream().map(Object::toString).toList();
    }

    /**
     * Whether an earlier session was resumed ({@code SSL_session_reused}).
     *
     * @return false also before the handshake has settled it
     */
    public boolean resumed() {
        ConnectionFacts facts = target.facts();
        return facts != null && facts.resumed();
    }

    /**
     * Has a client resume a certain session ({@code SSL_set_session}) instead of what its context remembers of the peer. It may be of another
     * connection, also one of another context, from {@link #sessionListener} or from {@link SavedSessions}. When it cannot be resumed here the
     * handshake is a full one, which {@link #resumed} tells: so it is with a session of another host name or version, of a suite that is not
     * enabled, one that is too old, or whose server today's settings would refuse. A session that was made with another server or by other
     * settings is judged anew for that, by the certificates that came with it. One of TLS 1.3 is used up by the attempt.
     *
     * @param session of this provider; null for what the context remembers
     * @throws IllegalArgumentException when it is not a client's session of this provider
     * @throws IllegalStateException when the handshake has begun
     */
    public void setSession(SSLSession session) {
        wish(new SessionWishes(session == null ? null : Resumable.in(session), target.settings().sessionWishes().listener()));
    }

    /**
     * Tells a client's program of each new session ({@code SSL_CTX_sess_set_new_cb}): in TLS 1.2 when the handshake is done, in TLS 1.3 when a
     * ticket comes, which is with data or before it and may be never. Those of TLS 1.3 are the listener's alone then: the context does not
     * remember them, because each is for one connection. The listener is called by the thread that handshakes or reads, without locks.
     *
     * @param listener or null for none
     * @throws IllegalStateException when the handshake has begun
     */
    public void sessionListener(Consumer<SSLSession> listener) {
        wish(new SessionWishes(target.settings().sessionWishes().chosen(), listener));
    }

    private void wish(SessionWishes wishes) {
        if (target.facts() != null) {
            throw new IllegalStateException("what is resumed can be said before the handshake begins");
        }
        target.settings().sessionWishes(wishes);
    }

    /**
     * Early data (0-RTT, RFC 8446 section 2.3), as {@code SSL_write_early_data(3)} has it. As a client, before the handshake: what is written is
     * sent with the ClientHello when a session is resumed whose server allows that much, the same application protocol can be agreed and its
     * suite is enabled; all of it or none. {@link #earlyDataStatus} tells after the handshake: unless it is ACCEPTED the program says it again.
     *
     * <p><b>Whoever records early data can send it again</b>, and it is protected by the key of the resumed session alone, which no new key
     * exchange replaces. Write only what does no harm when it is done twice.
     *
     * <p>As a server that has read early data: writes before the handshake is done, when the client has proved no more than that it, or somebody
     * who recorded it, once had the session. Afterwards data is written as usual.
     *
     * @param data is consumed
     * @throws IllegalStateException when a client's handshake has begun
     * @throws IOException when a server took no early data, or its handshake is done
     */
    public void writeEarlyData(ByteBuffer data) throws IOException {
        if (target.facts() == null) {
            target.settings().wantEarlyData(true).add(data);
        } else {
            target.writeEarly(data);
        }
    }

    /**
     * Reads early data as a server, as {@code SSL_read_early_data(3)} does. The first call, before the handshake, says that the program wants
     * early data: none is taken otherwise. It also takes {@code drawbridge.maxEarlyData}, by which the tickets that are given out allow it. What
     * is read here is not read again as usual.
     *
     * <p>Of an engine: call it once before the handshake and after each unwrap. Of a socket: it runs the handshake and waits until there is
     * something to tell. Early data may have been sent by somebody who recorded it; see {@link #writeEarlyData}. With one context each ticket is
     * used once, with a store that servers share also there, unless {@code Options = -AntiReplay} leaves that to the program.
     *
     * @return the bytes read; 0 when there are none yet, or {@code dst} has no room; -1 when there will be none
     * @throws IllegalStateException when the handshake has begun without it, or as a client
     * @throws IOException when a socket's handshake fails
     */
    public int readEarlyData(ByteBuffer dst) throws IOException {
        EarlyData early = target.facts() == null ? target.settings().wantEarlyData(false) : target.settings().earlyData();
        if (early == null) {
            throw new IllegalStateException("early data is to be asked for before the handshake begins");
        }
        return target.readEarly(early, dst);
    }

    /**
     * What became of early data ({@code SSL_get_early_data_status(3)}).
     *
     * @return {@link EarlyDataStatus#NOT_SENT} also before that is settled
     */
    public EarlyDataStatus earlyDataStatus() {
        EarlyData early = target.settings().earlyData();
        return early == null ? EarlyDataStatus.NOT_SENT : early.status();
    }

    /**
     * The identity of the pre-shared key by which both sides are authenticated ({@code SSL_get_psk_identity}), also where a session is resumed
     * that was made with it. The peer has no certificate then.
     *
     * @return a copy, or null when there is none, or the peer has not yet shown that it has the key
     */
    public byte[] pskIdentity() {
        ConnectionFacts facts = target.facts();
        return facts == null ? null : facts.peer().pskIdentity();
    }

    /**
     * What the verification of the peer's chain found ({@code SSL_get_verify_result}).
     *
     * @return {@link VerifyResult#OK}; or an error that a callback or {@link #verifyPeer} let pass; or null when the peer sent no
     *     certificate, or its verification is not over
     */
    public VerifyResult verifyResult() {
        Judgement judgement = judgement();
        return judgement == null ? null : judgement.result();
    }

    /**
     * The chain that was built and verified, leaf first and its trust anchor last ({@code SSL_get0_verified_chain}). What the peer sent is
     * {@code SSLSession.getPeerCertificates}.
     *
     * @return empty when there is none, and when a trust manager of the program judged
     */
    public List<X509Certificate> verifiedChain() {
        Judgement judgement = judgement();
        return judgement == null ? List.of() : judgement.chain();
    }

    private Judgement judgement() {
        ConnectionFacts facts = target.facts();
        return facts == null ? null : facts.peer().judgement();
    }

    /**
     * At most so many certificates may lie between the peer's and its trust anchor ({@code SSL_set_verify_depth}); the property
     * {@code drawbridge.verifyDepth}, else 100, as long as this is not called.
     *
     * @param certificates 0 and more, neither the peer's nor the anchor counted
     * @throws IllegalStateException when the handshake has begun, or when a trust manager of the program judges
     */
    public void verifyDepth(int certificates) {
        if (certificates < 0) {
            throw new IllegalArgumentException("a verify depth of " + certificates + " is negative");
        }
        wish(target.settings().wishes().withDepth(certificates));
    }

    /**
     * Has a callback asked about each certificate of the peer's chain and each error found ({@code SSL_set_verify}).
     *
     * @param callback or null for none
     * @throws IllegalStateException when the handshake has begun, or when a trust manager of the program judges
     */
    public void verifyCallback(VerifyCallback callback) {
        wish(target.settings().wishes().withCallback(callback));
    }

    /**
     * Whether a client refuses a server whose chain does not verify: {@code SSL_VERIFY_PEER}, which is the default, or
     * {@code SSL_VERIFY_NONE}. With the latter anybody can stand between the two; {@link #verifyResult} tells what was found. Servers ask
     * their clients by {@code setWantClientAuth} and {@code setNeedClientAuth}, and verify those that answer.
     *
     * @throws IllegalStateException when the handshake has begun, or when a trust manager of the program judges
     */
    public void verifyPeer(boolean on) {
        wish(target.settings().wishes().withVerifyPeer(on));
    }

    /**
     * Lets a client be asked for its certificate after the handshake of TLS 1.3 ({@code SSL_set_post_handshake_auth(3)}), off unless said
     * otherwise. As a client that offers it to the server. A server may ask every client that offers it; this one also lets a client that was
     * asked come back by its session.
     *
     * @throws IllegalStateException when the handshake has begun
     */
    public void postHandshakeAuth(boolean on) {
        if (target.facts() != null) {
            throw new IllegalStateException("whether a client may be asked after the handshake can be said before it begins");
        }
        target.settings().postHandshakeAuth(on);
    }

    /**
     * As a server, asks the client for its certificate (RFC 8446 section 4.6.2, {@code SSL_verify_client_post_handshake(3)}). It answers when it
     * likes, among its data; then the session's peer is known, and the client gets tickets that know it. On an engine the request leaves after a
     * task and a wrap.
     *
     * @param required whether a client without a certificate is refused, by certificate_required; otherwise it stays unknown
     * @throws IOException when the client did not allow it, as only one of TLS 1.3 can, or when one request waits for its answer; none ends
     *     the connection
     */
    public void verifyClientPostHandshake(boolean required) throws IOException {
        target.askForCertificate(required);
    }

    private void wish(VerifyWishes wishes) {
        if (target.facts() != null) {
            throw new IllegalStateException("how the peer is verified can be said before the handshake begins");
        }
        target.settings().wishes(wishes);
    }

    /**
     * Changes the keys that protect what we send (RFC 8446 section 4.6.3, {@code SSL_key_update(3)}). On an engine the message leaves with the next {@code wrap}.
     *
     * @param requestPeer whether the peer is asked to change its keys too
     * @throws SSLException when the connection is not an open one of TLS 1.3 ({@code wrong ssl version}), which does not end it
     */
    public void keyUpdate(boolean requestPeer) throws SSLException {
        target.updateKeys(requestPeer);
    }

    /**
     * Negotiates a connection of TLS 1.2 again ({@code SSL_renegotiate(3)}): new keys, and whatever was set meanwhile, such as
     * {@code setNeedClientAuth} or other cipher suites. A client proposes no session to resume; a server asks its client to begin
     * ({@code HelloRequest}), which proposes what it likes. The call only starts it: on a socket whatever reads or writes next does the rest, on
     * an engine its status says what is to be done. While it is under way the call does nothing. Of a client's, servers take none unless they
     * are told to ({@code Options = ClientRenegotiation} of Drawbridge and OpenSSL), and end the connection then.
     *
     * @throws IllegalStateException when not connected
     * @throws IOException in TLS 1.3 ({@code wrong ssl version}), when {@code Options = NoRenegotiation}, or when the peer does not know RFC 5746;
     *     none ends the connection
     */
    public void renegotiate() throws IOException {
        target.renegotiate(true);
    }

    /**
     * The same, but a client proposes to resume its session ({@code SSL_renegotiate_abbreviated(3)}), as {@code startHandshake} and
     * {@code beginHandshake} on a connection do too.
     *
     * @throws IllegalStateException when not connected
     * @throws IOException as {@link #renegotiate}
     */
    public void renegotiateAbbreviated() throws IOException {
        target.renegotiate(false);
    }

    private static String nameOf(Object named) {
        return named == null ? null : named.toString();
    }
}
