package dev.drawbridge.tls12;

import dev.drawbridge.config.TlsConfig;
import dev.drawbridge.crypto.Crypto;
import dev.drawbridge.handshake.ConnectionFacts;
import dev.drawbridge.handshake.FragmentLimits;
import dev.drawbridge.handshake.Handshake;
import dev.drawbridge.handshake.Transcript;
import dev.drawbridge.message.ClientHello;
import dev.drawbridge.message.ServerHello;
import dev.drawbridge.spec.CipherSuite;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.FragmentLimit;
import dev.drawbridge.spec.HashAlgorithm;
import dev.drawbridge.spec.ProtocolVersion;
import java.util.Arrays;

/**
 * A handshake of which both hellos are known, and so everything they settle.
 *
 * @param suite the suite of {@code server}, checked
 * @param client as sent
 * @param server as sent, its extensions checked against the client's
 */
record Hellos12(Handshake hs, CipherSuite suite, ClientHello client, ServerHello server) {
    /** RFC 8446 section 4.2.1 has every version before TLS 1.3 in ServerHello.version. */
    ProtocolVersion version() {
        return ProtocolVersion.of(server.legacyVersion());
    }

    /** The hash of the handshake and of the PRF. */
    HashAlgorithm hash() {
        return suite.hash(version());
    }

    /**
     * The hash is known: the transcript runs it. All hashes of SSL 3.0 end with the master secret, so that the messages themselves are kept to the end.
     *
     * @param signed whether somebody signs the messages with a hash that is not known
     */
    void selectHash(boolean signed) {
        transcript().select(hash(), signed || version().ssl());
    }

    /** Nobody signs, or has signed: the messages themselves are of no further use but in SSL 3.0. */
    void dropRaw() {
        if (!version().ssl()) {
            transcript().dropRaw();
        }
    }

    TlsConfig config() {
        return hs.config();
    }

    Crypto crypto() {
        return hs.crypto();
    }

    Transcript transcript() {
        return hs.transcript();
    }

    ConnectionFacts facts() {
        return hs.facts();
    }

    /**
     * RFC 7627 section 5.2: "If both the ClientHello and ServerHello contain the extension, the new session uses the extended master
     * secret computation." A server never sends it unasked.
     */
    boolean extendedMasterSecret() {
        return server.extensions().has(ExtensionType.EXTENDED_MASTER_SECRET); // never in SSL 3.0, where all but one are left out
    }

    /** RFC 7366 section 2: encrypt-then-MAC is used when both hellos have the extension. A server never sends it unasked. */
    boolean encryptThenMac() {
        return server.extensions().has(ExtensionType.ENCRYPT_THEN_MAC);
    }

    /**
     * RFC 6066 section 8: "If a server returns a "CertificateStatus" message, then the server MUST have included an extension of type
     * "status_request" with empty "extension_data" in the extended server hello."
     */
    boolean staples() {
        return server.extensions().has(ExtensionType.STATUS_REQUEST);
    }

    /**
     * RFC 5077 section 3.2: "The server uses a zero-length SessionTicket extension to indicate to the client that it will send a new session
     * ticket using the NewSessionTicket handshake message".
     */
    boolean ticketAnnounced() {
        return server.extensions().has(ExtensionType.SESSION_TICKET);
    }

    /** What the server agreed to limit records to; it never does that unasked. */
    FragmentLimit limit() {
        return FragmentLimits.asked(server.extensions());
    }

    /** The seed of the master secret and what a server signs before its parameters: ClientHello.random + ServerHello.random. */
    byte[] clientThenServerRandom() {
        return concat(client.random(), server.random());
    }

    /** The seed of the key block (RFC 5246 section 6.3): server_random + client_random. */
    byte[] serverThenClientRandom() {
        return concat(server.random(), client.random());
    }

    private static byte[] concat(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @Override
    public String toString() {
        return suite + (extendedMasterSecret() ? " with extended master secret" : "");
    }
}
