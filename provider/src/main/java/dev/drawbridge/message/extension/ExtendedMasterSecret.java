package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** extended_master_secret (RFC 7627 section 5.1): "The "extension_data" field of this extension is empty." */
public record ExtendedMasterSecret() implements Extension {
    static ExtendedMasterSecret read(WireReader in) throws TlsFault {
        in.finish();
        return new ExtendedMasterSecret();
    }

    @Override
    public int code() {
        return ExtensionType.EXTENDED_MASTER_SECRET.code();
    }

    @Override
    public void write(WireWriter out) {
        // Empty.
    }
}
