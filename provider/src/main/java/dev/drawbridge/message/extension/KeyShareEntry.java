package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** KeyShareEntry (RFC 8446 section 4.2.8): a public key, encoded as its group says. */
public record KeyShareEntry(int group, byte[] share) {
    static KeyShareEntry read(WireReader in) throws TlsFault {
        return new KeyShareEntry(in.u16(), in.opaque16(1, 0xffff));
    }

    void write(WireWriter out) {
        out.u16(group).opaque16(share);
    }

    @Override
    public String toString() {
        return "KeyShareEntry[0x" + Integer.toHexString(group) + ", " + share.length + " bytes]";
    }
}
