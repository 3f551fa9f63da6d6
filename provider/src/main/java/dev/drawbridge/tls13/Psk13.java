package dev.drawbridge.tls13;

import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.PreSharedKeyOffer;
import dev.drawbridge.message.extension.PskKeyExchangeModes;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.PeerVerified;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Resumption by the PSK of a ticket, always with (EC)DHE (RFC 8446 sections 2.2, 4.2.9, 4.2.11 and 4.6.1). */
public final class Psk13 {
    /** Each identity costs the opening of a ticket: a hostile client must not have us open thousands. */
    private static final int MOST_IDENTITIES = 4;

    private Psk13() {
    }

    /** A session that the server takes up: its place in the client's list, and whom it names, judged by today's rules. */
    record Accepted(int selected, Session session, PeerVerified peer) {
    }

    /**
     * Whether a client may offer a session. RFC 8446 section 4.6.1: "Clients MUST only resume if the new SNI value is valid for the server
     * certificate presented in the original session": we take the same name only. Section 4.2.11.1: "Clients MUST NOT attempt to use tickets
     * which have ages greater than the "ticket_lifetime" value".
     */
    public static boolean mayOffer(TlsConfig config, Session session, Instant now) {
        return session.ticket() != null && session.fresh(now) && !config.tuning().disabledExtensions().contains(ExtensionType.PRE_SHARED_KEY)
                && Objects.equals(session.serverName(), config.names().serverName())
                && config.cipherSuites().stream().anyMatch(s -> s.fits(ProtocolVersion.TLS13) && s.hash() == session.suite().hash());
    }

    /**
     * A ClientHello that offers a session: as given, with pre_shared_key at its end. RFC 8446 section 4.2.11: "The "pre_shared_key" extension
     * MUST be the last extension in the ClientHello".
     *
     * @param before all messages before this hello: none, or message_hash and HelloRetryRequest
     */
    public static ClientHello offer(Crypto crypto, ClientHello hello, Session session, Transcript before) {
        KeySchedule13 schedule = new KeySchedule13(crypto, session.suite());
        PreSharedKeyOffer.Identity identity = new PreSharedKeyOffer.Identity(session.ticket().bytes(), obfuscatedAge(session.ticket()));
        byte[] placeholder = new byte[session.suite().hash().length()];
        ClientHello unbound = hello.with(new PreSharedKeyOffer(List.of(identity), List.of(placeholder)));
        before.absorb(Messages.encode(unbound));
        // RFC 8446 section 4.2.11.2 has the binder over a ClientHello that is cut off before the list of binders.
        byte[] hash = before.hashWithoutEnd(2 + 1 + placeholder.length);
        Secret psk = session.secret().copy();
        byte[] binder = schedule.binder(psk, hash);
        psk.wipe();
        return hello.with(new PreSharedKeyOffer(List.of(identity), List.of(binder)));
    }

    /** RFC 8446 section 4.2.11.1: milliseconds since the ticket came, plus ticket_age_add, modulo 2 to the 32. */
    private static long obfuscatedAge(Session.Ticket ticket) {
        return Duration.between(ticket.received(), Instant.now()).toMillis() + ticket.ageAdd() & 0xffffffffL;
    }

    /**
     * Looks for a session among those that a client offers; the hello is the transcript's last message. Opens tickets and may ask foreign
     * code, so it runs in a task.
     *
     * @return null when there is none, and the handshake is a full one
     * @throws TlsFault {@code BAD_BINDER} when the client does not have the PSK of the session that would be resumed
     */
    static Accepted accept(Handshake hs, ClientHello hello, CipherSuite suite, Transcript transcript) throws TlsFault {
        TlsConfig config = hs.config();
        PreSharedKeyOffer offer = hello.extensions().get(PreSharedKeyOffer.class);
        // RFC 8446 section 4.2.9: "Servers MUST NOT select a key exchange mode that is not listed by the client." Ours has a key exchange.
        if (offer == null || !hello.extensions().get(PskKeyExchangeModes.class).has(PskKeyExchangeModes.WITH_KEY_EXCHANGE)) {
            return null;
        }
        for (int i = 0; i < Math.min(offer.identities().size(), MOST_IDENTITIES); i++) {
            Session session = config.resumption().server().open(offer.identities().get(i).ticket());
            PeerVerified peer = session == null || !fits(session, suite, hello.extensions()) ? null : judged(hs, session);
            if (peer != null) {
                // RFC 8446 section 4.2.11: "Prior to accepting PSK key establishment, the server MUST validate the corresponding binder
                // value [...]. If this value is not present or does not validate, the server MUST abort the handshake."
                checkBinder(config.crypto(), session, offer, i, transcript);
                return taken(config, offer.identities().get(i)) ? new Accepted(i, session, peer) : null;
            }
        }
        return null;
    }

    /**
     * Whether the session of a ticket is still there to be used, where a ticket is used once. RFC 8446 section 8.1 has servers that take early
     * data delete a session when it is used; of a recorded ClientHello that is sent again nothing is taken then, and the handshake is a full
     * one.
     */
    private static boolean taken(TlsConfig config, PreSharedKeyOffer.Identity identity) {
        ServerSessions sessions = config.resumption().server();
        if (!sessions.singleUse()) {
            return true;
        }
        Session taken = sessions.take(identity.ticket());
        if (taken != null) {
            taken.secret().wipe();
        }
        return taken != null;
    }

    /**
     * RFC 8446 section 4.2.11: "The server MUST ensure that it selects a compatible PSK (if any) and cipher suite." Section 4.6.1:
     * "Any ticket MUST only be resumed with a cipher suite that has the same KDF hash algorithm".
     * A session made under another name stays there: virtual hosts may ask their clients for different certificates.
     */
    private static boolean fits(Session session, CipherSuite suite, Extensions offered) {
        ServerName name = offered.get(ServerName.class);
        return session.version() == ProtocolVersion.TLS13 && session.suite().hash() == suite.hash() && session.fresh(Instant.now())
                && Objects.equals(session.serverName(), name == null ? null : name.hostName());
    }

    /** Whom the session names, as a full handshake of today would let him in; null when it would not. */
    private static PeerVerified judged(Handshake hs, Session session) {
        TlsConfig config = hs.config();
        ClientAuth asked = config.authentication().clientAuth();
        if (!session.peer().authenticated()) {
            return asked == ClientAuth.NEED ? null : session.peer();
        }
        if (asked == ClientAuth.NONE) {
            return null;
        }
        try {
            hs.facts().claimedPeerChain(session.peer().chain());
            String type = session.peer().chain().get(0).getPublicKey().getAlgorithm();
            Judgement judgement = config.authentication().judge().judge(session.peer().chain(), false, type);
            return session.peer().judgedAgain(judgement);
        } catch (CertificateException e) {
            hs.facts().claimedPeerChain(List.of());
            return null; // in a full handshake the client may show another certificate
        }
    }

    private static void checkBinder(Crypto crypto, Session session, PreSharedKeyOffer offer, int i, Transcript transcript) throws TlsFault {
        Secret psk = session.secret().copy();
        byte[] expected = new KeySchedule13(crypto, session.suite()).binder(psk, transcript.hashWithoutEnd(offer.bindersLength()));
        psk.wipe();
        if (!MessageDigest.isEqual(expected, offer.binders().get(i))) {
            throw new TlsFault(Fault.BAD_BINDER);
        }
    }
}
