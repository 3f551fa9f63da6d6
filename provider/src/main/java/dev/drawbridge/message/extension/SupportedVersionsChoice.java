package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** supported_versions of ServerHello and HelloRetryRequest (RFC 8446 section 4.2.1). */
public record SupportedVersionsChoice(int version) implements Extension {
    static SupportedVersionsChoice read(WireReader in) throws TlsFault {
        return new SupportedVersionsChoice(in.u16());
    }

    @Override
    public int code() {
        return ExtensionType.SUPPORTED_VERSIONS.code();
    }

    @Override
    public void write(WireWriter out) {
        out.u16(version);
    }
}
