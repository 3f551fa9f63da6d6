package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.Arrays;

/**
 * The ServerKeyExchange of the ECDHE suites (RFC 8422 section 5.4): parameters and the signature over them.
 *
 * @param paramsBytes the bytes of {@code params} as sent, which are what is signed
 */
public record SignedEcdheParams(EcdheParams params, byte[] paramsBytes, int scheme, byte[] signature) {
    /** The body of {@code message}, all of it. */
    public static SignedEcdheParams read(ServerKeyExchange message) throws TlsFault {
        byte[] body = message.body();
        WireReader in = new WireReader(message.type().toString(), body);
        EcdheParams params = EcdheParams.read(in);
        byte[] paramsBytes = Arrays.copyOf(body, body.length - in.remaining());
        int scheme = in.u16();
        byte[] signature = in.opaque16(0, 0xffff);
        in.finish();
        return new SignedEcdheParams(params, paramsBytes, scheme, signature);
    }

    public ServerKeyExchange toMessage() {
        WireWriter out = new WireWriter();
        out.bytes(paramsBytes).u16(scheme).opaque16(signature);
        return new ServerKeyExchange(out.toByteArray());
    }

    @Override
    public String toString() {
        return "SignedEcdheParams[" + params + ", scheme 0x" + Integer.toHexString(scheme) + "]";
    }
}
