package dev.drawbridge.message;

import dev.drawbridge.fault.TlsFault;
import dev.drawbridge.message.extension.ExtensionContext;
import dev.drawbridge.message.extension.Extensions;
import dev.drawbridge.spec.HandshakeType;
import dev.drawbridge.wire.WireReader;
import dev.drawbridge.wire.WireWriter;

/**
 * NewSessionTicket of TLS 1.3 (RFC 8446 section 4.6.1).
 *
 * @param lifetimeSeconds as sent; whoever stores the ticket bounds it by seven days
 */
public record NewSessionTicket13(long lifetimeSeconds, long ageAdd, byte[] nonce, byte[] ticket,
        Extensions extensions) implements HandshakeMessage {
    public static NewSessionTicket13 read(WireReader in) throws TlsFault {
        long lifetimeSeconds = in.u32();
        long ageAdd = in.u32();
        byte[] nonce = in.opaque8(0, 0xff);
        byte[] ticket = in.opaque16(1, 0xffff);
        WireReader block = in.vector16(0, 0xfffe);
        return new NewSessionTicket13(lifetimeSeconds, ageAdd, nonce, ticket,
                Extensions.read(block, ExtensionContext.NEW_SESSION_TICKET));
    }

    @Override
    public HandshakeType type() {
        return HandshakeType.NEW_SESSION_TICKET;
    }

    @Override
    public void write(WireWriter out) {
        out.u32(lifetimeSeconds).u32(ageAdd).opaque8(nonce).opaque16(ticket);
        extensions.write(out);
    }

    @Override
    public String toString() {
        return "NewSessionTicket[" + lifetimeSeconds + " seconds, ticket of " + ticket.length + " bytes]";
    }
}
