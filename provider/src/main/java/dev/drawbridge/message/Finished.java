package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/**
 * Finished (RFC 8446 section 4.4.4, RFC 5246 section 7.4.9).
 *
 * @param verifyData 12 bytes in TLS 1.2, one hash value in TLS 1.3; whoever compares it checks that too
 */
public record Finished(byte[] verifyData) implements HandshakeMessage {
    private static final int MIN_LENGTH = 12;
    /** SHA-512 is the longest hash that TLS knows. */
    private static final int MAX_LENGTH = 64;

    public static Finished read(WireReader in) throws TlsFault {
        if (in.remaining() < MIN_LENGTH || in.remaining() > MAX_LENGTH) {
            throw in.malformed("verify_data of " + in.remaining() + " bytes");
        }
        return new Finished(in.rest());
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.FINISHED;
    }

    @Override
    public void write(WireWriter out) {
        out.bytes(verifyData);
    }

    @Override
    public String toString() {
        return "Finished[" + verifyData.length + " bytes]";
    }
}
