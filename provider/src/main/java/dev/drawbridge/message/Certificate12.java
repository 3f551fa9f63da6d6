package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** Certificate of TLS 1.2 (RFC 5246 section 7.4.2), the end entity first; an empty list is a client's "none". */
public record Certificate12(List<byte[]> chain) implements HandshakeMessage {
    public Certificate12 {
        chain = List.copyOf(chain);
    }

    public static Certificate12 read(WireReader in) throws TlsFault {
        List<byte[]> chain = new ArrayList<>();
        WireReader list = in.vector24(0, 0xffffff);
        while (!list.isEmpty()) {
            chain.add(list.opaque24(1, 0xffffff));
        }
        return new Certificate12(chain);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE;
    }

    @Override
    public void write(WireWriter out) {
        out.vector24(list -> chain.forEach(list::opaque24));
    }

    @Override
    public String toString() {
        return "Certificate[" + chain.size() + " entries]";
    }
}
