package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** CertificateVerify, the same in both versions (RFC 8446 section 4.4.3, RFC 5246 sections 4.7 and 7.4.8). */
public record CertificateVerify(int scheme, byte[] signature) implements HandshakeMessage {
    public static CertificateVerify read(WireReader in) throws TlsFault {
        return new CertificateVerify(in.u16(), in.opaque16(0, 0xffff));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_VERIFY;
    }

    @Override
    public void write(WireWriter out) {
        out.u16(scheme).opaque16(signature);
    }

    @Override
    public String toString() {
        return "CertificateVerify[scheme 0x" + Integer.toHexString(scheme) + ", " + signature.length + " bytes]";
    }
}
