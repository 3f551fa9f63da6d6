package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CipherSuite.KeyExchange;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/**
 * The ClientKeyExchange of suites with pre-shared keys: which one, and the public key of what the key exchange takes beside it.
 *
 * @param identity which key; perhaps empty
 * @param exchange of the suite
 * @param share a point (RFC 5489 section 2), or a number of a finite field (RFC 4279 section 3); empty in suites with neither
 */
public record ClientPsk(byte[] identity, KeyExchange exchange, byte[] share) {
    private static final byte[] NONE = {};

    /** The body of {@code message}, all of it, as a suite has it. */
    public static ClientPsk read(ClientKeyExchange message, KeyExchange exchange) throws TlsFault {
        WireReader in = new WireReader(message.type().toString(), message.body());
        byte[] identity = in.opaque16(0, 0xffff);
        byte[] share = switch (exchange) {
            case ECDHE_PSK -> ClientEcdhe.read(in).point();
            case DHE_PSK -> in.opaque16(1, 0xffff);
            default -> NONE;
        };
        in.finish();
        return new ClientPsk(identity, exchange, share);
    }

    public ClientKeyExchange toMessage() {
        WireWriter out = new WireWriter().opaque16(identity);
        switch (exchange) {
            case ECDHE_PSK -> new ClientEcdhe(share).write(out);
            case DHE_PSK -> out.opaque16(share);
            default -> { }
        }
        return new ClientKeyExchange(out.toByteArray());
    }

    @Override
    public String toString() {
        return "ClientPsk[identity of " + identity.length + " bytes, " + exchange + "]";
    }
}
