package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** post_handshake_auth of ClientHello (RFC 8446 section 4.2.6), empty. */
public record PostHandshakeAuth() implements Extension {
    static PostHandshakeAuth read(WireReader in) throws TlsFault {
        in.finish();
        return new PostHandshakeAuth();
    }

    @Override
    public int code() {
        return ExtensionType.POST_HANDSHAKE_AUTH.code();
    }

    @Override
    public void write(WireWriter out) {
        // Empty.
    }
}
