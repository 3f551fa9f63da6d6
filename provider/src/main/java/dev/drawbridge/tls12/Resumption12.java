package dev.drawbridge.tls12;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.FragmentLimits;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.SessionTicket;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.PeerVerified;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Which sessions of TLS 1.2 and older are offered, accepted and given out: by ticket (RFC 5077) or by session id (RFC 5246). */
public final class Resumption12 {
    /** The longest ticket that is kept or given out: all extensions of a ClientHello together have 65535 bytes. */
    static final int LONGEST_TICKET = 0x8000;
    /** Session ids have at most 32 bytes (RFC 5246 section 7.4.1.2). */
    static final int SESSION_ID_LENGTH = 32;

    /**
     * A session that a server resumes.
     *
     * @param peer the client as judged today
     * @param renew whether the client gets a new ticket
     */
    record Accepted(Session session, PeerVerified peer, boolean renew) {
    }

    private Resumption12() {
    }

    // The client.

    /**
     * Whether a client may propose to resume a session in what it offers today. RFC 5246 section 7.4.1.2: "If the session_id field is not
     * empty (implying a session resumption request), this vector MUST include at least the cipher_suite from that session." And: "If the
     * session_id field is not empty (implying a session resumption request), it MUST include the compression_method from that session",
     * which was null, as it is always.
     */
    public static boolean mayOffer(TlsConfig config, Session session, Instant now) {
        Set<ExtensionType> disabled = config.tuning().disabledExtensions();
        boolean onTheWire = session.ticket() == null ? session.id().length > 0 && session.id().length <= SESSION_ID_LENGTH
                : session.ticket().bytes().length > 0 && session.ticket().bytes().length <= LONGEST_TICKET
                        && !disabled.contains(ExtensionType.SESSION_TICKET);
        // RFC 7627 section 5.3: "The client SHOULD NOT offer an abbreviated handshake to resume a session that does not use an extended
        // master secret." And: "When offering an abbreviated handshake, the client MUST send the "extended_master_secret" extension in its
        // ClientHello."
        boolean bound = session.extendedMasterSecret() && !disabled.contains(ExtensionType.EXTENDED_MASTER_SECRET);
        return onTheWire && fits(config, session, now) && (bound || session.version().ssl())
                // RFC 6066 section 3: "The client SHOULD include the same server_name extension in the session resumption request as it did
                // in the full handshake that established the session."
                && Objects.equals(session.serverName(), config.names().serverName())
                // Only an anonymous suite lets a server be nobody.
                && session.peer().anonymous() == session.suite().anonymous();
    }

    /** The session_ticket of a client: RFC 5077 section 3.2 has it empty where there is no ticket. {@code session} may be null. */
    public static SessionTicket ticket(Session session) {
        return new SessionTicket(session == null || session.ticket() == null ? new byte[0] : session.ticket().bytes());
    }

    /**
     * What a client that proposes to resume a session sends as its session id. RFC 5077 section 3.4: "When presenting a ticket, the client MAY
     * generate and include a Session ID in the TLS ClientHello." And: "This allows the client to easily differentiate when the server is
     * resuming a session from when it is falling back to a full handshake."
     */
    public static byte[] sessionId(Crypto crypto, Session session) {
        return session.ticket() == null ? session.id() : freshId(crypto);
    }

    // The server.

    /**
     * The session that a ClientHello asks to resume, if there is one and today's settings would let it in; otherwise the handshake is a full
     * one. Asks foreign code.
     *
     * @throws TlsFault where RFC 7627 has the server end the connection
     */
    static Optional<Accepted> accept(Handshake hs, ProtocolVersion version, ClientHello hello, Instant now) throws TlsFault {
        TlsConfig config = hs.config();
        ServerSessions sessions = config.resumption().server();
        SessionTicket offered = hello.extensions().get(SessionTicket.class);
        boolean byTicket = offered != null && offered.ticket().length > 0;
        // RFC 5077 section 3.4: "If a ticket is presented by the client, the server MUST NOT attempt to use the Session ID in the ClientHello
        // for stateful session resumption."
        // RFC 5246 section 7.4.1.2: servers MUST NOT "let the contents of fake session identifiers cause any breach of security": one that
        // names no session of ours leads to a full handshake.
        Session session = byTicket ? sessions.open(offered.ticket())
                : hello.sessionId().length > 0 ? sessions.byId(hello.sessionId()) : null;
        if (session == null) {
            return Optional.empty();
        }
        if (hs.before() != null && Renegotiation12.refusesResumption(hs, session)) {
            session.secret().wipe();
            return Optional.empty();
        }
        Optional<PeerVerified> peer = Optional.empty();
        try {
            boolean fits = session.version() == version && fits(config, session, now) && hello.cipherSuites().contains(session.suite().code()) && sameName(session, hello)
                    && session.limit() == FragmentLimits.asked(hello.extensions())
                    && bound(session, hello);
            peer = fits ? judged(hs, session) : peer;
        } finally {
            if (peer.isEmpty()) {
                session.secret().wipe();
            }
        }
        boolean renew = givesTicket(config, version, hello) && (!byTicket || sessions.stale(offered.ticket()));
        return peer.map(p -> new Accepted(session, p, renew));
    }

    /**
     * RFC 6066 section 3: "A server that implements this extension MUST NOT accept the request to resume the session if the server_name
     * extension contains a different name. Instead, it proceeds with a full handshake to establish a new session."
     */
    private static boolean sameName(Session session, ClientHello hello) {
        ServerName name = hello.extensions().get(ServerName.class);
        return Objects.equals(session.serverName(), name == null ? null : name.hostName());
    }

    /** RFC 7627 section 5.3 on what the session and the ClientHello say of the extended master secret. */
    private static boolean bound(Session session, ClientHello hello) throws TlsFault {
        // RFC 7627 section 6.4 on SSL 3.0: "If they choose to support SSL 3.0, the resulting sessions MUST use the legacy master secret computation,
        // and the interoperability considerations of Section 5.4 apply." So a resumed connection is not renegotiated.
        if (session.version().ssl()) {
            return true;
        }
        // "If the original session used the "extended_master_secret" extension but the new ClientHello does not contain it, the server MUST
        // abort the abbreviated handshake." And: "If neither the original session nor the new ClientHello uses the extension, the server
        // SHOULD abort the handshake."
        if (!hello.extensions().has(ExtensionType.EXTENDED_MASTER_SECRET)) {
            throw new TlsFault(Fault.EXTENDED_MASTER_SECRET_CHANGED, "client offers to resume a session without the extension");
        }
        // "If the original session did not use the "extended_master_secret" extension but the new ClientHello contains the extension, then the
        // server MUST NOT perform the abbreviated handshake. Instead, it SHOULD continue with a full handshake".
        return session.extendedMasterSecret();
    }

    /** The client of a session as a full handshake of today would have it; empty when it would ask for something else, or refuse. */
    private static Optional<PeerVerified> judged(Handshake hs, Session session) throws TlsFault {
        PeerVerified peer = session.peer();
        TlsConfig config = hs.config();
        ClientAuth asked = config.authentication().clientAuth();
        if (peer.pskIdentity() != null) {
            // A key that was taken away resumes nothing.
            return Psk12.known(config, peer.pskIdentity()) ? Optional.of(peer) : Optional.empty();
        }
        if (!peer.authenticated()) {
            return asked == ClientAuth.NEED ? Optional.empty() : Optional.of(peer);
        }
        List<X509Certificate> chain = peer.chain();
        if (asked == ClientAuth.NONE || chain.size() > config.limits().chainLength()
                || Certificates12.of(Certificates12.authentication(chain.get(0).getPublicKey()),
                        Certificates12.accepted(config, session.version())).isEmpty()) {
            return Optional.empty();
        }
        hs.facts().claimedPeerChain(chain);
        try {
            Judgement judgement = config.authentication().judge()
                    .judgeAgain(chain, false, Certificates12.clientAuthType(chain.get(0).getPublicKey()), peer.judgement());
            return Optional.of(peer.judgedAgain(judgement));
        } catch (CertificateException e) { // the full handshake that follows asks the client again
            hs.facts().claimedPeerChain(List.of());
            return Optional.empty();
        }
    }

    /**
     * Whether a server answers with a ticket. RFC 7627 section 5.4: resuming a session without extended master secret makes a connection
     * "vulnerable to a man-in-the-middle handshake log synchronization attack", so there are none to resume.
     */
    static boolean givesTicket(TlsConfig config, ProtocolVersion version, ClientHello hello) {
        return hello.extensions().has(ExtensionType.SESSION_TICKET) && config.resumption().server().sealsTickets()
                && remembers(config, version, hello);
    }

    /** Whether a server lets a session be resumed at all, by ticket or by id. */
    static boolean remembers(TlsConfig config, ProtocolVersion version, ClientHello hello) {
        return config.resumption().server().lifetimeSeconds() > 0 && (version.ssl() || hello.extensions().has(ExtensionType.EXTENDED_MASTER_SECRET));
    }

    // Both.

    /** Version, suite and age. */
    private static boolean fits(TlsConfig config, Session session, Instant now) {
        CipherSuite suite = session.suite();
        return session.version() != ProtocolVersion.TLS13 && config.enabled(session.version()) && suite.fits(session.version())
                && config.cipherSuites().contains(suite) && session.fresh(now);
    }

    /** An id that nobody had before. */
    static byte[] freshId(Crypto crypto) {
        byte[] id = new byte[SESSION_ID_LENGTH];
        crypto.random(id);
        return id;
    }
}
