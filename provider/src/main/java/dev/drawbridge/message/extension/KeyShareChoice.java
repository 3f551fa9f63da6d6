package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** key_share of ServerHello (RFC 8446 section 4.2.8): the server's share in the group it chose. */
public record KeyShareChoice(KeyShareEntry share) implements Extension {
    static KeyShareChoice read(WireReader in) throws TlsFault {
        return new KeyShareChoice(KeyShareEntry.read(in));
    }

    @Override
    public int code() {
        return ExtensionType.KEY_SHARE.code();
    }

    @Override
    public void write(WireWriter out) {
        share.write(out);
    }
}
