package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * server_name (RFC 6066 section 3): the host that the client wants to reach.
 *
 * @param hostName the name as sent, ASCII without NUL; null is the server's empty acknowledgement
 */
public record ServerName(String hostName) implements Extension {
    private static final int HOST_NAME = 0;
    private static final int MAX_LENGTH = 255;

    static ServerName readOffer(WireReader in) throws TlsFault {
        WireReader list = in.vector16(1, 0xffff);
        BitSet seen = new BitSet();
        String host = null;
        while (!list.isEmpty()) {
            int type = list.u8();
            // RFC 6066 section 3: "The ServerNameList MUST NOT contain more than one name of the same name_type."
            if (seen.get(type)) {
                throw in.illegal("two names of type " + type);
            }
            seen.set(type);
            // Same section: "all future data structures associated with new NameTypes MUST begin with a 16-bit length
            // field", so an unknown one can be skipped.
            WireReader name = list.vector16(type == HOST_NAME ? 1 : 0, 0xffff);
            if (type == HOST_NAME) {
                host = hostName(name);
            }
        }
        if (host == null) {
            throw in.illegal("no host_name in the list");
        }
        return new ServerName(host);
    }

    /** RFC 6066 section 3: "The "extension_data" field of this extension SHALL be empty." */
    static ServerName readAcknowledgement(WireReader in) throws TlsFault {
        in.finish();
        return new ServerName(null);
    }

    /** RFC 6066 section 3: the name is "a byte string using ASCII encoding without a trailing dot". */
    private static String hostName(WireReader in) throws TlsFault {
        if (in.remaining() > MAX_LENGTH) {
            throw in.illegal("host name of " + in.remaining() + " bytes");
        }
        byte[] name = in.rest();
        for (byte b : name) {
            // NUL would end the name early for whoever compares it in C; a negative byte is not ASCII.
            if (b <= 0) {
                throw in.illegal("host name is not ASCII");
            }
        }
        return new String(name, StandardCharsets.US_ASCII);
    }

    @Override
    public int code() {
        return ExtensionType.SERVER_NAME.code();
    }

    @Override
    public void write(WireWriter out) {
        if (hostName != null) {
            out.vector16(list -> list.u8(HOST_NAME).opaque16(hostName.getBytes(StandardCharsets.US_ASCII)));
        }
    }
}
