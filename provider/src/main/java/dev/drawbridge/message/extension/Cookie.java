package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** cookie (RFC 8446 section 4.2.2): the server's bytes that the client returns unchanged. */
public record Cookie(byte[] cookie) implements Extension {
    static Cookie read(WireReader in) throws TlsFault {
        return new Cookie(in.opaque16(1, 0xffff));
    }

    @Override
    public int code() {
        return ExtensionType.COOKIE.code();
    }

    @Override
    public void write(WireWriter out) {
        out.opaque16(cookie);
    }

    @Override
    public String toString() {
        return "Cookie[" + cookie.length + " bytes]";
    }
}
