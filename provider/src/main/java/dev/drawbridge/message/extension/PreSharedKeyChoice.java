package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/**
 * pre_shared_key of ServerHello (RFC 8446 section 4.2.11): which of the client's identities was accepted.
 *
 * @param selected its place in the client's list, from 0
 */
public record PreSharedKeyChoice(int selected) implements Extension {
    static PreSharedKeyChoice read(WireReader in) throws TlsFault {
        return new PreSharedKeyChoice(in.u16());
    }

    @Override
    public int code() {
        return ExtensionType.PRE_SHARED_KEY.code();
    }

    @Override
    public void write(WireWriter out) {
        out.u16(selected);
    }
}
