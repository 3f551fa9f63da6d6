package dev.drawbridge.message;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.ExtensionContext;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * ServerHello and, in the same form, HelloRetryRequest (RFC 8446 sections 4.1.3 and 4.1.4, RFC 5246 section 7.4.1.3).
 *
 * @param extensions read by the rules of TLS 1.3 when supported_versions is among them, else by those of TLS 1.2
 */
public record ServerHello(int legacyVersion, byte[] random, byte[] sessionId, int cipherSuite, int compressionMethod,
        Extensions extensions) implements HandshakeMessage {
    /** Length of the random values of both hellos. */
    public static final int RANDOM_LENGTH = 32;

    /**
     * RFC 8446 section 4.1.3: "the HelloRetryRequest message uses the same structure as the ServerHello, but with Random
     * set to the special value of the SHA-256 of "HelloRetryRequest"".
     */
    private static final byte[] RETRY_RANDOM = HexFormat.of().parseHex(
            "cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c");

    /**
     * RFC 8446 section 4.1.3: "If negotiating TLS 1.2, TLS 1.3 servers MUST set the last 8 bytes of their Random value to
     * the bytes: 44 4F 57 4E 47 52 44 01 If negotiating TLS 1.1 or below, TLS 1.3 servers MUST, and TLS 1.2 servers
     * SHOULD, set the last 8 bytes of their ServerHello.Random value to the bytes: 44 4F 57 4E 47 52 44 00".
     */
    private static final byte[] SENTINEL12 = HexFormat.of().parseHex("444f574e47524401");
    private static final byte[] SENTINEL11 = HexFormat.of().parseHex("444f574e47524400");

    /** The same by who does not speak SSL 3.0. */
    public static ServerHello read(WireReader in) throws TlsFault {
        return read(in, false);
    }

    /**
     * Reads the body.
     *
     * @param ssl whether SSL 3.0 may be its version
     */
    static ServerHello read(WireReader in, boolean ssl) throws TlsFault {
        int legacyVersion = in.u16();
        if (isRefusedSsl(legacyVersion, ssl)) {
            throw new TlsFault(Fault.VERSION_TOO_OLD, "0x" + Integer.toHexString(legacyVersion));
        }
        byte[] random = in.bytes(RANDOM_LENGTH);
        byte[] sessionId = in.opaque8(0, 32);
        int cipherSuite = in.u16();
        int compressionMethod = in.u8();
        // RFC 8446 section 4.1.3: "legacy_compression_method: A single byte which MUST have the value 0." In TLS 1.2 the
        // server picks from the client's list, and ours holds null alone.
        if (compressionMethod != 0) {
            throw new TlsFault(Fault.BAD_COMPRESSION, "server chose method " + compressionMethod);
        }
        Extensions extensions = Extensions.none();
        if (!in.isEmpty()) {
            WireReader block = in.vector16(0, 0xffff);
            extensions = Extensions.read(block, context(random, block));
        }
        return new ServerHello(legacyVersion, random, sessionId, cipherSuite, compressionMethod, extensions);
    }

    /**
     * Whether a hello is one of SSL, and so refused. RFC 8446 appendix D.5: "Any endpoint receiving a Hello message with ClientHello.legacy_version or
     * ServerHello.legacy_version set to 0x0300 MUST abort the handshake with a "protocol_version" alert", whatever its extensions say. RFC 7568
     * section 3: "SSLv3 MUST NOT be used." Who has enabled it all the same has his reasons; nothing older is ever taken.
     */
    static boolean isRefusedSsl(int legacyVersion, boolean enabled) {
        return legacyVersion < ProtocolVersion.SSL30.code() || legacyVersion == ProtocolVersion.SSL30.code() && !enabled;
    }

    /** What of it is left in SSL 3.0. */
    public ServerHello inSsl30() {
        return new ServerHello(legacyVersion, random, sessionId, cipherSuite, compressionMethod, extensions.inSsl30());
    }

    /** Whether this is a HelloRetryRequest, told by its random value. */
    public boolean isHelloRetryRequest() {
        return Arrays.equals(random, RETRY_RANDOM);
    }

    /** A new copy of the random value that makes a ServerHello a HelloRetryRequest. */
    public static byte[] retryRandom() {
        return RETRY_RANDOM.clone();
    }

    /** Whether a server that speaks TLS 1.3 says by {@code random} that it chose TLS 1.2. */
    public static boolean hasDowngradeSentinel12(byte[] random) {
        return endsWith(random, SENTINEL12);
    }

    /** Whether a server that speaks TLS 1.2 or 1.3 says by {@code random} that it chose TLS 1.1 or lower. */
    public static boolean hasDowngradeSentinel11(byte[] random) {
        return endsWith(random, SENTINEL11);
    }

    /** Makes {@code random} that of a server that speaks TLS 1.3 and chose TLS 1.2. */
    public static void writeDowngradeSentinel12(byte[] random) {
        System.arraycopy(SENTINEL12, 0, random, RANDOM_LENGTH - SENTINEL12.length, SENTINEL12.length);
    }

    /** Makes {@code random} that of a server that speaks TLS 1.2 or 1.3 and chose an older version. */
    public static void writeDowngradeSentinel11(byte[] random) {
        System.arraycopy(SENTINEL11, 0, random, RANDOM_LENGTH - SENTINEL11.length, SENTINEL11.length);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.SERVER_HELLO;
    }

    @Override
    public void write(WireWriter out) {
        out.u16(legacyVersion).bytes(random).opaque8(sessionId).u16(cipherSuite).u8(compressionMethod);
        if (!extensions.isEmpty()) {
            extensions.write(out);
        }
    }

    @Override
    public String toString() {
        return (isHelloRetryRequest() ? "HelloRetryRequest" : "ServerHello") + "[cipher suite 0x"
                + Integer.toHexString(cipherSuite) + ", extensions " + extensions + "]";
    }

    /**
     * RFC 8446 section 4.1.3: "Upon receiving a message with type server_hello, implementations MUST first examine the
     * Random value and, if it matches this value, process it as described in Section 4.1.4".
     */
    private static ExtensionContext context(byte[] random, WireReader block) throws TlsFault {
        if (Arrays.equals(random, RETRY_RANDOM)) {
            return ExtensionContext.HELLO_RETRY_REQUEST;
        }
        // RFC 8446 section 4.2.1: "Clients MUST check for this extension prior to processing the rest of the ServerHello (although they
        // will have to parse the ServerHello in order to read the extension)."
        return Extensions.mentions(block.copy(), ExtensionType.SUPPORTED_VERSIONS) ? ExtensionContext.SERVER_HELLO13
                : ExtensionContext.SERVER_HELLO12;
    }

    private static boolean endsWith(byte[] random, byte[] sentinel) {
        return Arrays.equals(random, RANDOM_LENGTH - sentinel.length, RANDOM_LENGTH, sentinel, 0, sentinel.length);
    }
}
