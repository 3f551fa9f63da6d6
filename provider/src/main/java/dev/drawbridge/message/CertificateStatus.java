package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.StapledResponse;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** CertificateStatus of TLS 1.2 (RFC 6066 section 8): a DER-encoded OCSPResponse. */
public record CertificateStatus(byte[] ocspResponse) implements HandshakeMessage {
    public static CertificateStatus read(WireReader in) throws TlsFault {
        return new CertificateStatus(StapledResponse.read(in).ocspResponse());
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_STATUS;
    }

    @Override
    public void write(WireWriter out) {
        new StapledResponse(ocspResponse).write(out);
    }

    @Override
    public String toString() {
        return "CertificateStatus[" + ocspResponse.length + " bytes]";
    }
}
