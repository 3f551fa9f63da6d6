package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CipherSuite.KeyExchange;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.Optional;

/**
 * The ServerKeyExchange of suites with pre-shared keys: a hint, and what the key exchange takes beside it. Nobody signs it.
 *
 * @param hint which identity the client should name; empty for none
 * @param ecdhe of the suites of RFC 5489
 * @param dhe of the suites of RFC 4279 section 3
 */
public record ServerPsk(byte[] hint, Optional<EcdheParams> ecdhe, Optional<DheParams> dhe) {
    /** The body of {@code message}, all of it, as a suite has it. */
    public static ServerPsk read(ServerKeyExchange message, KeyExchange exchange) throws TlsFault {
        WireReader in = new WireReader(message.type().toString(), message.body());
        byte[] hint = in.opaque16(0, 0xffff);
        Optional<EcdheParams> ecdhe = exchange == KeyExchange.ECDHE_PSK ? Optional.of(EcdheParams.read(in)) : Optional.empty();
        Optional<DheParams> dhe = exchange == KeyExchange.DHE_PSK ? Optional.of(DheParams.read(in)) : Optional.empty();
        in.finish();
        return new ServerPsk(hint, ecdhe, dhe);
    }

    public ServerKeyExchange toMessage() {
        WireWriter out = new WireWriter().opaque16(hint);
        ecdhe.ifPresent(params -> params.write(out));
        dhe.ifPresent(params -> params.write(out));
        return new ServerKeyExchange(out.toByteArray());
    }

    @Override
    public String toString() {
        return "ServerPsk[hint of " + hint.length + " bytes" + ecdhe.map(p -> ", " + p).orElse("")
                + dhe.map(p -> ", " + p).orElse("") + "]";
    }
}
