package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/**
 * status_request (RFC 6066 section 8, RFC 8446 section 4.4.2.1), uninterpreted: a CertificateStatusRequest from the
 * client, a CertificateStatus beside a certificate of TLS 1.3, nothing in the ServerHello of TLS 1.2.
 */
public record StatusRequest(byte[] data) implements Extension {
    static StatusRequest read(WireReader in) {
        return new StatusRequest(in.rest());
    }

    /**
     * RFC 6066 section 8: "an extension of type "status_request" with empty "extension_data" in the extended server
     * hello".
     */
    static StatusRequest readAnswer(WireReader in) throws TlsFault {
        in.finish();
        return new StatusRequest(new byte[0]);
    }

    @Override
    public int code() {
        return ExtensionType.STATUS_REQUEST.code();
    }

    @Override
    public void write(WireWriter out) {
        out.bytes(data);
    }

    @Override
    public String toString() {
        return "StatusRequest[" + data.length + " bytes]";
    }
}
