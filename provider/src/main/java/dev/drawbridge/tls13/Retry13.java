package dev.drawbridge.tls13;

import dev.drawbridge.crypto.KeyAgreement;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ClientOffer;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.OfferedPsk;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.Cookie;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.KeyShareEntry;
import dev.drawbridge.message.extension.KeyShareOffer;
import dev.drawbridge.message.extension.KeyShareRetry;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.message.extension.SupportedVersionsChoice;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.NamedGroup;
import dev.drawbridge.spec.ProtocolVersion;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** HelloRetryRequest, and the second ClientHello that answers it (RFC 8446 sections 4.1.2 and 4.1.4). */
final class Retry13 {
    /**
     * RFC 8446 section 4.1.2: "the client MUST send the same ClientHello without modification, except as follows": these extensions
     * may differ.
     */
    private static final Set<Integer> CHANGEABLE = Set.of(ExtensionType.KEY_SHARE.code(), ExtensionType.EARLY_DATA.code(),
            ExtensionType.COOKIE.code(), ExtensionType.PRE_SHARED_KEY.code(), ExtensionType.PADDING.code());

    private Retry13() {
    }

    /** The client was told to try again; the HelloRetryRequest is the transcript's last message. */
    static Step onHelloRetryRequest(Handshake hs, ClientOffer offer, ServerHello retry) throws TlsFault {
        Extensions offered = offer.hello().extensions();
        // RFC 8446 section 4.2, of extensions not asked for: "with the exception of the "cookie" extension in the HelloRetryRequest".
        retry.extensions().requireOffered(offered, ExtensionType.COOKIE.code());
        // RFC 8446 section 4.1.4: "Upon receipt of a HelloRetryRequest, the client MUST check the legacy_version, legacy_session_id_echo,
        // cipher_suite, and legacy_compression_method as specified in Section 4.1.3". And: "A client which receives a cipher suite that was
        // not offered MUST abort the handshake." The compression method was checked when it was read.
        CipherSuite suite = Hello13.check(offer.hello(), retry);
        Cookie cookie = retry.extensions().get(Cookie.class);
        NamedGroup group = askedGroup(offer, retry.extensions().get(KeyShareRetry.class));
        // RFC 8446 section 4.1.4: "Clients MUST abort the handshake with an "illegal_parameter" alert if the HelloRetryRequest would not
        // result in any change in the ClientHello."
        if (group == null && cookie == null) {
            throw new TlsFault(Fault.BAD_RETRY);
        }
        hs.transcript().restartForRetry(suite.hash(), true);
        hs.transcript().select(suite.hash(), false);
        // RFC 8446 section 4.1.4: "Otherwise, the client MUST process all extensions in the HelloRetryRequest and send a second updated
        // ClientHello."
        return new Step.Offload<>(() -> secondOffer(hs, offer, suite, group, cookie), (second, records) -> {
            if (offer.early() == null && hs.config().tuning().compatibilityMode()) {
                records.sendChangeCipherSpec();
            }
            records.send(second.hello());
            return new Step.To(new Client13.ExpectSecondServerHello(hs, second, suite));
        });
    }

    /** The server tells the client to send a share of {@code group}; the ClientHello is the transcript's only message. */
    static void send(Handshake hs, ClientHello hello, CipherSuite suite, NamedGroup group, Records records) throws TlsFault {
        hs.transcript().restartForRetry(suite.hash(), false);
        hs.transcript().select(suite.hash(), false);
        // RFC 8446 section 4.1.4: "The server's extensions MUST contain "supported_versions"." And: "a HelloRetryRequest MUST NOT contain
        // any extensions that were not first offered by the client in its ClientHello".
        records.send(new ServerHello(ProtocolVersion.TLS12.code(), ServerHello.retryRandom(), hello.sessionId(), suite.code(), 0,
                Extensions.of(new SupportedVersionsChoice(ProtocolVersion.TLS13.code()), new KeyShareRetry(group.code()))));
    }

    /** The server's look at the second ClientHello, against the first. */
    static void checkSecond(ClientHello first, ClientHello second, NamedGroup asked) throws TlsFault {
        // RFC 8446 section 4.1.2: "the client MUST send the same ClientHello without modification".
        if (first.legacyVersion() != second.legacyVersion()
                || !MessageDigest.isEqual(first.random(), second.random())
                || !MessageDigest.isEqual(first.sessionId(), second.sessionId())
                || !first.cipherSuites().equals(second.cipherSuites())
                || !MessageDigest.isEqual(first.compressionMethods(), second.compressionMethods())) {
            throw new TlsFault(Fault.BAD_SECOND_CLIENT_HELLO, "a fixed field changed");
        }
        OptionalInt changed = first.extensions().difference(second.extensions(), CHANGEABLE);
        if (changed.isPresent()) {
            throw new TlsFault(Fault.BAD_SECOND_CLIENT_HELLO, "extension " + changed.getAsInt());
        }
        // RFC 8446 section 4.2.10: "A client MUST NOT include the "early_data" extension in its followup ClientHello." And a cookie is
        // there only when the HelloRetryRequest had one: ours never has.
        for (ExtensionType never : List.of(ExtensionType.EARLY_DATA, ExtensionType.COOKIE)) {
            if (second.extensions().has(never)) {
                throw new TlsFault(Fault.BAD_SECOND_CLIENT_HELLO, never.toString());
            }
        }
        Hello13.require(second.extensions(), ExtensionType.KEY_SHARE);
        // Same section: "If a "key_share" extension was supplied in the HelloRetryRequest, replacing the list of shares with a list
        // containing a single KeyShareEntry from the indicated group."
        List<KeyShareEntry> shares = second.extensions().get(KeyShareOffer.class).shares();
        if (shares.size() != 1 || shares.get(0).group() != asked.code()) {
            throw new TlsFault(Fault.BAD_SECOND_CLIENT_HELLO, "key shares other than the one of " + asked);
        }
    }

    /** The group that the server asks for, or null when it asks for none. */
    private static NamedGroup askedGroup(ClientOffer offer, KeyShareRetry asked) throws TlsFault {
        if (asked == null) {
            return null;
        }
        // RFC 8446 section 4.2.8: "Upon receipt of this extension in a HelloRetryRequest, the client MUST verify that (1) the
        // selected_group field corresponds to a group which was provided in the "supported_groups" extension in the original
        // ClientHello and (2) the selected_group field does not correspond to a group which was provided in the "key_share" extension
        // in the original ClientHello. If either of these checks fails, then the client MUST abort the handshake with an
        // "illegal_parameter" alert."
        Extensions offered = offer.hello().extensions();
        NamedGroup group = NamedGroup.of(asked.group());
        if (group == null || !offered.get(SupportedGroups.class).groups().contains(group.code())) {
            throw new TlsFault(Fault.GROUP_NOT_OFFERED, "0x" + Integer.toHexString(asked.group()) + " in HelloRetryRequest");
        }
        if (offer.agreements().containsKey(group)) {
            throw new TlsFault(Fault.BAD_RETRY, "asks for " + group + ", of which a share was sent");
        }
        return group;
    }

    /** The second ClientHello; makes a key share, which is costly. */
    private static ClientOffer secondOffer(Handshake hs, ClientOffer first, CipherSuite suite, NamedGroup group, Cookie cookie) {
        ClientHello hello = first.hello();
        // RFC 8446 section 4.2.10: "A client MUST NOT include the "early_data" extension in its followup ClientHello."
        Extensions extensions = hello.extensions().without(Set.of(ExtensionType.PRE_SHARED_KEY, ExtensionType.EARLY_DATA));
        Map<NamedGroup, KeyAgreement> agreements = first.agreements();
        if (group != null) {
            KeyAgreement agreement = hs.crypto().startAgreement(group);
            // RFC 8446 section 4.2.8: "the client MUST replace the original "key_share" extension with one containing only a new
            // KeyShareEntry for the group indicated".
            extensions = extensions.with(new KeyShareOffer(List.of(new KeyShareEntry(group.code(), agreement.share()))));
            first.wipeShares();
            agreements = Map.of(group, agreement);
        }
        // RFC 8446 section 4.2.2: "When sending the new ClientHello, the client MUST copy the contents of the extension received in the
        // HelloRetryRequest into a "cookie" extension in the new ClientHello."
        if (cookie != null) {
            extensions = extensions.with(cookie);
        }
        ClientHello second = new ClientHello(hello.legacyVersion(), hello.random(), hello.sessionId(), hello.cipherSuites(),
                hello.compressionMethods(), extensions);
        // RFC 8446 section 4.1.4: "in its updated ClientHello, the client SHOULD NOT offer any pre-shared keys associated with a hash other
        // than that of the selected cipher suite." Section 4.1.2: the others are offered "by recomputing the "obfuscated_ticket_age" and
        // binder values".
        List<OfferedPsk> psks = new ArrayList<>();
        for (OfferedPsk psk : first.psks()) {
            if (psk.hash() == suite.hash()) {
                psks.add(psk);
            } else {
                psk.wipe();
            }
        }
        ClientHello bound = psks.isEmpty() ? second : Psk13.offer(hs.crypto(), second, psks, hash -> hs.transcript().fork());
        return new ClientOffer(bound, first.session(), psks, agreements, null);
    }
}
