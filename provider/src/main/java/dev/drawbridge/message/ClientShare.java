package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CipherSuite.KeyExchange;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/**
 * The ClientKeyExchange of suites with certificates: what the key exchange of the suite takes from the client.
 *
 * @param exchange of the suite
 * @param share a point (RFC 8422 section 5.7), a number of a finite field (RFC 5246 section 7.4.7.2) or an encrypted pre-master secret
 *     (section 7.4.7.1)
 */
public record ClientShare(KeyExchange exchange, byte[] share) {
    /** The body of {@code message}, all of it, as a suite has it in a version. */
    public static ClientShare read(ClientKeyExchange message, ProtocolVersion version, KeyExchange exchange) throws TlsFault {
        WireReader in = new WireReader(message.type().toString(), message.body());
        if (bare(version, exchange)) {
            return new ClientShare(exchange, in.rest());
        }
        // RFC 5246 section 7.4.7.1: "Implementors upgrading from SSLv3 MUST modify their implementations to generate and accept the correct
        // encoding", which has the length in front of the encrypted secret.
        byte[] share = exchange == KeyExchange.ECDHE ? ClientEcdhe.read(in).point() : in.opaque16(1, 0xffff);
        in.finish();
        return new ClientShare(exchange, share);
    }

    /** Whether the body is the share and nothing else: the encrypted secret of SSL 3.0, as everybody has read RFC 6101 section 5.6.7.1. */
    private static boolean bare(ProtocolVersion version, KeyExchange exchange) {
        return version.ssl() && exchange == KeyExchange.RSA;
    }

    /** As a version has it. */
    public ClientKeyExchange toMessage(ProtocolVersion version) {
        if (bare(version, exchange)) {
            return new ClientKeyExchange(share);
        }
        WireWriter out = new WireWriter(2 + share.length);
        if (exchange == KeyExchange.ECDHE) {
            new ClientEcdhe(share).write(out);
        } else {
            out.opaque16(share);
        }
        return new ClientKeyExchange(out.toByteArray());
    }

    @Override
    public String toString() {
        return "ClientShare[" + exchange + ", " + share.length + " bytes]";
    }
}
