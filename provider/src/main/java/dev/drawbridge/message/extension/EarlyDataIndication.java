package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** early_data of ClientHello and EncryptedExtensions (RFC 8446 section 4.2.10), empty. */
public record EarlyDataIndication() implements Extension {
    static EarlyDataIndication read(WireReader in) throws TlsFault {
        in.finish();
        return new EarlyDataIndication();
    }

    @Override
    public int code() {
        return ExtensionType.EARLY_DATA.code();
    }

    @Override
    public void write(WireWriter out) {
        // Empty.
    }
}
