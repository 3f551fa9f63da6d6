package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CipherSuite.KeyExchange;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.Optional;

/**
 * The ClientKeyExchange of suites with pre-shared keys: which one, and what the key exchange takes beside it.
 *
 * @param identity which key; perhaps empty
 * @param ecdhe of the suites of RFC 5489
 */
public record ClientPsk(byte[] identity, Optional<ClientEcdhe> ecdhe) {
    /** The body of {@code message}, all of it, as a suite has it. */
    public static ClientPsk read(ClientKeyExchange message, KeyExchange exchange) throws TlsFault {
        WireReader in = new WireReader(message.type().toString(), message.body());
        byte[] identity = in.opaque16(0, 0xffff);
        Optional<ClientEcdhe> ecdhe = exchange == KeyExchange.ECDHE_PSK ? Optional.of(ClientEcdhe.read(in)) : Optional.empty();
        in.finish();
        return new ClientPsk(identity, ecdhe);
    }

    public ClientKeyExchange toMessage() {
        WireWriter out = new WireWriter().opaque16(identity);
        ecdhe.ifPresent(share -> share.write(out));
        return new ClientKeyExchange(out.toByteArray());
    }

    @Override
    public String toString() {
        return "ClientPsk[identity of " + identity.length + " bytes" + ecdhe.map(p -> ", " + p).orElse("") + "]";
    }
}
