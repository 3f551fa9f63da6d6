package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * CertificateRequest of TLS 1.2 (RFC 5246 section 7.4.4) and older (RFC 4346 section 7.4.4).
 *
 * @param certificateTypes ClientCertificateType values, one byte each
 * @param signatureSchemes null before TLS 1.2
 * @param authorities DER-encoded distinguished names; an empty list means any authority
 */
public record CertificateRequest12(byte[] certificateTypes, CodePoints signatureSchemes,
        List<byte[]> authorities) implements HandshakeMessage {
    public CertificateRequest12 {
        authorities = List.copyOf(authorities);
    }

    public static CertificateRequest12 read(WireReader in, boolean namesSchemes) throws TlsFault {
        byte[] certificateTypes = in.opaque8(1, 0xff);
        CodePoints signatureSchemes = namesSchemes ? in.codePoints16(2, 0xfffe) : null;
        List<byte[]> authorities = new ArrayList<>();
        WireReader list = in.vector16(0, 0xffff);
        while (!list.isEmpty()) {
            authorities.add(list.opaque16(1, 0xffff));
        }
        return new CertificateRequest12(certificateTypes, signatureSchemes, authorities);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_REQUEST;
    }

    @Override
    public void write(WireWriter out) {
        out.opaque8(certificateTypes);
        if (signatureSchemes != null) {
            out.codePoints16(signatureSchemes);
        }
        out.vector16(list -> authorities.forEach(list::opaque16));
    }

    @Override
    public String toString() {
        return "CertificateRequest[" + authorities.size() + " authorities]";
    }
}
