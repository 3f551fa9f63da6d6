package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ProtocolVersion;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.Arrays;

/**
 * The ServerKeyExchange of the suites whose parameters are signed, ECDHE (RFC 8422 section 5.4) and DHE (RFC 5246 section 7.4.3): parameters
 * and the signature over them.
 *
 * @param <P> the kind of parameters
 * @param paramsBytes the bytes of {@code params} as sent, which are what is signed
 * @param scheme {@link CertificateVerify#UNNAMED} before TLS 1.2
 */
public record SignedParams<P>(P params, byte[] paramsBytes, int scheme, byte[] signature) {
    private interface Form<P> {
        P read(WireReader in) throws TlsFault;
    }

    /** The body of {@code message}, all of it, in an ECDHE suite. */
    public static SignedParams<EcdheParams> ecdhe(ServerKeyExchange message, ProtocolVersion version) throws TlsFault {
        return read(message, EcdheParams::read, version);
    }

    /** The body of {@code message}, all of it, in a DHE suite. */
    public static SignedParams<DheParams> dhe(ServerKeyExchange message, ProtocolVersion version) throws TlsFault {
        return read(message, DheParams::read, version);
    }

    private static <P> SignedParams<P> read(ServerKeyExchange message, Form<P> form, ProtocolVersion version) throws TlsFault {
        byte[] body = message.body();
        WireReader in = new WireReader(message.type().toString(), body);
        P params = form.read(in);
        byte[] paramsBytes = Arrays.copyOf(body, body.length - in.remaining());
        int scheme = version.namesSchemes() ? in.u16() : CertificateVerify.UNNAMED;
        byte[] signature = in.opaque16(0, 0xffff);
        in.finish();
        return new SignedParams<>(params, paramsBytes, scheme, signature);
    }

    /** The body of {@code message}, all of it, in an anonymous suite with ECDHE, where RFC 8422 section 5.4 has the parameters alone. */
    public static EcdheParams unsignedEcdhe(ServerKeyExchange message) throws TlsFault {
        return unsigned(message, EcdheParams::read);
    }

    /** The body of {@code message}, all of it, in an anonymous suite with DHE, where RFC 5246 section 7.4.3 has the parameters alone. */
    public static DheParams unsignedDhe(ServerKeyExchange message) throws TlsFault {
        return unsigned(message, DheParams::read);
    }

    private static <P> P unsigned(ServerKeyExchange message, Form<P> form) throws TlsFault {
        WireReader in = new WireReader(message.type().toString(), message.body());
        P params = form.read(in);
        in.finish();
        return params;
    }

    public ServerKeyExchange toMessage() {
        WireWriter out = new WireWriter();
        out.bytes(paramsBytes);
        new CertificateVerify(scheme, signature).write(out);
        return new ServerKeyExchange(out.toByteArray());
    }

    @Override
    public String toString() {
        return "SignedParams[" + params + ", scheme 0x" + Integer.toHexString(scheme) + "]";
    }
}
