package dev.drawbridge.message.extension;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.CodePoints;
import dev.drawbridge.spec.ExtensionType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** signature_algorithms_cert (RFC 8446 section 4.2.3): what may sign the certificates of the chain. */
public record SignatureAlgorithmsCert(CodePoints schemes) implements Extension {
    static SignatureAlgorithmsCert read(WireReader in) throws TlsFault {
        return new SignatureAlgorithmsCert(in.codePoints16(2, 0xfffe));
    }

    @Override
    public int code() {
        return ExtensionType.SIGNATURE_ALGORITHMS_CERT.code();
    }

    @Override
    public void write(WireWriter out) {
        out.codePoints16(schemes);
    }
}
