package dev.drawbridge.message;

import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/**
 * ClientKeyExchange of TLS 1.2 (RFC 5246 section 7.4.7), whose form the cipher suite decides: see {@link
 * ClientShare}.
 */
public record ClientKeyExchange(byte[] body) implements HandshakeMessage {
    public static ClientKeyExchange read(WireReader in) {
        return new ClientKeyExchange(in.rest());
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CLIENT_KEY_EXCHANGE;
    }

    @Override
    public void write(WireWriter out) {
        out.bytes(body);
    }

    @Override
    public String toString() {
        return "ClientKeyExchange[" + body.length + " bytes]";
    }
}
