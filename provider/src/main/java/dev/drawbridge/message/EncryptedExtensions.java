package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.ExtensionContext;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/** EncryptedExtensions (RFC 8446 section 4.3.1). */
public record EncryptedExtensions(Extensions extensions) implements HandshakeMessage {
    public static EncryptedExtensions read(WireReader in) throws TlsFault {
        return new EncryptedExtensions(
                Extensions.read(in.vector16(0, 0xffff), ExtensionContext.ENCRYPTED_EXTENSIONS));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.ENCRYPTED_EXTENSIONS;
    }

    @Override
    public void write(WireWriter out) {
        extensions.write(out);
    }
}
