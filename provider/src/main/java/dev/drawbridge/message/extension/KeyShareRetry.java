package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** key_share of HelloRetryRequest (RFC 8446 section 4.2.8): the group that the server wants a share in. */
public record KeyShareRetry(int group) implements Extension {
    static KeyShareRetry read(WireReader in) throws TlsFault {
        return new KeyShareRetry(in.u16());
    }

    @Override
    public int code() {
        return ExtensionType.KEY_SHARE.code();
    }

    @Override
    public void write(WireWriter out) {
        out.u16(group);
    }
}
