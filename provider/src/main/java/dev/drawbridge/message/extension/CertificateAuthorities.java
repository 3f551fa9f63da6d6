package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;
import java.util.ArrayList;
import java.util.List;

/** certificate_authorities (RFC 8446 section 4.2.4): DER-encoded distinguished names of acceptable authorities. */
public record CertificateAuthorities(List<byte[]> names) implements Extension {
    public CertificateAuthorities {
        names = List.copyOf(names);
    }

    static CertificateAuthorities read(WireReader in) throws TlsFault {
        WireReader list = in.vector16(3, 0xffff);
        List<byte[]> names = new ArrayList<>();
        while (!list.isEmpty()) {
            names.add(list.opaque16(1, 0xffff));
        }
        return new CertificateAuthorities(names);
    }

    @Override
    public int code() {
        return ExtensionType.CERTIFICATE_AUTHORITIES.code();
    }

    @Override
    public void write(WireWriter out) {
        out.vector16(list -> names.forEach(list::opaque16));
    }

    @Override
    public String toString() {
        return "CertificateAuthorities[" + names.size() + " names]";
    }
}
