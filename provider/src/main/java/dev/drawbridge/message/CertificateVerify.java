package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/**
 * CertificateVerify, the same in TLS 1.3 and 1.2 (RFC 8446 section 4.4.3, RFC 5246 sections 4.7 and 7.4.8).
 *
 * @param scheme {@link #UNNAMED} before TLS 1.2 (RFC 4346 section 7.4.8)
 */
public record CertificateVerify(int scheme, byte[] signature) implements HandshakeMessage {
    /** In the place of a scheme's number where the key alone decides. */
    public static final int UNNAMED = -1;

    public static CertificateVerify read(WireReader in) throws TlsFault {
        return new CertificateVerify(in.u16(), in.opaque16(0, 0xffff));
    }

    /** As before TLS 1.2. */
    static CertificateVerify readUnnamed(WireReader in) throws TlsFault {
        return new CertificateVerify(UNNAMED, in.opaque16(0, 0xffff));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_VERIFY;
    }

    @Override
    public void write(WireWriter out) {
        if (scheme != UNNAMED) {
            out.u16(scheme);
        }
        out.opaque16(signature);
    }

    @Override
    public String toString() {
        return "CertificateVerify[scheme 0x" + Integer.toHexString(scheme) + ", " + signature.length + " bytes]";
    }
}
