package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** ServerDHParams (RFC 5246 section 7.4.3): the group and the server's public key. */
public record DheParams(byte[] prime, byte[] generator, byte[] share) {
    public static DheParams read(WireReader in) throws TlsFault {
        return new DheParams(in.opaque16(1, 0xffff), in.opaque16(1, 0xffff), in.opaque16(1, 0xffff));
    }

    public void write(WireWriter out) {
        out.opaque16(prime).opaque16(generator).opaque16(share);
    }

    /** The struct's bytes, which the server signs. */
    public byte[] encoded() {
        WireWriter out = new WireWriter(6 + prime.length + generator.length + share.length);
        write(out);
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return "DheParams[prime of " + prime.length + " bytes]";
    }
}
