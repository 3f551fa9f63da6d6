package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** ServerECDHParams with a named curve (RFC 8422 section 5.4): the group and the server's public key. */
public record EcdheParams(int group, byte[] point) {
    private static final int NAMED_CURVE = 3;

    public static EcdheParams read(WireReader in) throws TlsFault {
        int curveType = in.u8();
        // RFC 8422 section 5.4 leaves named_curve alone; the explicit forms of RFC 4492 let a server choose its own curve.
        if (curveType != NAMED_CURVE) {
            throw in.illegal("curve type " + curveType);
        }
        return new EcdheParams(in.u16(), in.opaque8(1, 0xff));
    }

    public void write(WireWriter out) {
        out.u8(NAMED_CURVE).u16(group).opaque8(point);
    }

    /** The struct's bytes, which the server signs. */
    public byte[] encoded() {
        WireWriter out = new WireWriter(4 + point.length);
        write(out);
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return "EcdheParams[group 0x" + Integer.toHexString(group) + ", " + point.length + " bytes]";
    }
}
