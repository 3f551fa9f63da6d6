package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** ClientECDiffieHellmanPublic, explicit (RFC 8422 section 5.7): the client's public key. */
public record ClientEcdhe(byte[] point) {
    public static ClientEcdhe read(WireReader in) throws TlsFault {
        return new ClientEcdhe(in.opaque8(1, 0xff));
    }

    /** The body of {@code message}, all of it. */
    public static ClientEcdhe read(ClientKeyExchange message) throws TlsFault {
        WireReader in = new WireReader(message.type().toString(), message.body());
        ClientEcdhe ecdhe = read(in);
        in.finish();
        return ecdhe;
    }

    public void write(WireWriter out) {
        out.opaque8(point);
    }

    public ClientKeyExchange toMessage() {
        WireWriter out = new WireWriter(1 + point.length);
        write(out);
        return new ClientKeyExchange(out.toByteArray());
    }

    @Override
    public String toString() {
        return "ClientEcdhe[" + point.length + " bytes]";
    }
}
