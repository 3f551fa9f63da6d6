package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** key_share of ClientHello (RFC 8446 section 4.2.8); an empty list asks for a HelloRetryRequest. */
public record KeyShareOffer(List<KeyShareEntry> shares) implements Extension {
    public KeyShareOffer {
        shares = List.copyOf(shares);
    }

    static KeyShareOffer read(WireReader in) throws TlsFault {
        WireReader list = in.vector16(0, 0xffff);
        List<KeyShareEntry> shares = new ArrayList<>();
        Set<Integer> groups = new HashSet<>();
        while (!list.isEmpty()) {
            KeyShareEntry share = KeyShareEntry.read(list);
            // RFC 8446 section 4.2.8: "Clients MUST NOT offer multiple KeyShareEntry values for the same group. [...]
            // Servers MAY check for violations of these rules and abort the handshake with an "illegal_parameter" alert".
            if (!groups.add(share.group())) {
                throw in.illegal("two shares of group 0x" + Integer.toHexString(share.group()));
            }
            shares.add(share);
        }
        return new KeyShareOffer(shares);
    }

    /** The share of {@code group}, or null. */
    public KeyShareEntry share(int group) {
        for (KeyShareEntry s : shares) {
            if (s.group() == group) {
                return s;
            }
        }
        return null;
    }

    @Override
    public int code() {
        return ExtensionType.KEY_SHARE.code();
    }

    @Override
    public void write(WireWriter out) {
        out.vector16(list -> shares.forEach(s -> s.write(list)));
    }
}
