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
     * The server's list. RFC 8422 section 5.2: "The Supported Point Formats Extension, when used, MUST contain the value 0
     * (uncompressed) as one of the items in the list of point formats."
     */
    static EcPointFormats readAnswer(WireReader in) throws TlsFault {
        EcPointFormats answer = readOffer(in);
        if (!answer.uncompressed()) {
            throw in.illegal("uncompressed point format is missing");
        }
        return answer;
    }

    /**
     * Whether the uncompressed format is in the list. RFC 8422 section 5.1.2 on a client's list that lacks it, sent beside
     * one of our groups: "the server MUST abort the handshake and return an illegal_parameter alert."
     */
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
