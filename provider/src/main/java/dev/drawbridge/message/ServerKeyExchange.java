package dev.drawbridge.message;

import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/**
 * ServerKeyExchange of TLS 1.2 (RFC 5246 section 7.4.3), whose form the cipher suite decides: see {@link
 * SignedParams}.
 */
public record ServerKeyExchange(byte[] body) implements HandshakeMessage {
    public static ServerKeyExchange read(WireReader in) {
        return new ServerKeyExchange(in.rest());
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.SERVER_KEY_EXCHANGE;
    }

    @Override
    public void write(WireWriter out) {
        out.bytes(body);
    }

    @Override
    public String toString() {
        return "ServerKeyExchange[" + body.length + " bytes]";
    }
}
