package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/**
 * signature_algorithms (RFC 8446 section 4.2.3): what may sign the handshake, and chains too without
 * signature_algorithms_cert.
 */
public record SignatureAlgorithms(CodePoints schemes) implements Extension {
    static SignatureAlgorithms read(WireReader in) throws TlsFault {
        return new SignatureAlgorithms(in.codePoints16(2, 0xfffe));
    }

    @Override
    public int code() {
        return ExtensionType.SIGNATURE_ALGORITHMS.code();
    }

    @Override
    public void write(WireWriter out) {
        out.codePoints16(schemes);
    }
}
