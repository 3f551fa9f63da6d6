package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.Arrays;

/** ec_point_formats (RFC 8422 section 5.1.2), one byte per format. */
public record EcPointFormats(byte[] formats) implements Extension {
    /** The one format that is still in use. */
    public static final int UNCOMPRESSED = 0;

    static EcPointFormats readOffer(WireReader in) throws TlsFault {
        return new EcPointFormats(in.opaque8(1, 0xff));
    }

    /**
     * The server's list. Only the uncompressed format exists for the curves that we offer, so a list without it
     * answers none of them (RFC 8422 section 5.2).
     */
    static EcPointFormats readAnswer(WireReader in) throws TlsFault {
        EcPointFormats answer = readOffer(in);
        if (!answer.uncompressed()) {
            throw in.illegal("uncompressed point format is missing");
        }
        return answer;
    }

    /** Whether the uncompressed format is in the list. */
    public boolean uncompressed() {
        for (byte format : formats) {
            if (format == UNCOMPRESSED) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int code() {
        return ExtensionType.EC_POINT_FORMATS.code();
    }

    @Override
    public void write(WireWriter out) {
        out.opaque8(formats);
    }

    @Override
    public String toString() {
        return "EcPointFormats" + Arrays.toString(formats);
    }
}
