package dev.drawbridge.start;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.ClientOffer;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Negotiation;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.HelloRequest;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.SupportedVersionsChoice;
import dev.drawbridge.record.WriteProtection;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.tls12.Client12;
import dev.drawbridge.tls13.Client13;
import dev.drawbridge.tls13.Early13;

/** The client until the server has chosen a version. */
public sealed interface ClientStart extends HandshakeState {
    @Override
    default MessageFormat format() {
        return MessageFormat.undecided(hs().config().versions());
    }

    /** The handshake. */
    Handshake hs();

    /** The state before anything was sent. */
    static HandshakeState first(Handshake hs) {
        return new NotBegun(hs);
    }

    /** Sends the ClientHello, after a task has made its key shares. */
    static Step begin(Handshake hs) throws TlsFault {
        FirstHello hello = new FirstHello(hs.config(), hs.before());
        hs.facts().requestedServerName(hs.config().names().serverName());
        return new Step.Offload<>(hello::make, (offer, records) -> {
            // RFC 8446 section 4.1.2: "When a client first connects to a server, it is REQUIRED to send the ClientHello as its first TLS
            // message."
            records.offers(Negotiation.offerableVersions(hs.config()).get(0));
            records.send(offer.hello());
            // RFC 8446 section 5: a ChangeCipherSpec may come "at any time after the first ClientHello message has been sent or
            // received and before the peer's Finished message has been received".
            records.dropChangeCipherSpec(offers(hs, ProtocolVersion.TLS13));
            if (offer.early() != null) {
                records.limit(FragmentLimit.NONE, offer.session().limit()); // early data belongs to the session
                Early13.send(hs.config(), offer.early(), records);
            }
            return new Step.To(new ExpectServerHello(hs, offer));
        });
    }

    /** Whether we proposed a version. */
    private static boolean offers(Handshake hs, ProtocolVersion version) {
        return Negotiation.offerableVersions(hs.config()).contains(version);
    }

    /** A server that speaks before it is spoken to is refused. */
    record NotBegun(Handshake hs) implements ClientStart {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            throw TlsFault.unexpected(message, "nothing before our ClientHello");
        }
    }

    /** The server's choice of version. */
    record ExpectServerHello(Handshake hs, ClientOffer offer) implements ClientStart {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            // RFC 5246 section 7.4.1.1 on HelloRequest: "This message will be ignored by the client if the client is currently negotiating a
            // session." TLS 1.3 has no such message, so only a server that may yet choose an older version may send one.
            if (message instanceof HelloRequest && offersOlder()) {
                return new Step.To(this);
            }
            if (!(message instanceof ServerHello hello)) {
                throw TlsFault.unexpected(message, "ServerHello");
            }
            ProtocolVersion version = version(hello);
            hs.facts().version(version);
            records.version(version);
            if (version == ProtocolVersion.TLS13) {
                return Client13.onServerHello(hs, offer, hello, records);
            }
            // RFC 8446 appendix D.3: "A client that attempts to send 0-RTT data MUST fail a connection if it receives a ServerHello with TLS
            // 1.2 or older."
            if (offer.early() != null) {
                records.writeKeys(WriteProtection.none());
                throw new TlsFault(Fault.EARLY_DATA_TO_AN_OLD_VERSION, version.toString());
            }
            checkDowngrade(hello, version);
            records.dropChangeCipherSpec(false);
            offer.wipe(); // key shares are of TLS 1.3
            return Client12.onServerHello(hs, offer, hello, records);
        }

        @Override
        public boolean mayWriteEarly() {
            return offer.early() != null;
        }

        /** Whether we proposed TLS 1.2 or older. */
        private boolean offersOlder() {
            return Negotiation.offerableVersions(hs.config()).stream().anyMatch(v -> v != ProtocolVersion.TLS13);
        }

        private ProtocolVersion version(ServerHello hello) throws TlsFault {
            // RFC 8446 section 4.1.3: "A legacy TLS client performing renegotiation with TLS 1.2 or prior and which receives a TLS 1.3
            // ServerHello during renegotiation MUST abort the handshake with a "protocol_version" alert."
            if (hs.before() != null && hello.extensions().has(ExtensionType.SUPPORTED_VERSIONS)) {
                throw new TlsFault(Fault.NO_COMMON_VERSION, "another version in a renegotiation");
            }
            if (hello.extensions().has(ExtensionType.SUPPORTED_VERSIONS)) {
                return versionByExtension(hello);
            }
            if (hello.isHelloRetryRequest()) {
                // RFC 8446 section 4.1.4: "The server's extensions MUST contain "supported_versions"."
                throw offers(hs, ProtocolVersion.TLS13)
                        ? new TlsFault(Fault.MISSING_EXTENSION, ExtensionType.SUPPORTED_VERSIONS + " in HelloRetryRequest")
                        : TlsFault.unexpected(hello, "ServerHello");
            }
            ProtocolVersion version = ProtocolVersion.of(hello.legacyVersion());
            // RFC 8446 section 4.2.1: "A server which negotiates a version of TLS prior to TLS 1.3 MUST set ServerHello.version and MUST
            // NOT send the "supported_versions" extension." So what is newer cannot be chosen here. Appendix D.1: "If the version chosen
            // by the server is not supported by the client (or is not acceptable), the client MUST abort the handshake with a
            // "protocol_version" alert."
            if (hello.legacyVersion() > ProtocolVersion.TLS12.code()) {
                throw new TlsFault(Fault.NO_COMMON_VERSION, "server chose 0x" + Integer.toHexString(hello.legacyVersion())
                        + " without supported_versions");
            }
            if (version == null || !offers(hs, version)) {
                throw new TlsFault(Fault.VERSION_TOO_OLD,
                        version == null ? "0x" + Integer.toHexString(hello.legacyVersion()) : version.toString());
            }
            return version;
        }

        private ProtocolVersion versionByExtension(ServerHello hello) throws TlsFault {
            hello.extensions().requireOffered(offer.hello().extensions(), unlessTheHelloWasRetried(hello));
            // RFC 8446 section 4.2.1: "If this extension is present, clients MUST ignore the ServerHello.legacy_version value and MUST use
            // only the "supported_versions" extension".
            int selected = hello.extensions().get(SupportedVersionsChoice.class).version();
            // RFC 8446 section 4.2.1: "If the "supported_versions" extension in the ServerHello contains a version not offered by the
            // client or contains a version prior to TLS 1.3, the client MUST abort the handshake with an "illegal_parameter" alert."
            if (selected != ProtocolVersion.TLS13.code()) {
                throw new TlsFault(Fault.VERSION_NOT_OFFERED, "0x" + Integer.toHexString(selected) + " in supported_versions");
            }
            return ProtocolVersion.TLS13;
        }

        /** Only a HelloRetryRequest may bring a cookie that nobody asked for. */
        private static int[] unlessTheHelloWasRetried(ServerHello hello) {
            return hello.isHelloRetryRequest() ? new int[] {ExtensionType.COOKIE.code()} : new int[0];
        }

        private void checkDowngrade(ServerHello hello, ProtocolVersion version) throws TlsFault {
            // RFC 8446 section 4.1.3: "TLS 1.3 clients receiving a ServerHello indicating TLS 1.2 or below MUST check that the last 8
            // bytes are not equal to either of these values. TLS 1.2 clients SHOULD also check that the last 8 bytes are not equal to
            // the second value if the ServerHello indicates TLS 1.1 or below. If a match is found, the client MUST abort the handshake
            // with an "illegal_parameter" alert."
            boolean refused = offers(hs, ProtocolVersion.TLS13)
                    ? ServerHello.hasDowngradeSentinel12(hello.random()) || ServerHello.hasDowngradeSentinel11(hello.random())
                    : offers(hs, ProtocolVersion.TLS12) && version != ProtocolVersion.TLS12
                            && ServerHello.hasDowngradeSentinel11(hello.random());
            if (refused) {
                throw new TlsFault(Fault.DOWNGRADE_SENTINEL, "server chose " + version);
            }
        }

        @Override
        public void wipe() {
            offer.wipe();
        }
    }
}
