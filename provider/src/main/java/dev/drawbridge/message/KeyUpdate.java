package dev.drawbridge.message;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** KeyUpdate (RFC 8446 section 4.6.3). */
public record KeyUpdate(boolean updateRequested) implements HandshakeMessage {
    public static KeyUpdate read(WireReader in) throws TlsFault {
        int request = in.u8();
        // RFC 8446 section 4.6.3: "If an implementation receives any other value, it MUST terminate the connection with an
        // "illegal_parameter" alert."
        if (request > 1) {
            throw new TlsFault(Fault.BAD_KEY_UPDATE, "request_update is " + request);
        }
        return new KeyUpdate(request == 1);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.KEY_UPDATE;
    }

    @Override
    public void write(WireWriter out) {
        out.u8(updateRequested ? 1 : 0);
    }
}
