package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** CertificateStatus of TLS 1.2 (RFC 6066 section 8): a DER-encoded OCSPResponse. */
public record CertificateStatus(byte[] ocspResponse) implements HandshakeMessage {
    private static final int OCSP = 1;

    public static CertificateStatus read(WireReader in) throws TlsFault {
        int statusType = in.u8();
        // RFC 6066 section 8 knows one type of status, and it is the only one that a client of ours asks for.
        if (statusType != OCSP) {
            throw in.illegal("status type " + statusType);
        }
        return new CertificateStatus(in.opaque24(1, 0xffffff));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE_STATUS;
    }

    @Override
    public void write(WireWriter out) {
        out.u8(OCSP).opaque24(ocspResponse);
    }

    @Override
    public String toString() {
        return "CertificateStatus[" + ocspResponse.length + " bytes]";
    }
}
