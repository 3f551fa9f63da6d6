package dev.drawbridge.tls13;

import dev.drawbridge.PskKey;
import dev.drawbridge.config.ClientAuth;
import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.crypto.Secret;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ClientOffer;
import dev.drawbridge.handshake.FragmentLimits;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.OfferedPsk;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.Messages;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.PreSharedKeyChoice;
import dev.drawbridge.message.extension.PreSharedKeyOffer;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.session.ServerSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.verify.Judgement;
import dev.drawbridge.verify.PeerVerified;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** PSKs of tickets and external ones (RFC 8446 sections 2.2, 4.2.9, 4.2.11 and 4.6.1). */
public final class Psk13 {
    /** Each identity costs the opening of a ticket: a hostile client must not have us open thousands. */
    private static final int MOST_IDENTITIES = 4;

    private Psk13() {
    }

    /**
     * A PSK that the server takes up.
     *
     * @param selected its place in the client's list
     * @param psk the key that is used with it; its secret is wiped when the keys of the handshake are made
     * @param peer whom it names, judged by today's rules
     */
    record Accepted(int selected, OfferedPsk psk, PeerVerified peer) {
        /** The session that is resumed, or null with an external PSK. */
        Session session() {
            return psk.session();
        }
    }

    // The client.

    /**
     * Whether a client may offer a session. RFC 8446 section 4.6.1: "Clients MUST only resume if the new SNI value is valid for the server
     * certificate presented in the original session": we take the same name only. Section 4.2.11.1: "Clients MUST NOT attempt to use tickets
     * which have ages greater than the "ticket_lifetime" value".
     */
    public static boolean mayOffer(TlsConfig config, Session session, Instant now) {
        return session.ticket() != null && session.fresh(now) && (session.peer().pskIdentity() == null || config.takesPsks())
                && !config.tuning().disabledExtensions().contains(ExtensionType.PRE_SHARED_KEY)
                && Objects.equals(session.serverName(), config.names().serverName())
                && config.cipherSuites().stream().anyMatch(s -> s.fits(ProtocolVersion.TLS13) && s.hash() == session.suite().hash());
    }

    /** The external PSK that a client offers, or null. Asks foreign code. */
    public static OfferedPsk external(TlsConfig config) {
        boolean possible = config.takesPsks() && !config.resumption().only()
                && !config.tuning().disabledExtensions().contains(ExtensionType.PRE_SHARED_KEY);
        PskKey key = possible ? config.authentication().psks().ofClient(null) : null;
        return key == null ? null : external(config, key, key.identity());
    }

    /** A key as a PSK, or null when no suite of ours goes with it. */
    private static OfferedPsk external(TlsConfig config, PskKey key, byte[] identity) {
        HashAlgorithm hash = ImportedPsk13.hash(key);
        for (CipherSuite s : config.cipherSuites()) {
            if (s.fits(ProtocolVersion.TLS13) && s.hash() == hash) {
                OfferedPsk.Kind kind = key.importedIdentity() == null ? OfferedPsk.Kind.EXTERNAL : OfferedPsk.Kind.IMPORTED;
                return new OfferedPsk(kind, identity, ImportedPsk13.secret(config.crypto(), key), s, null);
            }
        }
        return null;
    }

    /**
     * A ClientHello that offers PSKs: as given, with pre_shared_key at its end. RFC 8446 section 4.2.11: "The "pre_shared_key" extension
     * MUST be the last extension in the ClientHello".
     *
     * @param before all messages before this hello, under the hash of a PSK: none, or message_hash and HelloRetryRequest
     */
    public static ClientHello offer(Crypto crypto, ClientHello hello, List<OfferedPsk> psks, Function<HashAlgorithm, Transcript> before) {
        Instant now = Instant.now();
        List<PreSharedKeyOffer.Identity> identities = psks.stream()
                .map(p -> new PreSharedKeyOffer.Identity(p.identity(), p.obfuscatedAge(now))).toList();
        PreSharedKeyOffer unbound = new PreSharedKeyOffer(identities, psks.stream().map(p -> new byte[p.hash().length()]).toList());
        byte[] encoded = Messages.encode(hello.with(unbound));
        List<byte[]> binders = new ArrayList<>();
        for (OfferedPsk psk : psks) {
            Transcript transcript = before.apply(psk.hash());
            transcript.absorb(encoded);
            // RFC 8446 section 4.2.11.2 has the binder over a ClientHello that is cut off before the list of binders.
            byte[] hash = transcript.hashWithoutEnd(unbound.bindersLength());
            binders.add(new KeySchedule13(crypto, psk.suite()).binder(psk.kind(), psk.secret(), hash));
        }
        return hello.with(new PreSharedKeyOffer(identities, binders));
    }

    /**
     * The PSK that the server takes up, or null.
     *
     * @throws TlsFault when it chose one that was not offered, or that does not fit
     */
    static OfferedPsk chosen(ClientOffer offer, CipherSuite suite, ServerHello hello) throws TlsFault {
        PreSharedKeyChoice choice = hello.extensions().get(PreSharedKeyChoice.class);
        if (choice == null) {
            return null;
        }
        // RFC 8446 section 4.2.11: "Clients MUST verify that the server's selected_identity is within the range supplied by the client, that
        // the server selected a cipher suite indicating a Hash associated with the PSK, and that a server "key_share" extension is present
        // if required by the ClientHello "psk_key_exchange_modes" extension. If these values are not consistent, the client MUST abort the
        // handshake with an "illegal_parameter" alert." The key share is required of every ServerHello.
        if (choice.selected() >= offer.psks().size() || offer.psks().get(choice.selected()).hash() != suite.hash()) {
            throw new TlsFault(Fault.WRONG_PSK, "identity " + choice.selected() + " with " + suite);
        }
        return offer.psks().get(choice.selected());
    }

    // The server.

    /**
     * The suites with those first that go with the external PSK which a client offers: with another hash it would be of no use. Clients put
     * it after their tickets, and its hash shows in the length of its binder. Whether the key is ours is not asked: a HelloRetryRequest
     * shows which suite was chosen, and would tell anybody who asks.
     */
    static List<CipherSuite> preferred(TlsConfig config, ClientHello hello, List<CipherSuite> suites) {
        PreSharedKeyOffer offer = hello.extensions().get(PreSharedKeyOffer.class);
        if (offer == null || !config.takesPsks()) {
            return suites;
        }
        int length = offer.binders().get(offer.binders().size() - 1).length;
        List<CipherSuite> ordered = new ArrayList<>(suites);
        ordered.sort(Comparator.comparing(s -> s.hash().length() != length));
        return ordered;
    }

    private static PskKey ours(TlsConfig config, byte[] identity) {
        boolean possible = config.takesPsks() && identity.length <= PskKey.LONGEST_IDENTITY;
        return possible ? config.authentication().psks().ofServer(identity) : null;
    }

    /**
     * Looks for a session or an external PSK among those that a client offers; the hello is the transcript's last message. Opens tickets and
     * may ask foreign code, so it runs in a task.
     *
     * @return null when there is none, and the handshake is a full one
     * @throws TlsFault {@code BAD_BINDER} when the client does not have the PSK that would be used
     */
    static Accepted accept(Handshake hs, ClientHello hello, CipherSuite suite, Transcript transcript) throws TlsFault {
        TlsConfig config = hs.config();
        PreSharedKeyOffer offer = hello.extensions().get(PreSharedKeyOffer.class);
        if (offer == null || !KeyExchange13.possible(config, hello.extensions())) {
            return null;
        }
        for (int i = 0; i < Math.min(offer.identities().size(), MOST_IDENTITIES); i++) {
            Accepted accepted = accept(hs, hello, suite, i);
            if (accepted != null) {
                // RFC 8446 section 4.2.11: "Prior to accepting PSK key establishment, the server MUST validate the corresponding binder
                // value [...]. If this value is not present or does not validate, the server MUST abort the handshake."
                checkBinder(config.crypto(), accepted.psk, offer, i, transcript);
                if (accepted.session() != null && !taken(config, offer.identities().get(i))) {
                    accepted.psk.wipe();
                    return null;
                }
                return accepted;
            }
        }
        return null;
    }

    private static Accepted accept(Handshake hs, ClientHello hello, CipherSuite suite, int i) {
        byte[] identity = hello.extensions().get(PreSharedKeyOffer.class).identities().get(i).ticket();
        Session session = hs.config().resumption().server().open(identity);
        if (session != null) {
            PeerVerified peer = fits(session, suite, hello.extensions()) ? judged(hs, session) : null;
            if (peer == null) {
                session.secret().wipe();
                return null;
            }
            return new Accepted(i, OfferedPsk.of(identity, session), peer);
        }
        PskKey key = ours(hs.config(), identity);
        // RFC 8446 section 4.2.11: "The server MUST ensure that it selects a compatible PSK (if any) and cipher suite."
        if (key == null || ImportedPsk13.hash(key) != suite.hash()) {
            return null;
        }
        OfferedPsk psk = external(hs.config(), key, identity);
        return new Accepted(i, psk, psk.peer());
    }

    /**
     * What a server ends a handshake with that no PSK and no certificate of ours can go on with. RFC 8446 appendix E.6: "Servers which solely
     * support PSK handshakes may be able to resist this form of attack by treating the cases where there is no valid PSK identity and where
     * there is an identity but it has an invalid binder identically." So a binder is checked here too, under a key that nobody has.
     */
    static TlsFault refused(Handshake hs, ClientHello hello, CipherSuite suite, Transcript transcript) {
        PreSharedKeyOffer offer = hello.extensions().get(PreSharedKeyOffer.class);
        if (offer == null || !hs.config().takesPsks()) {
            return new TlsFault(Fault.NO_CREDENTIALS);
        }
        byte[] random = new byte[suite.hash().length()];
        hs.crypto().random(random);
        OfferedPsk nobodys = new OfferedPsk(OfferedPsk.Kind.EXTERNAL, new byte[0], new Secret(random), suite, null);
        try {
            checkBinder(hs.crypto(), nobodys, offer, 0, transcript);
            return new TlsFault(Fault.BAD_BINDER);
        } catch (TlsFault e) {
            return e;
        } finally {
            nobodys.wipe();
        }
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
                && session.limit() == FragmentLimits.asked(offered)
                && Objects.equals(session.serverName(), name == null ? null : name.hostName());
    }

    /** Whom the session names, as a full handshake of today would let him in; null when it would not. */
    private static PeerVerified judged(Handshake hs, Session session) {
        TlsConfig config = hs.config();
        ClientAuth asked = config.authentication().clientAuth13();
        byte[] identity = session.peer().pskIdentity();
        if (identity != null) {
            return ours(config, identity) != null ? session.peer() : null; // a key that was taken away resumes nothing
        }
        if (!session.peer().authenticated()) {
            return asked == ClientAuth.NEED ? null : session.peer();
        }
        if (asked == ClientAuth.NONE && !config.authentication().postHandshake()) {
            return null;
        }
        try {
            hs.facts().claimedPeerChain(session.peer().chain());
            String type = session.peer().chain().get(0).getPublicKey().getAlgorithm();
            Judgement judgement = config.authentication().judge().judgeAgain(session.peer().chain(), false, type, session.peer().judgement());
            return session.peer().judgedAgain(judgement);
        } catch (CertificateException e) {
            hs.facts().claimedPeerChain(List.of());
            return null; // in a full handshake the client may show another certificate
        }
    }

    private static void checkBinder(Crypto crypto, OfferedPsk psk, PreSharedKeyOffer offer, int i, Transcript transcript) throws TlsFault {
        byte[] hash = transcript.hashWithoutEnd(offer.bindersLength());
        byte[] expected = new KeySchedule13(crypto, psk.suite()).binder(psk.kind(), psk.secret(), hash);
        if (!MessageDigest.isEqual(expected, offer.binders().get(i))) {
            psk.wipe();
            throw new TlsFault(Fault.BAD_BINDER);
        }
    }
}
