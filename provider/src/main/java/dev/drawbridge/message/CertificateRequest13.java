package dev.drawbridge.message;

import dev.drawbridge.fault.Fault;
import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.ExtensionContext;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** CertificateRequest of TLS 1.3 (RFC 8446 section 4.3.2). */
public record CertificateRequest13(byte[] context, Extensions extensions) implements HandshakeMessage {
    public static CertificateRequest13 read(WireReader in) throws TlsFault {
        byte[] context = in.opaque8(0, 0xff);
        Extensions extensions = Extensions.read(in.vector16(2, 0xffff), ExtensionContext.CERTIFICATE_REQUEST);
        // RFC 8446 section 4.3.2: "The "signature_algorithms" extension MUST be specified".
        if (!extensions.has(ExtensionType.SIGNATURE_ALGORITHMS)) {
            throw new TlsFault(Fault.MISSING_EXTENSION, "signature_algorithms in CertificateRequest");
        }
        return new CertificateRequest13(context, extensions);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_REQUEST;
    }

    @Override
    public void write(WireWriter out) {
        out.opaque8(context);
        extensions.write(out);
    }

    @Override
    public String toString() {
        return "CertificateRequest[extensions " + extensions + "]";
    }
}
