package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** HelloRequest of TLS 1.2 (RFC 5246 section 7.4.1.1), empty. */
public record HelloRequest() implements HandshakeMessage {
    public static HelloRequest read(WireReader in) throws TlsFault {
        in.finish();
        return new HelloRequest();
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.HELLO_REQUEST;
    }

    @Override
    public void write(WireWriter out) {
        // Empty.
    }
}
