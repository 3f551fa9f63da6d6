package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** renegotiation_info (RFC 5746 section 3.2): the verify_data of the handshake before, or nothing in the first. */
public record RenegotiationInfo(byte[] verifyData) implements Extension {
    static RenegotiationInfo read(WireReader in) throws TlsFault {
        return new RenegotiationInfo(in.opaque8(0, 0xff));
    }

    @Override
    public int code() {
        return ExtensionType.RENEGOTIATION_INFO.code();
    }

    @Override
    public void write(WireWriter out) {
        out.opaque8(verifyData);
    }

    @Override
    public String toString() {
        return "RenegotiationInfo[" + verifyData.length + " bytes]";
    }
}
