package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** EndOfEarlyData (RFC 8446 section 4.5), empty. */
public record EndOfEarlyData() implements HandshakeMessage {
    public static EndOfEarlyData read(WireReader in) throws TlsFault {
        in.finish();
        return new EndOfEarlyData();
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.END_OF_EARLY_DATA;
    }

    @Override
    public void write(WireWriter out) {
        // Empty.
    }
}
