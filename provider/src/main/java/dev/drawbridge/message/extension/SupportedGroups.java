package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** supported_groups (RFC 8446 section 4.2.7, RFC 8422 section 5.1.1): groups for key exchange, most preferred first. */
public record SupportedGroups(CodePoints groups) implements Extension {
    static SupportedGroups read(WireReader in) throws TlsFault {
        return new SupportedGroups(in.codePoints16(2, 0xffff));
    }

    @Override
    public int code() {
        return ExtensionType.SUPPORTED_GROUPS.code();
    }

    @Override
    public void write(WireWriter out) {
        out.codePoints16(groups);
    }
}
