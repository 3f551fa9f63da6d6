package dev.drawbridge.message.extension;

import dev.drawbridge.wire.WireWriter;

/** An extension that we do not interpret: its number, which may be a GREASE value (RFC 8701), and its bytes. */
public record UnknownExtension(int code, byte[] data) implements Extension {
    @Override
    public void write(WireWriter out) {
        out.bytes(data);
    }

    @Override
    public String toString() {
        return "UnknownExtension[" + code + ", " + data.length + " bytes]";
    }
}
