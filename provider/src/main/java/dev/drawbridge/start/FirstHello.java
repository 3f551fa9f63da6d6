package dev.drawbridge.start;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ClientOffer;
import dev.drawbridge.handshake.FragmentLimits;
import dev.drawbridge.handshake.Negotiation;
import dev.drawbridge.handshake.OfferedPsk;
import dev.drawbridge.handshake.Predecessor;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.ApplicationProtocols;
import dev.drawbridge.message.extension.CertificateAuthorities;
import dev.drawbridge.message.extension.EarlyDataIndication;
import dev.drawbridge.message.extension.EcPointFormats;
import dev.drawbridge.message.extension.EncryptThenMac;
import dev.drawbridge.message.extension.ExtendedMasterSecret;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.KeyShareEntry;
import dev.drawbridge.message.extension.KeyShareOffer;
import dev.drawbridge.message.extension.MaxFragmentLength;
import dev.drawbridge.message.extension.PostHandshakeAuth;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.StatusRequest;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.message.extension.SupportedVersionsOffer;
import dev.drawbridge.session.ClientSessions;
import dev.drawbridge.session.Session;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.spec.SignatureScheme;
import dev.drawbridge.tls12.Renegotiation12;
import dev.drawbridge.tls12.Resumption12;
import dev.drawbridge.tls13.Early13;
import dev.drawbridge.tls13.KeyExchange13;
import dev.drawbridge.tls13.Psk13;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Makes the first ClientHello of a client's handshake (RFC 8446 section 4.1.2), with the extensions in OpenSSL's order. */
final class FirstHello {
    private final TlsConfig config;
    private final Predecessor before;
    private final List<ProtocolVersion> versions;
    private final boolean offers13;
    /** Whether TLS 1.2 or an older version is among them. */
    private final boolean offersOlder;
    private final List<NamedGroup> groups;

    /**
     * Settles what can be offered.
     *
     * @param before the handshake that is renegotiated; null in a connection's first
     * @throws TlsFault {@code NOT_CONFIGURED} when that is nothing
     */
    FirstHello(TlsConfig config, Predecessor before) throws TlsFault {
        this.config = config;
        this.before = before;
        this.versions = Negotiation.offerableVersions(config);
        if (versions.isEmpty()) {
            throw new TlsFault(Fault.NOT_CONFIGURED, "no enabled cipher suite is of an enabled version");
        }
        this.offers13 = versions.contains(ProtocolVersion.TLS13);
        this.offersOlder = versions.get(versions.size() - 1) != ProtocolVersion.TLS13;
        this.groups = offered(config.groups(), versions.get(0));
        if (groups.isEmpty()) {
            throw new TlsFault(Fault.NOT_CONFIGURED, "no enabled group can be used");
        }
    }

    /** The ClientHello and its key shares; making those is costly. */
    ClientOffer make() throws TlsFault {
        Session session = sessionToOffer();
        if (session == null && config.resumption().only()) {
            throw new TlsFault(Fault.NO_SESSION);
        }
        Session of12 = session != null && session.version() != ProtocolVersion.TLS13 ? session : null;
        List<OfferedPsk> psks = psks(session);
        Map<NamedGroup, KeyAgreement> agreements = new EnumMap<>(NamedGroup.class);
        List<KeyShareEntry> shares = new ArrayList<>();
        for (NamedGroup group : sharedGroups(session)) {
            // RFC 8446 section 4.2.8: "Each KeyShareEntry value MUST correspond to a group offered in the "supported_groups" extension and
            // MUST appear in the same order. The key_exchange values for each KeyShareEntry MUST be generated independently."
            KeyAgreement agreement = config.crypto().startAgreement(group);
            agreements.put(group, agreement);
            shares.add(new KeyShareEntry(group.code(), agreement.share()));
        }
        byte[] random = random(ServerHello.RANDOM_LENGTH);
        // RFC 8446 section 4.1.2: "In compatibility mode (see Appendix D.4), this field MUST be non-empty, so a client not offering a
        // pre-TLS 1.3 session MUST generate a new 32-byte value. Otherwise, it MUST be set as a zero-length vector".
        byte[] sessionId = of12 != null ? Resumption12.sessionId(config.crypto(), of12)
                : random(offers13 && config.tuning().compatibilityMode() ? 32 : 0);
        // RFC 8446 section 4.1.2: "the client indicates its version preferences in the "supported_versions" extension (Section 4.2.1) and
        // the legacy_version field MUST be set to 0x0303". And: "For every TLS 1.3 ClientHello, this vector MUST contain exactly one byte,
        // set to zero".
        // RFC 8446 appendix D.5: "Implementations MUST NOT send an SSL version 2.0 compatible CLIENT-HELLO." And: "Implementations MUST NOT
        // send a ClientHello.legacy_version or ServerHello.legacy_version set to 0x0300 or less." RFC 7568 section 3: "clients MUST NOT send a
        // ClientHello with ClientHello.client_version set to {03,00}." Who has nothing but SSL 3.0 enabled asks for just that.
        // Of older versions the newest stands there, as RFC 5246 section 7.4.1.2 has it.
        int legacyVersion = offers13 ? ProtocolVersion.TLS12.code() : versions.get(0).code();
        ClientHello hello = new ClientHello(legacyVersion, random, sessionId, cipherSuites(), new byte[1],
                extensions(shares, of12));
        if (psks.isEmpty()) {
            return new ClientOffer(hello, session, agreements);
        }
        // RFC 8446 section 4.2.10: "If the client opts to do so, it MUST supply both the "pre_shared_key" and "early_data" extensions." And:
        // "The PSK used to encrypt the early data MUST be the first PSK listed in the client's "pre_shared_key" extension."
        boolean early = Early13.mayOffer(config, psks.get(0).session());
        ClientHello bound = Psk13.offer(config.crypto(), early ? hello.with(new EarlyDataIndication()) : hello, psks, this::nothing);
        return new ClientOffer(bound, session, psks, agreements, early ? Early13.writeProtection(config.crypto(), bound, psks.get(0)) : null);
    }

    private Transcript nothing(HashAlgorithm hash) {
        Transcript nothing = new Transcript(config.crypto());
        nothing.select(hash, false);
        return nothing;
    }

    /** The PSKs of TLS 1.3: first the session, since it costs the server nothing to be resumed, then what the program has. */
    private List<OfferedPsk> psks(Session session) {
        List<OfferedPsk> psks = new ArrayList<>();
        if (!offers13) {
            return psks;
        }
        OfferedPsk external = Psk13.external(config);
        if (session != null && session.version() == ProtocolVersion.TLS13) {
            psks.add(OfferedPsk.of(session.ticket().bytes(), session));
        }
        if (external != null) {
            psks.add(external);
        }
        return psks;
    }

    private byte[] random(int length) {
        byte[] random = new byte[length];
        config.crypto().random(random);
        return random;
    }

    /** A session that fits what is offered, or null. */
    private Session sessionToOffer() {
        Session session = config.resumption().client().take();
        if (session == null) {
            return null;
        }
        boolean of13 = session.version() == ProtocolVersion.TLS13;
        boolean fits = session.limit() == FragmentLimits.wanted(config) && (of13 ? offers13 && Psk13.mayOffer(config, session, Instant.now())
                : offersOlder && Resumption12.mayOffer(config, session, Instant.now()));
        if (!fits) {
            session.secret().wipe();
        }
        return fits ? session : null;
    }

    private CodePoints cipherSuites() {
        List<CipherSuite> suites = new ArrayList<>();
        for (CipherSuite s : config.cipherSuites()) {
            if (versions.stream().anyMatch(s::fits)) {
                suites.add(s);
            }
        }
        CodePoints codes = CodePoints.of(suites, CipherSuite::code);
        if (offersOlder && Renegotiation12.signalsBySuite(before)) {
            codes = codes.plus(CipherSuite.EMPTY_RENEGOTIATION_INFO_SCSV);
        }
        // RFC 7507 section 4: "If a client sends a ClientHello.client_version containing a lower value than the latest (highest-valued) version
        // supported by the client, it SHOULD include the TLS_FALLBACK_SCSV cipher suite value in ClientHello.cipher_suites".
        return config.tuning().options().fallback() ? codes.plus(CipherSuite.FALLBACK_SCSV) : codes;
    }

    private Extensions extensions(List<KeyShareEntry> shares, Session session) {
        // RFC 8446 section 4.2.2: "Clients MUST NOT use cookies in their initial ClientHello in subsequent connections."
        List<Extension> list = new ArrayList<>();
        if (!Renegotiation12.signalsBySuite(before)) {
            list.add(Renegotiation12.ofClient(before));
        }
        if (versions.get(0).ssl()) {
            return Extensions.of(list); // SSL 3.0 has no others, and is no version of TLS below
        }
        if (config.names().serverName() != null) {
            list.add(new ServerName(config.names().serverName()));
        }
        if (FragmentLimits.wanted(config) != FragmentLimit.NONE) {
            list.add(new MaxFragmentLength(FragmentLimits.wanted(config)));
        }
        if (offersOlder) {
            list.add(new EcPointFormats(new byte[] {EcPointFormats.UNCOMPRESSED}));
        }
        list.add(new SupportedGroups(CodePoints.of(groups, NamedGroup::code)));
        if (offersOlder && config.resumption().client() != ClientSessions.NONE) {
            list.add(Resumption12.ticket(session));
        }
        if (config.authentication().askForStaples()) {
            list.add(StatusRequest.forOcsp());
        }
        if (!config.names().applicationProtocols().isEmpty()) {
            list.add(new ApplicationProtocols(config.names().applicationProtocols()));
        }
        // RFC 7366 section 2: a client asks for it "as part of the handshake"; only suites with CBC know it.
        if (offersOlder && config.tuning().options().encryptThenMac() && config.cipherSuites().stream().anyMatch(CipherSuite::cbc)) {
            list.add(new EncryptThenMac());
        }
        if (offersOlder) {
            list.add(new ExtendedMasterSecret());
        }
        // RFC 8446 section 4.2.3: "Clients which desire the server to authenticate itself via a certificate MUST send the
        // "signature_algorithms" extension."
        // RFC 5246 section 7.4.1.4.1: "it MUST send the signature_algorithms extension, listing the algorithms it is willing to accept." And: "Clients
        // MUST NOT offer it if they are offering prior versions", which those do not that offer TLS 1.2 as well.
        if (versions.get(0).namesSchemes()) {
            list.add(new SignatureAlgorithms(CodePoints.of(config.signatureSchemes(), SignatureScheme::code)));
        }
        if (offers13 && config.authentication().postHandshake()) {
            list.add(new PostHandshakeAuth());
        }
        if (offers13) {
            addOf13(list, shares);
        }
        return Extensions.of(list).without(config.tuning().disabledExtensions());
    }

    private static List<NamedGroup> offered(List<NamedGroup> groups, ProtocolVersion newest) {
        List<NamedGroup> fitting = new ArrayList<>(groups.size());
        for (NamedGroup g : groups) {
            if (g.fits(newest)) {
                fitting.add(g);
            }
        }
        return fitting;
    }

    private void addOf13(List<Extension> list, List<KeyShareEntry> shares) {
        // RFC 8446 section 4.2.1: "Implementations of this specification MUST send this extension in the ClientHello containing all
        // versions of TLS which they are prepared to negotiate".
        list.add(new SupportedVersionsOffer(CodePoints.of(versions.stream().filter(v -> !v.ssl()).toList(), ProtocolVersion::code)));
        list.add(new KeyShareOffer(shares));
        if (config.resumption().client() != ClientSessions.NONE || config.takesPsks()) {
            // RFC 8446 section 4.2.9: "In order to use PSKs, clients MUST also send a "psk_key_exchange_modes" extension." And: "A client
            // MUST provide a "psk_key_exchange_modes" extension if it offers a "pre_shared_key" extension." And of the mode: "In this mode,
            // the client and server MUST supply "key_share" values".
            list.add(KeyExchange13.modes(config));
        }
        List<byte[]> authorities = config.authentication().acceptableAuthorities().get();
        if (!authorities.isEmpty()) {
            list.add(new CertificateAuthorities(authorities));
        }
    }

    /**
     * The groups of which shares are sent: the best one, and with a hybrid also the best classical one, because a server that knows no
     * hybrid is still common and a retry costs a round trip. With a session of TLS 1.3 only the one that the server took last time.
     */
    private List<NamedGroup> sharedGroups(Session session) {
        List<NamedGroup> shared = new ArrayList<>();
        if (!offers13) {
            return shared;
        }
        NamedGroup last = session == null || session.ticket() == null ? null : session.ticket().group();
        if (last != null && groups.contains(last)) {
            shared.add(last);
            return shared;
        }
        for (NamedGroup g : groups) {
            if (shared.isEmpty() || !g.tls13Only()) {
                shared.add(g);
            }
            if (!g.tls13Only()) {
                break;
            }
        }
        return shared;
    }
}
