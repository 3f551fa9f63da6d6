package dev.drawbridge.message;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.Extension;
import dev.drawbridge.message.extension.ExtensionContext;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.Set;

/**
 * ClientHello (RFC 8446 section 4.1.2, RFC 5246 section 7.4.1.2).
 *
 * @param legacyVersion the highest version of a client without supported_versions
 * @param extensions empty also where the client sent no extensions block at all; an empty one is written as none
 */
public record ClientHello(int legacyVersion, byte[] random, byte[] sessionId, CodePoints cipherSuites,
        byte[] compressionMethods, Extensions extensions) implements HandshakeMessage {
    /** The same by who does not speak SSL 3.0. */
    public static ClientHello read(WireReader in) throws TlsFault {
        return read(in, false);
    }

    /**
     * Reads the body.
     *
     * @param ssl whether SSL 3.0 may be its version
     */
    static ClientHello read(WireReader in, boolean ssl) throws TlsFault {
        int legacyVersion = in.u16();
        if (ServerHello.isRefusedSsl(legacyVersion, ssl)) {
            throw new TlsFault(Fault.NO_COMMON_VERSION, "client offers 0x" + Integer.toHexString(legacyVersion));
        }
        byte[] random = in.bytes(ServerHello.RANDOM_LENGTH);
        byte[] sessionId = in.opaque8(0, 32);
        CodePoints cipherSuites = in.codePoints16(2, 0xfffe);
        byte[] compressionMethods = in.opaque8(1, 0xff);
        // RFC 5246 section 7.4.1.2: "This vector MUST contain, and all implementations MUST support, CompressionMethod.null." RFC 8446
        // section 4.1.2: "TLS 1.3 servers might receive TLS 1.2 or prior ClientHellos which contain other compression methods and (if
        // negotiating such a prior version) MUST follow the procedures for the appropriate prior version of TLS." What TLS 1.3 demands
        // beyond that is for who has chosen the version.
        if (!containsNull(compressionMethods)) {
            throw new TlsFault(Fault.BAD_COMPRESSION, "null is not among " + compressionMethods.length + " methods");
        }
        // RFC 8446 section 4.1.2: "If negotiating a version of TLS prior to 1.3, a server MUST check that the message either contains no
        // data after legacy_compression_methods or that it contains a valid extensions block with no data following. If not, then it MUST
        // abort the handshake with a "decode_error" alert." RFC 5246 section 7.4.1.2: "A server MUST accept ClientHello messages both with
        // and without the extensions field". That nothing follows, the caller checks.
        Extensions extensions = in.isEmpty() ? Extensions.none()
                : Extensions.read(in.vector16(0, 0xffff), ExtensionContext.CLIENT_HELLO);
        return new ClientHello(legacyVersion, random, sessionId, cipherSuites, compressionMethods, extensions);
    }

    /** Whether null is the only compression method, as TLS 1.3 demands (RFC 8446 section 4.1.2). */
    public boolean offersOnlyNullCompression() {
        return compressionMethods.length == 1 && compressionMethods[0] == 0;
    }

    /** A copy with {@code extension} in the place of the one of its type, or at the end. */
    public ClientHello with(Extension extension) {
        return new ClientHello(legacyVersion, random, sessionId, cipherSuites, compressionMethods, extensions.with(extension));
    }

    /** What of it is left in SSL 3.0, where who offers newer versions too has extensions that mean nothing. */
    public ClientHello inSsl30() {
        return new ClientHello(legacyVersion, random, sessionId, cipherSuites, compressionMethods, extensions.inSsl30());
    }

    /** A copy without the extensions of these types. */
    public ClientHello without(Set<ExtensionType> types) {
        return types.isEmpty() ? this
                : new ClientHello(legacyVersion, random, sessionId, cipherSuites, compressionMethods, extensions.without(types));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CLIENT_HELLO;
    }

    @Override
    public void write(WireWriter out) {
        out.u16(legacyVersion).bytes(random).opaque8(sessionId).codePoints16(cipherSuites).opaque8(compressionMethods);
        if (!extensions.isEmpty()) {
            extensions.write(out);
        }
    }

    @Override
    public String toString() {
        return "ClientHello[" + cipherSuites.size() + " cipher suites, extensions " + extensions + "]";
    }

    private static boolean containsNull(byte[] methods) {
        for (byte m : methods) {
            if (m == 0) {
                return true;
            }
        }
        return false;
    }
}
