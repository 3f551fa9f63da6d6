package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * application_layer_protocol_negotiation (RFC 7301 section 3.1): the client's list or the server's one choice.
 *
 * @param protocols one string per name, one char per byte (ISO 8859-1), each of 1 to 255 bytes
 */
public record ApplicationProtocols(List<String> protocols) implements Extension {
    public ApplicationProtocols {
        protocols = List.copyOf(protocols);
    }

    static ApplicationProtocols readOffer(WireReader in) throws TlsFault {
        WireReader list = in.vector16(2, 0xffff);
        List<String> names = new ArrayList<>();
        while (!list.isEmpty()) {
            // RFC 7301 section 3.1: "Empty strings MUST NOT be included and byte strings MUST NOT be truncated."
            names.add(new String(list.opaque8(1, 0xff), StandardCharsets.ISO_8859_1));
        }
        return new ApplicationProtocols(names);
    }

    /** RFC 7301 section 3.1: "the "ProtocolNameList" MUST contain exactly one "ProtocolName"". */
    static ApplicationProtocols readChoice(WireReader in) throws TlsFault {
        ApplicationProtocols choice = readOffer(in);
        if (choice.protocols.size() != 1) {
            throw in.malformed(choice.protocols.size() + " protocols chosen");
        }
        return choice;
    }

    @Override
    public int code() {
        return ExtensionType.ALPN.code();
    }

    @Override
    public void write(WireWriter out) {
        out.vector16(list -> protocols.forEach(p -> list.opaque8(p.getBytes(StandardCharsets.ISO_8859_1))));
    }
}
