package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** encrypt_then_mac (RFC 7366 section 2): "The "extension_data" field of this extension SHALL be empty." */
public record EncryptThenMac() implements Extension {
    static EncryptThenMac read(WireReader in) throws TlsFault {
        in.finish();
        return new EncryptThenMac();
    }

    @Override
    public int code() {
        return ExtensionType.ENCRYPT_THEN_MAC.code();
    }

    @Override
    public void write(WireWriter out) {
        // Empty.
    }
}
