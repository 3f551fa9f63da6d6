package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.Arrays;

/**
 * status_request (RFC 6066 section 8, RFC 8446 section 4.4.2.1) where it asks or acknowledges, as its bytes: a CertificateStatusRequest from the
 * client, nothing in the ServerHello of TLS 1.2. What answers it is a {@link StapledResponse}.
 */
public record StatusRequest(byte[] data) implements Extension {
    /**
     * A client's wish for an OCSP response of any responder. RFC 6066 section 8: "A zero-length "responder_id_list" sequence has the special
     * meaning that the responders are implicitly known to the server". And: "A zero-length "request_extensions" value means that there are no
     * extensions".
     */
    public static StatusRequest forOcsp() {
        return new StatusRequest(new byte[] {StapledResponse.OCSP, 0, 0, 0, 0});
    }

    /** Reads a CertificateStatusRequest; what it says of another type than OCSP is nobody's here to judge. */
    static StatusRequest readOffer(WireReader in) throws TlsFault {
        byte[] data = in.rest();
        WireReader request = new WireReader(ExtensionType.STATUS_REQUEST.toString(), data, 0, data.length);
        if (request.u8() == StapledResponse.OCSP) {
            WireReader responders = request.vector16(0, 0xffff);
            while (!responders.isEmpty()) {
                responders.opaque16(1, 0xffff);
            }
            request.opaque16(0, 0xffff);
            request.finish();
        }
        return new StatusRequest(data);
    }

    /** The answer of a server of TLS 1.2 that is going to staple. */
    public static StatusRequest acknowledged() {
        return new StatusRequest(new byte[0]);
    }

    /** Whether this is a client's wish for an OCSP response. */
    public boolean asksForOcsp() {
        return data.length > 0 && data[0] == StapledResponse.OCSP;
    }

    /** Whether an OCSP response is wanted of certain responders only. */
    public boolean namesResponders() {
        return responders() > 0;
    }

    /** The DER-encoded extensions for the responder, empty for none; of a wish for an OCSP response. */
    public byte[] requestExtensions() {
        int start = 1 + 2 + responders() + 2;
        return Arrays.copyOfRange(data, start, data.length);
    }

    /** The length of the responder_id_list. */
    private int responders() {
        return (data[1] & 0xff) << 8 | data[2] & 0xff;
    }

    static StatusRequest read(WireReader in) {
        return new StatusRequest(in.rest());
    }

    /**
     * RFC 6066 section 8: "an extension of type "status_request" with empty "extension_data" in the extended server
     * hello".
     */
    static StatusRequest readAnswer(WireReader in) throws TlsFault {
        in.finish();
        return acknowledged();
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
