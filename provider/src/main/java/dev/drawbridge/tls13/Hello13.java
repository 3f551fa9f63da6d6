package dev.drawbridge.tls13;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.message.extension.KeyShareEntry;
import dev.drawbridge.message.extension.KeyShareOffer;
import dev.drawbridge.message.extension.SupportedGroups;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.ProtocolVersion;
import java.security.MessageDigest;
import java.util.BitSet;

/** What both hellos must satisfy in TLS 1.3, whatever is then chosen (RFC 8446 sections 4.1.2, 4.1.3 and 9.2). */
final class Hello13 {
    private Hello13() {
    }

    /** The server's look at a ClientHello. */
    static void check(TlsConfig config, ClientHello hello) throws TlsFault {
        // RFC 8446 section 4.1.2: "For every TLS 1.3 ClientHello, this vector MUST contain exactly one byte, set to zero [...]. If a TLS
        // 1.3 ClientHello is received with any other value in this field, the server MUST abort the handshake with an
        // "illegal_parameter" alert."
        if (!hello.offersOnlyNullCompression()) {
            throw new TlsFault(Fault.BAD_COMPRESSION, hello.compressionMethods().length + " methods in TLS 1.3");
        }
        Extensions extensions = hello.extensions();
        // RFC 8446 section 9.2: "If not containing a "pre_shared_key" extension, it MUST contain both a "signature_algorithms"
        // extension and a "supported_groups" extension. If containing a "supported_groups" extension, it MUST also contain a
        // "key_share" extension, and vice versa. [...] Servers receiving a ClientHello which does not conform to these requirements
        // MUST abort the handshake with a "missing_extension" alert." Where we agree on a key with PSKs too, we need groups and
        // shares of everybody.
        if (!extensions.has(ExtensionType.PRE_SHARED_KEY)) {
            require(extensions, ExtensionType.SIGNATURE_ALGORITHMS);
        }
        boolean groups = extensions.has(ExtensionType.SUPPORTED_GROUPS) || extensions.has(ExtensionType.KEY_SHARE);
        if (groups || !KeyExchange13.pskAlone(config, extensions)) {
            require(extensions, ExtensionType.SUPPORTED_GROUPS);
            require(extensions, ExtensionType.KEY_SHARE);
            checkShares(extensions);
        }
        // RFC 8446 section 4.2.9: "If clients offer "pre_shared_key" without a "psk_key_exchange_modes" extension, servers MUST abort
        // the handshake."
        if (extensions.has(ExtensionType.PRE_SHARED_KEY)) {
            require(extensions, ExtensionType.PSK_KEY_EXCHANGE_MODES);
        }
    }

    private static void checkShares(Extensions extensions) throws TlsFault {
        // RFC 8446 section 4.2.8: "Clients MUST NOT offer any KeyShareEntry values for groups not listed in the client's
        // "supported_groups" extension. Servers MAY check for violations of these rules and abort the handshake with an
        // "illegal_parameter" alert if one is violated."
        BitSet groups = set(extensions.get(SupportedGroups.class).groups());
        for (KeyShareEntry share : extensions.get(KeyShareOffer.class).shares()) {
            if (!groups.get(share.group())) {
                throw new TlsFault(Fault.GROUP_NOT_OFFERED, "key share of group 0x" + Integer.toHexString(share.group()));
            }
        }
    }

    /**
     * The client's look at a ServerHello or HelloRetryRequest.
     *
     * @return the suite that the server chose
     */
    static CipherSuite check(ClientHello offer, ServerHello answer) throws TlsFault {
        // RFC 8446 section 4.1.3: "In TLS 1.3, the TLS server indicates its version using the "supported_versions" extension (Section
        // 4.2.1), and the legacy_version field MUST be set to 0x0303".
        if (answer.legacyVersion() != ProtocolVersion.TLS12.code()) {
            throw new TlsFault(Fault.ILLEGAL_VALUE, "legacy_version 0x" + Integer.toHexString(answer.legacyVersion()) + " in TLS 1.3");
        }
        // RFC 8446 section 4.1.3: "A client which receives a legacy_session_id_echo field that does not match what it sent in the
        // ClientHello MUST abort the handshake with an "illegal_parameter" alert."
        if (!MessageDigest.isEqual(offer.sessionId(), answer.sessionId())) {
            throw new TlsFault(Fault.SESSION_ID_NOT_ECHOED);
        }
        // RFC 8446 section 4.1.3: "A client which receives a cipher suite that was not offered MUST abort the handshake with an
        // "illegal_parameter" alert." A suite of another version is as good as not offered.
        CipherSuite suite = CipherSuite.of(answer.cipherSuite());
        if (suite == null || !suite.fits(ProtocolVersion.TLS13) || !offer.cipherSuites().contains(suite.code())) {
            throw new TlsFault(Fault.SUITE_NOT_OFFERED, "0x" + Integer.toHexString(answer.cipherSuite()));
        }
        return suite;
    }

    /** For looking up many numbers: both lists are the peer's, and each may hold thousands. */
    private static BitSet set(CodePoints numbers) {
        BitSet set = new BitSet();
        for (int i = 0; i < numbers.size(); i++) {
            set.set(numbers.at(i));
        }
        return set;
    }

    static void require(Extensions extensions, ExtensionType type) throws TlsFault {
        if (!extensions.has(type)) {
            throw new TlsFault(Fault.MISSING_EXTENSION, type.toString());
        }
    }
}
