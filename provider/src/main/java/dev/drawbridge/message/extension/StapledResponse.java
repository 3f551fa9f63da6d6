package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/**
 * status_request beside a certificate of TLS 1.3: a CertificateStatus with a DER-encoded OCSPResponse, not yet judged. RFC 8446 section
 * 4.4.2.1: "the body of the "status_request" extension from the server MUST be a CertificateStatus structure as defined in [RFC6066], which
 * is interpreted as defined in [RFC6960]."
 */
public record StapledResponse(byte[] ocspResponse) implements Extension {
    /** CertificateStatusType. */
    static final int OCSP = 1;

    /** Reads a CertificateStatus, which in TLS 1.2 is a message of its own. */
    public static StapledResponse read(WireReader in) throws TlsFault {
        int statusType = in.u8();
        // RFC 6066 section 8 knows one type of status, and it is the only one that a client of ours asks for.
        if (statusType != OCSP) {
            throw in.illegal("status type " + statusType);
        }
        return new StapledResponse(in.opaque24(1, 0xffffff));
    }

    @Override
    public int code() {
        return ExtensionType.STATUS_REQUEST.code();
    }

    @Override
    public void write(WireWriter out) {
        out.u8(OCSP).opaque24(ocspResponse);
    }

    @Override
    public String toString() {
        return "StapledResponse[" + ocspResponse.length + " bytes]";
    }
}
