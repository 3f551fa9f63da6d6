package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** supported_versions of ClientHello (RFC 8446 section 4.2.1), most preferred first. */
public record SupportedVersionsOffer(CodePoints versions) implements Extension {
    static SupportedVersionsOffer read(WireReader in) throws TlsFault {
        return new SupportedVersionsOffer(in.codePoints8(2, 254));
    }

    @Override
    public int code() {
        return ExtensionType.SUPPORTED_VERSIONS.code();
    }

    @Override
    public void write(WireWriter out) {
        out.codePoints8(versions);
    }
}
