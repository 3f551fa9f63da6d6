package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** ServerHelloDone of TLS 1.2 (RFC 5246 section 7.4.5), empty. */
public record ServerHelloDone() implements HandshakeMessage {
    public static ServerHelloDone read(WireReader in) throws TlsFault {
        in.finish();
        return new ServerHelloDone();
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.SERVER_HELLO_DONE;
    }

    @Override
    public void write(WireWriter out) {
        // Empty.
    }
}
