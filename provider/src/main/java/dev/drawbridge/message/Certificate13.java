package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.ExtensionContext;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Certificate of TLS 1.3 (RFC 8446 section 4.4.2), the end entity first; an empty list is a client's "none".
 *
 * @param context certificate_request_context: empty except after the handshake
 */
public record Certificate13(byte[] context, List<CertificateEntry> entries) implements HandshakeMessage {
    public Certificate13 {
        entries = List.copyOf(entries);
    }

    public static Certificate13 read(WireReader in) throws TlsFault {
        byte[] context = in.opaque8(0, 0xff);
        List<CertificateEntry> entries = new ArrayList<>();
        WireReader list = in.vector24(0, 0xffffff);
        while (!list.isEmpty()) {
            byte[] der = list.opaque24(1, 0xffffff);
            WireReader block = list.vector16(0, 0xffff);
            entries.add(new CertificateEntry(der, Extensions.read(block, ExtensionContext.CERTIFICATE)));
        }
        return new Certificate13(context, entries);
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.CERTIFICATE;
    }

    @Override
    public void write(WireWriter out) {
        out.opaque8(context).vector24(list -> {
            for (CertificateEntry entry : entries) {
                list.opaque24(entry.der());
                entry.extensions().write(list);
            }
        });
    }

    @Override
    public String toString() {
        return "Certificate[" + entries.size() + " entries]";
    }
}
