package dev.drawbridge.start;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.HandshakeState;
import dev.drawbridge.handshake.Negotiation;
import dev.drawbridge.handshake.Records;
import dev.drawbridge.handshake.Step;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.HandshakeMessage;
import dev.drawbridge.message.MessageFormat;
import dev.drawbridge.message.extension.ServerName;
import dev.drawbridge.message.extension.SignatureAlgorithms;
import dev.drawbridge.message.extension.SupportedVersionsOffer;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.tls12.Server12;
import dev.drawbridge.tls13.Server13;
import java.util.List;

/** The server until it has chosen a version. */
public sealed interface ServerStart extends HandshakeState {
    @Override
    default MessageFormat format() {
        return MessageFormat.undecided(hs().config().versions());
    }

    /** The handshake. */
    Handshake hs();

    /** The state before anything has come. */
    static HandshakeState first(Handshake hs) {
        return new ExpectClientHello(hs);
    }

    /** The client's offer. */
    record ExpectClientHello(Handshake hs) implements ServerStart {
        @Override
        public Step on(HandshakeMessage message, Records records) throws TlsFault {
            if (!(message instanceof ClientHello received)) {
                throw TlsFault.unexpected(message, "ClientHello");
            }
            ClientHello hello = received.without(hs.config().tuning().disabledExtensions());
            List<ProtocolVersion> ours = Negotiation.offerableVersions(hs.config());
            SupportedVersionsOffer offer = hello.extensions().get(SupportedVersionsOffer.class);
            ProtocolVersion version = choose(ours, hello, offer);
            // RFC 7507 section 3: "If TLS_FALLBACK_SCSV appears in ClientHello.cipher_suites and the highest protocol version supported
            // by the server is higher than the version indicated in ClientHello.client_version, the server MUST respond with a fatal
            // inappropriate_fallback alert". Where the client has supported_versions, its highest entry that we know counts.
            boolean newer = version != null ? version != ours.get(0) : offer == null && hello.legacyVersion() < ours.get(0).code();
            if (newer && hello.cipherSuites().contains(CipherSuite.FALLBACK_SCSV)) {
                throw new TlsFault(Fault.INAPPROPRIATE_FALLBACK, "to " + offered(hello, offer));
            }
            // RFC 8446 appendix D.2: "If the "supported_versions" extension is absent and the server only supports versions greater than
            // ClientHello.legacy_version, the server MUST abort the handshake with a "protocol_version" alert."
            if (version == null) {
                throw new TlsFault(Fault.NO_COMMON_VERSION, "client offers " + offered(hello, offer));
            }
            noteOffer(hello);
            hs.facts().version(version);
            records.version(version);
            // RFC 8446 section 4.2.3: "TLS 1.3 implementations willing to negotiate TLS 1.2 MUST behave in accordance with the requirements
            // of [RFC5246] when negotiating that version."
            return version == ProtocolVersion.TLS13 ? Server13.onClientHello(hs, hello, records)
                    : Server12.onClientHello(hs, version, hello, records);
        }

        private static String offered(ClientHello hello, SupportedVersionsOffer offer) {
            return offer != null ? offer.versions().toString() : "0x" + Integer.toHexString(hello.legacyVersion());
        }

        /** The newest version that both sides have, or null when there is none. */
        private static ProtocolVersion choose(List<ProtocolVersion> ours, ClientHello hello, SupportedVersionsOffer offer) {
            for (ProtocolVersion v : ours) {
                // RFC 8446 section 4.2.1: "If this extension is present in the ClientHello, servers MUST NOT use the
                // ClientHello.legacy_version value for version negotiation and MUST use only the "supported_versions" extension". And:
                // "Servers MUST only select a version of TLS present in that extension and MUST ignore any unknown versions that are
                // present in that extension." And: "Servers MUST be prepared to receive ClientHellos that include this extension but do not
                // include 0x0304". Appendix D.2: "If the "supported_versions" extension is present, the server MUST negotiate using that
                // extension". And: "If the "supported_versions" extension is not present, the server MUST negotiate the minimum of
                // ClientHello.legacy_version and TLS 1.2." RFC 8446 section 4.2.1: "If this extension is not present, servers [...] MUST
                // negotiate TLS 1.2 or prior [...], even if ClientHello.legacy_version is 0x0304 or later."
                // Appendix D.5 forbids hellos with a legacy_version of 0x0300; from who speaks SSL 3.0 one is taken for just that.
                boolean offered = offer != null ? offer.versions().contains(v.code()) && (v.ssl() || hello.legacyVersion() != ProtocolVersion.SSL30.code())
                        : v != ProtocolVersion.TLS13 && v.code() <= hello.legacyVersion();
                if (offered) {
                    return v;
                }
            }
            return null;
        }

        /** What key managers and the program look at while we choose. */
        private void noteOffer(ClientHello hello) {
            // RFC 8446 section 4.6.1: "On resumption, if reporting an SNI value to the calling application, implementations MUST use the value
            // sent in the resumption ClientHello".
            ServerName name = hello.extensions().get(ServerName.class);
            hs.facts().requestedServerName(name == null ? null : name.hostName());
            SignatureAlgorithms schemes = hello.extensions().get(SignatureAlgorithms.class);
            hs.facts().peerSignatureSchemes(schemes == null ? List.of() : Negotiation.known(schemes.schemes()));
        }
    }
}
